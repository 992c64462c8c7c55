"""What this feature keeps about people, how long, and what erasing somebody does to it (access.md, art. 30)."""

from django.db.models import Q

from nqt.common.keeping import Entry, ForEver, days, forgotten, months, together
from partners.organizations.models import RecordState

BY_HAND = "searched for the name, rewritten by hand; events of the row rewritten the same way"
NAMES_NOBODY = "what concerns organizations stays; the form asks to name nobody"
EXCHANGED = ("updated_at", "user__last_login", "roles__valid_until")
HAS_A_ROLE = Q(roles__isnull=False, roles__valid_until__isnull=True)
SIGNS = Q(convention_lines__isnull=False)

PRIVACY = {
    "partners.Contact": Entry(
        subject="the person at a partner",
        fields=["first_name", "last_name", "title", "email", "phone", "note", "user"],
        purpose="preparing, signing and following conventions with the organization",
        keeps=[
            forgotten(
                months(36),
                *EXCHANGED,
                said="the last exchange with whoever left",
                where=Q(state=RecordState.ARCHIVED),
                name="left",
            ),
            forgotten(
                months(36),
                *EXCHANGED,
                said="the last exchange with whoever holds no role and signs nothing",
                where=Q(state=RecordState.ACTIVE),
                unless=[HAS_A_ROLE, SIGNS],
            ),
        ],
        blanks={
            "first_name": "Contact",
            "last_name": "effacé",
            **dict.fromkeys(("title", "email", "phone", "note"), ""),
            "user": None,
        },
        holds={"user": days(0)},
        erasure="names replaced by « Contact effacé », other fields emptied, record archived, account unlinked; the"
        " row stays, since signatures refer to it; its events rewritten the same way",
    ),
    "partners.ContactRole": Entry(
        subject="the person at a partner",
        fields=["kind", "valid_from", "valid_until"],
        purpose="knowing who could sign or administer on a date",
        keeps=[together("partners.Contact")],
        erasure="kept: dates and a role without a name",
    ),
    "partners.Organization": Entry(
        subject="people named in the free text of the record",
        fields=["note"],
        purpose="working memory of the staff; the form asks to name nobody",
        keeps=[ForEver(NAMES_NOBODY)],
        erasure=BY_HAND,
    ),
    "partners.Succession": Entry(
        subject="people named in the free text of the record",
        fields=["note"],
        purpose="how one organization followed another",
        keeps=[ForEver(NAMES_NOBODY)],
        erasure=BY_HAND,
    ),
}
NOBODY = {
    "partners.Membership": "organizations and dates",
    "partners.OrganizationName": "organizations and dates",
    "partners.Presence": "organizations, departments and dates",
}
