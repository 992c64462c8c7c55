"""Every resource of the feature, by audience."""

from mentoring.matching.resources import (
    guides,
    looks,
    staff_comparison,
    staff_exchange,
    staff_gaps,
    staff_matches,
    staff_policies,
    staff_runs,
    staff_scenarios,
)

__all__ = [
    "guides",
    "looks",
    "staff_comparison",
    "staff_exchange",
    "staff_gaps",
    "staff_matches",
    "staff_policies",
    "staff_runs",
    "staff_scenarios",
]
