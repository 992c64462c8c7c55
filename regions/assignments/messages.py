"""Mail of the assignments: a colleague is told of her territory, and how to come in."""

from django.urls import reverse

from nqt.common.dates import french_day
from nqt.outbox.kinds import Answers, kind
from nqt.outbox.links import link
from nqt.outbox.models import Message
from regions.assignments.actions import WELCOME
from regions.assignments.models import Assignment


@kind(
    WELCOME,
    subject=lambda context: f"NQT : vous suivez {context['territory']}",
    answers=Answers.TEAM,
    owed=True,
)
def welcome(message: Message) -> dict | None:
    """Withdrawn when the assignment went meanwhile, or the account was closed."""
    assignment = (
        Assignment.objects.select_related("user", "region", "department")
        .filter(public_id=message.context["assignment"], user__is_active=True)
        .first()
    )
    if assignment is None:
        return None
    return {
        "first_name": assignment.user.first_name,
        "email": assignment.user.email,
        "territory": assignment.territory_name,
        "starts_on": french_day(assignment.valid_from),
        "url": link(reverse("account_login")),
    }
