"""A scenario in words: what it changes, its figures beside those without it, who changes, what a floor costs."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import formats
from rest_framework import serializers

from mentoring.graduates.models import Graduate
from mentoring.matching.engine.scenario import Move, is_newcomer, moves_between
from mentoring.matching.engine.types import FULL_SHARE, Criterion
from mentoring.mentors.models import Mentor
from mentoring.scenarios.models import MatchingScenario
from nqt.accounts.actor import Actor
from nqt.common.text import agreed, counted

CRITERIA = {
    Criterion.JOB: "métier",
    Criterion.FIELD: "études",
    Criterion.DISTANCE: "distance",
    Criterion.LANGUAGES: "langues",
    Criterion.WISHES: "aide attendue",
    Criterion.WAITING: "attente",
}
FIGURES = (
    ("matched", "Mis en relation", ""),
    ("score", "Score", "points"),
    ("qpv_matched", "Des quartiers prioritaires", ""),
    ("qpv_share", "Leur part", "%"),
    ("matched_wait_mean", "Attente moyenne de ceux qui ont quelqu’un", "jours"),
    ("matched_wait_longest", "Attente la plus longue parmi eux", "jours"),
    ("left_wait_mean", "Attente moyenne de ceux qui restent", "jours"),
    ("left_wait_longest", "Attente la plus longue parmi eux", "jours"),
    ("places", "Places des parrains", ""),
)
"""Key, what it is called, unit."""
SHOWN = 100
"""People who change that a page names; it says how many there are."""
BEYOND = "hors de votre périmètre"
NOBODY = "personne"


class FigureRow(serializers.Serializer):
    """A figure on both sides; null where there is nobody to count. A share is per mille."""

    key = serializers.CharField(label="clé")
    label = serializers.CharField(label="chiffre")
    unit = serializers.CharField(label="unité", allow_blank=True)
    before = serializers.IntegerField(label="avant", allow_null=True)
    after = serializers.IntegerField(label="après", allow_null=True)
    change = serializers.IntegerField(label="écart", allow_null=True)
    words = serializers.ListField(child=serializers.CharField(), label="en toutes lettres")


class MoveRow(serializers.Serializer):
    """Somebody whose mentor is another one; ids are null beyond the reader's perimeter, and for nobody."""

    kind = serializers.ChoiceField(choices=["lost", "gained", "moved"], label="ce qui arrive")
    graduate = serializers.CharField(label="jeune")
    graduate_id = serializers.UUIDField(label="identifiant du jeune", allow_null=True)
    before = serializers.CharField(label="avant")
    before_id = serializers.UUIDField(label="identifiant du parrain d’avant", allow_null=True)
    after = serializers.CharField(label="après")
    after_id = serializers.UUIDField(label="identifiant du parrain d’après", allow_null=True)
    score_before = serializers.IntegerField(label="score avant", allow_null=True)
    score_after = serializers.IntegerField(label="score après", allow_null=True)


class FloorRow(serializers.Serializer):
    """What a floor costs: points of the total, against none."""

    floor = serializers.IntegerField(label="au moins")
    matched = serializers.IntegerField(label="mis en relation")
    cost = serializers.IntegerField(label="coût en points")
    is_chosen = serializers.BooleanField(label="celui du scénario")


