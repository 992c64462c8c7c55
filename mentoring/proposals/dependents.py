"""What proposals hold: on a mentor, places taken by graduates accompanied and by proposals that wait; on a graduate,
proposals."""

from collections.abc import Iterable

from django.utils import timezone

from mentoring.graduates import dependents as of_graduates
from mentoring.graduates.models import Graduate
from mentoring.mentors.dependents import Dependent, register
from mentoring.mentors.models import Employment, Mentor, MentorQuerySet
from mentoring.proposals.actions.ending import offers_let_go, replacement_ask, waiting_end
from mentoring.proposals.models import UNDER_WAY, MatchProposal, ProposalState
from mentoring.proposals.places import with_places
from nqt.accounts.actor import Actor
from nqt.common.text import counted, of


@register
class OfProposals(Dependent):
    """Graduates accompanied, and graduates proposed."""

    def with_places(self, mentors: MentorQuerySet) -> MentorQuerySet:
        """As whoever gives a place counts them."""
        return with_places(mentors)

    def pause(self, mentor: Mentor, *, actor: Actor) -> None:
        """What was offered is taken back, and offered to somebody else."""
        offers_let_go(actor=actor, mentor=mentor, reason="Le parrain ou la marraine fait une pause.")

    def hindrances(self, mentor: Mentor) -> Iterable[str]:
        """Nobody is left without a word."""
        held = with_places(Mentor.objects.filter(pk=mentor.pk)).get()
        if held.accompanied:
            many = "un jeune" if held.accompanied == 1 else counted(held.accompanied, "jeune")
            yield f"{mentor} accompagne encore {many} : terminez d’abord ce parrainage, ou confiez-le."
        if held.held:
            yield f"Une proposition attend la réponse {of(mentor.first_name)} : rappelez-la d’abord."


@of_graduates.register
class OfGraduate(of_graduates.Dependent):
    """Nobody is asked to accompany somebody who has left the pool."""

    def lock(self, graduate: Graduate) -> None:
        """The mentors first, as whoever approves a pair."""
        waiting = MatchProposal.objects.filter(graduate=graduate, state__in=UNDER_WAY)
        mentors = Mentor.objects.filter(pk__in=waiting.values("mentor"))
        list(mentors.select_for_update(of=("self",)).order_by("pk").values_list("pk"))

    def leave(self, graduate: Graduate, *, actor: Actor, reason: str) -> None:
        """What is proposed is set aside, what is offered called back."""
        waiting_end(MatchProposal.objects.filter(graduate=graduate), actor=actor, reason=reason)

    def avoid(self, graduate: Graduate, *, actor: Actor) -> None:
        """What waits with a mentor who works there today; somebody else is looked for in the place of an offer."""
        today = Employment.objects.on(timezone.localdate()).filter(organization__in=graduate.excluded_employers.all())
        waiting = MatchProposal.objects.filter(graduate=graduate, state__in=UNDER_WAY)
        waiting = waiting.filter(mentor__in=today.values("mentor"))
        ended = list(waiting.order_by("pk"))
        waiting_end(waiting, actor=actor, reason="La personne ne veut pas d’un parrain de cet employeur.")
        for proposal in ended:
            if proposal.state == ProposalState.OFFERED:
                replacement_ask(proposal)
