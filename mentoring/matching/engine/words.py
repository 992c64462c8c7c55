"""The parts of a score in plain French, for whoever reads them: one case, three addresses."""

from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

from mentoring.matching.engine.types import FULL_SHARE, Criterion


class Reader(IntEnum):
    """To whom a sentence speaks."""

    STAFF = 0
    GRADUATE = 1
    MENTOR = 2


class Facts(NamedTuple):
    """What is true of one pair."""

    is_job_known: bool
    is_field_known: bool
    is_in_person: bool
    is_located: bool
    kilometres: int
    common: int
    asked: int
    met: int
    days: int


_Sentences = tuple[str, str, str]
_Case = Callable[[Facts], _Sentences]


def sentence(criterion: Criterion, facts: Facts, share: int, reader: Reader) -> str:
    """Why this criterion is fulfilled to this share, per mille."""
    if criterion is Criterion.JOB:
        told = _alike(_JOB, facts.is_job_known, share)
    elif criterion is Criterion.FIELD:
        told = _alike(_FIELD, facts.is_field_known, share)
    else:
        told = _CASES[criterion](facts)
    return told[reader].format(**facts._asdict())


def _alike(cases: tuple[_Sentences, ...], is_known: bool, share: int) -> _Sentences:
    unknown, same, close, far, apart = cases
    if not is_known:
        return unknown
    if share == FULL_SHARE:
        return same
    return close if share >= FULL_SHARE // 2 else far if share else apart


def _distance(facts: Facts) -> _Sentences:
    if not facts.is_in_person:
        return (
            "Suivi à distance, que les deux acceptent.",
            "Suivi à distance, que vous acceptez tous deux.",
            "Suivi à distance, que vous acceptez tous deux.",
        )
    if not facts.is_located:
        return ("Même département ; la distance est inconnue et ne compte pas.",) * 3
    if facts.kilometres == 0:
        return ("Ils sont dans la même commune.", *("Vous êtes dans la même commune.",) * 2)
    return ("{kilometres} km entre leurs communes.", *("{kilometres} km entre vos communes.",) * 2)


def _languages(facts: Facts) -> _Sentences:
    if facts.common == 1:
        return ("Une langue en commun.",) * 3
    return ("{common} langues en commun.",) * 3


def _wishes(facts: Facts) -> _Sentences:
    if not facts.asked:
        return ("Aucune aide particulière demandée.",) * 3
    if not facts.met:
        return (
            "Aucune des aides demandées n’est proposée.",
            "Ne propose pas les aides que vous demandez.",
            "Demande des aides que vous ne proposez pas.",
        )
    if facts.met == facts.asked:
        return (
            "Tout ce qui est demandé comme aide est proposé.",
            "Propose toutes les aides que vous demandez.",
            "Vous proposez toutes les aides demandées.",
        )
    return (
        "Aides proposées parmi celles demandées : {met} sur {asked}.",
        "Propose {met} des {asked} aides que vous demandez.",
        "Vous proposez {met} des {asked} aides demandées.",
    )


def _waiting(facts: Facts) -> _Sentences:
    if facts.days == 0:
        return ("L’attente commence aujourd’hui.",) * 3
    if facts.days == 1:
        return ("Attend depuis un jour.", "Vous attendez depuis un jour.", "Attend depuis un jour.")
    return ("Attend depuis {days} jours.", "Vous attendez depuis {days} jours.", "Attend depuis {days} jours.")


_JOB: tuple[_Sentences, ...] = (
    ("Métier inconnu d’un côté : il ne compte pas.",) * 3,
    (
        "Le métier visé est celui que la personne exerce.",
        "Exerce le métier que vous visez.",
        "Le métier visé est le vôtre.",
    ),
    ("Métiers proches.", "Exerce un métier proche de celui que vous visez.", "Le métier visé est proche du vôtre."),
    (
        "Métiers assez éloignés.",
        "Exerce un métier assez éloigné de celui que vous visez.",
        "Le métier visé est assez éloigné du vôtre.",
    ),
    (
        "Métiers sans rapport.",
        "Exerce un métier sans rapport avec celui que vous visez.",
        "Le métier visé est sans rapport avec le vôtre.",
    ),
)
_FIELD: tuple[_Sentences, ...] = (
    ("Domaine d’études inconnu d’un côté : il ne compte pas.",) * 3,
    ("Même domaine d’études.",) * 3,
    ("Domaines d’études proches.",) * 3,
    ("Domaines d’études assez éloignés.",) * 3,
    ("Domaines d’études sans rapport.",) * 3,
)
"""Unknown, the same, close, far, nothing in common."""
_CASES: dict[Criterion, _Case] = {
    Criterion.DISTANCE: _distance,
    Criterion.LANGUAGES: _languages,
    Criterion.WISHES: _wishes,
    Criterion.WAITING: _waiting,
}
