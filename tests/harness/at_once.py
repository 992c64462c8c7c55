"""Several people do something at the same moment, each on a database connection of their own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

PATIENCE_SECONDS = 30


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Start the acts at the same instant; what each answered or raised, in their order."""
    gate, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(rank: int) -> None:
        gate.wait()
        try:
            outcomes[rank] = acts[rank]()
        except Exception as error:
            outcomes[rank] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[rank]) for rank in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return outcomes


def raised_at_once(*acts: Callable[[], Any]) -> list[Exception]:
    """Only what was raised."""
    return [outcome for outcome in at_once(*acts) if isinstance(outcome, Exception)]
