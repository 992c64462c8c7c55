"""Mail of the mentors: the invitation."""

from django.utils import timezone

from mentoring.mentors.models import INVITATION_PURPOSE, Mentor, MentorState
from nqt.accounts.hats import is_colleague
from nqt.accounts.invitations import invitation_path
from nqt.accounts.models import Invitation
from nqt.common.clocks import day_at
from nqt.outbox.kinds import kind
from nqt.outbox.links import link
from nqt.outbox.models import Message


def invitation_subject(context: dict) -> str:
    """Who asks, and what."""
    if context["organization"]:
        return f"{context['organization']} vous propose de parrainer un jeune diplômé avec NQT"
    return "NQT vous propose de parrainer un jeune diplômé"


@kind(
    "mentoring.mentors.invitation",
    subject=invitation_subject,
    answers=lambda context: context["inviter"],
    owed=True,
)
def invitation(message: Message) -> dict | None:
    """Rendered when it leaves; withdrawn when the link was replaced or used meanwhile, or the person left."""
    valid = Invitation.objects.valid(timezone.now()).select_related("invited_by")
    sent = valid.filter(public_id=message.context["invitation"], purpose=INVITATION_PURPOSE).first()
    if sent is None:
        return None
    today = timezone.localdate()
    living = Mentor.objects.select_related("department").exclude(state=MentorState.LEFT).with_employer(today)
    mentor = living.filter(pk=sent.subject_id).first()
    if mentor is None:
        return None
    return {
        "first_name": mentor.first_name,
        "organization": mentor.held_now[0].organization.name if mentor.held_now else "",
        "has_agreed": mentor.state != MentorState.INVITED,
        "invited_by": sent.invited_by.get_full_name() if sent.invited_by else "",
        "inviter": sent.invited_by if is_colleague(sent.invited_by) else None,
        "url": link(invitation_path(sent)),
        "expires_on": day_at(mentor.time_zone, sent.expires_at),
    }
