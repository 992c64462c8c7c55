"""What only the mail may say: sealed in its row until it leaves."""

import json
from typing import Any

from nqt.common.sealing import seal, unseal
from nqt.outbox.models import Message

PURPOSE = "nqt.outbox.secret"


def sealed(facts: dict[str, Any] | None) -> str:
    """The column's text; empty when there is nothing to hide."""
    return seal(json.dumps(facts), purpose=PURPOSE) if facts else ""


def secret_of(message: Message) -> dict[str, Any]:
    """What `post(secret=…)` was given; empty when there was none, or once it is wiped."""
    return json.loads(unseal(message.secret, purpose=PURPOSE)) if message.secret else {}
