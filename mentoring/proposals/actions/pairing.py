"""Pairing by hand: any two people whom staff want to bring together, told what the rules say before."""

from django.db import transaction

from mentoring.graduates.models import Graduate, GraduateState
from mentoring.mentors.models import Mentor
from mentoring.proposals import above
from mentoring.proposals.actions.offering import check_pair
from mentoring.proposals.models import MatchProposal, ProposalState
from nqt.accounts.actor import Actor
from nqt.common.errors import Conflict, Forbidden, Invalid
from nqt.common.violations import store


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
        told = above.told_of(graduate, mentor)
        if told.broken and not is_exception:
            said = f"{told.broken} Cochez la case pour les mettre en relation malgré tout."
            raise Invalid(said, fields={"is_exception": said})
        return store(MatchProposal(graduate=graduate, mentor=mentor, score=told.score, parts=told.parts))
