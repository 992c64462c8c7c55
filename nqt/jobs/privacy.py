"""What long work keeps about people, how long, and what erasing somebody does to it (access.md)."""

from nqt.common.keeping import Entry, deleted, months

PRIVACY = {
    "jobs.Job": Entry(
        subject="the colleague who asked for it",
        fields=["owner", "file", "result"],
        purpose="showing how far a work is, and giving its result to whoever asked",
        keeps=[deleted(months(12), "finished_at", said="its end")],
        erasure="rows of the account deleted, with their files; sentences about the person taken out of other results",
    ),
}
