"""Forgetting a graduate: what is counted stays (department, level, answer about the neighborhood, dates), no name."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from mentoring.graduates.actions.applying import subject_of
from mentoring.graduates.models import Application, Consent, Graduate, GraduateState
from mentoring.graduates.models.states import OPEN_STATES
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience
from nqt.audit.transitions import move
from nqt.common.models import claim
from nqt.outbox.models import Message
from nqt.privacy.erasing import Ending, Person, blank, ender, eraser, remove
from nqt.privacy.subjects import Subject, register

register(Subject(Graduate, Audience.GRADUATE, word="jeune diplômé", page="graduates"))


@ender
class EndApplication(Ending):
    """Out of the pool: nobody reads, matches or offers an emptied name."""

    def told(self, person: Person) -> Iterable[str]:
        """In one sentence."""
        if _living(person).exists():
            yield "Sa candidature est retirée : personne ne lui cherche plus de parrain ou de marraine."

    def end(self, person: Person, actor: Actor) -> None:
        """Withdrawn, by whoever erases; what she agreed to is taken back."""
        now = timezone.now()
        for target in _living(person).order_by("pk"):
            move(claim(target, None), "withdraw", actor=actor, at=now)
        Consent.objects.live().filter(graduate__in=_of(person)).update(withdrawn_at=now)


@eraser
def forget_graduate(person: Person) -> None:
    """The file, its history, and what was submitted; the year of birth remains. A draft that was never sent goes."""
    drafts = _of(person).filter(state=GraduateState.DRAFT)
    Message.objects.filter(about__in=[subject_of(draft) for draft in drafts]).delete()
    remove(drafts)
    found = list(_of(person))
    for graduate in found:
        graduate.excluded_employers.clear()
    keys = blank(_of(person))
    Message.objects.filter(about__in=[subject_of(graduate) for graduate in found]).delete()
    blank(Application.objects.filter(graduate__in=keys))


def _of(person: Person) -> QuerySet[Graduate]:
    return Graduate.objects.filter(person.about(Graduate))


def _living(person: Person) -> QuerySet[Graduate]:
    return _of(person).filter(state__in=[*OPEN_STATES, GraduateState.POOL])
