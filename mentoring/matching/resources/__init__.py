"""Every resource of the feature, by audience."""

from mentoring.matching.resources import guides, looks, staff_matches, staff_policies, staff_runs

__all__ = ["guides", "looks", "staff_matches", "staff_policies", "staff_runs"]
