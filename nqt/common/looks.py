"""A word and its look are said together, by whoever owns the word.

    @dressed(DRAFT="mute edit", SIGNED="ok check signed")
    class Stage(models.TextChoices):
        DRAFT = "draft", "Brouillon"
        SIGNED = "signed", "Signée"

The label of each member then carries its look wherever choices go: columns, fields, filters, pages.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.db.models import Choices

TONES = frozenset({"mute", "ok", "warn", "bad", "info", "alt", "lit"})

AnyChoices = TypeVar("AnyChoices", bound=type[Choices])


@dataclass(frozen=True)
class Look:
    """How a state appears; colour never goes without its icon and its word."""

    tone: str = "mute"
    icon: str = ""
    pane: str = ""
    """The window of a party in a storey: `signed`, `viewed`, `invited`, `delegated`, `late`, `refused`…"""

    @classmethod
    def of(cls, described: str) -> Self:
        """'tone icon [window]'."""
        look = cls(*described.split())
        if look.tone not in TONES or not look.icon:
            raise ValueError(f"{described!r} is no tone and icon.")
        return look


PLAIN = Look()


class Word(str):
    """What people read of a state, with its look."""

    look: Look

    def __new__(cls, text: str, look: Look = PLAIN) -> Self:
        """`text` is all that it is to whoever knows nothing of looks."""
        word = super().__new__(cls, text)
        word.look = look
        return word


def word(text: str, described: str) -> Word:
    """One more word beside those of an enum: `word("en retard", "bad alert-triangle")`."""
    return Word(text, Look.of(described))


def dressed(**looks: str) -> Callable[[AnyChoices], AnyChoices]:
    """Give each member of an enum its look, none left out, as 'tone icon [window]'."""

    def dress(choices: AnyChoices) -> AnyChoices:
        if set(looks) != set(choices.__members__):
            raise ValueError(f"{choices.__name__}: {sorted(set(looks) ^ set(choices.__members__))} beside its members.")
        for name, described in looks.items():
            member: Any = choices[name]
            member._label_ = word(member.label, described)
        return choices

    return dress


def reworded(words: Mapping[Any, str]) -> list[tuple[str, Word]]:
    """Choices of another reader's words for the members of an enum: the looks stay."""
    return [(member.value, Word(text, look_of(member.label))) for member, text in words.items()]


def look_of(label: Any) -> Look:
    """The look of a word, plain when it was given none."""
    return getattr(label, "look", PLAIN)
