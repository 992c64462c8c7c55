"""Scenarios: they compare and never propose; who may, what is refused, what a bad day leaves, whom a page names."""

import pytest
from django.utils import timezone

from mentoring.graduates.models import Graduate
from mentoring.matching.actions import run_start
from mentoring.matching.engine.scenario import changed_policy
from mentoring.matching.models import LeftOut, MatchingRun
from mentoring.matching.policy import as_engine, policy_read
from mentoring.proposals.models import MatchProposal
from mentoring.scenarios import actions, whatif
from mentoring.scenarios.models import MatchingScenario, ScenarioState
from mentoring.scenarios.resources.words import moves_from
from nqt.accounts.actor import Actor
from nqt.accounts.hats import hats_of
from nqt.common.errors import Conflict, Forbidden, Invalid
from nqt.jobs.actions import job_cancel
from nqt.jobs.models import Job
from nqt.jobs.running import perform
from nqt.privacy.actions import person_erase
from nqt.privacy.erasing import Person
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.mentoring import (
    a_commune,
    a_computed_scenario,
    a_graduate,
    a_mentor,
    a_scenario,
    a_study_field,
    an_occupation,
)
from tests.harness.factories.organizations import MACHINE
from tests.harness.factories.regions import RegionFactory, assign

HERE = "/staff/matching-scenarios/"


def regional(**territory) -> Actor:
    user = UserFactory()
    assign(user, **territory)
    return Actor.wearing(user, hats_of(user, "staff")[0])


def computed(actor, **facts) -> MatchingScenario:
    return performed(actions.scenario_create(actor=actor, **{"name": "Et si ?", **facts}))


def performed(scenario) -> MatchingScenario:
    perform(scenario.job_id)
    scenario = MatchingScenario.objects.get(pk=scenario.pk)
    assert scenario.state == ScenarioState.DONE, Job.objects.get(pk=scenario.job_id).error
    return scenario


def newcomers(west, count=1) -> dict:
    return {"new_count": count, "new_occupation": an_occupation(), "new_department": west["17"]}


def after(scenario, figure="matched"):
    return scenario.figures["before"][figure], scenario.figures["after"][figure]


# -- what it finds ----------------------------------------------------------------------------------------------------
def test_scenario_compares_and_writes_no_proposal(west, national):
    a_graduate(department=west["17"])
    a_mentor(department=west["17"])
    scenario = computed(national)
    assert after(scenario) == (1, 1)
    assert scenario.people["moves"] == []
    assert len(scenario.people["pairs"]) == 1
    assert len(scenario.input_hash) == 64
    assert not any(model.objects.exists() for model in (MatchProposal, MatchingRun, LeftOut))


def test_more_mentors_of_a_job_take_those_who_wait(west, national):
    for _ in range(3):
        a_graduate(department=west["17"])
    scenario = computed(national, **newcomers(west, 2))
    assert after(scenario) == (0, 2)
    assert after(scenario, "places") == (0, 2)
    assert (scenario.figures["gained"], scenario.figures["lost"]) == (2, 0)
    assert {row[2] for row in scenario.people["moves"]} == {-1, -2}


def what_they_do(visitor, scenario):
    return visitor.get(f"/api/v1/staff/matching-scenarios/{scenario.public_id}/").json()["newcomers"]


def test_page_says_what_newcomers_do_and_why_not_all_take_somebody(west, national, visitor):
    a_graduate(department=west["17"])
    taken, *why = what_they_do(visitor, computed(national, **newcomers(west, 3)))
    assert taken == "1 sur 3 suivrait quelqu’un."
    assert why[0] == "À leur portée, 1\xa0jeune, pas davantage."
    assert "domaine d’études n’est pas dit" in why[1]
    assert what_they_do(visitor, computed(national, **newcomers(west))) == ["1 sur 1 suivrait quelqu’un."]
    assert what_they_do(visitor, computed(national)) == []


def test_newcomers_beyond_everybody_s_reach_are_told_so(west, national, visitor):
    a_graduate(department=west["17"], accepts_remote=False)
    a_commune(west["33"], at=(44.84, -0.58))
    far = {**newcomers(west, 10), "new_department": west["33"], "new_study_field": a_study_field()}
    assert what_they_do(visitor, computed(national, **far)) == [
        "0 sur 10 suivrait quelqu’un.",
        "Aucun jeune qui attend n’est à leur portée : ni à moins de vingt kilomètres de la plus grande commune du "
        "département, ni à distance dans la même famille de métiers.",
    ]


