"""What this feature keeps about people, how long, and what erasing somebody does to it (access.md, art. 30)."""

AFTER = "the end of the mentorship, then 12 months"

PRIVACY = {
    "mentoring.Mentorship": {
        "subject": "the graduate and the mentor",
        "fields": ["close_note"],
        "purpose": "accompanying, and knowing how it ended",
        "retention": "as the graduate's file",
        "erasure": "a pair that goes on is closed, meetings to come cancelled; the note is emptied;"
        " dates, state and reason stay, since they are counted",
    },
    "mentoring.Meeting": {
        "subject": "the graduate and the mentor",
        "fields": ["place", "topic", "shared_note", "private_note", "reported_by"],
        "purpose": "meeting, and telling what one keeps of it",
        "retention": f"texts: {AFTER}; dates and states as the mentorship",
        "erasure": "texts emptied, in the row and its events; the private note has no events",
    },
    "mentoring.Concern": {
        "subject": "whoever tells, and whoever is told of",
        "fields": ["raised_by", "text", "settlement"],
        "purpose": "protecting people; national staff alone read it",
        "retention": AFTER,
        "erasure": "texts emptied, in the row and its events",
    },
}
