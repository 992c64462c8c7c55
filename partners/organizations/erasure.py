"""Forgetting a contact: the row stays, since signatures refer to it; no name, archived."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.accounts.models import Invitation
from nqt.accounts.roles import Audience
from nqt.common.clocks import PARIS
from nqt.privacy.erasing import Ending, Person, blank, ender, eraser, remove
from nqt.privacy.subjects import Subject, register
from partners.organizations.actions.people import leave
from partners.organizations.models import Contact
from partners.organizations.models.people import INVITATION_PURPOSE


def zone_of_contact(contact: Contact) -> str:
    """The account's clock, else the organization's."""
    return contact.time_zone_on(timezone.localdate()) or PARIS


register(Subject(Contact, Audience.PARTNER, word="contact", page="contacts", zone=zone_of_contact))


@ender
class EndContact(Ending):
    """Roles end today and the portal closes, as for whoever leaves an organization."""

    def told(self, person: Person) -> Iterable[str]:
        """At each organization."""
        for contact in _active(person).select_related("organization"):
            yield f"Ses rôles à {contact.organization} finissent aujourd’hui, et son accès se ferme."

    def end(self, person: Person, actor: Actor) -> None:
        """Raises `Conflict` when colleagues would be left without an administrator: one is named first."""
        for contact in _active(person).select_related("organization").order_by("organization_id", "pk"):
            leave(contact, actor, None, "")


@eraser
def forget_contact(person: Person) -> None:
    """The person in each organization, with the history of her record and her invitations."""
    keys = blank(Contact.objects.filter(person.about(Contact)))
    remove(Invitation.objects.filter(purpose=INVITATION_PURPOSE, subject_id__in=keys))


def _active(person: Person) -> QuerySet[Contact]:
    return Contact.objects.active().filter(person.about(Contact))
