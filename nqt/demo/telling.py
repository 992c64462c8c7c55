"""The whole demo, in one transaction: told once, or not at all."""

import datetime

import pghistory
from django.db import transaction
from django.utils import timezone

from mentoring.graduates.actions import rules_load
from mentoring.matching.actions import similarities_build
from mentoring.occupations.actions import nomenclatures_load
from nqt.accounts.actor import Actor
from nqt.accounts.models import User
from nqt.audit.context import acting
from nqt.demo import cohort, mailbag, pairs, past, patrons, people, places, present, questions
from nqt.demo.accounts import ACCOUNTS, NATIONAL
from nqt.demo.clock import Teller, moment
from regions.territories.actions import territories_load

SEED, LANDLORDS = 7, 37
"""37: the landlords who were partner-patrons on 23 July 2015."""
GRADUATES, MENTORS = 500, 400
RECORDED = 30
"""Days ago: when staff entered the conventions of the source, so that lists by latest change begin near them."""


def is_told() -> bool:
    """Whether this database holds the demo already."""
    return User.objects.filter(email=ACCOUNTS[0].email).exists()


@transaction.atomic
def tell(
    *,
    seed: int = SEED,
    landlords: int = LANDLORDS,
    graduates: int = GRADUATES,
    mentors: int = MENTORS,
    today: datetime.date | None = None,
) -> None:
    """Territories, the real history, the conditions of access, then the invented present relative to `today`."""
    today = today or timezone.localdate()
    machine, teller = Actor.system("demo_data"), Teller()
    territories_load(actor=machine)
    nomenclatures_load(actor=machine)
    similarities_build(actor=machine)
    rules_load(actor=machine)
    places.draw()
    with teller.at(machine, moment(today - datetime.timedelta(days=people.STAFF_SINCE + 10))):
        organizations = past.tell(machine)
    actors = people.employ(teller, machine, today)
    national = actors[NATIONAL.email]
    with teller.at(national, moment(today - datetime.timedelta(days=RECORDED))):
        past.tell_conventions(national, organizations)
    patrons.tell(teller, national, organizations, today, seed=seed, landlords=landlords)
    present.found(teller, national, organizations, today)
    people.introduce(teller, national, organizations, today)
    present.tell(teller, actors, organizations, today)
    pairs.tell(teller, actors, organizations, today)
    teller.date_history()
    with acting(machine), pghistory.context():
        rules_load(actor=machine)
        cohort.tell(today=today, seed=seed, graduates=graduates, mentors=mentors)
    questions.ask(national)
    mailbag.send_again_what_is_still_asked()
