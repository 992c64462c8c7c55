"""A pair begins with the mentor's yes, and ends with a reason."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from mentoring.graduates.models import Graduate, GraduateState
from mentoring.mentors.models import Mentor, MentorState
from mentoring.mentorships.models import CloseReason, Meeting, MeetingState, Mentorship, MentorshipState, Side
from mentoring.proposals.actions.ending import search_ask
from mentoring.proposals.models import MatchProposal
from mentoring.proposals.places import is_full
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.audit.transitions import move, step
from nqt.common.acts import May, act, hidden
from nqt.common.clocks import day_at
from nqt.common.errors import Conflict, Forbidden, Refusal
from nqt.common.models import claim
from nqt.common.text import of
from nqt.common.violations import named_violations, store
from nqt.outbox.post import post

SEEKS_ANOTHER = (CloseReason.CHANGED, CloseReason.MENTOR_LEFT)
"""Ends after which the graduate waits for somebody else: the search begins at once."""


def pair_begin(proposal: MatchProposal, at: datetime.datetime) -> Mentorship:
    """Of a proposal whose mentor has just said yes, in her transaction: both are written to."""
    with named_violations():
        pair = Mentorship.objects.create(
            graduate=proposal.graduate, mentor=proposal.mentor, proposal=proposal, announced_at=at
        )
    write_to(pair, Side.GRADUATE, "announced_to_graduate")
    write_to(pair, Side.MENTOR, "announced_to_mentor")
    return pair


def write_to(pair: Mentorship, side: str, kind: str, *, occasion: Any = "", **facts: Any) -> None:
    """Write to one of the two, if she has an address."""
    person = pair.graduate if side == Side.GRADUATE else pair.mentor
    if person.email:
        post(
            f"mentoring.mentorships.{kind}",
            to=person.email,
            user=person.user,
            key=f"{kind}:{pair.public_id}:{side}:{occasion}",
            time_zone=person.time_zone,
            context={**context_of(pair, side), **facts},
        )


def context_of(pair: Mentorship, side: str) -> dict[str, Any]:
    """What a mail to one of the two carries: ids."""
    return {"pair": str(pair.public_id), "side": str(side), "subject": f"mentorship:{pair.public_id}"}


def side_of(actor: Actor, pair: Mentorship) -> Side | None:
    """Which of the two the actor is; None for staff."""
    if actor.role == Role.GRADUATE and actor.user and pair.graduate.user_id == actor.user.pk:
        return Side.GRADUATE
    if actor.role == Role.MENTOR and actor.user and pair.mentor.user_id == actor.user.pk:
        return Side.MENTOR
    return None


def over(pair: Mentorship) -> Refusal | None:
    """Nothing more is written between the two."""
    return Conflict("Cet accompagnement est terminé.") if pair.state == MentorshipState.CLOSED else None


def may_take_part(actor: Actor, pair: Mentorship) -> Refusal | None:
    """One of the two, until it ends."""
    return over(pair) if side_of(actor, pair) else Forbidden()


def _not_of_staff(actor: Actor, pair: Mentorship) -> Refusal | None:
    return hidden(actor, pair) if actor.is_staff or actor.is_system else Forbidden()


def may_close(actor: Actor, pair: Mentorship) -> Refusal | None:
    """Staff of the perimeter, until it ends."""
    return _not_of_staff(actor, pair) or over(pair)


def may_pause(actor: Actor, pair: Mentorship) -> Refusal | None:
    """Staff of the perimeter, while it runs."""
    return _not_of_staff(actor, pair) or step("pause")(actor, pair)


def may_resume(actor: Actor, pair: Mentorship) -> Refusal | None:
    """Staff of the perimeter, during a pause."""
    return _not_of_staff(actor, pair) or step("resume")(actor, pair)


def may_reopen(actor: Actor, pair: Mentorship) -> Refusal | None:
    """Staff of the perimeter, once it ended, while both are still free for it."""
    if refusal := _not_of_staff(actor, pair) or step("reopen" if pair.was_started() else "reannounce")(actor, pair):
        return refusal
    if pair.mentor.state != MentorState.ACTIVE or is_full(pair.mentor):
        return Conflict(f"{pair.mentor} n’a plus de place, ou ne suit plus personne.")
    if pair.graduate.state != GraduateState.POOL:
        return Conflict(f"La candidature {of(pair.graduate)} est {pair.graduate.get_state_display()}.")
    return None


def hold_pair(
    actor: Actor, target: Mentorship, expected_version: int | None = None, *, may: May = hidden
) -> Mentorship:
    """Lock the mentor, then the pair, for an act that is open. Raises as `claim` does."""
    Mentor.objects.select_for_update(of=("self",)).get(pk=target.mentor_id)
    return claim(target, expected_version, actor=actor, may=may)


def _end(actor: Actor, pair: Mentorship, why: str, note: str) -> Mentorship:
    """Close it, and whatever was still to come between the two; look for somebody else where one is wanted."""
    move(pair, "close", actor=actor, reason=note, on=day_at(pair.graduate.time_zone), why=why, note=note)
    store(pair)
    coming = Q(state=MeetingState.PROPOSED) | Q(state=MeetingState.CONFIRMED, ends_at__gt=timezone.now())
    for meeting in pair.meetings.filter(coming).order_by("pk"):
        _take_away(actor, pair, claim(meeting, None))
    if why in SEEKS_ANOTHER and pair.graduate.state == GraduateState.POOL:
        search_ask(pair.graduate, pair.mentor, follows=pair.proposal)
    return pair


def _take_away(actor: Actor, pair: Mentorship, meeting: Meeting) -> None:
    """Cancel it; one that was ever fixed stands in both calendars, and both are written to."""
    was_fixed = meeting.sequence > 0
    move(meeting, "cancel", actor=actor, by="")
    if was_fixed:
        facts = {"meeting": str(meeting.public_id), "sequence": meeting.sequence}
        for each in Side:
            write_to(pair, each, "meeting_cancelled", occasion=f"{meeting.public_id}:{meeting.sequence}", **facts)


@act(may_close)
def mentorship_close(
    *, actor: Actor, target: Mentorship, expected_version: int | None = None, close_reason: str, close_note: str = ""
) -> Mentorship:
    """Staff end it, and say why. Whoever has found waits no more; when only the mentor is to change, another one is
    looked for; for the others it is staff who decide."""
    with transaction.atomic():
        pair = hold_pair(actor, target, expected_version, may=may_close)
        return _end(actor, pair, close_reason, close_note)


@act(may_take_part)
def mentor_change(
    *, actor: Actor, target: Mentorship, expected_version: int | None = None, note: str = ""
) -> Mentorship:
    """One of the two asks for another pair: this one ends, somebody else is looked for, the place is free.

    The other one is told in neutral words; why stays among staff.
    """
    with transaction.atomic():
        pair = hold_pair(actor, target, expected_version, may=may_take_part)
        side = side_of(actor, pair)
        _end(actor, pair, CloseReason.CHANGED, note)
        for each in Side:
            write_to(pair, each, "ended", asked=each == side)
        return pair


@act(may_pause)
def mentorship_pause(*, actor: Actor, target: Mentorship, expected_version: int | None = None) -> Mentorship:
    """For a while."""
    return _step(may_pause, actor, target, expected_version, "pause")


@act(may_resume)
def mentorship_resume(*, actor: Actor, target: Mentorship, expected_version: int | None = None) -> Mentorship:
    """On again."""
    return _step(may_resume, actor, target, expected_version, "resume")


@act(may_reopen)
def mentorship_reopen(
    *, actor: Actor, target: Mentorship, expected_version: int | None = None, reason: str = ""
) -> Mentorship:
    """Closed by mistake: both must still be free for it. Raises `Conflict`."""
    with transaction.atomic():
        Graduate.objects.select_for_update(of=("self",)).get(pk=target.graduate_id)
        pair = hold_pair(actor, target, expected_version, may=may_reopen)
        with named_violations():
            move(pair, "reopen" if pair.was_started() else "reannounce", actor=actor, reason=reason)
        return pair


def _step(may: May, actor: Actor, target: Mentorship, version: int | None, name: str) -> Mentorship:
    with transaction.atomic():
        pair = hold_pair(actor, target, version, may=may)
        move(pair, name, actor=actor)
        return pair


def meeting_of(actor: Actor, target: Meeting, expected_version: int | None, *, may: May) -> tuple[Mentorship, Meeting]:
    """Lock the pair, then the meeting, for an act that is open on it."""
    pair = hold_pair(actor, target.mentorship)
    meeting = claim(target, expected_version, actor=actor, may=may)
    meeting.mentorship = pair
    return pair, meeting
