"""Every resource of the feature, by audience."""

from mentoring.matching.resources import (
    looks,
    staff_comparison,
    staff_exchange,
    staff_gaps,
    staff_matches,
    staff_runs,
    staff_scenarios,
)

__all__ = [
    "looks",
    "staff_comparison",
    "staff_exchange",
    "staff_gaps",
    "staff_matches",
    "staff_runs",
    "staff_scenarios",
]
