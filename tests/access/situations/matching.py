"""Runs and proposals; see `places.py`."""

import datetime

from django.utils import timezone

from mentoring.matching.models import RunState
from mentoring.proposals.models import ProposalState
from nqt.accounts.roles import Role
from tests.access.places import Place, place
from tests.access.world import ELSEWHERE, World, ids
from tests.harness.factories.mentoring import (
    FIGURES,
    a_computed_scenario,
    a_graduate,
    a_mentor,
    a_policy,
    a_proposal,
    a_run,
    a_scenario,
)
from tests.harness.factories.regions import RegionFactory, assign


@place("staff/matching-runs")
def runs(world: World, role: str) -> Place:
    if role == Role.STAFF_NATIONAL:
        run = a_run(state=RunState.DONE)
        a_proposal(run=run, graduate=a_graduate(department=world.territories["17"]))
        return Place(inside=ids(run), bodies={"create": {}, "approve": {}})
    region = world.territories["75"]
    assign(world.regional_assignment.user, region=region)
    return Place(inside=ids(a_run(region)), outside=ids(a_run(RegionFactory(code="ZZZ"))))


@place("staff/matches")
def matches(world: World, role: str) -> Place:
    young, mentor = a_graduate(department=world.territories["17"]), a_mentor(department=world.territories["17"])
    inside = a_proposal(graduate=young, mentor=mentor)
    outside = a_proposal(graduate=world.far_graduate, mentor=world.far_mentor)
    bodies = {
        "create": {
            "graduate": str(a_graduate(department=world.territories["17"]).public_id),
            "mentor": str(a_mentor(department=world.territories["17"]).public_id),
            "is_exception": True,
        },
        "approve": {},
        "approve_some": {"proposals": [str(inside.public_id)]},
        "drop": {},
        "forbid": {},
        "pin": {},
    }
    assert inside.state == ProposalState.PROPOSED
    far = (ELSEWHERE,) if role == Role.STAFF_REGIONAL else ()
    return Place(inside=ids(inside), outside=ids(outside) if far else None, bodies=bodies, canaries=far)


@place("staff/match-exchange")
def exchange(world: World, role: str) -> Place:
    young, mentor = a_graduate(department=world.territories["17"]), a_mentor(department=world.territories["17"])
    inside, run = a_proposal(graduate=young, mentor=mentor, run=a_run()), a_run()
    outside = a_proposal(graduate=world.far_graduate, mentor=world.far_mentor, run=run)
    other = a_mentor(department=world.territories["17"])
    body = {"mentor": str(other.public_id), "expected_version": inside.version}
    far = (ELSEWHERE,) if role == Role.STAFF_REGIONAL else ()
    return Place(ids(inside), ids(outside) if far else None, bodies={"make": body}, canaries=far)


@place("staff/matching-scenarios")
def scenarios(world: World, role: str) -> Place:
    asked = {"name": "Et si nous étions plus nombreux ?"}
    bodies = {"update": asked, "compute": {}, "duplicate": {}, "destroy": {}}
    if role == Role.STAFF_NATIONAL:
        return Place(inside=ids(a_scenario()), bodies={"create": asked, **bodies})
    region = world.territories["75"]
    assign(world.regional_assignment.user, region=region)
    asked["region"] = str(region.public_id)
    return Place(
        inside=ids(a_scenario(region)),
        outside=ids(a_scenario(RegionFactory(code="ZZZ"))),
        bodies={"create": asked, **bodies},
    )


@place("staff/scenario-comparison")
def comparison(world: World, role: str) -> Place:
    two = [a_computed_scenario(world.territories["75"]) for _ in range(2)]
    return Place(inside={"query": "first={}&second={}".format(*(one.public_id for one in two))})


@place("staff/matching-gaps")
def gaps(world: World, role: str) -> Place:
    """An opened cell shows people: those of elsewhere never, partners of elsewhere neither."""
    far = (ELSEWHERE,) if role == Role.STAFF_REGIONAL else ()
    return Place(inside={"query": "region=75&sector=K"}, canaries=far)


@place("staff/matching-policies")
def policies(world: World, role: str) -> Place:
    soon = timezone.localdate() + datetime.timedelta(days=30)
    a_policy()  # the version that counts when the other one is withdrawn
    figures = {**FIGURES, "remote_percent": "24.0"}
    bodies = {
        "create": {**figures, "valid_from": soon.isoformat(), "is_sure": True},
        "preview": figures,
        "withdraw": {},
    }
    return Place(inside=ids(a_policy(valid_from=soon + datetime.timedelta(days=1))), bodies=bodies)