def test_newcomers_of_a_field_of_study_win_the_points_of_studies(west, national, visitor):
    """Somebody has a mentor of other studies: one more of the same job helps only if her studies are known."""
    young = a_graduate(department=west["17"])
    other = a_study_field("312", "Commerce, vente")
    a_mentor(department=west["17"], study_field=other, commune=young.commune, offers=[])
    unknown = computed(national, **newcomers(west))
    known = computed(national, **newcomers(west), new_study_field=young.study_field)
    assert [len(one.people["moves"]) for one in (unknown, known)] == [0, 1]
    page = visitor.get(f"/staff/matching-scenarios/{known.public_id}/").content.decode()
    assert f"études : {young.study_field}" in page
    assert "études non dites" in visitor.get(f"/staff/matching-scenarios/{unknown.public_id}/").content.decode()
    with pytest.raises(Invalid):
        computed(national, new_study_field=young.study_field)


def test_mentor_on_leave_leaves_a_graduate_alone(west, national):
    young, mentor = a_graduate(department=west["17"]), a_mentor(department=west["17"])
    scenario = computed(national, on_leave=[mentor])
    assert after(scenario) == (1, 0)
    assert [row[:3] for row in scenario.people["moves"]] == [[young.pk, mentor.pk, None]]


def test_mentor_on_leave_who_left_meanwhile_changes_nothing(west, national):
    a_graduate(department=west["17"])
    scenario = computed(national, on_leave=[a_mentor("left", department=west["17"])])
    assert after(scenario) == (0, 0)


def test_weights_distance_and_load_are_those_asked(west, national):
    scenario = actions.scenario_create(
        actor=national,
        name="Autre barème",
        weights={"job": 3, "distance": None},
        load_second=900,
        load_third=900,
        half_distance_km=7,
        remote_percent=50,
    )
    assert scenario.weights == {"job": 3}
    known = as_engine(policy_read(timezone.localdate()))
    policy = changed_policy(known, whatif.policy_changes(scenario, known))
    assert policy.weights == {**known.weights, "job": 3}
    assert policy.load_steps == (known.load_steps[0], 900, 900)
    assert (policy.half_distance_km, policy.remote_share) == (7, 500)


def test_floor_has_its_curve(west, national):
    for qpv in ("in", "in", "out"):
        a_graduate(department=west["17"], qpv=qpv)
    a_mentor(department=west["17"], capacity=2)
    scenario = computed(national, qpv_floor=1)
    floors = [floor for floor, _matched, _score in scenario.figures["curve"]]
    assert floors == [0, 1, 2]
    assert after(scenario, "qpv") == (2, 2)
    assert computed(national).figures["curve"] == []


def test_newcomers_stand_in_the_largest_commune(west):
    department = west["17"]
    assert str(whatif.centre_of(department)) == "(nan, nan)"
    a_graduate(department=department)
    assert whatif.centre_of(department) == (46.16, -1.15)


# -- what is refused --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"load_second": 700}, "load_third"),
        ({"load_third": 10}, "load_third"),
        ({"weights": dict.fromkeys(("job", "field", "distance", "languages", "wishes", "waiting"), 0)}, "weights"),
        ({"new_count": 5}, "new_count"),
        ({"name": ""}, "name"),
    ],
    ids=["second above third", "third below second", "nothing counts", "whose newcomers", "no name"],
)
def test_changes_without_sense_are_refused_with_the_field(national, changes, field):
    with pytest.raises(Invalid) as refused:
        actions.scenario_create(actor=national, **{"name": "Et si ?", **changes})
    assert field in refused.value.fields
    assert not MatchingScenario.objects.exists()


def test_department_and_mentors_beyond_the_region_are_refused(west, national):
    region = RegionFactory(code="ZZZ")
    for beyond in (newcomers(west), {"on_leave": [a_mentor(department=west["17"])]}):
        with pytest.raises(Invalid):
            actions.scenario_create(actor=national, name="Ailleurs", region=region, **beyond)


def test_regional_staff_ask_for_their_region_alone(west, nobody_told):
    actor, narrow = regional(region=west["75"]), regional(department=west["17"])
    mine = actions.scenario_create(actor=actor, name="Chez moi", region=west["75"])
    with pytest.raises(Invalid):
        actions.scenario_create(actor=actor, name="Partout")
    with pytest.raises(Forbidden):
        actions.scenario_create(actor=actor, name="Ailleurs", region=RegionFactory(code="ZZZ"))
    far = a_scenario(RegionFactory(code="YYY"))
    for act in (actions.scenario_compute, actions.scenario_copy, actions.scenario_delete, actions.scenario_update):
        with pytest.raises(Forbidden):
            act(actor=actor, target=far)
        with pytest.raises(Forbidden):
            act(actor=narrow, target=mine)
    with pytest.raises(Forbidden):
        actions.scenario_cancel(actor=narrow, target=mine)
    assert set(MatchingScenario.objects.visible_to(actor)) == {mine}


