"""What a log line may hold: what happened, where in the code, to which row; never what was typed, sent or looked at."""

import sys
from typing import Any

from structlog.typing import EventDict

from nqt.common.faults import place_of

TALKERS = ("celery", "kombu", "gunicorn")
"""Libraries whose sentences are kept, without the values in them; of any other, the name of its logger is enough."""
KEPT_ARGUMENTS = frozenset({"id", "name", "description"})
"""What Celery says of a task: its number, the name of its function, and whether it raised, retries or is ignored."""


def without_words_of_errors(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """An error is said by its kind and its places: its words hold addresses, values, rows."""
    raised = event.pop("exc_info", None)
    if raised is True:
        raised = sys.exc_info()
    error = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        event["error"] = place_of(error, depth=6)
    event.pop("stack", None)
    event.pop("stack_info", None)
    return {name: _kind(value) for name, value in event.items()}


def without_words_of_visitors(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """What the browser says of itself."""
    event.pop("user_agent", None)
    return event


def without_values_of_libraries(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """'Task outbox.deliver[…] raised unexpected: …': a library's sentence, with numbers and kinds of errors alone."""
    record, values = event["_record"], event.pop("positional_args", None)
    event["event"] = _sentence(record.msg, values) if record.name.startswith(TALKERS) else "said"
    return event


def _sentence(template: Any, values: Any) -> str:
    if not isinstance(template, str) or not values:
        return template if isinstance(template, str) else "said"
    if isinstance(values, dict):
        masked: Any = {name: value if name in KEPT_ARGUMENTS else _masked(value) for name, value in values.items()}
    else:
        masked = tuple(_masked(value) for value in values)
    try:
        return str(template % masked)
    except (TypeError, ValueError, KeyError):
        return template


def _masked(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    return type(value).__name__ if isinstance(value, BaseException) else "…"


def _kind(value: Any) -> Any:
    return type(value).__name__ if isinstance(value, BaseException) else value
