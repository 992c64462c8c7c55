"""The hard rules: a pair that breaks one does not exist.

`broken` takes row numbers of graduates and of mentors that broadcast, (a, 1) with (1, b) for a block or (k,) with (k,)
for a list of pairs, and answers in that shape. Gender and address are no inputs.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mentoring.matching.engine.prepare import Prepared
from mentoring.matching.engine.types import Array


@dataclass(frozen=True)
class Rule:
    """A code for machines; a sentence for one pair; one for a graduate whose last mentors it excludes."""

    code: str
    sentence: str
    nobody: str
    broken: Callable[[Prepared, Array, Array], Array]


def square_metres(ready: Prepared, g: Array, m: Array) -> Array:
    """Squared distance between centroids, straight through the globe (one metre less at 100 km); exact."""
    total: Array = np.zeros((), dtype=np.int64)
    for ours, theirs in zip(ready.near.metres, ready.there.metres, strict=True):
        step = ours[g] - theirs[m]
        step *= step
        total = total + step
    return total


def is_located(ready: Prepared, g: Array, m: Array) -> Array:
    """Both have coordinates."""
    return ready.near.is_located[g] & ready.there.is_located[m]


def meets_in_person(ready: Prepared, g: Array, m: Array) -> Array:
    """Same region, within the mentor's radius; where a distance is unknown, the same department stands for it."""
    within = square_metres(ready, g, m) <= ready.reach[m]
    known = is_located(ready, g, m)
    if not known.all():
        within = np.where(known, within, ready.near.department[g] == ready.there.department[m])
    return within & (ready.near.region[g] == ready.there.region[m])


def meets_remotely(ready: Prepared, g: Array, m: Array) -> Array:
    """Both accept a mentorship at a distance, and their jobs are of one family."""
    family = ready.near.family[g]
    both = ready.graduates.remote[g] & ready.mentors.remote[m]
    return both & (family == ready.there.family[m]) & (family >= 0)


def _inactive(ready: Prepared, g: Array, m: Array) -> Array:
    return _spread(~ready.mentors.active[m], g)


def _unavailable(ready: Prepared, g: Array, m: Array) -> Array:
    return _spread(~ready.mentors.available[m], g)


def _full(ready: Prepared, g: Array, m: Array) -> Array:
    return _spread(ready.free[m] == 0, g)


def _out_of_reach(ready: Prepared, g: Array, m: Array) -> Array:
    return ~(meets_in_person(ready, g, m) | meets_remotely(ready, g, m))


def _no_language(ready: Prepared, g: Array, m: Array) -> Array:
    return (ready.graduates.languages[g] & ready.mentors.languages[m]) == 0


def _conflict(ready: Prepared, g: Array, m: Array) -> Array:
    employer = ready.mentors.employer[m]
    found = np.zeros(np.broadcast_shapes(g.shape, m.shape), dtype=bool)
    for excluded in ready.graduates.excluded_employers.T:
        found |= (excluded[g] == employer) & (employer >= 0)
    return found


def _declined(ready: Prepared, g: Array, m: Array) -> Array:
    return _among(ready.declined, g * len(ready.mentors) + m)


def _ended(ready: Prepared, g: Array, m: Array) -> Array:
    return _among(ready.ended, g * len(ready.mentors) + m)


def _vetoed(ready: Prepared, g: Array, m: Array) -> Array:
    return _among(ready.vetoed, g * len(ready.mentors) + m)


def _among(sorted_keys: Array, keys: Array) -> Array:
    if not len(sorted_keys):
        return np.zeros(keys.shape, dtype=bool)
    at = np.minimum(np.searchsorted(sorted_keys, keys), len(sorted_keys) - 1)
    return sorted_keys[at] == keys


def _spread(of_mentors: Array, g: Array) -> Array:
    return np.broadcast_to(of_mentors, np.broadcast_shapes(of_mentors.shape, g.shape))


FULL = Rule(
    "mentor_full",
    "Cette personne n’a plus de place.",
    "Aucun parrain ni aucune marraine disponible n’a de place.",
    _full,
)
OF_MENTORS = (
    Rule(
        "mentor_inactive",
        "Cette personne n’est plus parmi les parrains et marraines.",
        "Aucun parrain ni aucune marraine n’est en activité.",
        _inactive,
    ),
    Rule(
        "mentor_unavailable",
        "Cette personne n’est pas disponible en ce moment.",
        "Aucun parrain ni aucune marraine en activité n’est disponible en ce moment.",
        _unavailable,
    ),
    FULL,
)
"""Rules that look at the mentor alone."""
OUT_OF_REACH = Rule(
    "out_of_reach",
    "Ces deux personnes ne peuvent ni se voir ni se suivre à distance.",
    "Personne ayant une place n’est à portée, ni près d’ici, ni à distance dans la même famille de métiers.",
    _out_of_reach,
)
NO_LANGUAGE = Rule(
    "no_common_language",
    "Ces deux personnes n’ont aucune langue en commun.",
    "Personne à portée ne parle une langue en commun.",
    _no_language,
)
OF_PAIRS = (
    Rule(
        "employer_excluded",
        "L’employeur de cette personne est de ceux que le filleul ou la filleule a écartés.",
        "Les personnes à portée travaillent toutes chez un employeur écarté.",
        _conflict,
    ),
    Rule(
        "declined",
        "L’une des deux a déjà décliné ce binôme.",
        "Avec chaque personne encore possible, le binôme a déjà été décliné.",
        _declined,
    ),
    Rule(
        "ended",
        "Ces deux personnes ont déjà formé un binôme, qui a pris fin.",
        "Avec chaque personne encore possible, un binôme a déjà existé et pris fin.",
        _ended,
    ),
    Rule(
        "vetoed",
        "L’équipe a écarté ce binôme.",
        "L’équipe a écarté les derniers binômes possibles.",
        _vetoed,
    ),
)
"""Rules that forbid few pairs: cheaper to look for among those the others leave."""
RULES = (*OF_MENTORS, OUT_OF_REACH, NO_LANGUAGE, *OF_PAIRS)
"""In the order in which a refusal is told."""


def reach_in_words(ready: Prepared, g: Array, m: Array) -> str:
    """Why these two (arrays of one row) are out of each other's reach."""
    if ready.near.region[g] != ready.there.region[m]:
        first = "Ils ne sont pas dans la même région"
    elif not is_located(ready, g, m):
        first = "La distance est inconnue et ils ne sont pas dans le même département"
    else:
        distance = _kilometres(square_metres(ready, g, m).item())
        first = f"{distance} km les séparent, pour un rayon de {ready.mentors.radius[m].item():.0f} km"
    if ready.graduates.remote[g] and ready.mentors.remote[m]:
        return f"{first} ; à distance, leurs métiers devraient être de la même famille."
    return f"{first}, et l’un des deux au moins n’accepte pas le suivi à distance."


def _kilometres(square: int) -> int:
    """Rounded up, so that what is beyond a radius never reads as within it."""
    return int(np.ceil(square**0.5 / 1000))
