"""What assignments keep about people (the staff), how long, and what erasing somebody does to it."""

from nqt.common.keeping import Entry, together, years

PRIVACY = {
    "regions.Assignment": Entry(
        subject="the staff member",
        fields=["user"],
        purpose="who looks after which territory, and the perimeter of what they may read; acts are read with the"
        " perimeter of their day, under the name of their author, for five years after the assignment",
        keeps=[together("accounts.User")],
        holds={"user": years(5)},
        erasure="the row stays and points to the emptied account",
    ),
}
