"""How the states of proposals look, said once."""

from nqt.door.pages.look import dress

dress(
    proposed="info eye",
    approved="info check",
    offered="warn hourglass",
    accepted="ok check",
    declined="mute x",
    dropped="mute x",
)
