"""What a mentor finds: offers to answer first, then meetings to choose, to come and to tell, then her graduates."""

import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from mentoring.mentors.models import Mentor, MentorState
from mentoring.mentorships.models import Meeting, MeetingState, Mentorship
from mentoring.proposals.models import MatchProposal
from nqt.accounts.actor import Actor
from nqt.common.dates import french_day
from nqt.home.items import Todo


@dataclass(frozen=True)
class MentorHome:
    """The mentor's first page."""

    first_name: str
    is_paused: bool
    capacity: int
    todo: list[Todo]
    coming: list[Meeting]
    pairs: list[Mentorship]


def mentor_home(actor: Actor, now: datetime.datetime) -> MentorHome:
    """The home of the reader."""
    mentor = Mentor.objects.visible_to(actor).get()
    pairs = list(Mentorship.objects.visible_to(actor).select_related("graduate__target_job"))
    meetings = Meeting.objects.visible_to(actor).select_related("mentorship__graduate").filter(mentorship__in=pairs)
    return MentorHome(
        first_name=mentor.first_name,
        is_paused=mentor.state == MentorState.PAUSED,
        capacity=mentor.capacity,
        todo=[*_offers(actor), *_to_choose(meetings), *_to_tell(meetings, now), *_to_propose(pairs, meetings)],
        coming=list(meetings.filter(state=MeetingState.CONFIRMED, ends_at__gte=now).order_by("starts_at")[:5]),
        pairs=pairs,
    )


def _offers(actor: Actor):
    for offer in MatchProposal.objects.visible_to(actor).select_related("graduate").order_by("expires_at"):
        yield Todo(
            title=f"Accompagner {offer.graduate.first_name} ?",
            url=reverse("pages:mentor:offers-detail", kwargs={"public_id": offer.public_id}),
            label="Lire et répondre",
            tag=f"Au plus tard le {french_day(timezone.localdate(offer.expires_at))}",
            tone="warn",
            icon="bell",
        )


def _to_choose(meetings):
    for meeting in meetings.filter(state=MeetingState.PROPOSED, proposed_by="graduate"):
        yield Todo(
            title=f"Choisir un créneau avec {meeting.mentorship.graduate.first_name}",
            url=_pair(meeting.mentorship),
            label="Choisir",
            tag="À confirmer",
            tone="warn",
        )


def _to_tell(meetings, now: datetime.datetime):
    for meeting in meetings.unreported(now).order_by("starts_at"):
        yield Todo(
            title=f"Avez-vous rencontré {meeting.mentorship.graduate.first_name} ?",
            url=reverse("pages:mentor:meetings-report", kwargs={"public_id": meeting.public_id}),
            label="Le dire",
            tag=french_day(timezone.localdate(meeting.starts_at)),
            icon="check",
        )


def _to_propose(pairs: list[Mentorship], meetings):
    busy = Q(state=MeetingState.PROPOSED) | Q(state=MeetingState.CONFIRMED)
    met = set(meetings.filter(busy | Q(state=MeetingState.HELD)).values_list("mentorship", flat=True))
    for pair in pairs:
        if pair.pk not in met:
            yield Todo(
                title=f"Proposer un premier rendez-vous à {pair.graduate.first_name}",
                url=_pair(pair),
                label="Proposer",
                tag="Rien de prévu",
                icon="calendar-event",
            )


def _pair(pair: Mentorship) -> str:
    return reverse("pages:mentor:mentees-detail", kwargs={"public_id": pair.public_id})
