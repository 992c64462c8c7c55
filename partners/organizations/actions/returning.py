"""What archiving a person ended, found again in the history, so that restoring brings it back."""

from typing import Any

from django.apps import apps

from nqt.audit.models import TransitionLog
from nqt.common.violations import store
from partners.organizations.models import Contact, ContactRole

COLUMNS = ("public_id", "contact_id", "kind", "valid_from", "valid_until")


def roles_to_come_back(contact: Contact) -> list[ContactRole]:
    """The roles that archiving ended or took away, unsaved, as they were just before; not those touched since."""
    step = TransitionLog.objects.of(contact).filter(name="archive").last()
    if step is None:
        return []
    events = apps.get_model("partners", "ContactRoleEvent").objects.filter(contact=contact.pk).order_by("pgh_id")
    before: dict[int, Any] = {}
    last: dict[int, Any] = {}
    for event in events:
        before[event.pgh_obj_id] = last.get(event.pgh_obj_id) if event.pgh_label == "update" else event
        last[event.pgh_obj_id] = event
    ended = [pk for pk, event in last.items() if event.pgh_created_at == step.at and event.pgh_label != "insert"]
    return [
        ContactRole(
            pk=None if last[pk].pgh_label == "delete" else pk,
            **{column: getattr(before[pk], column) for column in COLUMNS},
        )
        for pk in ended
    ]


def give_back_roles(contact: Contact) -> None:
    """They run again as if nothing had happened; the caller has locked the organization and moved the record."""
    for role in roles_to_come_back(contact):
        role._state.adding = role.pk is None
        store(role)
