"""What matching holds on a mentor: places taken by graduates accompanied and by proposals that wait."""

from collections.abc import Iterable

from mentoring.matching.actions.offering import offers_let_go
from mentoring.matching.places import with_places
from mentoring.mentors.dependents import Dependent, register
from mentoring.mentors.models import Mentor, MentorQuerySet
from nqt.accounts.actor import Actor
from nqt.common.text import of


@register
class OfMatching(Dependent):
    """Graduates accompanied, and graduates proposed."""

    def with_places(self, mentors: MentorQuerySet) -> MentorQuerySet:
        """As whoever gives a place counts them."""
        return with_places(mentors)

    def pause(self, mentor: Mentor, *, actor: Actor) -> None:
        """What was offered is taken back, and offered to somebody else."""
        offers_let_go(actor=actor, mentor=mentor, reason="Le parrain ou la marraine fait une pause.")

    def hindrances(self, mentor: Mentor) -> Iterable[str]:
        """Nobody is left without a word."""
        counted = with_places(Mentor.objects.filter(pk=mentor.pk)).get()
        if counted.accompanied:
            many = "un jeune" if counted.accompanied == 1 else f"{counted.accompanied} jeunes"
            yield f"{mentor} accompagne encore {many} : terminez d’abord ce parrainage, ou confiez-le."
        if counted.held:
            yield f"Une proposition attend la réponse {of(mentor.first_name)} : rappelez-la d’abord."
