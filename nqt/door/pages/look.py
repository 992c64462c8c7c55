"""One word, one look: a state's tone, icon and window are said once, by the feature that owns the word.

    dress(draft="mute edit", signed="ok check signed", refused="bad x refused")

in a feature's `resources`, so that its lists, its pages and its storeys agree.
"""

from dataclasses import dataclass

TONES = frozenset({"mute", "ok", "warn", "bad", "info", "alt", "lit"})


@dataclass(frozen=True)
class Look:
    """How a state appears; colour never goes without its icon and its word."""

    tone: str = "mute"
    icon: str = ""
    pane: str = ""
    """The window of a party in a storey: `signed`, `paper`, `viewed`, `invited`, `delegated`, `late`, `refused`."""


PLAIN = Look()
_looks: dict[str, Look] = {}


def dress(**looks: str) -> None:
    """Give stored values their look, as 'tone icon [pane]'; a word already dressed otherwise is an error."""
    for value, described in looks.items():
        look = Look(*described.split())
        if look.tone not in TONES:
            raise ValueError(f"{value}: {look.tone!r} is no tone.")
        if _looks.setdefault(value, look) != look:
            raise ValueError(f"{value!r} already looks like {_looks[value]}: one word, one look.")


def look_of(value: str) -> Look:
    """The look of a stored value, plain when unknown."""
    return _looks.get(value, PLAIN)
