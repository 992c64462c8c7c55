"""Who can sign in to the demo. Every person is invented; the article's own people have no account and no address."""

from dataclasses import dataclass

PASSWORD = "huit fenetres allumees ce soir"  # noqa: S105 - printed by `make demo`; the command runs in the demo alone


@dataclass(frozen=True)
class Account:
    """One person, and what she shows of the product."""

    role: str
    first_name: str
    last_name: str
    email: str
    region: str = ""
    """Staff: code of the region looked after; none is national."""
    organization: str = ""
    """Partners: key of the organization, in `history/` or `invented/`."""
    password: str = PASSWORD
    audience: str = "staff"
    """`staff`, `partner`, `graduate`, `mentor`."""

    @property
    def is_staff(self) -> bool:
        """Of the association."""
        return self.audience == "staff"


NATIONAL = Account("Équipe nationale", "Claire", "Vasseur", "claire.vasseur@nqt.example")
NOUVELLE_AQUITAINE = Account(
    "Équipe régionale, Nouvelle-Aquitaine", "Maxime", "Thévenin", "maxime.thevenin@nqt.example", region="75"
)
ILE_DE_FRANCE = Account("Équipe régionale, Île-de-France", "Samira", "Kaci", "samira.kaci@nqt.example", region="11")

INES = Account("Jeune diplômée accompagnée", "Inès", "Belkacem", "ines.belkacem@example.org", audience="graduate")
YANIS = Account(
    "Jeune diplômé qui attend un parrain", "Yanis", "Lemoine", "yanis.lemoine@example.org", audience="graduate"
)
THOMAS = Account(
    "Parrain, Clairvoie Habitat",
    "Thomas",
    "Rivière",
    "thomas.riviere@example.org",
    organization="clairvoie",
    audience="mentor",
)
SOPHIE = Account(
    "Marraine à qui l’on propose Yanis, Toits de l’Aubrelle",
    "Sophie",
    "Arnaud",
    "sophie.arnaud@example.org",
    organization="aubrelle",
    audience="mentor",
)

ACCOUNTS = (
    NATIONAL,
    NOUVELLE_AQUITAINE,
    ILE_DE_FRANCE,
    Account(
        "RH d’un bailleur, Toits de l’Aubrelle",
        "Nadège",
        "Ollivier",
        "nadege.ollivier@example.org",
        organization="aubrelle",
        audience="partner",
    ),
    Account(
        "RH d’un bailleur, Clairvoie Habitat",
        "Karim",
        "Benali",
        "karim.benali@example.org",
        organization="clairvoie",
        audience="partner",
    ),
    Account(
        "Association régionale, Trois-Fleuves (inventée)",
        "Bruno",
        "Letellier",
        "bruno.letellier@example.org",
        organization="trois-fleuves",
        audience="partner",
    ),
    Account(
        "AROSH Poitou-Charentes",
        "Élodie",
        "Maurin",
        "elodie.maurin@example.org",
        organization="arosh-pc",
        audience="partner",
    ),
    Account(
        "Union sociale pour l’habitat",
        "Hélène",
        "Brossard",
        "helene.brossard@example.org",
        organization="ush",
        audience="partner",
    ),
    INES,
    YANIS,
    THOMAS,
    SOPHIE,
)
