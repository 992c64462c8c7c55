"""Who is acting, said to the database: every row written meanwhile remembers it in its history."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pghistory
from pghistory import runtime

from nqt.accounts.actor import Actor


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Attribute the history of what is written inside to an actor and its hat.

    One act, one context. An `acting` inside another gets a context of its own, and the outer one comes back after it:
    pghistory alone would merge both and put the outer act in the inner actor's name.
    """
    metadata = _metadata(actor)
    outer = getattr(runtime._tracker, "value", None)
    if outer is None:
        with pghistory.context(**metadata):
            yield
        return
    runtime._tracker.value = runtime.Context(id=uuid.uuid4(), metadata=metadata)
    try:
        yield
    finally:
        runtime._tracker.value = outer


def _metadata(actor: Actor) -> dict[str, Any]:
    """Plain ids, never a name: the history is read with the names of today."""
    known = {
        "user": actor.user.pk if actor.user else None,
        "role": str(actor.role),
        "hat": actor.hat_key,
        "bearer": ":".join(map(str, actor.bearer)) if actor.bearer else "",
        "source": actor.source,
    }
    return {key: value for key, value in known.items() if value}
