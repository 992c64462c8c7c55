"""Mail of the organizations: the invitation to the portal."""

from django.utils import timezone

from nqt.accounts.hats import is_colleague
from nqt.accounts.invitations import invitation_path
from nqt.accounts.models import Invitation
from nqt.common.clocks import day_at
from nqt.common.text import of
from nqt.outbox.kinds import kind
from nqt.outbox.links import link
from nqt.outbox.models import Message
from partners.organizations.models import Contact


def invitation_subject(context: dict) -> str:
    """The organization's name tells at a glance what it is about."""
    return f"Votre accès à l’espace partenaire NQT {of(context['organization'])}"


@kind(
    "partners.organizations.invitation",
    subject=invitation_subject,
    answers=lambda context: context["inviter"],
    owed=True,
)
def invitation(message: Message) -> dict | None:
    """Rendered when it leaves; withdrawn when the link was replaced or used meanwhile, or the contact left."""
    sent = (
        Invitation.objects.valid(timezone.now())
        .select_related("invited_by")
        .filter(public_id=message.context["invitation"])
        .first()
    )
    if sent is None:
        return None
    contact = Contact.objects.available().select_related("organization").filter(pk=sent.subject_id).first()
    if contact is None:
        return None
    return {
        "first_name": contact.first_name,
        "organization": contact.organization.name,
        "invited_by": sent.invited_by.get_full_name() if sent.invited_by else "",
        "inviter": sent.invited_by if is_colleague(sent.invited_by) else None,
        "url": link(invitation_path(sent)),
        "expires_on": day_at(message.time_zone, sent.expires_at),
    }
