"""What this feature keeps about people, how long, and what erasing somebody does to it (access.md, art. 30)."""

from nqt.common.keeping import Entry, ForEver

PRIVACY = {
    "files.StoredFile": Entry(
        subject="whoever deposited it; what it shows is told by the room whose file it is",
        fields=["created_by"],
        purpose="giving back what was deposited",
        keeps=[ForEver("as the row it hangs on: the room that takes its row away takes its files")],
        erasure="the account that deposited it goes; a file about a person goes with hers, by the eraser of its room",
    ),
}
