"""What time alone makes due: offers that wait for an answer."""

import datetime
from collections.abc import Iterator

from mentoring.proposals.actions.offering import context_of
from mentoring.proposals.models import MatchProposal, ProposalState
from mentoring.proposals.rules import CATCH_UP, SILENT_AFTER
from nqt.outbox.reminders import Reminder, rule


@rule("mentoring.proposals.offer")
def offer(now: datetime.datetime) -> Iterator[Reminder]:
    """The silent mentors, twice at most."""
    waiting = MatchProposal.objects.filter(state=ProposalState.OFFERED, expires_at__gt=now)
    since = now - datetime.timedelta(days=SILENT_AFTER[0])
    for proposal in waiting.filter(offered_at__lte=since).select_related("mentor__department", "mentor__user"):
        for days in SILENT_AFTER:
            due = proposal.offered_at + datetime.timedelta(days=days)
            if due <= now < due + CATCH_UP:
                yield Reminder(
                    kind="mentoring.proposals.offer_reminder",
                    to=proposal.mentor.email,
                    user=proposal.mentor.user,
                    key=f"offer_reminder:{proposal.public_id}:{days}",
                    context=context_of(proposal),
                    time_zone=proposal.mentor.time_zone,
                )
