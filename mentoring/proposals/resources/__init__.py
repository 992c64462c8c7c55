"""Every resource of the feature, by audience."""

from mentoring.proposals.resources import looks, offers, staff

__all__ = ["looks", "offers", "staff"]
