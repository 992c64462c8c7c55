"""Mentors; see `places.py`."""

import datetime
from typing import Any

from django.utils import timezone

from mentoring.mentors.models import Mentor, MentorState
from nqt.accounts.roles import Role
from partners.organizations.models import Organization
from tests.access.places import Place, place
from tests.access.situations.partnership import NOTED
from tests.access.world import ELSEWHERE, INSIDE, World, ids
from tests.harness.factories.mentoring import a_commune, a_mentor

EMAIL = "nouvelle.marraine@example.org"


def invitation_of(world: World, employer: Organization | None) -> dict[str, Any]:
    commune = a_commune(world.territories[INSIDE])
    who = {"first_name": "Inès", "last_name": "Costa", "email": EMAIL, "commune": str(commune.public_id)}
    return {**who, **({"organization": str(employer.public_id)} if employer else {})}


def next_month() -> str:
    return (timezone.localdate() + datetime.timedelta(days=30)).isoformat()


@place("staff/mentors")
def mentors(world: World, role: str) -> Place:
    new = invitation_of(world, world.landlord)
    return Place(
        ids(world.mentor),
        None if role == Role.STAFF_NATIONAL else ids(world.far_mentor),
        bodies={
            "create": new,
            "add": new,
            "change_employer": {"organization": str(world.association.public_id)},
            "end_employment": {},
            "note_request": NOTED,
            "pause": {"until": next_month()},
            "leave": {"reason": "Départ à la retraite"},
        },
        canaries=() if role == Role.STAFF_NATIONAL else (ELSEWHERE,),
    )


@place("staff/mentor-employments")
def employments(world: World, role: str) -> Place:
    own, far = world.mentor.employments.get(), world.far_mentor.employments.get()
    return Place(
        ids(own, mentor=world.mentor),
        None if role == Role.STAFF_NATIONAL else ids(far, mentor=world.far_mentor),
    )


@place("partner/mentors")
def our_mentors(world: World, role: str) -> Place:
    employer = world.organization_of(role)
    here = world.territories[INSIDE]
    invited = Mentor.objects.filter(state=MentorState.INVITED, employments__organization=employer).first()
    invited = invited or a_mentor(MentorState.INVITED, employer=employer, department=here)
    return Place(
        ids(invited),
        ids(world.far_mentor),
        bodies={"create": invitation_of(world, None), "remind": {}, "uninvite": {}},
        canaries=(ELSEWHERE,),
    )


@place("mentor/profile")
def profile(world: World, role: str) -> Place:
    return Place(
        ids(world.mentor),
        ids(world.far_mentor),
        bodies={"pause": {"until": next_month()}},
        canaries=(ELSEWHERE,),
    )
