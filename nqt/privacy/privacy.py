"""What this feature keeps about people, how long, and what erasing somebody does to it (access.md, art. 30)."""

PRIVACY = {
    "privacy.Erasure": {
        "subject": "whoever asked to be forgotten, and whoever carried it out",
        "fields": ["object_public_id", "user", "done_by"],
        "purpose": "answering within a month; erasing again after a backup is restored",
        "retention": "5 years (proof that it was done)",
        "erasure": "the line stays: an id that points to an emptied row",
    }
}
