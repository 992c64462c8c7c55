"""What this feature keeps about people, how long, and what erasing somebody does to it (access.md, art. 30)."""

IDLE = "24 months after the last contact, then anonymised"

PRIVACY = {
    "mentoring.Graduate": {
        "subject": "the graduate",
        "fields": [
            "user",
            "email",
            "phone",
            "first_name",
            "last_name",
            "birth_date",
            "degree_title",
            "school",
            "address",
            "commune",
            "qpv_code",
            "background",
            "project",
            "languages",
            "availability",
            "excluded_employers",
            "question",
            "shown_reason",
        ],
        "purpose": "reading the application, finding a mentor, accompanying",
        "retention": f"a draft that nobody touches: 30 days (`actions.drafts_purge`); an application: {IDLE}",
        "erasure": "names replaced, texts and address emptied, birth date kept to the year, account unlinked; the row"
        " stays with department, level and answer about the neighborhood, since they are counted; events the same way",
    },
    "mentoring.Application": {
        "subject": "the graduate",
        "fields": ["inputs", "checks"],
        "purpose": "knowing what was decided upon",
        "retention": "as the graduate",
        "erasure": "birth date taken out of the inputs, sentences emptied",
    },
    "mentoring.Consent": {
        "subject": "the graduate",
        "fields": ["purpose", "given_at", "channel"],
        "purpose": "proof of what was agreed to (art. 7.1)",
        "retention": "the relation, then 5 years",
        "erasure": "kept: purpose, version and dates, of a row without a name",
    },
    "mentoring.SourcingLink": {
        "subject": "the colleague who made it",
        "fields": ["created_by"],
        "purpose": "whom to ask",
        "retention": "as long as applications refer to it",
        "erasure": "points to the emptied account",
    },
}
