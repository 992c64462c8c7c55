"""What this feature keeps about people, how long, and what erasing somebody does to it (access.md, art. 30)."""

PRIVACY = {
    "privacy.RightsRequest": {
        "subject": "whoever asked for a right, whoever wrote it down, and whoever answered",
        "fields": ["object_public_id", "user", "entered_by", "words", "answer", "delay_reason", "done_by"],
        "purpose": "answering within a month; erasing again after a backup is restored",
        "retention": "5 years (proof that it was done)",
        "erasure": "the line stays, with its dates and an id that points to an emptied row; what was asked and answered"
        " in words is emptied, with the reasons of its steps",
    }
}
