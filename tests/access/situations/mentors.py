"""Mentors; see `places.py`."""

from django.utils import timezone

from mentoring.mentors.models import MentorState
from tests.access.places import Place, place
from tests.access.situations.partnership import for_staff
from tests.access.world import INSIDE, World, ids
from tests.harness.factories.mentoring import a_mentor
from tests.harness.factories.regions import CommuneFactory

NEW = {"first_name": "Ada", "last_name": "Nouvelle", "email": "ada.nouvelle@example.org", "title": "Cheffe de projet"}


def profile(world: World) -> dict:
    """A whole profile."""
    commune = CommuneFactory(department=world.territories[INSIDE])
    return {"title": "Directrice", "commune": str(commune.public_id), "capacity": 2, "radius_km": 20}


@place("staff/mentors")
def staff_mentors(world: World, role: str) -> Place:
    here = world.territories[INSIDE]
    mentor = a_mentor(employer=world.landlord, department=here)
    bodies = {
        "create": {**NEW, **profile(world), "organization": str(world.landlord.public_id)},
        "update": {**NEW, **profile(world)},
        "change_employer": {
            "organization": str(world.association.public_id),
            "since": timezone.localdate().isoformat(),
        },
        "pause": {},
        "leave": {"reason": ""},
    }
    bodies["create"].pop("radius_km")
    return for_staff(role, ids(mentor), ids(world.far_mentor), bodies=bodies)


@place("partner/mentors")
def own_mentors(world: World, role: str) -> Place:
    own = world.organization_of(role)
    mentor = a_mentor(MentorState.INVITED, employer=own, department=world.territories[INSIDE])
    body = {**NEW, "commune": profile(world)["commune"]}
    return Place(inside=ids(mentor), outside=ids(world.far_mentor), bodies={"create": body, "remind": {}})


@place("mentor/profile")
def own_profile(world: World, role: str) -> Place:
    bodies = {"update": profile(world), "pause": {}}
    return Place(inside=ids(world.mentor), outside=ids(world.far_mentor), bodies=bodies)
