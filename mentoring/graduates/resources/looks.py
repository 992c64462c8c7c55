"""How the states of an application look, said once."""

from nqt.door.pages.look import dress

dress(
    submitted="warn file-text",
    more_info="info message",
    pool="ok check",
    eligible="ok check",
    to_check="warn eye",
    not_eligible="bad alert-triangle",
)
