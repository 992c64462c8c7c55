"""The invented conventions, one in each state: what was done about them, and how many days from today.

Told in the order of the first act, so that numbers follow one another as in a real register.
"""

import datetime
from dataclasses import dataclass, field

from nqt.demo.accounts import ILE_DE_FRANCE, NATIONAL


@dataclass(frozen=True)
class Act:
    """On a day, somebody does something: `who` is the key of the party that acts or is acted upon."""

    day: int
    verb: str
    who: str = ""
    words: str = ""
    """The reason, where one is given."""
    until: int | None = None
    """The day that the act fixes: to sign by."""


@dataclass(frozen=True)
class Story:
    """A convention: its facts in days from today, then its acts."""

    title: str
    """`{year}` is that of its start."""
    parties: tuple[str, ...]
    """Besides NQT, in order."""
    starts: int
    ends: int
    acts: tuple[Act, ...]
    departments: str = ""
    owner: str = ILE_DE_FRANCE.email
    annexes: dict[str, str] = field(default_factory=dict)
    kind: str = "bilateral"
    entry_rule: str = "all_signed"
    notice_months: int | None = None
    renewal_months: int | None = None

    def title_on(self, today: datetime.date) -> str:
        """The title as written."""
        return self.title.format(year=(today + datetime.timedelta(days=self.starts)).year)


def signed_by(day: int, *parties: str) -> tuple[Act, ...]:
    """NQT's partners sign one a day, NQT last."""
    return tuple(Act(day + rank, "sign", party) for rank, party in enumerate((*parties, "nqt")))


MEMBERS = ("aubrelle", "clairvoie", "doulonne", "grandlierre", "issoline", "mirabelliers")

STORIES = (
    Story(
        "Convention {year} avec le Foyer des Mirabelliers",
        ("mirabelliers",),
        starts=-1280,
        ends=-190,
        departments="93 95",
        acts=(Act(-1320, "create"), Act(-1310, "freeze"), *signed_by(-1300, "mirabelliers")),
        annexes={"mirabelliers": "Trois parrains ou marraines, une présentation des métiers par an."},
    ),
    Story(
        "Convention {year} avec l’office de Haute-Doulonne",
        ("doulonne",),
        starts=-1066,
        ends=29,
        departments="77",
        acts=(Act(-1100, "create"), Act(-1090, "freeze"), *signed_by(-1085, "doulonne")),
        annexes={
            "doulonne": "Quatre parrains ou marraines ; accueil d’un afterwork par an dans les locaux de l’office."
        },
    ),
    Story(
        "Convention {year} avec le Logis du Grandlierre",
        ("grandlierre",),
        starts=-880,
        ends=215,
        departments="91 77",
        acts=(
            Act(-920, "create"),
            Act(-915, "freeze"),
            *signed_by(-910, "grandlierre"),
            Act(-118, "terminate", words="L’organisme réorganise ses services et arrête ses parrainages."),
        ),
    ),
    Story(
        "Convention {year} avec la Coopérative Issoline",
        ("issoline",),
        starts=-700,
        ends=-335,
        departments="93",
        notice_months=3,
        renewal_months=12,
        acts=(
            Act(-760, "create"),
            Act(-750, "freeze"),
            *signed_by(-745, "issoline"),
            Act(-20, "notice", words="La coopérative souhaite rejoindre la convention de l’association régionale."),
        ),
    ),
    Story(
        "Convention {year} avec Clairvoie Habitat",
        ("clairvoie",),
        starts=-400,
        ends=695,
        departments="95",
        notice_months=3,
        renewal_months=12,
        acts=(Act(-440, "create"), Act(-432, "review"), Act(-425, "freeze"), *signed_by(-420, "clairvoie")),
        annexes={"clairvoie": "Six parrains ou marraines, deux présentations des métiers par an, un stand partagé."},
    ),
    Story(
        "Rencontres de l’emploi {year} avec le Logis du Grandlierre",
        ("grandlierre",),
        starts=-120,
        ends=-90,
        departments="91",
        acts=(
            Act(-160, "create"),
            Act(-155, "freeze"),
            Act(-131, "abandon", words="La salle n’est plus disponible, l’événement n’aura pas lieu."),
        ),
    ),
    Story(
        "Stages et alternance {year} : Issoline et Mirabelliers",
        ("issoline", "mirabelliers"),
        starts=-40,
        ends=325,
        departments="93 95",
        kind="multipartite",
        entry_rule="each",
        owner=NATIONAL.email,
        acts=(
            Act(-52, "create"),
            Act(-48, "freeze", until=-10),
            Act(-46, "sign", "nqt"),
            Act(-44, "sign", "issoline"),
            Act(-25, "remind", "mirabelliers"),
        ),
    ),
    Story(
        "Convention {year} avec les bailleurs des Trois-Fleuves",
        ("trois-fleuves", *MEMBERS),
        starts=21,
        ends=21 + 1095,
        departments="77 91 93 95",
        kind="multipartite",
        owner=NATIONAL.email,
        acts=(
            Act(-41, "create"),
            Act(-36, "review"),
            Act(-24, "freeze", until=12),
            Act(-23, "sign", "nqt"),
            Act(-20, "sign", "trois-fleuves"),
            Act(-18, "delegate", "clairvoie"),
            Act(-15, "sign", "issoline"),
            Act(-10, "view", "mirabelliers"),
            Act(-9, "refuse", "grandlierre", "Notre conseil d’administration a reporté sa décision à l’an prochain."),
            Act(-4, "remind", "doulonne"),
        ),
        annexes={
            "trois-fleuves": "L’association réunit ses membres deux fois par an autour du bilan.",
            "aubrelle": "Cinq parrains ou marraines ; affichage dans les halls des résidences d’Aubervilliers.",
            "clairvoie": "Six parrains ou marraines ; une journée portes ouvertes.",
            "doulonne": "Quatre parrains ou marraines.",
            "grandlierre": "Deux parrains ou marraines.",
            "issoline": "Un parrain ou une marraine.",
            "mirabelliers": "Trois parrains ou marraines ; une présentation des métiers par an.",
        },
    ),
    Story(
        "Convention {year} avec le Foyer des Mirabelliers",
        ("mirabelliers",),
        starts=26,
        ends=26 + 730,
        departments="93 95",
        acts=(Act(-22, "create"), Act(-19, "freeze"), *signed_by(-13, "mirabelliers")),
        annexes={"mirabelliers": "Trois parrains ou marraines, deux présentations des métiers par an."},
    ),
    Story(
        "Parrainage {year} avec Toits de l’Aubrelle",
        ("aubrelle",),
        starts=12,
        ends=12 + 364,
        departments="93 95",
        acts=(Act(-6, "create"), Act(-2, "freeze", until=20), Act(-1, "sign", "nqt")),
        annexes={"aubrelle": "Cinq parrains ou marraines, et l’accueil d’un atelier de préparation aux entretiens."},
    ),
    Story(
        "Relogement et mobilité {year} avec Clairvoie Habitat",
        ("trois-fleuves", "clairvoie"),
        starts=75,
        ends=75 + 730,
        departments="95",
        kind="multipartite",
        acts=(Act(-8, "create"), Act(-5, "review")),
    ),
    Story(
        "Convention {year} avec l’office de Haute-Doulonne",
        ("doulonne",),
        starts=30,
        ends=30 + 1095,
        departments="77",
        owner=NATIONAL.email,
        acts=(Act(-3, "create"),),
    ),
)
