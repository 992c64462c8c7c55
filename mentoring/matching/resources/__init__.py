"""Every resource of the feature, by audience."""

from mentoring.matching.resources import guides, staff_exchange, staff_policies, staff_runs

__all__ = ["guides", "staff_exchange", "staff_policies", "staff_runs"]
