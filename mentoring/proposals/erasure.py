"""Forgetting who was matched with whom: what waits ends, then the words go; scores, states and dates stay counted."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from mentoring.graduates.models import Graduate
from mentoring.mentors.models import Mentor
from mentoring.proposals.actions.approving import KIND as APPROVE
from mentoring.proposals.actions.ending import waiting_end
from mentoring.proposals.models import UNDER_WAY, MatchProposal, ProposalState, Veto
from nqt.accounts.actor import Actor
from nqt.common.text import of
from nqt.jobs.models import Job
from nqt.privacy.erasing import Ending, Person, blank, ender, eraser, remove, silence_mails


def of_person(person: Person) -> Q:
    """Rows that hold a graduate and a mentor, one of whom is this person."""
    return Q(graduate__in=Graduate.objects.filter(person.about(Graduate))) | Q(
        mentor__in=Mentor.objects.filter(person.about(Mentor))
    )


@ender
class EndProposals(Ending):
    """Nobody is asked to answer for somebody who is gone, and no run meets her again."""

    def told(self, person: Person) -> Iterable[str]:
        """Whose answer is no longer awaited."""
        for proposal in _of(person).filter(state=ProposalState.OFFERED).select_related("mentor", "graduate"):
            names = f"{of(proposal.graduate)} à {proposal.mentor}"
            yield f"La proposition {names} est reprise : son lien ne permet plus de répondre."

    def lock(self, person: Person) -> None:
        """Mentors, then graduates, each in the order of their keys: as whoever approves many pairs."""
        pairs = of_person(person)
        touched = MatchProposal.objects.filter(pairs, state__in=UNDER_WAY)
        of_hers = Q(mentorships__closed_on=None, mentorships__graduate__in=_young(person))
        of_his = Q(mentorships__closed_on=None, mentorships__mentor__in=_mentors(person))
        mentors = Q(pk__in=touched.values("mentor")) | of_hers
        graduates = Q(pk__in=touched.values("graduate")) | of_his
        for model, found in ((Mentor, mentors), (Graduate, graduates)):
            keys = model.objects.filter(found | person.about(model)).values("pk")
            list(model.objects.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk").values_list("pk"))

    def end(self, person: Person, actor: Actor) -> None:
        """Unread ones are set aside, pins too; offers are called back; what staff forbade has no object any more."""
        waiting_end(_of(person), actor=actor)
        remove(Veto.objects.filter(of_person(person)))

    def freeze(self, person: Person, actor: Actor) -> None:
        """The same for what waits: a run may bring it again once the restriction is lifted."""
        waiting_end(_of(person), actor=actor)


@eraser
def forget_matches(person: Person) -> None:
    """Scores and states stay; mails to the other keep no name."""
    proposals = _of(person)
    ids = list(proposals.values_list("public_id", flat=True))
    keys = blank(proposals)
    silence_mails("proposal", ids)
    forget_as_alternative(person)
    forget_told(person, set(keys))


def forget_as_alternative(person: Person) -> None:
    """A mentor is no longer another possibility of anybody."""
    for key in _mentors(person).values_list("pk", flat=True):
        for proposal in MatchProposal.objects.filter(alternatives__contains=[{"mentor": key}]):
            kept = [one for one in proposal.alternatives if one["mentor"] != key]
            MatchProposal.objects.filter(pk=proposal.pk).update(alternatives=kept)


def forget_told(person: Person, proposals: set[int]) -> None:
    """Sentences by which a work told that a pair was left aside."""
    names = {str(one) for model in (Graduate, Mentor) for one in model.objects.filter(person.about(model))}
    for job in Job.objects.filter(kind=APPROVE, result__told__isnull=False):
        if proposals & set(job.parameters.get("proposals", ())):
            kept = [said for said in job.result["told"] if not any(name in said for name in names)]
            Job.objects.filter(pk=job.pk).update(result={**job.result, "told": kept})


def _of(person: Person) -> QuerySet[MatchProposal]:
    return MatchProposal.objects.filter(of_person(person))


def _young(person: Person) -> QuerySet[Graduate]:
    return Graduate.objects.filter(person.about(Graduate))


def _mentors(person: Person) -> QuerySet[Mentor]:
    return Mentor.objects.filter(person.about(Mentor))
