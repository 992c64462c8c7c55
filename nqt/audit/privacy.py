"""What the logs keep about people, how long, and what erasing somebody does to them (access.md, CNIL 2021-122)."""

from nqt.common.keeping import Entry, deleted, months, together

PRIVACY = {
    "audit.TransitionLog": Entry(
        subject="whoever took a step, and whoever is named in its reason",
        fields=["user", "reason", "bearer"],
        purpose="knowing who signed, refused, reopened, and why",
        keeps=[together("the object it tells about")],
        erasure="the line stays and points to the emptied account; the reasons of emptied rows are emptied",
    ),
    "audit.AccessRecord": Entry(
        subject="whoever read or took out a file, and whoever it is about",
        fields=["user", "object_public_id", "description", "reason"],
        purpose="answering “who read my file”, seeing misuse",
        keeps=[deleted(months(12), "at", said="the reading")],
        erasure="the line stays for its term; it holds ids, no name: words that were searched are not kept, and"
        " those of older lines that look for the person are hidden",
    ),
    "audit.SecurityEvent": Entry(
        subject="whoever signs in, tries to, or is refused",
        fields=["user", "email_hash", "ip", "path", "detail"],
        purpose="seeing intrusions",
        keeps=[deleted(months(12), "at", said="the event")],
        erasure="the line stays for its term; an address without account is a keyed hash",
    ),
    "pghistory.Context": Entry(
        subject="whoever wrote a row",
        fields=["metadata"],
        purpose="telling who changed what",
        keeps=[together("accounts.User")],
        erasure="kept: keys of an account that is emptied, and the hat worn",
    ),
}
