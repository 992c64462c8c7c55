"""What long work keeps about people, how long, and what erasing somebody does to it (access.md)."""

PRIVACY = {
    "jobs.Job": {
        "subject": "the colleague who asked for it",
        "fields": ["owner", "file"],
        "purpose": "showing how far a work is, and giving its result to whoever asked",
        "retention": "12 months after it ended; parameters and results hold ids and counts",
        "erasure": "rows of the account deleted, with their files; sentences about the person taken out of"
        " other results",
    }
}
