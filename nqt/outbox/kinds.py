"""The kinds of mail: each feature's `messages.py` says what its templates need, at the moment of sending.

A kind says who answers a reply (`answers`), and whether the mail is owed (a code, a signature, an invitation, the
answer to an act, a notice) or belongs to a family that its reader can stop (`stops.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from nqt.common.text import that
from nqt.outbox.models import Message

Context = dict[str, Any]
Builder = Callable[[Message], Context | None]
Sentence = str | Callable[[Context], str]
Attached = tuple[str, bytes, str]
"""Name, content, type with its parameters ('text/calendar; method=REQUEST')."""


class Answers(Enum):
    """Who reads a reply."""

    NOBODY = "nobody"
    """The mail invites none: a code, a notice to a colleague with a page behind it."""
    TEAM = "team"
    """The shared box (`REPLY_TO_EMAIL`)."""


Answerer = Answers | Callable[[Context], Any]
"""A function gives the account of whoever follows the matter, from the context; None is the team."""


@dataclass(frozen=True)
class Family:
    """Mails that one stop ends together."""

    name: str
    label: str
    """What the reader no longer gets: « les rappels de signature »."""


@dataclass(frozen=True)
class Kind:
    """How one kind of mail is made."""

    name: str
    build: Builder
    """The context, looked up from the message's ids; None when the mail is no longer true and must not leave."""
    subject: Sentence
    template: str
    """`<template>.html` and `<template>.txt`."""
    answers: Answerer
    family: Family | None
    """None: it is owed, and cannot be stopped."""
    is_reminder: bool = False
    why: Sentence = ""
    """Why the reader gets it, as a clause (« vous suivez cette convention »); what can be stopped must say."""
    files: Callable[[Context], list[Attached]] | None = None

    def says(self, sentence: Sentence, context: Context) -> str:
        """One of its sentences, for one context."""
        return sentence(context) if callable(sentence) else sentence

    def reason(self, context: Context) -> str:
        """The whole sentence that says why it came; empty when the kind does not say."""
        clause = self.says(self.why, context)
        return f"Vous recevez ce message parce {that(clause)}." if clause else ""


_kinds: dict[str, Kind] = {}
_families: dict[str, Family] = {}


def family(name: str, label: str) -> Family:
    """Declare mails that one stop ends: « les rappels de signature »."""
    if name in _families and _families[name].label != label:
        raise ValueError(f"two families of mail are called {name!r}")
    return _families.setdefault(name, Family(name, label))


def family_of(name: str) -> Family | None:
    """The family of that name; None when this release does not know it."""
    return _families.get(name)


def kind(
    name: str,
    *,
    subject: Sentence,
    answers: Answerer,
    owed: bool = False,
    family: Family | None = None,
    template: str = "",
    reminder: bool = False,
    why: Sentence = "",
    files: Callable[[Context], list[Attached]] | None = None,
) -> Callable[[Builder], Builder]:
    """Register a kind ('partners.conventions.signature_request') by the function that builds its context.

    The template defaults to `emails/partners/conventions/signature_request`. A mail is owed or has a family, one of the
    two. A reminder is held back at night and beyond two a day; like all that can be stopped, it says why it came.
    """
    if owed == (family is not None):
        raise ValueError(f"the mail {name!r} is owed, or of a family that can be stopped: say which")
    if (reminder or family) and not why:
        raise ValueError(f"the mail {name!r} does not say why it comes")

    def register(build: Builder) -> Builder:
        if name in _kinds and _kinds[name].build is not build:
            raise ValueError(f"two kinds of mail are called {name!r}")
        path = template or f"emails/{name.replace('.', '/')}"
        _kinds[name] = Kind(name, build, subject, path, answers, family, reminder, why, files)
        return build

    return register


def kind_of(name: str) -> Kind | None:
    """The kind of that name; None when this release does not know it."""
    return _kinds.get(name)


def kinds() -> list[Kind]:
    """All of them, by name."""
    return sorted(_kinds.values(), key=lambda known: known.name)
