"""How the states of runs and policies look, said once."""

from nqt.door.pages.look import dress

dress(
    ready="mute clock",
    running="info refresh",
    done="ok check",
    failed="bad alert-triangle",
    cancelled="mute x",
    policy_coming="info hourglass",
    policy_in_force="ok circle-check",
    policy_past="mute history",
    policy_withdrawn="mute x",
)
