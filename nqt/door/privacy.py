"""What the door keeps about people, how long, and what erasing somebody does to it (access.md, art. 30)."""

from nqt.common.keeping import Entry, days, deleted

PRIVACY = {
    "door.Answered": Entry(
        subject="whoever sends a form or a request, and whoever it is about",
        fields=["key", "answer"],
        purpose="doing once what is sent twice, and answering alike",
        keeps=[deleted(days(1), "made_at", said="the answer")],
        erasure="gone after its day; the answer is sealed, and who sent it is a digest",
    ),
}
