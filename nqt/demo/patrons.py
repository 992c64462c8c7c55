"""Landlords whose names the article does not give: “37 d’entre eux sont aujourd’hui partenaires-mécènes de NQT”.

Seven are named. The others are drawn, the same for the same seed: an invented name, a department covered when they
signed, a convention recorded between 2013 and the day of the article, and what became of it since.
"""

import datetime
import itertools
import random
from dataclasses import dataclass

from nqt.accounts.actor import Actor
from nqt.common.dates import add_months
from nqt.demo.clock import Teller, moment
from nqt.demo.present import INVENTED, invented_siren
from partners.conventions.actions import convention_record, convention_terminate
from partners.conventions.actions.record import RecordedParty
from partners.conventions.models import Convention
from partners.organizations.actions import membership_add, organization_create
from partners.organizations.models import Organization
from regions.coverage.models import covered_departments
from regions.territories.models import Commune

NAMED = 7
FIRST_SIGNATURE, ARTICLE = datetime.date(2013, 2, 1), datetime.date(2015, 7, 23)
TOWNS = 12
"""The seat is drawn among the largest towns of the department."""
RECORDED = 1700
"""Days ago: when staff entered these conventions of the past."""

FORMS = {
    "oph": ("fnoph", "Office de l’habitat de {}", "l’"),
    "esh": ("fesh", "Logis de {}", "le "),
    "coop": ("fcoop", "Coopérative de {}", "la "),
    "sem": ("", "Société mixte de {}", "la "),
}
WEIGHTS = (45, 40, 10, 5)
PLACES = (
    "Bellefontelle Bréanne Chantelune Clairmarne Coudrelle Doucelande Fauvernoy Florimelle Garancelle Grisolet "
    "Jouvenelle Lanterre Longuépine Malvoisine Mirevent Montclairval Noirefeuille Passelande Pierrelune Quatrevents "
    "Ravelle Roncelay Sablonnet Sarrelle Soulangis Tournelune Valbruyère Verdelle Vieuxmoulins Virelonde"
).split()
QUARTERS = ("", "-le-Haut", "-le-Bas", "-Nord", "-Sud")


def tell(
    teller: Teller,
    actor: Actor,
    organizations: dict[str, Organization],
    today: datetime.date,
    *,
    seed: int,
    landlords: int,
) -> None:
    """As many invented landlords as are missing to reach `landlords`, each with its convention."""
    dice = random.Random(seed)  # noqa: S311 - a demo that draws the same each time
    recorded_on = today - datetime.timedelta(days=RECORDED)
    for rank, name in enumerate(_names(landlords - NAMED), start=1):
        patron = draw(dice, rank, name)
        with teller.at(actor, moment(recorded_on, 9 + rank // 60 % 9, rank % 60)):
            convention = _record(actor, patron, organizations)
            if patron.left_on:
                convention_terminate(
                    actor=actor,
                    target=convention,
                    expected_version=convention.version,
                    on=patron.left_on,
                    reason="L’organisme a fusionné avec un autre.",
                )


def _names(number: int) -> list[str]:
    """Each place, then its neighbors."""
    places = (place + quarter for quarter in QUARTERS for place in PLACES)
    numbered = (f"{place} {century}" for century in itertools.count(2) for place in PLACES)
    return list(itertools.islice(itertools.chain(places, numbered), number))


@dataclass(frozen=True)
class Patron:
    """One drawn landlord, before it is recorded."""

    rank: int
    name: str
    called: str
    """With its article: 'le Logis de Bréanne'."""
    legal_form: str
    federation: str
    seat: Commune
    signed_on: datetime.date
    is_renewed: bool
    left_on: datetime.date | None


def draw(dice: random.Random, rank: int, place: str) -> Patron:
    """Form, place and dates of one; the order of the draws is part of what a seed means."""
    form = dice.choices(tuple(FORMS), WEIGHTS)[0]
    federation, pattern, article = FORMS[form]
    signed_on = FIRST_SIGNATURE + datetime.timedelta(days=dice.randrange((ARTICLE - FIRST_SIGNATURE).days))
    department = dice.choice(list(covered_departments(signed_on).order_by("code")))
    towns = Commune.objects.filter(department=department, parent=None).exclude(population=None)
    seat = dice.choice(list(towns.select_related("department").order_by("-population", "code")[:TOWNS]))
    is_renewed, has_left = dice.random() < 0.7, dice.random() < 0.15
    left_on = datetime.date(2017 + dice.randrange(5), 6, 30) if is_renewed and has_left else None
    name = pattern.format(place)
    return Patron(rank, name, article + name, form, federation, seat, signed_on, is_renewed, left_on)


def _record(actor: Actor, patron: Patron, organizations: dict[str, Organization]) -> Convention:
    organization = organization_create(
        actor=actor,
        is_distinct=True,
        name=patron.name,
        kind="landlord",
        legal_form=patron.legal_form,
        siren=invented_siren(patron.rank),
        seat=patron.seat,
        note=INVENTED,
    )
    if patron.federation:
        membership_add(actor=actor, member=organization, body=organizations[patron.federation])
    last_day = add_months(patron.signed_on, 36) - datetime.timedelta(days=1)
    return convention_record(
        actor=actor,
        parties=[RecordedParty(party, patron.signed_on) for party in (organizations["nqt"], organization)],
        departments=[patron.seat.department],
        title=f"Convention {patron.signed_on.year} avec {patron.called}",
        starts_on=patron.signed_on,
        ends_on=last_day,
        notice_months=3,
        renewal_months=12 if patron.is_renewed else None,
    )
