"""What assignments keep about people (the staff), how long, and what erasing somebody does to it."""

PRIVACY = {
    "regions.Assignment": {
        "subject": "the staff member",
        "fields": ["user"],
        "purpose": "who looks after which territory, and the perimeter of what they may read",
        "retention": "while the account exists, then 5 years: acts are read with the perimeter of their day",
        "erasure": "the row stays and points to the emptied account",
    }
}
