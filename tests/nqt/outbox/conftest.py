from collections.abc import Callable, Iterator
from typing import Any

import pytest

from nqt.outbox import kinds, publishing, reminders
from nqt.outbox.models import Message
from nqt.outbox.post import post
from tests.nqt.outbox.sink import FaultySink

TEMPLATE = "emails/accounts/code"


@pytest.fixture(autouse=True)
def own_registries(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kinds of these tests, none of their rules elsewhere."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    monkeypatch.setattr(reminders, "_rules", {})
    letter = {"subject": lambda context: f"Bonjour {context['first_name']}", "template": TEMPLATE}
    letter |= {"answers": kinds.Answers.TEAM}
    monkeypatch.setattr(kinds, "_families", dict(kinds._families))
    build = lambda message: {"first_name": message.context.get("name", "Ada"), "code": "42"}  # noqa: E731
    stoppable = {"family": kinds.family("tests.reminders", "les rappels d’essai"), "why": "vous attendez ce rappel"}
    kinds.kind("tests.letter", owed=True, **letter)(build)
    kinds.kind("tests.reminder", reminder=True, **stoppable, **letter)(build)
    kinds.kind("tests.news", **stoppable, **letter)(build)
    kinds.kind("tests.untrue", owed=True, **letter)(lambda message: None)


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What would have gone to the broker."""
    sent: list[tuple[Any, ...]] = []
    monkeypatch.setattr(publishing, "send", lambda task, *args, **options: sent.append((task, *args)))
    monkeypatch.setattr("nqt.outbox.sweeping.send", lambda task, *args, **options: sent.append((task, *args)))
    return sent


@pytest.fixture
def sink(settings: Any) -> Iterator[FaultySink]:
    """A real conversation with a mail server, which may be as bad as real ones."""
    with FaultySink() as server:
        settings.EMAIL_BACKEND = "nqt.outbox.transport.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 0.5
        yield server


@pytest.fixture
def letter() -> Callable[..., Message]:
    """A message that is due now: `letter()`, `letter(to=…, kind="tests.reminder")`; each has a key of its own."""
    numbers = iter(range(1, 10_000))

    def make(kind: str = "tests.letter", to: str = "ada@example.org", key: str = "", **facts: Any) -> Message:
        return post(kind, to=to, key=key or f"{kind}:{next(numbers)}:{to}", **facts)

    return make
