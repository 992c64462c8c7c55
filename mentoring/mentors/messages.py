"""Mail of the mentors: the invitation."""

from typing import Any

from django.utils import timezone

from mentoring.mentors.models import Mentor, MentorState
from nqt.accounts.invitations import invitation_path
from nqt.accounts.models import Invitation
from nqt.outbox.kinds import kind
from nqt.outbox.links import link
from nqt.outbox.models import Message


@kind("mentoring.mentors.invitation", subject="Devenir parrain ou marraine avec NQT")
def invitation(message: Message) -> dict[str, Any] | None:
    """Withdrawn when the link was replaced or used meanwhile, or the mentor left."""
    valid = Invitation.objects.valid(timezone.now()).select_related("invited_by")
    sent = valid.filter(public_id=message.context["invitation"]).first()
    mentor = Mentor.objects.filter(pk=sent.subject_id, state=MentorState.INVITED).first() if sent else None
    if mentor is None:
        return None
    return {
        "first_name": mentor.first_name,
        "invited_by": sent.invited_by.get_full_name() if sent.invited_by else "",
        "url": link(invitation_path(sent)),
        "expires_on": timezone.localdate(sent.expires_at),
    }
