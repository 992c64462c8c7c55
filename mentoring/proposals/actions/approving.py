"""Approving many proposals at once, as a job: all in one transaction, those that are no longer possible left aside."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction

from mentoring.graduates.models import Graduate
from mentoring.mentors.models import Mentor
from mentoring.proposals.actions.offering import proposal_approve
from mentoring.proposals.models import MatchProposal, MatchProposalQuerySet, ProposalState
from mentoring.proposals.standing import Standing
from nqt.accounts.actor import Actor
from nqt.common.errors import Conflict, Refusal
from nqt.jobs.actions import job_start
from nqt.jobs.kinds import Outcome
from nqt.jobs.models import Job

KIND = "mentoring.proposals.approve"
MOST = 10_000
TOLD = 100
"""Sentences that a job keeps about what it left aside."""


class LeftAside(NamedTuple):
    """An offer that does not leave."""

    proposal: MatchProposal
    why: str


@dataclass(frozen=True)
class Foreseen:
    """What asking would do now: offers that leave, and those left aside, each with the reason."""

    leaving: list[MatchProposal]
    aside: list[LeftAside]

    @property
    def mark(self) -> str:
        """Which offers leave: what somebody confirms is what she has read."""
        keys = ",".join(str(one.pk) for one in self.leaving)
        return hashlib.sha256(keys.encode()).hexdigest()[:16]


def proposals_foresee(*, actor: Actor, proposals: MatchProposalQuerySet) -> Foreseen:
    """The same that `approve_all` would do, in its order, nothing written."""
    rows = proposals.visible_to(actor).select_related("mentor", "graduate__department").order_by("-score", "pk")[:MOST]
    told = Foreseen([], [])
    standing = Standing.of({one.graduate_id for one in rows}, {one.mentor_id for one in rows})
    for proposal in rows:
        said = f"Cette mise en relation est {proposal.get_state_display()}."
        if proposal.state == ProposalState.PROPOSED:
            said = standing.refusal_of(proposal)
        if said:
            told.aside.append(LeftAside(proposal, said))
            continue
        standing.keep(proposal)
        told.leaving.append(proposal)
    return told


def proposals_approve(*, actor: Actor, proposals: MatchProposalQuerySet) -> Job:
    """Ask for the approval of those of these that wait to be read. Raises `Conflict` for none."""
    keys = list(proposals.visible_to(actor).unread().order_by("pk").values_list("pk", flat=True)[:MOST])
    if not keys:
        raise Conflict("Aucune de ces mises en relation n’attend d’être relue.")
    count = f"{len(keys)} mise{'s' if len(keys) > 1 else ''} en relation"
    return job_start(
        actor=actor,
        kind=KIND,
        parameters={"proposals": keys},
        label=f"Approuver {count}",
        key=f"approve:{actor.user.pk if actor.user else 0}:{keys[0]}:{len(keys)}",
        queue="default",
    )


def approve_all(*, actor: Actor, keys: Sequence[int], told: Callable[[int, int], None]) -> Outcome:
    """In the caller's transaction: mentors are written to when all of it is committed, and to nobody before.

    Everybody is locked first, mentors before graduates, so that two of these, or one and a single approval, wait for
    each other instead of crossing.
    """
    proposals = list(
        MatchProposal.objects.filter(pk__in=keys).select_related("mentor", "graduate").order_by("-score", "pk")
    )
    for model, people in ((Mentor, "mentor_id"), (Graduate, "graduate_id")):
        rows = model.objects.filter(pk__in={getattr(one, people) for one in proposals})
        list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    aside, approved = [], 0
    for number, proposal in enumerate(proposals, start=1):
        try:
            with transaction.atomic():
                proposal_approve(actor=actor, target=proposal)
            approved += 1
        except Refusal as refusal:
            aside.append(f"{proposal.graduate} et {proposal.mentor} : {refusal.message}")
        told(number, len(proposals))
    facts = {"proposées aux parrains et marraines": approved, "laissées de côté": len(aside)}
    return Outcome({"facts": facts, "told": aside[:TOLD]})
