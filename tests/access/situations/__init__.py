"""Where the features of today are exercised, one file an area; see `tests/access/places.py`."""

from tests.access.situations import graduates, jobs, matching, mentors, mentorships, occupations, partnership, rights

__all__ = ["graduates", "jobs", "matching", "mentors", "mentorships", "occupations", "partnership", "rights"]
