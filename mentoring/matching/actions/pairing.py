"""Pairing by hand: any two people whom staff want to bring together, told what the rules say before."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from mentoring.graduates.models import Graduate, GraduateState
from mentoring.matching.actions.offering import check_pair
from mentoring.matching.actions.runs import parts_of
from mentoring.matching.engine import rules
from mentoring.matching.engine.explain import Explainer
from mentoring.matching.engine.types import Couple
from mentoring.matching.engine.words import Reader
from mentoring.matching.loading import pair_problem
from mentoring.matching.models import MatchingPolicy, MatchProposal, ProposalState
from mentoring.matching.policy import as_engine, policy_in_force
from mentoring.mentors.models import Mentor
from nqt.accounts.actor import Actor
from nqt.common.errors import Conflict, Forbidden, Invalid
from nqt.common.violations import store


@dataclass(frozen=True)
class Told:
    """What the engine says of two people: the score, its parts, the first rule that the pair breaks."""

    score: int
    parts: list[dict[str, object]]
    broken: str


def told_of(graduate: Graduate, mentor: Mentor, policy: MatchingPolicy | None = None) -> Told:
    """The engine's own words, for a pair that no run made; by the policy in force unless another is given."""
    today = timezone.localdate()
    problem = pair_problem(graduate, mentor, as_engine(policy or policy_in_force(today)), today)
    explainer, couple = Explainer(problem), Couple(graduate.pk, mentor.pk)
    staff, mentors = (explainer.parts([couple], reader)[0] for reader in (Reader.STAFF, Reader.MENTOR))
    why = explainer.why_not(couple)
    broken = why.sentence if why.code in {rule.code for rule in rules.RULES} else ""
    return Told(sum(part.points for part in staff), parts_of(staff, mentors), broken)


def pair_by_hand(*, actor: Actor, graduate: Graduate, mentor: Mentor, is_exception: bool = False) -> MatchProposal:
    """A proposal like those of runs, to be approved by whoever reads it.

    Raises `Conflict` when one of the two has no room; `Invalid` with the rule that the pair breaks, unless
    `is_exception` says that it is wanted all the same.
    """
    if not (actor.is_staff or actor.is_system) or not Graduate.objects.visible_to(actor).filter(pk=graduate.pk):
        raise Forbidden
    with transaction.atomic():
        mentor = Mentor.objects.select_for_update(of=("self",)).get(pk=mentor.pk)
        graduate = Graduate.objects.select_for_update(of=("self",)).get(pk=graduate.pk)
        check_pair(mentor, graduate)
        same = MatchProposal.objects.filter(graduate=graduate, state=ProposalState.PROPOSED)
        if graduate.state != GraduateState.POOL or same.filter(mentor=mentor).exists():
            raise Conflict("Cette mise en relation attend déjà votre lecture.")
        told = told_of(graduate, mentor)
        if told.broken and not is_exception:
            said = f"{told.broken} Cochez la case pour les mettre en relation malgré tout."
            raise Invalid(said, fields={"is_exception": said})
        return store(MatchProposal(graduate=graduate, mentor=mentor, score=told.score, parts=told.parts))
