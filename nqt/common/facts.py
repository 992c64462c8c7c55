"""Writing what people typed: one spelling for what looks the same."""

import unicodedata
from typing import Any

from django.db import models


def tidy(value: Any) -> Any:
    """One spelling for what looks the same: composed accents, single spaces, none around; the letters are kept."""
    if not isinstance(value, str) or "\n" in value:
        return value
    composed = unicodedata.normalize("NFC", value)
    return " ".join(part for part in composed.replace("\u00a0", " ").replace("\u202f", " ").split(" ") if part)


def set_facts(row: models.Model, facts: dict[str, Any]) -> None:
    """Write the given columns, tidied."""
    for name, value in facts.items():
        setattr(row, name, tidy(value))
