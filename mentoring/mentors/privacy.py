"""What this feature keeps about mentors, how long, and what erasing one does to it (access.md, art. 30)."""

PRIVACY = {
    "mentoring.Mentor": {
        "subject": "the mentor",
        "fields": [
            "first_name",
            "last_name",
            "email",
            "phone",
            "title",
            "presentation",
            "occupation",
            "study_field",
            "commune",
            "department",
            "languages",
            "offers",
            "availability",
            "time_given",
            "available_from",
            "paused_until",
            "user",
            "invited_by",
        ],
        "purpose": "proposing graduates to the mentor and following the mentorships; an employer reads its employees'"
        " names, whether they are active, and how many graduates each accompanies",
        "retention": "the commitment, then 24 months after the last mentorship",
        "erasure": "names replaced by « Personne effacée », other texts emptied, account and commune unlinked, state"
        " left; the row stays, since mentorships refer to it; its events rewritten the same way",
    },
    "mentoring.Employment": {
        "subject": "the mentor",
        "fields": ["organization", "valid_from", "valid_until"],
        "purpose": "counting, on any date, the mentors that a partner gives",
        "retention": "as the mentor",
        "erasure": "kept: dates and an employer without a name",
    },
}
