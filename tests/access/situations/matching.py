"""Runs, exchanges and policies; see `places.py`."""

import datetime

from django.utils import timezone

from mentoring.matching.models import RunState
from nqt.accounts.roles import Role
from tests.access.places import Place, place
from tests.access.world import ELSEWHERE, World, ids
from tests.harness.factories.mentoring import (
    FIGURES,
    a_graduate,
    a_mentor,
    a_policy,
    a_proposal,
    a_run,
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


@place("staff/match-exchange")
def exchange(world: World, role: str) -> Place:
    young, mentor = a_graduate(department=world.territories["17"]), a_mentor(department=world.territories["17"])
    inside, run = a_proposal(graduate=young, mentor=mentor, run=a_run()), a_run()
    outside = a_proposal(graduate=world.far_graduate, mentor=world.far_mentor, run=run)
    other = a_mentor(department=world.territories["17"])
    body = {"mentor": str(other.public_id), "expected_version": inside.version}
    far = (ELSEWHERE,) if role == Role.STAFF_REGIONAL else ()
    return Place(ids(inside), ids(outside) if far else None, bodies={"make": body}, canaries=far)


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
