"""How the states of pairs and meetings look, said once."""

from nqt.door.pages.look import dress

dress(
    announced="info speakerphone",
    started="ok heart-handshake",
    to_review="warn target-arrow",
    closed="mute history",
    confirmed="ok calendar-event",
    held="ok check",
    no_show="bad x",
    cancelled="mute x",
    open="warn alert-triangle",
    settled="ok check",
)
