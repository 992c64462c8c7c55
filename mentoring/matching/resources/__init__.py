"""Every resource of the feature, by audience."""

from mentoring.matching.resources import looks, staff_exchange, staff_matches, staff_runs

__all__ = ["looks", "staff_exchange", "staff_matches", "staff_runs"]
