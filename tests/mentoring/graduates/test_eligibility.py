"""The conditions of access: which day counts, which rule of several, and that unknown is never no."""

import datetime

import pytest

from mentoring.graduates.actions import rules_load
from mentoring.graduates.eligibility import Facts, Met, evaluate, evaluate_graduate
from mentoring.graduates.models import Background, EligibilityRule, RuleKind, Verdict
from nqt.common.errors import Forbidden
from regions.coverage.models import Coverage
from regions.territories.models import Region
from tests.harness.factories.mentoring import a_graduate
from tests.harness.factories.organizations import MACHINE, a_department, regional

ON = datetime.date(2026, 11, 28)
RULES = [
    EligibilityRule(kind=RuleKind.LEVEL, least_years=3),
    EligibilityRule(kind=RuleKind.AGE, under_age=30),
    EligibilityRule(kind=RuleKind.TERRITORY),
    EligibilityRule(kind=RuleKind.BACKGROUND, backgrounds=Background.values),
]
GOOD = {
    "on": ON,
    "birth_date": datetime.date(2002, 5, 4),
    "degree_level": 5,
    "department": "17",
    "is_covered": True,
    "regions": frozenset({"75"}),
    "qpv": "in",
    "background": (),
}
NOTHING_SAID = {"qpv": "out", "background": ()}


def said(rules=RULES, **facts):
    return evaluate(Facts(**(GOOD | facts)), rules)


@pytest.mark.parametrize(
    ("facts", "kind", "answer", "verdict"),
    [
        ({"degree_level": 3}, "level", Met.YES, Verdict.ELIGIBLE),
        ({"degree_level": 2}, "level", Met.NO, Verdict.NOT_ELIGIBLE),
        ({"degree_level": None}, "level", Met.UNKNOWN, Verdict.TO_CHECK),
        ({"birth_date": datetime.date(1996, 11, 29)}, "age", Met.YES, Verdict.ELIGIBLE),  # thirty tomorrow
        ({"birth_date": datetime.date(1996, 11, 28)}, "age", Met.NO, Verdict.NOT_ELIGIBLE),  # thirty today
        ({"birth_date": datetime.date(1996, 11, 27)}, "age", Met.NO, Verdict.NOT_ELIGIBLE),
        ({"birth_date": None}, "age", Met.UNKNOWN, Verdict.TO_CHECK),
        ({"is_covered": False}, "territory", Met.NO, Verdict.NOT_ELIGIBLE),
        ({"is_covered": None, "department": ""}, "territory", Met.UNKNOWN, Verdict.TO_CHECK),
        ({"qpv": "unknown"}, "background", Met.UNKNOWN, Verdict.TO_CHECK),
        ({"qpv": "unknown", "background": ("modest",)}, "background", Met.YES, Verdict.ELIGIBLE),
        ({"qpv": "out", "background": ("rural",)}, "background", Met.YES, Verdict.ELIGIBLE),
        ({"qpv": "out", "background": ("scholarship",)}, "background", Met.YES, Verdict.ELIGIBLE),
        (NOTHING_SAID, "background", Met.NO, Verdict.NOT_ELIGIBLE),
        ({"qpv": "unknown", "degree_level": 2}, "level", Met.NO, Verdict.NOT_ELIGIBLE),
    ],
)
def test_each_condition_is_answered_apart_and_together(facts, kind, answer, verdict):
    evaluation = said(**facts)
    found = {check.kind: check for check in evaluation.checks}
    assert (found[kind].answer, evaluation.verdict) == (answer, verdict)
    assert found[kind].sentence and found[kind].told and "vo" not in found[kind].told.lower().split()[0]


@pytest.mark.parametrize(
    ("born", "age"),
    [(datetime.date(2000, 2, 29), 26), (datetime.date(2000, 11, 28), 26), (datetime.date(2000, 11, 29), 25)],
)
def test_age_is_counted_in_full_years(born, age):
    assert Facts(**(GOOD | {"birth_date": born})).age == age


def test_whoever_was_born_on_29_february_turns_thirty_on_1_march():
    born = datetime.date(1996, 2, 29)
    assert said(birth_date=born, on=datetime.date(2026, 2, 28)).verdict == Verdict.ELIGIBLE
    assert said(birth_date=born, on=datetime.date(2026, 3, 1)).verdict == Verdict.NOT_ELIGIBLE


def test_the_rule_of_a_region_replaces_the_general_one_there_alone():
    ile_de_france = EligibilityRule(kind=RuleKind.LEVEL, least_years=4, region=Region(code="11"))
    rules = [ile_de_france, *RULES]
    assert said(rules, degree_level=3, regions=frozenset({"11"})).verdict == Verdict.NOT_ELIGIBLE
    assert said(rules, degree_level=3).verdict == Verdict.ELIGIBLE
    assert said([*RULES, ile_de_france], degree_level=3, regions=frozenset({"11"})).verdict == Verdict.NOT_ELIGIBLE


def test_a_rule_counts_only_while_it_is_in_force():
    former = EligibilityRule(kind=RuleKind.AGE, under_age=26, valid_until=ON)
    later = EligibilityRule(kind=RuleKind.AGE, under_age=35, valid_from=ON)
    aged_28 = datetime.date(1998, 1, 1)
    before = ON - datetime.timedelta(days=1)
    assert said([former, later], birth_date=aged_28, on=before).verdict == Verdict.NOT_ELIGIBLE
    assert said([former, later], birth_date=aged_28).verdict == Verdict.ELIGIBLE


def test_a_situation_that_the_rule_does_not_admit_does_not_count():
    narrow = [EligibilityRule(kind=RuleKind.BACKGROUND, backgrounds=["scholarship"])]
    assert said(narrow, qpv="out", background=("modest",)).verdict == Verdict.NOT_ELIGIBLE


def test_without_any_rule_nobody_is_declared_eligible():
    assert said([]).verdict == Verdict.TO_CHECK


@pytest.mark.django_db
class TestLoaded:
    """The rules of the association, read from the database."""

    def test_are_loaded_once(self):
        assert (rules_load(actor=MACHINE), rules_load(actor=MACHINE)) == (4, 0)
        assert EligibilityRule.objects.count() == 4

    def test_are_not_loaded_by_regional_staff(self):
        with pytest.raises(Forbidden):
            rules_load(actor=regional("17"))

    def test_answer_for_somebody_in_a_covered_department(self):
        rules_load(actor=MACHINE)
        here, there = a_department(), a_department("75", "Paris")
        Coverage.objects.create(department=here, valid_from=datetime.date(2020, 1, 1))
        today = ON
        assert evaluate_graduate(a_graduate(department=here), today).verdict == Verdict.ELIGIBLE
        lacking = evaluate_graduate(a_graduate(department=there), today).lacking
        assert [check.kind for check in lacking] == [RuleKind.TERRITORY]
