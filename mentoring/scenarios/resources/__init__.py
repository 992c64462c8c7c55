"""Every resource of the feature."""

from mentoring.scenarios.resources import comparison, staff

__all__ = ["comparison", "staff"]
