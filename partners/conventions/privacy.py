"""What this feature keeps about people, how long, and what erasing somebody does to it (access.md, art. 30)."""

TERM = "the convention's term, then 5 years (civil limitation, to confirm)"

PRIVACY = {
    "partners.Signatory": {
        "subject": "the person asked to sign for an organization",
        "fields": ["contact", "delegated_by", "refusal_reason"],
        "purpose": "gathering the answer of each party",
        "retention": TERM,
        "erasure": "kept: the person is a reference to a contact, erased there; the reason of a refusal is the party's",
    },
    "partners.Signature": {
        "subject": "the person who signed",
        "fields": ["name", "power", "email", "user"],
        "purpose": "proof of the agreement",
        "retention": TERM,
        "erasure": "kept while the term runs (legal claims, art. 17.3.e), said before; then deleted with"
        " the convention",
    },
    "partners.SigningCode": {
        "subject": "the person who asked for a code",
        "fields": ["sent_to"],
        "purpose": "proof that the address was held at the moment of signing",
        "retention": "unused codes 12 months; a used one as its signature",
        "erasure": "unused codes deleted",
    },
    "partners.Convention": {
        "subject": "people named in the free text of the record",
        "fields": ["owner", "notice_reason", "end_reason"],
        "purpose": "who follows the convention, why it ended",
        "retention": TERM,
        "erasure": "searched for the name, rewritten by hand; events of the row rewritten the same way",
    },
}
