"""Where the features of today are exercised, one file a room; see `tests/access/places.py`."""

from tests.access.situations import (
    gaps,
    graduates,
    jobs,
    mail,
    matching,
    mentors,
    mentorships,
    occupations,
    partnership,
    proposals,
    rights,
    scenarios,
)

__all__ = [
    "gaps",
    "graduates",
    "jobs",
    "mail",
    "matching",
    "mentors",
    "mentorships",
    "occupations",
    "partnership",
    "proposals",
    "rights",
    "scenarios",
]
