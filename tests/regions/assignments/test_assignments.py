"""Staff hats come from dated assignments and fall with them."""

import datetime

import pytest
import time_machine

from nqt.accounts.actor import Actor
from nqt.accounts.hats import hats_of
from nqt.accounts.models import User
from nqt.accounts.roles import Audience, Role
from nqt.common.errors import Conflict, Forbidden, Invalid, Stale
from regions.assignments.actions import assignment_add, assignment_end, colleague_add
from regions.assignments.models import Assignment
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.regions import assign, the_west

pytestmark = pytest.mark.django_db
MACHINE = Actor.system("tests")
D = datetime.date


def national() -> Actor:
    user = UserFactory()
    assign(user)
    return Actor.wearing(user, hats_of(user)[0])


def test_regional_hat_gathers_the_departments_of_all_territories_of_either_map():
    west, user = the_west(), UserFactory()
    assign(user, region=west["54"])
    assign(user, department=west["33"])
    [hat] = hats_of(user, Audience.STAFF)
    assert (hat.role, hat.key) == (Role.STAFF_REGIONAL, "staff-regional")
    assert hat.region_codes == {"54"}
    assert hat.department_codes == {"16", "17", "33", "79", "86"}
    assert hat.label == "Équipe Gironde (33) et Poitou-Charentes"


def test_national_and_regional_assignments_are_two_hats_never_one():
    west, user = the_west(), UserFactory()
    assign(user)
    assign(user, region=west["54"])
    assert [hat.key for hat in hats_of(user)] == ["staff-national", "staff-regional"]
    assert hats_of(user)[0].department_codes == frozenset()


def test_hat_lives_from_the_first_day_to_the_eve_of_the_end_in_paris():
    west, user = the_west(), UserFactory()
    assign(user, region=west["54"], valid_from=D(2026, 3, 1), valid_until=D(2026, 4, 1))
    for on, worn in ((D(2026, 2, 28), 0), (D(2026, 3, 1), 1), (D(2026, 3, 31), 1), (D(2026, 4, 1), 0)):
        assert len(hats_of(user, on=on)) == worn
    with time_machine.travel("2026-03-31T22:30:00+00:00", tick=False):
        assert hats_of(user) == []


def test_ended_assignment_takes_the_hat_away_that_day():
    west, user = the_west(), UserFactory()
    assignment = assign(user, region=west["54"])
    ended = assignment_end(actor=national(), target=assignment, valid_until=D(2021, 1, 1), expected_version=1)
    assert ended.version == 2 and hats_of(user) == []
    with pytest.raises(Conflict):
        assignment_end(actor=MACHINE, target=assignment, valid_until=D(2022, 1, 1))
    with pytest.raises(Stale):
        assignment_end(actor=MACHINE, target=assignment, valid_until=D(2020, 6, 1), expected_version=1)
    running = assign(UserFactory(), region=west["54"])
    with pytest.raises(Invalid, match="La fin doit suivre le début"):
        assignment_end(actor=MACHINE, target=running, valid_until=D(2019, 1, 1))


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"is_national": True}, "regions_assignment_national_once"),
        ({"region": "54"}, "regions_assignment_region_once"),
        ({"department": "33"}, "regions_assignment_department_once"),
        ({}, "regions_assignment_one_territory"),
        ({"is_national": True, "region": "72"}, "regions_assignment_one_territory"),
        ({"region": "72", "valid_until": D(2019, 1, 1)}, "regions_assignment_dates_in_order"),
    ],
)
def test_assignment_that_contradicts_is_refused_in_french_by_a_named_constraint(facts, constraint):
    west, user = the_west(), UserFactory()
    assign(user)
    assign(user, region=west["54"])
    assign(user, department=west["33"])
    facts = {name: west.get(value, value) if isinstance(value, str) else value for name, value in facts.items()}
    with pytest.raises(Invalid) as refusal:
        assignment_add(actor=MACHINE, user=user, valid_from=D(2021, 1, 1), **facts)
    assert refusal.value.code == constraint
    assert Assignment.objects.count() == 3


def test_nobody_decides_about_their_own_place():
    actor = national()
    own = Assignment.objects.get(user=actor.user)
    with pytest.raises(Forbidden):
        assignment_add(actor=actor, user=actor.user, valid_from=D(2021, 1, 1), region=the_west()["54"])
    with pytest.raises(Forbidden):
        assignment_end(actor=actor, target=own, valid_until=D(2021, 1, 1))
    assert Assignment.objects.get().valid_until is None


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM, Role.STAFF_NATIONAL}))
def test_assignment_written_by_another_role_is_refused(role):
    user = UserFactory()
    assignment = assign(user)
    actor = Actor(user=UserFactory(), role=role)
    with pytest.raises(Forbidden):
        assignment_add(actor=actor, user=user, valid_from=D(2021, 1, 1), region=the_west()["54"])
    with pytest.raises(Forbidden):
        assignment_end(actor=actor, target=assignment, valid_until=D(2021, 1, 1))
    with pytest.raises(Forbidden):
        colleague_add(actor=actor, email="x@example.org", valid_from=D(2021, 1, 1), is_national=True)
    assert Assignment.objects.get().valid_until is None


def test_assignments_are_visible_to_national_staff_auditors_and_their_own_person():
    west, user = the_west(), UserFactory()
    mine = assign(user, region=west["54"])
    assign(UserFactory(), region=west["72"])
    seen = {
        role: set(Assignment.objects.visible_to(Actor(user=user, role=role)).values_list("pk", flat=True))
        for role in Role
    }
    everything = set(Assignment.objects.values_list("pk", flat=True))
    assert seen.pop(Role.STAFF_REGIONAL) == {mine.pk}
    for role in (Role.STAFF_NATIONAL, Role.AUDITOR, Role.SYSTEM):
        assert seen.pop(role) == everything
    assert set(map(frozenset, seen.values())) == {frozenset()}
    assert not Assignment.objects.visible_to(None).exists()


def test_address_of_somebody_else_s_account_is_a_question_before_it_opens_the_staff():
    former = UserFactory(email="accueil@nqt.example", first_name="Paul", last_name="Durand")
    who = {
        "actor": national(),
        "email": "accueil@nqt.example",
        "first_name": "Lucie",
        "last_name": "Petit",
        "valid_from": D(2021, 1, 1),
        "is_national": True,
    }
    with pytest.raises(Invalid) as asked:
        colleague_add(**who)
    assert "Paul Durand" in asked.value.fields["address_holder"] and hats_of(former) == []
    colleague = colleague_add(**who, address_holder="other").user
    assert colleague != former and colleague.get_full_name() == "Lucie Petit"
    assert User.objects.get(pk=former.pk).is_retired
    west = {"is_national": False, "region": the_west()["54"], "last_name": "Petit-Durand"}
    assert colleague_add(**{**who, **west}, address_holder="same").user == colleague


def test_colleague_added_twice_is_one_account_with_two_territories():
    west, actor = the_west(), national()
    for code in ("54", "72"):
        colleague_add(
            actor=actor,
            email="Nadia.Ferrand@Example.org",
            first_name="Nadia",
            last_name="Ferrand",
            valid_from=D(2021, 1, 1),
            region=west[code],
        )
    user = User.objects.get(email="nadia.ferrand@example.org")
    assert user.get_full_name() == "Nadia Ferrand" and not user.has_usable_password()
    assert hats_of(user)[0].region_codes == {"54", "72"}
