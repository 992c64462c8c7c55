"""Forgetting a contact: the row stays, since signatures refer to it; no name, archived."""

from nqt.privacy.erasing import Person, empty, eraser, silence_reasons
from partners.organizations.models import Contact
from partners.organizations.words import RecordState


@eraser
def forget_contact(person: Person) -> None:
    """The person in each organization, with the history of her record."""
    blanks = {"title": "", "email": "", "phone": "", "note": "", "user": None, "state": RecordState.ARCHIVED}
    keys = empty(Contact.objects.filter(person.owns()), first_name="Contact", last_name="effacé", **blanks)
    silence_reasons(Contact, keys)
