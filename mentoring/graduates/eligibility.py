"""Whether somebody meets the dated conditions of access, condition by condition (S12). A person decides; this tells.

`evaluate` is a function of facts and rules alone, so that what was told on a day can be told again.
"""

import datetime
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from mentoring.graduates.models import Background, DegreeLevel, EligibilityRule, Graduate, RuleKind, Verdict
from regions.coverage.models import covered_departments
from regions.neighborhoods.locating import Answer
from regions.territories.models import RegionDepartment


class Met(StrEnum):
    """The answer to one condition."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Facts:
    """What is looked at, on the day it is looked at; frozen with the submission."""

    on: datetime.date
    birth_date: datetime.date | None
    degree_level: int | None
    department: str
    is_covered: bool | None
    regions: frozenset[str]
    qpv: str
    background: tuple[str, ...]

    @property
    def age(self) -> int | None:
        """Full years on the day."""
        if self.birth_date is None:
            return None
        before = (self.on.month, self.on.day) < (self.birth_date.month, self.birth_date.day)
        return self.on.year - self.birth_date.year - before

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        facts = asdict(self) | {"regions": sorted(self.regions), "background": list(self.background)}
        return {name: value.isoformat() if isinstance(value, datetime.date) else value for name, value in facts.items()}


@dataclass(frozen=True)
class Check:
    """One condition and its answer, in a sentence for the person, and in a few words for whoever reads her file."""

    kind: str
    answer: Met
    sentence: str
    told: str


@dataclass(frozen=True)
class Evaluation:
    """All conditions."""

    verdict: Verdict
    checks: tuple[Check, ...]
    facts: Facts

    @property
    def lacking(self) -> list[Check]:
        """The conditions not met."""
        return [check for check in self.checks if check.answer == Met.NO]

    @property
    def uncertain(self) -> list[Check]:
        """The conditions to check."""
        return [check for check in self.checks if check.answer == Met.UNKNOWN]

    def stored(self) -> list[dict[str, str]]:
        """The checks as JSON keeps them."""
        return [asdict(check) for check in self.checks]


def evaluate_graduate(graduate: Graduate, on: datetime.date) -> Evaluation:
    """The rules in force on that day, applied to what is known of somebody; two statements."""
    facts = facts_of(graduate, on)
    return evaluate(facts, EligibilityRule.objects.on(on).select_related("region"))


def facts_of(graduate: Graduate, on: datetime.date) -> Facts:
    """What the rules look at."""
    department = graduate.department
    links = RegionDepartment.objects.on(on).filter(department=department).values_list("region__code", flat=True)
    return Facts(
        on=on,
        birth_date=graduate.birth_date,
        degree_level=graduate.degree_level,
        department=department.code if department else "",
        is_covered=covered_departments(on).filter(pk=department.pk).exists() if department else None,
        regions=frozenset(links) if department else frozenset(),
        qpv=graduate.qpv,
        background=tuple(graduate.background),
    )


def evaluate(facts: Facts, rules: Iterable[EligibilityRule]) -> Evaluation:
    """Each kind of rule once: the one of the person's region, else the general one.

    Unknown is never counted as no, and a day without any rule has nobody eligible: all is to check.
    """
    chosen: dict[str, EligibilityRule] = {}
    for rule in rules:
        if rule.holds_for(facts.regions, facts.on) and (rule.kind not in chosen or rule.region is not None):
            chosen[rule.kind] = rule
    checks = tuple(_CHECKS[kind](facts, chosen[kind]) for kind in RuleKind if kind in chosen)
    answers = {check.answer for check in checks}
    verdict = Verdict.ELIGIBLE
    if Met.NO in answers:
        verdict = Verdict.NOT_ELIGIBLE
    elif Met.UNKNOWN in answers or not checks:
        verdict = Verdict.TO_CHECK
    return Evaluation(verdict, checks, facts)


def _level(facts: Facts, rule: EligibilityRule) -> Check:
    wanted = f"bac+{rule.least_years}"
    if facts.degree_level is None:
        return Check(rule.kind, Met.UNKNOWN, "Votre niveau de diplôme n’est pas connu.", "Niveau de diplôme inconnu.")
    label = DegreeLevel(facts.degree_level).label
    told = f"{label}, pour {wanted} demandé."
    if facts.degree_level >= (rule.least_years or 0):
        return Check(rule.kind, Met.YES, f"Votre niveau est {label} : {wanted} au moins est demandé.", told)
    return Check(rule.kind, Met.NO, f"Un diplôme de niveau {wanted} au moins est demandé ; le vôtre est {label}.", told)


def _age(facts: Facts, rule: EligibilityRule) -> Check:
    if facts.age is None:
        return Check(rule.kind, Met.UNKNOWN, "Votre date de naissance n’est pas connue.", "Date de naissance inconnue.")
    told = f"{facts.age} ans le jour de l’envoi, pour moins de {rule.under_age} ans demandés."
    if facts.age < (rule.under_age or 0):
        return Check(rule.kind, Met.YES, f"Vous avez {facts.age} ans : il faut moins de {rule.under_age} ans.", told)
    sentence = f"Il faut moins de {rule.under_age} ans le jour de la candidature ; vous avez {facts.age} ans."
    return Check(rule.kind, Met.NO, sentence, told)


def _territory(facts: Facts, rule: EligibilityRule) -> Check:
    if facts.is_covered is None:
        return Check(rule.kind, Met.UNKNOWN, "Votre commune n’est pas connue.", "Commune inconnue.")
    if facts.is_covered:
        return Check(rule.kind, Met.YES, "Nous accompagnons dans votre département.", "Département couvert par NQT.")
    sentence = "Nous n’accompagnons pas encore dans votre département."
    return Check(rule.kind, Met.NO, sentence, "Département où NQT n’accompagne pas encore.")


def _background(facts: Facts, rule: EligibilityRule) -> Check:
    if facts.qpv == Answer.IN:
        return Check(rule.kind, Met.YES, "Vous habitez un quartier prioritaire.", "Habite un quartier prioritaire.")
    said = [Background(each).label for each in facts.background if not rule.backgrounds or each in rule.backgrounds]
    if said:
        listed = ", ".join(said)
        return Check(rule.kind, Met.YES, f"Votre situation est admise : {listed}.", f"Situation déclarée : {listed}.")
    if facts.qpv == Answer.UNKNOWN:
        sentence = "Nous vérifierons si votre adresse est dans un quartier prioritaire."
        return Check(rule.kind, Met.UNKNOWN, sentence, "Quartier à vérifier, aucune autre situation déclarée.")
    sentence = "Il faut habiter un quartier prioritaire, ou être dans l’une des situations de la liste."
    return Check(rule.kind, Met.NO, sentence, "Ni quartier prioritaire, ni autre situation déclarée.")


_CHECKS = {
    RuleKind.LEVEL: _level,
    RuleKind.AGE: _age,
    RuleKind.TERRITORY: _territory,
    RuleKind.BACKGROUND: _background,
}
