"""Forgetting what two people said to each other: the pair ends, its words go; the meetings stay counted."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from mentoring.graduates.models import Graduate
from mentoring.mentors.models import Mentor
from mentoring.mentorships.actions.pairing import mentorship_close, write_to
from mentoring.mentorships.models import CloseReason, Concern, Meeting, MeetingState, Mentorship, Side
from mentoring.mentorships.models.concern import ConcernState
from mentoring.proposals.erasure import of_person
from nqt.accounts.actor import Actor
from nqt.audit.transitions import move
from nqt.common.models import claim
from nqt.privacy.erasing import Ending, Person, blank, ender, eraser, obstacle, silence_mails

WHY = {Side.GRADUATE: CloseReason.GRADUATE_LEFT, Side.MENTOR: CloseReason.MENTOR_LEFT}
OTHER = {Side.GRADUATE: Side.MENTOR, Side.MENTOR: Side.GRADUATE}


@obstacle
def concern_open(person: Person) -> str:
    """What somebody says is wrong is settled before its words go: it may concern the safety of the other."""
    unsettled = Concern.objects.filter(mentorship__in=_pairs(person), state=ConcernState.OPEN)
    if not unsettled.exists():
        return ""
    return "Un signalement sur un de ses accompagnements attend : traitez-le, puis effacez aussitôt après."


@ender
class EndPairs(Ending):
    """The other of the two is told, and keeps no meeting with somebody who is gone."""

    def told(self, person: Person) -> Iterable[str]:
        """Who loses whom."""
        for side, pair in _sides(person):
            other = pair.mentor if side == Side.GRADUATE else pair.graduate
            yield f"Son accompagnement avec {other} prend fin, rendez-vous compris ; un courriel le lui dit, sans nom."

    def end(self, person: Person, actor: Actor) -> None:
        """By the pair's own steps."""
        for side, pair in _sides(person):
            closed = mentorship_close(actor=actor, target=pair, close_reason=WHY[side])
            coming = closed.meetings.filter(state__in=[MeetingState.PROPOSED, MeetingState.CONFIRMED])
            for meeting in coming.exclude(ends_at__lte=timezone.now()).order_by("pk"):
                move(claim(meeting, None), "cancel", actor=actor, by="")
            write_to(closed, OTHER[side], "left")


@eraser
def forget_mentorships(person: Person) -> None:
    """Dates, states and reasons of a list stay; hers of the mails go, the other's keep no name."""
    for side, model in ((Side.GRADUATE, Graduate), (Side.MENTOR, Mentor)):
        ids = Mentorship.objects.filter(**{f"{side}__in": model.objects.filter(person.about(model))})
        silence_mails("mentorship", ids.values_list("public_id", flat=True), to=side)
    pairs = _pairs(person)
    blank(pairs)
    blank(Meeting.objects.filter(mentorship__in=pairs))
    blank(Concern.objects.filter(mentorship__in=pairs))


def _pairs(person: Person) -> QuerySet[Mentorship]:
    return Mentorship.objects.filter(of_person(person))


def _sides(person: Person) -> list[tuple[Side, Mentorship]]:
    """The pairs that go on, and which of the two is leaving."""
    living = Mentorship.objects.active().select_related("graduate", "mentor").order_by("mentor_id", "pk")
    young = living.filter(graduate__in=Graduate.objects.filter(person.about(Graduate)))
    old = living.filter(mentor__in=Mentor.objects.filter(person.about(Mentor)))
    return [*((Side.GRADUATE, pair) for pair in young), *((Side.MENTOR, pair) for pair in old)]
