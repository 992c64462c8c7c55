"""Mails to a mentor about an offer: the first name of the graduate at most."""

from typing import Any

from mentoring.proposals.links import path_of
from mentoring.proposals.models import MatchProposal, ProposalState
from nqt.common.clocks import day_at
from nqt.outbox.kinds import Answers, family, kind
from nqt.outbox.links import link
from nqt.outbox.models import Message


def _offer(message: Message) -> dict[str, Any] | None:
    """The context while the offer waits for its answer, at the mentor's address of today."""
    rows = MatchProposal.objects.select_related("mentor__department", "graduate")
    proposal = rows.filter(public_id=message.context["proposal"], state=ProposalState.OFFERED).first()
    if proposal is None or proposal.mentor.email.lower() != message.to.lower():
        return None
    return {
        "first_name": proposal.mentor.first_name,
        "graduate": proposal.graduate.first_name,
        "until": day_at(proposal.mentor.time_zone, proposal.expires_at),
        "reasons": [part["mentor"] for part in proposal.parts if part.get("mentor")][:3],
        "url": link(path_of(proposal)),
    }


@kind(
    "mentoring.proposals.offer",
    subject=lambda context: f"{context['first_name']}, voulez-vous accompagner {context['graduate']} ?",
    answers=Answers.TEAM,
    owed=True,
)
def offer(message: Message) -> dict[str, Any] | None:
    """The personal link."""
    return _offer(message)


@kind(
    "mentoring.proposals.offer_reminder",
    subject=lambda context: f"{context['graduate']} attend votre réponse",
    answers=Answers.TEAM,
    family=family("mentoring.proposals.reminders", "les rappels de propositions sans réponse"),
    reminder=True,
    why="NQT vous a proposé d’accompagner une personne et attend votre réponse",
)
def offer_reminder(message: Message) -> dict[str, Any] | None:
    """By rule, after three and seven days of silence."""
    return _offer(message)
