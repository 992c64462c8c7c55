"""The policy of a day: a row of the table, made on first use, as the engine reads it."""

import datetime

from mentoring.matching.engine.types import Criterion, Policy
from mentoring.matching.models import MatchingPolicy

FIRST_DAY = datetime.date(2020, 1, 1)


def policy_in_force(on: datetime.date) -> MatchingPolicy:
    """The latest row that had begun by then; the engine's own figures become the first row."""
    known = MatchingPolicy.objects.filter(valid_from__lte=on).order_by("-valid_from").first()
    if known is not None:
        return known
    default = Policy()
    figures = {
        "weights": {str(criterion): weight for criterion, weight in default.weights.items()},
        "load_steps": list(default.load_steps),
        "half_distance_km": default.half_distance_km,
        "remote_share": default.remote_share,
        "full_waiting_days": default.full_waiting_days,
    }
    return MatchingPolicy.objects.get_or_create(valid_from=FIRST_DAY, defaults=figures)[0]


def as_engine(policy: MatchingPolicy) -> Policy:
    """The row as the engine takes it."""
    first, second, third = policy.load_steps
    return Policy(
        weights={Criterion(name): weight for name, weight in policy.weights.items()},
        load_steps=(first, second, third),
        half_distance_km=policy.half_distance_km,
        remote_share=policy.remote_share,
        full_waiting_days=policy.full_waiting_days,
    )
