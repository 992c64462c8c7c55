"""Every write on organizations, their ties and their people."""

from partners.organizations.actions.access import account_disable, account_enable
from partners.organizations.actions.logo import organization_logo_remove, organization_logo_set
from partners.organizations.actions.people import (
    contact_add,
    contact_archive,
    contact_restore,
    contact_role_add,
    contact_role_end,
    contact_role_remove,
    contact_update,
)
from partners.organizations.actions.portal import (
    colleague_entrust,
    colleague_invite,
    colleague_relieve,
    colleague_remind,
    colleague_remove,
    contact_invite,
    contact_link,
    is_self,
    leaving_oneself,
)
from partners.organizations.actions.records import (
    organization_archive,
    organization_create,
    organization_delete,
    organization_rename,
    organization_restore,
    organization_update,
)
from partners.organizations.actions.returning import roles_to_come_back
from partners.organizations.actions.ties import (
    membership_add,
    membership_correct,
    membership_end,
    membership_remove,
    presence_add,
    presence_end,
    presence_remove,
    succession_record,
    succession_remove,
)

__all__ = [
    "account_disable",
    "account_enable",
    "colleague_entrust",
    "colleague_invite",
    "colleague_relieve",
    "colleague_remind",
    "colleague_remove",
    "contact_add",
    "contact_archive",
    "contact_invite",
    "contact_link",
    "contact_restore",
    "contact_role_add",
    "contact_role_end",
    "contact_role_remove",
    "contact_update",
    "is_self",
    "leaving_oneself",
    "membership_add",
    "membership_correct",
    "membership_end",
    "membership_remove",
    "organization_archive",
    "organization_create",
    "organization_delete",
    "organization_logo_remove",
    "organization_logo_set",
    "organization_rename",
    "organization_restore",
    "organization_update",
    "presence_add",
    "presence_end",
    "presence_remove",
    "roles_to_come_back",
    "succession_record",
    "succession_remove",
]
