"""Proposals to review; see `places.py`."""

from mentoring.proposals.models import ProposalState
from nqt.accounts.roles import Role
from tests.access.places import Place, place
from tests.access.world import ELSEWHERE, World, ids
from tests.harness.factories.mentoring import (
    a_graduate,
    a_mentor,
    a_proposal,
)


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
