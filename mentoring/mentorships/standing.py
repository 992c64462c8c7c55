"""Where a graduate stands: what comes next, her mentor and their next meeting."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from mentoring.graduates.actions.applying import is_withdrawn_by
from mentoring.graduates.models import Graduate, GraduateState
from mentoring.mentorships.models import NO_LONGER_LOOKING, Meeting, MeetingState, Mentorship
from mentoring.mentorships.rules import ANSWER_WITHIN
from nqt.accounts.actor import Actor
from nqt.common.dates import french_day

STEPS = ("Candidature envoyée", "Lue par l’équipe", "Acceptée", "Un parrain ou une marraine", "Premier rendez-vous")
LAST = {GraduateState.REFUSED: "Non retenue", GraduateState.WITHDRAWN: "Retirée"}
"""How it ended."""


@dataclass(frozen=True)
class Step:
    """One step of the way."""

    label: str
    on: datetime.date | None
    state: str
    """`done`, `now`, `later`; `over` where nothing comes after."""


def standing_of(actor: Actor, now: datetime.datetime) -> dict[str, Any]:
    """Of the reader."""
    graduate = Graduate.objects.visible_to(actor).select_related("department").get()
    pairs = Mentorship.objects.visible_to(actor).select_related("mentor__commune__department", "graduate")
    pair = pairs.active().first()
    meeting = _next_meeting(pair, now) if pair else None
    ended = None if pair else pairs.order_by("-closed_on", "-pk").first()
    headline, following = _words(graduate, pair, meeting, ended)
    if is_withdrawn_by(graduate, actor):
        following = "Rien n’est effacé. Si vous changez d’avis, vous pouvez la reprendre."
    return {
        "first_name": graduate.first_name,
        "state": graduate.state,
        "headline": headline,
        "next_text": following,
        "steps": _over(graduate) or _steps(graduate, pair, ended),
        "meeting": meeting,
        **_mentor(pair, timezone.localdate(now)),
    }


def _mentor(pair: Mentorship | None, on: datetime.date) -> dict[str, str]:
    """Who accompanies her, if somebody does."""
    if pair is None:
        return {"mentor": "", "mentor_title": "", "mentor_employer": "", "pair_url": ""}
    employer = pair.mentor.employments.on(on).select_related("organization").first()
    return {
        "mentor": pair.mentor.full_name,
        "mentor_title": pair.mentor.title,
        "mentor_employer": str(employer.organization) if employer else "",
        "pair_url": reverse("pages:graduate:mentorships-detail", kwargs={"public_id": pair.public_id}),
    }


def _next_meeting(pair: Mentorship, now: datetime.datetime) -> Meeting | None:
    """Confirmed and to come, else the one that waits for an answer."""
    meetings = pair.meetings.prefetch_related("slots")
    coming = meetings.filter(state=MeetingState.CONFIRMED, ends_at__gte=now).order_by("starts_at").first()
    return coming or meetings.filter(state=MeetingState.PROPOSED).order_by("-pk").first()


def _towards(pair: Mentorship, meeting: Meeting | None) -> str:
    """Who has to do something for them to meet."""
    if meeting is None:
        which = "prochain" if pair.started_on else "premier"
        return f"Proposez trois créneaux pour votre {which} rendez-vous."
    if meeting.proposed_by == "mentor":
        return f"{pair.mentor.first_name} vous propose des créneaux : prenez celui qui vous va."
    return f"Vous avez proposé des créneaux : {pair.mentor.first_name} va choisir."


def _words(
    graduate: Graduate, pair: Mentorship | None, meeting: Meeting | None, ended: Mentorship | None
) -> tuple[str, str]:
    """Where it stands, and what comes next."""
    if pair:
        if meeting and meeting.state == MeetingState.CONFIRMED:
            return "Votre prochain rendez-vous est fixé", "Préparez une ou deux questions : c’est vous qui menez."
        return f"{pair.mentor.first_name} vous accompagne", _towards(pair, meeting)
    match graduate.state:
        case GraduateState.SUBMITTED:
            by = timezone.localdate(graduate.submitted_at + ANSWER_WITHIN)
            return (
                "Votre candidature est envoyée",
                f"Une personne de l’équipe la lit et vous répond avant le {french_day(by)}.",
            )
        case GraduateState.MORE_INFO:
            return "Il manque un élément à votre candidature", "Complétez-la, puis envoyez-la de nouveau."
        case GraduateState.POOL if ended and ended.close_reason in NO_LONGER_LOOKING:
            return (
                "Votre accompagnement est terminé",
                "Nous ne cherchons plus personne pour vous. Si vous souhaitez être suivi de nouveau, écrivez-nous.",
            )
        case GraduateState.POOL if ended:
            return (
                f"Votre accompagnement avec {ended.mentor.first_name} a pris fin",
                "Nous cherchons quelqu’un d’autre pour vous. Nous vous écrirons dès que quelqu’un accepte.",
            )
        case GraduateState.POOL:
            return (
                "Votre candidature est acceptée",
                "Nous cherchons un parrain ou une marraine pour vous. Nous vous écrirons dès que quelqu’un accepte.",
            )
        case GraduateState.REFUSED:
            return "Nous ne pouvons pas vous accompagner cette fois", "D’autres peuvent vous aider, voyez ci-dessous."
    return "Votre candidature est retirée", "Si vous changez d’avis, écrivez-nous : nous la rouvrirons."


def _over(graduate: Graduate) -> list[Step]:
    """What was done before an application was refused or withdrawn, and that; nothing comes after. Empty otherwise."""
    last = LAST.get(graduate.state)
    if last is None:
        return []
    done = [(STEPS[0], graduate.submitted_at)]
    if graduate.state == GraduateState.REFUSED:
        done.append((STEPS[1], graduate.answered_at))
    if graduate.pooled_at and graduate.answered_at and graduate.pooled_at < graduate.answered_at:
        done = [(STEPS[0], graduate.submitted_at), (STEPS[2], graduate.pooled_at)]
    return [Step(label, _day(at), "done") for label, at in done] + [Step(last, _day(graduate.answered_at), "over")]


def _steps(graduate: Graduate, pair: Mentorship | None, ended: Mentorship | None) -> list[Step]:
    """Five steps; the first that is not done is now. Sent again, it is to read; without mentor, one is looked for."""
    is_read = graduate.state != GraduateState.SUBMITTED
    counted = pair or (ended if ended and ended.close_reason in NO_LONGER_LOOKING else None)
    days = [
        _day(graduate.submitted_at),
        _day(graduate.answered_at or graduate.pooled_at) if is_read else None,
        _day(graduate.pooled_at) if graduate.state == GraduateState.POOL else None,
        _day(counted.announced_at) if counted else None,
        counted.started_on if counted else None,
    ]
    is_finished = counted is not None and counted.closed_on is not None
    now = next((rank for rank, day in enumerate(days) if day is None), len(days))
    return [
        Step(label, day, "done" if day else ("now" if rank == now else "later"))
        for rank, (label, day) in enumerate(zip(STEPS, days, strict=True))
        if day or not is_finished
    ]


def _day(at: datetime.datetime | None) -> datetime.date | None:
    return timezone.localdate(at) if at else None