# -- its life ---------------------------------------------------------------------------------------------------------
def test_while_it_is_computed_it_neither_changes_nor_goes(national, nobody_told):
    scenario = actions.scenario_create(actor=national, name="En cours")
    for act in (actions.scenario_compute, actions.scenario_update, actions.scenario_delete):
        with pytest.raises(Conflict, match="en cours"):
            act(actor=national, target=scenario)
    actions.scenario_cancel(actor=national, target=scenario)
    scenario = MatchingScenario.objects.get()
    assert scenario.state == ScenarioState.CANCELLED
    with pytest.raises(Conflict):
        actions.scenario_cancel(actor=national, target=scenario)
    assert performed(actions.scenario_compute(actor=national, target=scenario))


def test_scenario_stopped_while_it_computes_writes_nothing(west, national, monkeypatch):
    real = whatif.compare

    def stopped(*problems):
        job_cancel(actor=national, target=MatchingScenario.objects.get().job)
        return real(*problems)

    monkeypatch.setattr(whatif, "compare", stopped)
    scenario = actions.scenario_create(actor=national, name="Arrêté")
    perform(scenario.job_id)
    scenario = MatchingScenario.objects.get()
    assert (scenario.state, scenario.figures) == (ScenarioState.CANCELLED, {})


def test_failing_scenario_is_settled_with_its_job(national, monkeypatch):
    def fail(*_, **__):
        raise Conflict("Le calcul n’est pas possible.")

    monkeypatch.setattr(whatif, "solve", fail)
    scenario = actions.scenario_create(actor=national, name="Raté")
    perform(scenario.job_id)
    assert MatchingScenario.objects.get().state == ScenarioState.FAILED


def test_copy_asks_the_same_and_is_not_computed(west, national):
    mentor = a_mentor(department=west["17"])
    scenario = computed(national, name="é" * 80, on_leave=[mentor], qpv_floor=2, weights={"job": 3})
    copy = actions.scenario_copy(actor=national, target=scenario)
    assert (copy.name[-8:], len(copy.name), copy.state) == (" (copie)", 80, ScenarioState.READY)
    assert (copy.qpv_floor, copy.weights, copy.figures, copy.job) == (2, {"job": 3}, {}, None)
    assert list(copy.on_leave.all()) == [mentor]


def test_changed_scenario_is_computed_again(west, national):
    a_graduate(department=west["17"])
    scenario = computed(national, weights={"job": 3})
    again = performed(
        actions.scenario_update(actor=national, target=scenario, weights={"job": None}, **newcomers(west))
    )
    assert (again.weights, after(again)) == ({}, (0, 1))


def test_person_gone_while_it_computes_is_not_written(west, national, monkeypatch):
    young, _mentor = a_graduate(department=west["17"]), a_mentor(department=west["17"])
    real = whatif.compare

    def gone(*problems):
        Graduate.objects.filter(pk=young.pk).update(state="withdrawn")
        return real(*problems)

    monkeypatch.setattr(whatif, "compare", gone)
    assert computed(national).people == {"moves": [], "pairs": []}


def test_erased_graduate_is_taken_out_of_what_was_found(west, national):
    young, other = a_graduate(department=west["17"]), a_graduate(department=west["17"])
    mentor = a_mentor(department=west["17"], capacity=2)
    scenario = computed(national, on_leave=[mentor])
    plain = computed(national)
    person_erase(actor=MACHINE, target=young, person=Person.of(young.user, young.email))
    scenario.refresh_from_db()
    plain.refresh_from_db()
    assert [row[0] for row in scenario.people["moves"]] == [other.pk]
    assert [row[0] for row in plain.people["pairs"]] == [other.pk]
    assert after(scenario) == (2, 0)


# -- pages ------------------------------------------------------------------------------------------------------------
def test_form_says_what_is_in_force_and_its_answer_is_a_page(west, visitor):
    a_graduate(department=west["17"], first_name="Inès")
    form = visitor.get(f"{HERE}new/").content.decode()
    assert "En vigueur : 40" in form.replace("\u00a0", " ")
    typed = {"name": "Dix de plus", "new_count": "10", "new_occupation": str(an_occupation().public_id)}
    answer = visitor.post(f"{HERE}new/", {**typed, "new_department": str(west["17"].public_id), "weight_job": "50"})
    assert answer.status_code == 303
    scenario = MatchingScenario.objects.get()
    assert scenario.weights == {"job": 50}
    assert 'hx-trigger="every 2s"' in visitor.get(answer["Location"]).content.decode()
    performed(scenario)
    page = visitor.get(answer["Location"]).content.decode()
    assert "Inès" in page and "quelqu’un de plus" in page and "every 2s" not in page
    assert "Dix de plus" in visitor.get(HERE).content.decode()


