"""What this feature keeps about people, how long, and what erasing somebody does to it (access.md, art. 30)."""

PRIVACY = {
    "partners.Contact": {
        "subject": "the person at a partner",
        "fields": ["first_name", "last_name", "title", "email", "phone", "note", "user"],
        "purpose": "preparing, signing and following conventions with the organization",
        "retention": "the relation, then 36 months after the last exchange",
        "erasure": "names replaced by « Contact effacé », other fields emptied, record archived, account unlinked; the"
        " row stays, since signatures refer to it; its events rewritten the same way",
    },
    "partners.ContactRole": {
        "subject": "the person at a partner",
        "fields": ["kind", "valid_from", "valid_until"],
        "purpose": "knowing who could sign or administer on a date",
        "retention": "as the contact",
        "erasure": "kept: dates and a role without a name",
    },
    "partners.Organization": {
        "subject": "people named in the free text of the record",
        "fields": ["note"],
        "purpose": "working memory of the staff; the form asks to name nobody",
        "retention": "as the record",
        "erasure": "searched for the name, rewritten by hand; events of the row rewritten the same way",
    },
    "partners.Succession": {
        "subject": "people named in the free text of the record",
        "fields": ["note"],
        "purpose": "how one organization followed another",
        "retention": "as the record",
        "erasure": "searched for the name, rewritten by hand; events of the row rewritten the same way",
    },
}
