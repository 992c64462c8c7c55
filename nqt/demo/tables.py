"""The hand-written CSV files of the demo, row by row."""

import csv
import datetime
from collections.abc import Iterator
from pathlib import Path

from nqt.common.certainty import Certainty

FOLDER = Path(__file__).parent


def rows(name: str) -> Iterator[dict[str, str]]:
    """`rows("history/coverage")`: dictionaries of text, empty when nothing was written."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def date(text: str) -> datetime.date | None:
    """ISO, or nothing."""
    return datetime.date.fromisoformat(text) if text else None


def provenance(row: dict[str, str]) -> str:
    """Where a fact comes from and how sure it is, for a note."""
    return f"{Certainty(row['certainty']).label.capitalize()}. {row['source']}"
