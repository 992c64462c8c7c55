"""What the guide says, to graduates, to mentors and to staff: one line a criterion, one a hard rule."""

from enum import IntEnum

from mentoring.matching.engine.rules import RULES
from mentoring.matching.engine.types import MOST_PLACES, Criterion, Policy

LABELS = {
    Criterion.JOB: "métier",
    Criterion.FIELD: "études",
    Criterion.DISTANCE: "distance",
    Criterion.LANGUAGES: "langues",
    Criterion.WISHES: "aide attendue",
    Criterion.WAITING: "attente",
}


class Side(IntEnum):
    """Who reads."""

    STAFF = 0
    GRADUATE = 1
    MENTOR = 2


def criterion_words(criterion: Criterion, side: Side, figures: Policy) -> str:
    """How it is counted."""
    told = _CRITERIA[criterion][side]
    return told.format(half=figures.half_distance_km, days=figures.full_waiting_days)


def rule_words(side: Side) -> list[str]:
    """The hard rules, in the engine's order: a pair that breaks one does not exist."""
    return [_RULES[rule.code][side].format(places=MOST_PLACES) for rule in RULES]


_CRITERIA = {
    Criterion.JOB: (
        "Le métier visé par le jeune et celui que le parrain exerce.",
        "Le métier que vous visez, comparé à celui que la personne exerce.",
        "Votre métier, comparé à celui que le jeune vise.",
    ),
    Criterion.FIELD: (
        "Le domaine d’études de l’un et de l’autre.",
        "Votre domaine d’études, comparé au sien.",
        "Votre domaine d’études, comparé au sien.",
    ),
    Criterion.DISTANCE: (
        "La distance entre les deux communes, à vol d’oiseau ; à {half} km, il reste la moitié des points.",
        "La distance entre vos deux communes ; à {half} km, il reste la moitié des points.",
        "La distance entre vos deux communes ; à {half} km, il reste la moitié des points.",
    ),
    Criterion.LANGUAGES: (
        "Les langues communes au-delà de la première, qui est exigée.",
        "Les langues que vous parlez tous deux, au-delà de la première.",
        "Les langues que vous parlez tous deux, au-delà de la première.",
    ),
    Criterion.WISHES: (
        "Ce que le jeune demande, et que le parrain propose.",
        "L’aide que vous demandez, et que la personne propose.",
        "L’aide que vous proposez, et que le jeune demande.",
    ),
    Criterion.WAITING: (
        "Depuis quand le jeune attend ; après {days} jours, l’attente compte entière.",
        "Depuis quand vous attendez ; après {days} jours, votre attente compte entière.",
        "Depuis quand le jeune attend ; après {days} jours, son attente compte entière.",
    ),
}
_OF_BOTH = "Vous parlez au moins une langue en commun."
_RULES = {
    "mentor_inactive": (
        "Le parrain est toujours en activité chez NQT.",
        "La personne est toujours parmi nos parrains et marraines.",
        "Vous êtes toujours parmi nos parrains et marraines.",
    ),
    "mentor_unavailable": (
        "Il est disponible, ni en pause, ni annoncé pour plus tard.",
        "Elle est disponible en ce moment.",
        "Vous êtes disponible : en pause, rien ne vous est proposé.",
    ),
    "mentor_full": (
        "Il a encore une place, {places} au plus.",
        "Elle a encore une place : personne n’accompagne plus de {places} jeunes à la fois.",
        "Vous avez encore une place, parmi celles que vous avez données.",
    ),
    "out_of_reach": (
        "Ils peuvent se voir (même région, dans le rayon du parrain) ou se suivre à distance (tous deux l’acceptent, "
        "même famille de métiers).",
        "Vous pouvez vous voir : même région, et pas plus loin qu’elle ne l’accepte. Ou vous suivre à distance : vous "
        "l’acceptez tous deux, et vos métiers sont de la même famille.",
        "Vous pouvez vous voir : même région, dans le rayon que vous avez choisi. Ou vous suivre à distance : vous "
        "l’acceptez tous deux, et vos métiers sont de la même famille.",
    ),
    "no_common_language": ("Ils parlent au moins une langue en commun.", _OF_BOTH, _OF_BOTH),
    "employer_excluded": (
        "Le parrain ne travaille pas chez un employeur que le jeune a écarté.",
        "Elle ne travaille pas chez un employeur que vous avez écarté.",
        "Le jeune n’a pas écarté votre employeur.",
    ),
    "declined": (
        "Aucun des deux n’a déjà renoncé à ce binôme.",
        "Aucun de vous deux n’a déjà renoncé à ce binôme.",
        "Aucun de vous deux n’a déjà renoncé à ce binôme.",
    ),
    "ended": (
        "Ils n’ont pas déjà formé un binôme.",
        "Vous n’avez pas déjà formé un binôme ensemble.",
        "Vous n’avez pas déjà formé un binôme ensemble.",
    ),
    "vetoed": (
        "L’équipe n’a pas interdit ce binôme.",
        "L’équipe de NQT n’a pas écarté ce binôme.",
        "L’équipe de NQT n’a pas écarté ce binôme.",
    ),
}
