"""Proposals that end without a yes, and whoever is looked for in their place."""

import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mentoring.graduates.models import Graduate
from mentoring.mentors.models import Mentor
from mentoring.proposals.actions.offering import hold
from mentoring.proposals.models import UNDER_WAY, MatchProposal, ProposalState
from nqt.accounts.actor import Actor
from nqt.audit.transitions import move
from nqt.jobs.actions import job_start

REPLACE = "mentoring.matching.replace"
"""The job of the room above, which knows who else is possible."""


def replacement_ask(proposal: MatchProposal) -> None:
    """After a refusal or a silence. For a pair made by hand it is whoever made it who looks for another."""
    if proposal.run_id is not None:
        search_ask(proposal.graduate, proposal.mentor, follows=proposal)


def search_ask(graduate: Graduate, former: Mentor, *, follows: MatchProposal | None = None) -> None:
    """Look for somebody else at once, in a worker: whoever answered or ended a pair waits for nothing."""
    job_start(
        actor=Actor.system("matching"),
        kind=REPLACE,
        parameters={
            "graduate": graduate.pk,
            "mentor": former.pk,
            "proposal": follows.pk if follows else None,
        },
        label="Recherche de quelqu’un d’autre",
        key=f"replace:{graduate.pk}:{former.pk}",
        queue="matching",
    )


def offers_let_go(*, actor: Actor, mentor: Mentor, reason: str) -> int:
    """Take back all that waits for a mentor's answer, and look for somebody else; answers how many.

    In the caller's transaction, who holds the mentor.
    """
    waiting = MatchProposal.objects.filter(mentor=mentor, state=ProposalState.OFFERED).order_by("graduate_id", "pk")
    for target in list(waiting):
        _, _, proposal = hold(target, None)
        move(proposal, "call_back", actor=actor, reason=reason, at=timezone.now())
        replacement_ask(proposal)
    return len(waiting)


def waiting_end(proposals: QuerySet[MatchProposal], *, actor: Actor, reason: str = "") -> None:
    """Set aside what is proposed, call back what is offered, of somebody who is not matched any more.

    In the caller's transaction, who holds the mentors and the graduates.
    """
    for target in proposals.filter(state__in=UNDER_WAY).order_by("pk"):
        _, _, proposal = hold(target, None)
        proposal.is_pinned = False
        if proposal.state == ProposalState.OFFERED:
            move(proposal, "call_back", actor=actor, reason=reason, at=timezone.now())
        elif proposal.state in UNDER_WAY:
            move(proposal, "drop", actor=actor, reason=reason)


def offers_expire(*, now: datetime.datetime) -> int:
    """Close what nobody answered in time, one transaction each; answers how many."""
    actor, closed = Actor.system("offers"), 0
    for target in MatchProposal.objects.filter(state=ProposalState.OFFERED, expires_at__lt=now).order_by("pk"):
        with transaction.atomic():
            _, _, proposal = hold(target, None)
            if proposal.state == ProposalState.OFFERED and proposal.expires_at < now:
                move(proposal, "expire", actor=actor, at=now)
                replacement_ask(proposal)
                closed += 1
    return closed