def test_form_of_a_copy_holds_what_it_asks(west, national, visitor):
    mentor = a_mentor(department=west["17"])
    scenario = a_scenario(weights={"job": 33}, qpv_floor=6, **newcomers(west, 4))
    scenario.on_leave.set([mentor])
    form = visitor.get(f"{HERE}{scenario.public_id}/edit/").content.decode()
    for held in ('value="33"', 'value="4"', 'value="6"', str(mentor), str(mentor.public_id), "Développement local"):
        assert held in form, held


def test_names_are_told_in_the_reader_s_perimeter_alone(west, national, client_as):
    near = a_graduate(department=west["17"], last_name="Proche")
    far = a_graduate(department=west["33"], last_name="Lointaine")
    people = {"moves": [[near.pk, None, -1, None, 5_000], [far.pk, None, -1, None, 5_000]], "pairs": []}
    scenario = a_computed_scenario(west["75"], people=people, **newcomers(west, 2))
    actor = regional(department=west["17"])
    page = client_as(user=actor.user).get(f"{HERE}{scenario.public_id}/").content.decode()
    assert "Proche" in page and "Lointaine" not in page and "hors de votre périmètre" in page
    everything = client_as(user=national.user).get(f"{HERE}{scenario.public_id}/").content.decode()
    assert "Lointaine" in everything


def test_page_says_how_many_change_when_it_names_the_first(west, visitor):
    young = a_graduate(department=west["17"])
    scenario = a_computed_scenario(people={"moves": [[young.pk, None, -1, None, 1]] * 130, "pairs": []})
    page = visitor.get(f"{HERE}{scenario.public_id}/").content.decode()
    assert page.count(str(young)) == 100
    assert "100 premiers sur 130" in page


def test_two_scenarios_are_set_side_by_side(west, national, visitor):
    a_graduate(department=west["17"])
    mentor = a_mentor(department=west["17"])
    plain, fewer = computed(national, name="Tel quel"), computed(national, name="Un en congé", on_leave=[mentor])
    compare = "/staff/scenario-comparison/"
    page = visitor.get(f"{compare}?first={plain.public_id}&second={fewer.public_id}").content.decode()
    assert "Tel quel" in page and str(mentor) in page and "Plus personne" in page
    assert "Calculez de nouveau" not in page
    data = visitor.get(f"/api/v1{compare}?first={plain.public_id}&second={fewer.public_id}").json()
    assert (data["lost"], data["gained"], data["same_people"]) == (1, 0, True)
    assert next(row for row in data["figures"] if row["key"] == "matched")["change"] == -1
    assert "Plus personne" in visitor.get(compare).content.decode(), "the two latest are compared"
    assert visitor.get(f"{compare}?first=nobody&second={fewer.public_id}").status_code == 400
    assert visitor.get(f"{HERE}{plain.public_id}/").content.decode().count("Un en congé") == 1


def test_newcomers_of_the_same_kind_are_the_same_people(west, national):
    for _ in range(2):
        a_graduate(department=west["17"])
    one, two = (computed(national, **newcomers(west, count)) for count in (1, 2))
    assert [move.before for move in moves_from(one, two)] == [None]


def test_deleting_is_asked_first(national, visitor):
    scenario = a_scenario()
    asked = visitor.get(f"{HERE}{scenario.public_id}/delete/")
    assert "Aucune mise en relation n’en dépend" in asked.content.decode()
    assert visitor.post(f"{HERE}{scenario.public_id}/delete/", {"version": 1}).status_code == 303
    assert not MatchingScenario.objects.exists()


@pytest.mark.parametrize(
    ("taking", "within", "waiting", "said"),
    [
        (0, 12, 0, "ceux qu’ils ne suivent pas ont déjà quelqu’un"),
        (2, 12, 2, "ceux qu’ils ne suivent pas ont déjà quelqu’un"),
        (2, 2, 2, "pas davantage"),
        (1, 12, 4, "dont 4 sans personne"),
    ],
)
def test_why_newcomers_take_nobody_more_is_said_by_the_figures(west, visitor, taking, within, waiting, said):
    brought = {"newcomers": 10, "taking": taking, "within": within, "waiting": waiting}
    scenario = a_computed_scenario(**newcomers(west, 10))
    scenario.figures["brought"] = brought
    scenario.save()
    assert said in what_they_do(visitor, scenario)[1]


def test_page_that_asks_for_itself_has_no_menu_to_close(west, national, visitor, nobody_told):
    """“Arrêter” stood in a menu that each refresh closed."""
    scenario = actions.scenario_create(actor=national, name="Et si ?")
    run = run_start(actor=national)
    pages = (
        f"{HERE}{scenario.public_id}/",
        f"/staff/matching-runs/{run.public_id}/",
        f"/staff/jobs/{run.job.public_id}/",
    )
    for page in pages:
        text = visitor.get(page).content.decode().split('<div class="page-head">', 1)[1]
        assert "every 2s" in visitor.get(page).content.decode(), page
        assert "Arrêter" in text and "Autres actes" not in text, page
