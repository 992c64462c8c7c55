"""Every resource of the feature, by audience."""

from mentoring.matching.resources import guides, looks, staff_exchange, staff_policies, staff_runs

__all__ = ["guides", "looks", "staff_exchange", "staff_policies", "staff_runs"]
