"""Every resource of the feature, by audience."""

from mentoring.matching.resources import looks, staff_gaps, staff_matches, staff_runs

__all__ = ["looks", "staff_gaps", "staff_matches", "staff_runs"]
