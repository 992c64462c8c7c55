"""The policy of a day: a row of the table, as the engine reads it, as people type it, and what may be typed."""

import datetime
from decimal import Decimal
from typing import Any

from mentoring.matching.engine.types import FULL_SCORE, Criterion, InvalidInput, Policy
from mentoring.matching.models import MatchingPolicy
from nqt.common.errors import Invalid

FIRST_DAY = datetime.date(2020, 1, 1)
PER_PERCENT = 10
"""A share is stored per mille."""
MOST_WEIGHT = 1_000
MOST_LOAD = FULL_SCORE
"""A graduate more may cost at most what a perfect pair brings."""
MOST_KILOMETRES = 500
MOST_DAYS = 3_650
ONE_AT_LEAST = "Un critère au moins doit compter : donnez-lui un poids."


def policy_in_force(on: datetime.date) -> MatchingPolicy:
    """The latest row that had begun by then; the engine's own figures become the first row, of every day before too."""
    known = policy_read(on)
    if known.pk is not None:
        return known
    figures = {name: getattr(known, name) for name in ("weights", "load_steps", *_SCALES)}
    return MatchingPolicy.objects.get_or_create(valid_from=FIRST_DAY, withdrawn_at=None, defaults=figures)[0]


def policy_held(on: datetime.date) -> MatchingPolicy:
    """The policy in force for whoever computes with it, its row locked: nobody withdraws it under a computation.

    The caller owns the transaction. One that is withdrawn meanwhile is passed over for the one before; the first of
    all, which counts on a day when none had begun, is never withdrawn.
    """
    standing = MatchingPolicy.objects.filter(withdrawn_at=None).select_for_update(of=("self",), no_key=True)
    while True:
        if (held := standing.filter(pk=policy_in_force(on).pk).first()) is not None:
            return held


def policy_read(on: datetime.date) -> MatchingPolicy:
    """The same without writing: the engine's own figures are a row that nobody has stored yet."""
    known = MatchingPolicy.objects.begun(on).first()
    if known is not None:
        return known
    default = Policy()
    return MatchingPolicy(
        valid_from=FIRST_DAY,
        weights={str(criterion): weight for criterion, weight in default.weights.items()},
        load_steps=list(default.load_steps),
        **{name: getattr(default, name) for name in _SCALES},
    )


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


def figures_of(policy: MatchingPolicy) -> dict[str, Any]:
    """As people type them: a weight by criterion, what a second and a third graduate cost, scales."""
    _first, second, third = policy.load_steps
    return {
        **{str(criterion): policy.weights.get(str(criterion), 0) for criterion in Criterion},
        "half_distance_km": policy.half_distance_km,
        "remote_percent": Decimal(policy.remote_share) / PER_PERCENT,
        "full_waiting_days": policy.full_waiting_days,
        "load_second": second,
        "load_third": third,
    }


def row_of(figures: dict[str, Any], valid_from: datetime.date) -> MatchingPolicy:
    """A row not stored, of figures as people type them. Raises `Invalid` that says which field is absurd."""
    _check(figures)
    row = MatchingPolicy(
        valid_from=valid_from,
        weights={str(criterion): figures[str(criterion)] for criterion in Criterion},
        load_steps=[0, figures["load_second"], figures["load_third"]],
        half_distance_km=figures["half_distance_km"],
        remote_share=int(figures["remote_percent"] * PER_PERCENT),
        full_waiting_days=figures["full_waiting_days"],
    )
    try:
        as_engine(row)
    except InvalidInput as error:
        raise Invalid(f"Aucun calcul ne peut se faire avec ce barème ({error}).") from None
    return row


_SCALES = ("half_distance_km", "remote_share", "full_waiting_days")
_BOUNDS = {
    **{str(criterion): (0, MOST_WEIGHT) for criterion in Criterion},
    "half_distance_km": (1, MOST_KILOMETRES),
    "remote_percent": (0, 100),
    "full_waiting_days": (1, MOST_DAYS),
    "load_second": (0, MOST_LOAD),
    "load_third": (0, MOST_LOAD),
}


def bounds_of(name: str) -> dict[str, int]:
    """As a serializer's field takes them."""
    least, most = _BOUNDS[name]
    return {"min_value": least, "max_value": most}


def _check(figures: dict[str, Any]) -> None:
    wrong = {
        name: f"Entre {least} et {most}."
        for name, (least, most) in _BOUNDS.items()
        if not least <= figures[name] <= most
    }
    if not any(figures[str(criterion)] for criterion in Criterion):
        wrong[str(Criterion.JOB)] = ONE_AT_LEAST
    if figures["load_third"] < figures["load_second"]:
        wrong["load_third"] = "Un troisième filleul coûte au moins autant qu’un deuxième."
    if wrong:
        raise Invalid(next(iter(wrong.values())), fields=wrong)
