"""Scenarios and their comparison; see `places.py`."""

from nqt.accounts.roles import Role
from tests.access.places import Place, place
from tests.access.world import World, ids
from tests.harness.factories.mentoring import (
    a_computed_scenario,
    a_scenario,
)
from tests.harness.factories.regions import RegionFactory, assign


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
