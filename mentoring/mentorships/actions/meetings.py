"""Meetings: up to three slots proposed by one, chosen by the other, then reported."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from mentoring.mentorships.actions.pairing import hold_pair, may_take_part, meeting_of, side_of, write_to
from mentoring.mentorships.models import Meeting, MeetingSlot, MeetingState, Mentorship, MentorshipState, Side
from mentoring.mentorships.rules import CORRECTED_WITHIN, FURTHEST, SLOTS, SOONEST
from nqt.accounts.actor import Actor
from nqt.audit.transitions import move, step
from nqt.common.acts import act
from nqt.common.clocks import day_at
from nqt.common.errors import Conflict, Invalid, Refusal
from nqt.common.violations import store

HELD, ABSENT_GRADUATE, ABSENT_MENTOR = "held", "absent_graduate", "absent_mentor"


def may_choose(actor: Actor, meeting: Meeting) -> Refusal | None:
    """Whoever did not propose."""
    if refusal := may_take_part(actor, meeting.mentorship) or step("confirm")(actor, meeting):
        return refusal
    is_own = side_of(actor, meeting.mentorship) == meeting.proposed_by
    return Conflict("C’est à l’autre personne de choisir un créneau.") if is_own else None


def may_move(actor: Actor, meeting: Meeting) -> Refusal | None:
    """Either of the two, while it is proposed, or fixed and not begun."""
    if refusal := may_take_part(actor, meeting.mentorship) or _begun(meeting):
        return refusal
    is_coming = meeting.state in (MeetingState.PROPOSED, MeetingState.CONFIRMED)
    return None if is_coming else Conflict("Ce rendez-vous est passé ou annulé : proposez-en un autre.")


def may_cancel(actor: Actor, meeting: Meeting) -> Refusal | None:
    """The same."""
    return may_take_part(actor, meeting.mentorship) or _begun(meeting) or step("cancel")(actor, meeting)


def may_report(actor: Actor, meeting: Meeting) -> Refusal | None:
    """Either of the two, once it began; what was said may be corrected for a week."""
    if refusal := may_take_part(actor, meeting.mentorship):
        return refusal
    now = timezone.now()
    if meeting.starts_at is None or meeting.starts_at > now:
        return Conflict("Ce rendez-vous n’a pas encore eu lieu.")
    if meeting.state == MeetingState.CANCELLED:
        return Conflict("Ce rendez-vous a été annulé.")
    is_late = meeting.state != MeetingState.CONFIRMED and meeting.starts_at <= now - CORRECTED_WITHIN
    return Conflict("Il y a plus d’une semaine : ce compte rendu ne se corrige plus.") if is_late else None


def _begun(meeting: Meeting) -> Refusal | None:
    has_begun = meeting.state != MeetingState.PROPOSED and meeting.starts_at and meeting.starts_at <= timezone.now()
    return Conflict("Ce rendez-vous a commencé : dites plutôt s’il a eu lieu.") if has_begun else None


@act(may_take_part)
def meeting_propose(
    *,
    actor: Actor,
    mentorship: Mentorship,
    slots: Iterable[datetime.datetime],
    mode: str,
    place: str = "",
    topic: str = "",
) -> Meeting:
    """One to three times, for the other to choose from; one open proposal at a time. Raises `Conflict`, `Invalid`."""
    times = _checked(slots)
    with transaction.atomic():
        pair = hold_pair(actor, mentorship, may=may_take_part)
        side = side_of(actor, pair)
        if pair.meetings.filter(state=MeetingState.PROPOSED).exists():
            raise Conflict("Des créneaux attendent déjà une réponse : changez-les plutôt que d’en ajouter.")
        meeting = store(Meeting(mentorship=pair, proposed_by=side, mode=mode, place=place, topic=topic))
        _set_slots(meeting, times)
        write_to(
            pair, _other(side), "meeting_proposed", occasion=f"{meeting.public_id}:{meeting.version}", **_of(meeting)
        )
        return meeting


@act(may_choose)
def meeting_confirm(
    *, actor: Actor, target: Meeting, expected_version: int | None = None, slot: MeetingSlot
) -> Meeting:
    """The other one chooses; both get it for their calendar."""
    with transaction.atomic():
        pair, meeting = meeting_of(actor, target, expected_version, may=may_choose)
        if slot.meeting_id != meeting.pk:
            raise Invalid(fields={"slot": "Ce créneau n’est plus proposé."})
        if slot.starts_at <= timezone.now():
            raise Invalid(fields={"slot": "Ce créneau est passé : demandez-en d’autres."})
        move(meeting, "confirm", actor=actor, starts_at=slot.starts_at)
        for each in Side:
            write_to(
                pair, each, "meeting_confirmed", occasion=f"{meeting.public_id}:{meeting.sequence}", **_of(meeting)
            )
        return meeting


@act(may_move)
def meeting_move(
    *, actor: Actor, target: Meeting, expected_version: int | None = None, slots: Iterable[datetime.datetime]
) -> Meeting:
    """Other times, for a meeting confirmed or not; the other one chooses again."""
    times = _checked(slots)
    with transaction.atomic():
        pair, meeting = meeting_of(actor, target, expected_version, may=may_move)
        side = side_of(actor, pair)
        if meeting.state == MeetingState.CONFIRMED:
            move(meeting, "move", actor=actor, by=side)
        else:
            meeting.proposed_by = side
            store(meeting)
        _set_slots(meeting, times)
        write_to(
            pair, _other(side), "meeting_proposed", occasion=f"{meeting.public_id}:{meeting.version}", **_of(meeting)
        )
        return meeting


@act(may_cancel)
def meeting_cancel(*, actor: Actor, target: Meeting, expected_version: int | None = None, reason: str = "") -> Meeting:
    """One of the two cannot; the other is told. One that was ever fixed stands in both calendars: both are told."""
    with transaction.atomic():
        pair, meeting = meeting_of(actor, target, expected_version, may=may_cancel)
        side = side_of(actor, pair)
        was_fixed = meeting.sequence > 0
        move(meeting, "cancel", actor=actor, reason=reason, by=side)
        for each in Side if was_fixed else (_other(side),):
            write_to(
                pair, each, "meeting_cancelled", occasion=f"{meeting.public_id}:{meeting.sequence}", **_of(meeting)
            )
        return meeting


@act(may_report)
def meeting_report(
    *,
    actor: Actor,
    target: Meeting,
    expected_version: int | None = None,
    outcome: str,
    shared_note: str = "",
    private_note: str = "",
) -> Meeting:
    """Whether it was held, in one gesture; the first one held starts the mentorship.

    Either of the two reports, and may correct; a note for oneself is the mentor's alone. Who writes no note takes none
    away: the other's may stand there already.
    """
    now = timezone.now()
    with transaction.atomic():
        pair, meeting = meeting_of(actor, target, expected_version, may=may_report)
        side = side_of(actor, pair)
        if outcome == HELD and meeting.state != MeetingState.HELD:
            move(meeting, "take_place", actor=actor)
        elif outcome != HELD:
            absent = Side.GRADUATE if outcome == ABSENT_GRADUATE else Side.MENTOR
            if meeting.state == MeetingState.NO_SHOW:
                meeting.absent = absent
            else:
                move(meeting, "miss", actor=actor, absent=absent)
        meeting.shared_note = shared_note or meeting.shared_note
        if side == Side.MENTOR:
            meeting.private_note = private_note or meeting.private_note
        meeting.reported_by, meeting.reported_at = actor.user, now
        store(meeting)
        if outcome == HELD and pair.state == MentorshipState.ANNOUNCED:
            move(pair, "start", actor=actor, on=day_at(pair.graduate.time_zone, meeting.starts_at))
        return meeting


def _other(side: str | None) -> Side:
    return Side.MENTOR if side == Side.GRADUATE else Side.GRADUATE


def _of(meeting: Meeting) -> dict[str, object]:
    return {"meeting": str(meeting.public_id), "sequence": meeting.sequence}


def _checked(slots: Iterable[datetime.datetime]) -> list[datetime.datetime]:
    """Distinct, in order, to come and not too far."""
    times, now = sorted(set(slots)), timezone.now()
    if not 1 <= len(times) <= SLOTS:
        raise Invalid(fields={"slot_1": "Proposez un à trois créneaux."})
    if times[0] < now + SOONEST:
        raise Invalid(fields={"slot_1": "Un créneau est passé, ou commence dans moins d’une demi-heure."})
    if times[-1] > now + FURTHEST:
        raise Invalid(fields={"slot_1": "Un créneau est dans plus de quatre mois : proposez plus tôt."})
    return times


def _set_slots(meeting: Meeting, times: list[datetime.datetime]) -> None:
    meeting.slots.all().delete()
    MeetingSlot.objects.bulk_create(MeetingSlot(meeting=meeting, starts_at=time) for time in times)
