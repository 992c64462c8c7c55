"""Offers, mentorships and meetings; see `places.py`."""

import datetime

from django.utils import timezone

from mentoring.mentorships.models import Concern, Meeting, MeetingSlot, Mentorship
from mentoring.proposals import links
from mentoring.proposals.models import ProposalState
from nqt.audit.transitions import move
from tests.access.places import Place, place
from tests.access.situations.partnership import for_staff
from tests.access.world import ELSEWHERE, World, ids
from tests.harness.factories.mentoring import a_graduate, a_mentor, a_mentorship, a_proposal
from tests.harness.factories.organizations import MACHINE

PRIVATE = "CANARI-NOTE-DU-PARRAIN"
DECLINE = {"decline": {"decline_reason": "no_time"}}


def offers(world: World) -> tuple:
    """One to the world's mentor, one to another; the graduate's name is nobody's to read."""
    graduate = a_graduate(last_name=ELSEWHERE, address=f"3 rue {ELSEWHERE}")
    mine = a_proposal(ProposalState.OFFERED, mentor=world.mentor, graduate=graduate)
    return mine, a_proposal(ProposalState.OFFERED, mentor=world.far_mentor)


@place("mentor/offers")
def own_offers(world: World, role: str) -> Place:
    mine, theirs = offers(world)
    return Place(inside=ids(mine), outside=ids(theirs), bodies=DECLINE, canaries=(ELSEWHERE,))


@place("public/offer")
def offer_by_link(world: World, role: str) -> Place:
    mine, theirs = offers(world)
    outside = {"token": links.OFFER.sign(theirs)[:-4] + "AAAA"}
    return Place(inside={"token": links.OFFER.sign(mine)}, outside=outside, bodies=DECLINE, canaries=(ELSEWHERE,))


@place("public/offer-answered")
def answered_by_link(world: World, role: str) -> Place:
    graduate = a_graduate(last_name=ELSEWHERE, address=f"3 rue {ELSEWHERE}")
    mine = a_proposal(ProposalState.DECLINED, mentor=world.mentor, graduate=graduate)
    outside = {"token": links.OFFER.sign(mine)[:-4] + "AAAA"}
    return Place(inside={"token": links.OFFER.sign(mine)}, outside=outside, canaries=(ELSEWHERE,))


def pairs(world: World) -> tuple[Mentorship, Mentorship]:
    """The world's mentor and graduate, and two others."""
    mine = Mentorship.objects.filter(graduate=world.graduate).first()
    return mine or a_mentorship(graduate=world.graduate, mentor=world.mentor), a_mentorship(
        graduate=a_graduate(department=world.territories["33"]), mentor=a_mentor()
    )


def soon(hours: int) -> datetime.datetime:
    """In so many hours."""
    return timezone.now() + datetime.timedelta(hours=hours)


@place("mentor/mentees", "graduate/mentorships")
def own_pairs(world: World, role: str) -> Place:
    mine, theirs = pairs(world)
    bodies = {
        "propose": {"slot_1": soon(30).isoformat(), "mode": "video"},
        "worry": {"text": "Quelque chose ne va pas."},
        "change": {"note": ""},
    }
    return Place(inside=ids(mine), outside=ids(theirs), bodies=bodies)


def meeting_of(pair: Mentorship, by: str, private: str = "") -> Meeting:
    """A proposed meeting, tomorrow."""
    meeting = Meeting.objects.create(mentorship=pair, proposed_by=by, mode="video", private_note=private)
    MeetingSlot.objects.create(meeting=meeting, starts_at=soon(26))
    return meeting


@place("mentor/meetings", "graduate/meetings")
def own_meetings(world: World, role: str) -> Place:
    mine, theirs = pairs(world)
    meeting = meeting_of(mine, "graduate" if role == "mentor" else "mentor", PRIVATE)
    bodies = {
        "confirm": {"slot": str(meeting.slots.get().public_id)},
        "move": {"slot_1": soon(50).isoformat()},
    }
    canaries = () if role == "mentor" else (PRIVATE,)
    return Place(inside=ids(meeting), outside=ids(meeting_of(theirs, "mentor")), bodies=bodies, canaries=canaries)


@place("mentor/meeting-calendar", "graduate/meeting-calendar")
def own_calendars(world: World, role: str) -> Place:
    mine, theirs = pairs(world)
    own, other = meeting_of(mine, "mentor", PRIVATE), meeting_of(theirs, "mentor")
    for meeting in (own, other):
        move(meeting, "confirm", actor=MACHINE, starts_at=soon(26))
    return Place(
        inside=ids(meeting=own),
        outside=ids(meeting=other),
        canaries=(PRIVATE,),
    )


@place("staff/mentorships")
def staff_pairs(world: World, role: str) -> Place:
    mine, theirs = pairs(world)
    meeting_of(mine, "mentor", PRIVATE)
    bodies = {"close": {"close_reason": "term", "close_note": ""}}
    found = for_staff(role, ids(mine), ids(theirs), bodies=bodies)
    return Place(**{**found.__dict__, "canaries": (*found.canaries, PRIVATE)})


@place("staff/concerns")
def concerns(world: World, role: str) -> Place:
    mine, _ = pairs(world)
    concern = Concern.objects.create(mentorship=mine, side="graduate", text=PRIVATE)
    return Place(inside=ids(concern), bodies={"settle": {"settlement": "Appelée."}})
