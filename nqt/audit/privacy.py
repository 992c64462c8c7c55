"""What the logs keep about people, how long, and what erasing somebody does to them (access.md, CNIL 2021-122)."""

PRIVACY = {
    "audit.TransitionLog": {
        "subject": "whoever took a step, and whoever is named in its reason",
        "fields": ["user", "reason", "bearer"],
        "purpose": "knowing who signed, refused, reopened, and why",
        "retention": "as the object it tells about",
        "erasure": "the line stays and points to the emptied account; reasons are searched for the name and rewritten",
    },
    "audit.AccessRecord": {
        "subject": "whoever read or took out a file, and whoever it is about",
        "fields": ["user", "object_public_id", "description", "reason"],
        "purpose": "answering “who read my file”, seeing misuse",
        "retention": "12 months (`retention.logs_purge`)",
        "erasure": "the line stays for its term; it holds ids, no name: words that were searched are not kept, and"
        " those of older lines that look for the person are hidden",
    },
    "audit.SecurityEvent": {
        "subject": "whoever signs in, tries to, or is refused",
        "fields": ["user", "email_hash", "ip", "path", "detail"],
        "purpose": "seeing intrusions",
        "retention": "12 months (`retention.logs_purge`)",
        "erasure": "the line stays for its term; an address without account is a keyed hash",
    },
}
