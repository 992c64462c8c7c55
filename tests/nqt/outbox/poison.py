"""Messages that no worker can read, each under the reason for which it is set aside."""

import base64
import json
import pickle
import uuid
from typing import Any

DELIVER = "outbox.deliver"


def message(task: Any = DELIVER, args: Any = (1,), *, body: str | None = None, **changes: Any) -> dict[str, Any]:
    """A good envelope, as Celery writes it; `changes` replace its parts."""
    number = str(uuid.uuid4())
    text = json.dumps([list(args) if isinstance(args, tuple) else args, {}, {"callbacks": None}])
    return {
        "body": base64.b64encode(text.encode()).decode() if body is None else body,
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": {"lang": "py", "task": task, "id": number, "root_id": number, "parent_id": None},
        "properties": {
            "correlation_id": number,
            "delivery_mode": 2,
            "delivery_info": {"exchange": "", "routing_key": "mail"},
            "priority": 0,
            "body_encoding": "base64",
            "delivery_tag": number,
        },
        **changes,
    }


def raw(**facts: Any) -> bytes:
    return json.dumps(message(**facts)).encode()


PICKLE = base64.b64encode(pickle.dumps([(1,), {}, {}])).decode()
POISON: dict[str, tuple[bytes, str]] = {
    "not JSON": (b"this is not JSON", "not JSON"),
    "not text": (b"\xff\xfe\x00\x80", "not JSON"),
    "empty": (b"", "not JSON"),
    "nested a thousand deep": (b"[" * 30_000 + b"]" * 30_000, "not JSON"),
    "a list": (b"[1, 2, 3]", "not a message"),
    "null": (b"null", "not a message"),
    "a number": (b"7", "not a message"),
    "an empty object": (b"{}", "no properties"),
    "headers null": (raw(headers=None), "no headers"),
    "headers a list": (raw(headers=[]), "no headers"),
    "no id": (raw(headers={"task": DELIVER}), "no id"),
    "task null": (raw(task=None), "unknown task"),
    "task a list": (raw(task=["outbox.deliver"]), "unknown task"),
    "unknown task": (raw(task="outbox.no_such_task"), "unknown task"),
    "a task of Celery's own": (raw(task="celery.backend_cleanup"), "unknown task"),
    "properties null": (raw(properties=None), "no properties"),
    "no delivery info": (raw(properties={"delivery_tag": "1"}), "no delivery info"),
    "5 MB": (raw(args=("x" * 5_000_000,)), "too large"),
    "pickle": (raw(body=PICKLE, **{"content-type": "application/x-python-serialize"}), "not written in JSON"),
    "pickle that says it is JSON": (raw(body=PICKLE), "body not JSON"),
    "body not base64": (raw(body="é!"), "body not base64"),
    "body null": (raw(args=None), "body not a task’s"),
    "body a mapping": (raw(body=base64.b64encode(b'{"task": 1}').decode()), "body not a task’s"),
    "too many arguments": (raw(args=(1, 2, 3)), "arguments of another task"),
    "no argument": (raw(args=()), "arguments of another task"),
}
