"""What this feature keeps about people, how long, and what erasing somebody does to it (access.md, art. 30)."""

PRIVACY = {
    "mentoring.Mentor": {
        "subject": "the mentor",
        "fields": [
            "user",
            "first_name",
            "last_name",
            "email",
            "phone",
            "title",
            "presentation",
            "commune",
            "languages",
            "availability",
            "invited_by",
        ],
        "purpose": "offering graduates, meeting, knowing whose time is given",
        "retention": "24 months after the last mentorship, then anonymised",
        "erasure": "names and address replaced, texts emptied, account unlinked, left; the row stays, since mentorships"
        " refer to it; events the same way",
    },
    "mentoring.Employment": {
        "subject": "the mentor",
        "fields": ["organization", "valid_from", "valid_until"],
        "purpose": "counting a partner's contribution on a date",
        "retention": "as the mentor",
        "erasure": "kept: dates and an employer without a name",
    },
}
