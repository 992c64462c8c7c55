"""How the states of organizations and people look, said once."""

from nqt.door.pages.look import dress

dress(
    archived="mute history",
    tie_current="ok check",
    tie_ended="mute history",
    tie_coming="info hourglass",
    portal_open="ok check",
    portal_invited="warn send",
    portal_lapsed="bad clock",
    portal_disabled="bad lock",
    portal_closed="mute lock",
)
