"""Every resource of the feature, by audience."""

from mentoring.proposals.resources import offers, staff

__all__ = ["offers", "staff"]
