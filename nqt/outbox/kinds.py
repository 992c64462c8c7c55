"""The kinds of mail: each feature's `messages.py` says what its templates need, at the moment of sending."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nqt.common.text import that
from nqt.outbox.models import Message

Context = dict[str, Any]
Builder = Callable[[Message], Context | None]
Sentence = str | Callable[[Context], str]

STOP = "Pour ne plus recevoir ces rappels, répondez simplement à ce message."
"""Mails leave from an address that people read."""


@dataclass(frozen=True)
class Kind:
    """How one kind of mail is made."""

    name: str
    build: Builder
    """The context, looked up from the message's ids; None when the mail is no longer true and must not leave."""
    subject: Sentence
    template: str
    """`<template>.html` and `<template>.txt`."""
    is_reminder: bool = False
    why: Sentence = ""
    """Why the reader gets it, as a clause (« vous suivez cette convention »); reminders must say."""
    stop: Sentence = STOP
    """How to get no more of them."""

    def says(self, sentence: Sentence, context: Context) -> str:
        """One of its sentences, for one context."""
        return sentence(context) if callable(sentence) else sentence

    def reason(self, context: Context) -> str:
        """The whole sentence that says why it came; empty when the kind does not say."""
        clause = self.says(self.why, context)
        return f"Vous recevez ce message parce {that(clause)}." if clause else ""


_kinds: dict[str, Kind] = {}


def kind(
    name: str,
    *,
    subject: Sentence,
    template: str = "",
    reminder: bool = False,
    why: Sentence = "",
    stop: Sentence = STOP,
) -> Callable[[Builder], Builder]:
    """Register a kind ('partners.conventions.signature_request') by the function that builds its context.

    The template defaults to `emails/partners/conventions/signature_request`. A reminder is held back at night and
    beyond two a day, and says why it came.
    """
    if reminder and not why:
        raise ValueError(f"the reminder {name!r} does not say why it comes")

    def register(build: Builder) -> Builder:
        if name in _kinds and _kinds[name].build is not build:
            raise ValueError(f"two kinds of mail are called {name!r}")
        path = template or f"emails/{name.replace('.', '/')}"
        _kinds[name] = Kind(name, build, subject, path, reminder, why, stop)
        return build

    return register


def kind_of(name: str) -> Kind | None:
    """The kind of that name; None when this release does not know it."""
    return _kinds.get(name)


def kinds() -> list[Kind]:
    """All of them, by name."""
    return sorted(_kinds.values(), key=lambda known: known.name)
