"""The committed reference files (`data/`, sources in its README) as rows ready to compare with the tables."""

import csv
import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("data")


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _date(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _period(row: dict[str, str]) -> dict[str, Any]:
    return {"valid_from": _date(row["valid_from"]), "valid_until": _date(row["valid_until"])}


def regions() -> Iterator[dict[str, Any]]:
    """Both maps: code, name and dates of each region."""
    for row in _rows("regions.csv"):
        yield {"code": row["code"], "name": row["name"], **_period(row)}


def departments() -> Iterator[dict[str, Any]]:
    """Departments and overseas collectivities."""
    yield from _rows("departments.csv")


def region_departments() -> Iterator[dict[str, Any]]:
    """Which department is in which region, when; both by code."""
    for row in _rows("region_departments.csv"):
        yield {"region": row["region"], "department": row["department"], **_period(row)}


def communes() -> Iterator[dict[str, Any]]:
    """Communes, then the municipal districts, which name their city as parent."""
    for row in _rows("communes.csv"):
        yield {
            "code": row["code"],
            "name": row["name"],
            "department": row["department"],
            "parent": row["parent"] or None,
            "postal_codes": row["postal_codes"].split(),
            "population": int(row["population"]) if row["population"] else None,
            "latitude": float(row["latitude"]) if row["latitude"] else None,
            "longitude": float(row["longitude"]) if row["longitude"] else None,
        }


def moves() -> Iterator[dict[str, Any]]:
    """Codes and names of communes that others replaced: by which code and name, from when on."""
    for row in _rows("moves.csv"):
        yield {**row, "on": _date(row["on"])}