def figure_rows(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    """Every figure known on both sides."""
    return [_figure(key, label, unit, before.get(key), after.get(key)) for key, label, unit in FIGURES if key in before]


def _figure(key: str, label: str, unit: str, before: int | None, after: int | None) -> dict[str, Any]:
    change = None if before is None or after is None else after - before
    sign = {True: "+", False: "−"}[change > 0] if change else ""
    size = _number(abs(change or 0), unit).replace("%", "pt")
    difference = "" if change is None else f"{sign}{size}" if change else "="
    words = [_number(before, unit), _number(after, unit), difference]
    facts = {"key": key, "label": label, "unit": unit, "before": before, "after": after, "change": change}
    return {**facts, "words": words}


def _number(value: int | None, unit: str) -> str:
    if value is None:
        return "–"
    if unit == "%":
        return f"{formats.number_format(100 * value / FULL_SHARE, 1)}\u00a0%"
    return f"{formats.number_format(value, force_grouping=True)}{f' {unit}' if unit else ''}"


def floor_rows(scenario: MatchingScenario) -> list[dict[str, Any]]:
    """The curve, cheapest first."""
    curve = scenario.figures.get("curve") or []
    best = curve[0][2] if curve else 0
    return [{"floor": f, "matched": m, "cost": best - s, "is_chosen": f == scenario.qpv_floor} for f, m, s in curve]


# -- who changes ------------------------------------------------------------------------------------------------------
def moves_of(scenario: MatchingScenario) -> list[Move]:
    """Against the plain problem."""
    return [Move(*row) for row in scenario.people.get("moves", [])]


def moves_from(first: MatchingScenario, second: MatchingScenario) -> list[Move]:
    """Between two scenarios: newcomers of the same kind are the same."""
    alike = _newcomers(first) == _newcomers(second)
    return list(moves_between(_pairs(first, -1), _pairs(second, -1 if alike else -2)))


def _pairs(scenario: MatchingScenario, newcomer: int) -> dict[Any, tuple[Any, int]]:
    rows = scenario.people.get("pairs", [])
    return {graduate: (newcomer if is_newcomer(mentor) else mentor, score) for graduate, mentor, score in rows}


def _newcomers(scenario: MatchingScenario) -> tuple[Any, ...]:
    return scenario.new_occupation_id, scenario.new_department_id, scenario.new_study_field_id


def move_rows(
    moves: Sequence[Move], actor: Actor, before: MatchingScenario | None, after: MatchingScenario
) -> list[dict[str, Any]]:
    """The first of them, by name where the reader may read the person's file; two statements."""
    shown = moves[:SHOWN]
    graduates = _named(Graduate.objects.visible_to(actor), (move.graduate for move in shown))
    both = [key for move in shown for key in (move.before, move.after) if key is not None]
    mentors = _named(Mentor.objects.visible_to(actor), both)
    rows = []
    for move in shown:
        young = graduates.get(move.graduate)
        was, now = _mentor(move.before, mentors, before), _mentor(move.after, mentors, after)
        row = {
            "kind": "lost" if move.after is None else "gained" if move.before is None else "moved",
            "graduate": str(young) if young else f"Jeune {BEYOND}",
            "graduate_id": str(young.public_id) if young else None,
            "before": was[0],
            "before_id": was[1],
            "after": now[0],
            "after_id": now[1],
            "score_before": move.score_before,
            "score_after": move.score_after,
        }
        rows.append(row)
    return rows


def _mentor(key: Any, known: dict[Any, Any], scenario: MatchingScenario | None) -> tuple[str, Any]:
    if key is None:
        return NOBODY, None
    if is_newcomer(key):
        return f"quelqu’un de plus ({scenario.new_occupation if scenario else ''})", None
    mentor = known.get(key)
    return (str(mentor), str(mentor.public_id)) if mentor else (f"quelqu’un {BEYOND}", None)


def _named(people: QuerySet[Any], keys: Iterable[Any]) -> dict[Any, Model]:
    return people.in_bulk({key for key in keys if not is_newcomer(key)})


# -- what is changed --------------------------------------------------------------------------------------------------
def changes_in_words(scenario: MatchingScenario) -> list[str]:
    """A line a change."""
    said = [
        f"Poids « {CRITERIA[Criterion(name)]} » : {weight}"
        for name, weight in sorted(scenario.weights.items(), key=lambda item: list(Criterion).index(Criterion(item[0])))
    ]
    steps = (("deuxième", scenario.load_second), ("troisième", scenario.load_third))
    said += [f"Un {rank} filleul ôte {_number(cost, 'points')}" for rank, cost in steps if cost is not None]
    if scenario.half_distance_km is not None:
        said.append(f"La moitié des points de distance à {scenario.half_distance_km} km")
    if scenario.remote_percent is not None:
        said.append(f"À distance, un binôme garde {scenario.remote_percent} % des points de distance")
    if scenario.qpv_floor is not None:
        said.append(f"Au moins {counted(scenario.qpv_floor, 'jeune')} des quartiers prioritaires")
    if scenario.new_count is not None:
        what = [str(scenario.new_occupation), str(scenario.new_department)]
        what.append(f"études : {scenario.new_study_field}" if scenario.new_study_field else "études non dites")
        who = agreed(scenario.new_count, "parrain ou marraine,parrains ou marraines")
        said.append(f"+{scenario.new_count} {who} : {', '.join(what)}")
    return said


def newcomers_in_words(scenario: MatchingScenario) -> list[str]:
    """How many of the newcomers take somebody; when some do not, why."""
    brought = scenario.figures.get("brought")
    if not brought:
        return []
    count, taking, within, waiting = (brought[name] for name in ("newcomers", "taking", "within", "waiting"))
    said = [f"{taking} sur {count} suivrai{'en' if taking > 1 else ''}t quelqu’un."]
    if taking == count:
        return said
    if not within:
        said.append(
            "Aucun jeune qui attend n’est à leur portée : ni à moins de vingt kilomètres de la plus grande commune du "
            "département, ni à distance dans la même famille de métiers."
        )
    else:
        said.append(f"À leur portée, {counted(within, 'jeune')}{_of_them(brought)}")
    if scenario.new_study_field is None:
        said.append(
            "Leur domaine d’études n’est pas dit : ces points leur manquent. Précisez-le pour voir ce qu’il change."
        )
    return said


def _of_them(brought: dict[str, int]) -> str:
    """Why those within reach who are not taken are not."""
    taking, within, waiting = (brought[name] for name in ("taking", "within", "waiting"))
    if within <= taking:
        return ", pas davantage."
    if waiting <= taking:
        return " : ceux qu’ils ne suivent pas ont déjà quelqu’un, et n’y gagneraient pas."
    return f", dont {_number(waiting, '')} sans personne ; l’ensemble n’y gagnerait rien de plus."
