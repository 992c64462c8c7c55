"""Ten years after the demo, a month of purges: no count and no reading of any day since 2005 changes."""

import datetime
from collections import Counter

import pytest
import time_machine
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.utils import timezone

from mentoring.graduates.models import Graduate
from mentoring.mentors.models import Mentor
from mentoring.mentorships.models import Mentorship
from nqt.accounts.models import User
from nqt.common.keeping import End, register_of_processing
from nqt.demo import telling
from nqt.demo.accounts import NATIONAL
from nqt.privacy.retention import purge
from partners.conventions.models import Convention
from partners.organizations.models import Contact
from tests.harness.factories.accounts import sign_in

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
LATER = timezone.now().replace(hour=12) + 3652 * DAY
DATED = ("conventions", "organizations", "coverage", "departments")
PEOPLE_LISTS = ("graduates", "mentorships", "matches", "sourcing-links", "assignments")
"""Those of contacts and mentors leave out whoever left: `figures` counts them all."""
LISTS = (*DATED, "regions", "neighborhoods", *PEOPLE_LISTS)
UNCOUNTED = {
    label for label, entry in register_of_processing().items() if any(term.end is End.DELETED for term in entry.terms)
}
"""Tables whose rows go: no figure reads them."""
GO_WITH_PEOPLE = {"account.EmailAddress", "mfa.Authenticator", "mentoring.Veto"}


@pytest.fixture(scope="module", autouse=True)
def world(django_db_setup, django_db_blocker):
    """The whole demo, told once for this file and undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        telling.tell(graduates=40, mentors=30)
        yield
        transaction.set_rollback(True)


def a_colleague() -> Client:
    """National staff, signed in anew: a session that has ended is purged too."""
    return sign_in(Client(), User.objects.get(email=NATIONAL.email))


def days_since_2005() -> list[str]:
    """The last day of each year until the demo's own, and a day on which the source counts."""
    return [f"{year}-12-31" for year in range(2005, LATER.year - 8)] + ["2015-07-23"]


def rows_of(client: Client, address: str) -> list[dict]:
    """Every row of a list, page by page."""
    rows, at = [], address
    while at:
        answer = client.get(at)
        assert answer.status_code == 200, (at, answer.content[:300])
        page = answer.json()
        rows += page["results"]
        at = page["next"]
    return rows


def readings(client: Client) -> dict[str, object]:
    """What staff read: dated lists as of each day, whole; and how many rows each list has today."""
    read: dict[str, object] = {}
    for name in DATED:
        for day in days_since_2005():
            address = f"/api/v1/staff/{name}/?au={day}&page_size=100"
            read[address] = [without_people(row) for row in rows_of(client, address)]
    for name in LISTS:
        address = f"/api/v1/staff/{name}/?page_size=100"
        read[address] = len(rows_of(client, address))
    return read


PEOPLE = {"owner", "contact", "version", "actions", "updated_at"}
"""Columns that say who, and not what."""


def without_people(row: dict) -> dict:
    return {name: value for name, value in row.items() if name not in PEOPLE}


def figures() -> dict[str, Counter]:
    """By all that is counted of people and of what they did: month, department, partner, answer, kind."""
    graduates = Graduate.objects.exclude(state="draft").values_list(
        "department__code", "degree_level", "qpv", "qpv_generation", "birth_date__year", "origin__organization"
    )
    pairs = Mentorship.objects.values_list("announced_at__month", "started_on", "closed_on", "close_reason", "mentor")
    mentors = Mentor.objects.values_list("department__code", "capacity", "employments__organization")
    contacts = Contact.objects.values_list("organization", "roles__kind", "roles__valid_from")
    read = Convention.objects.on(timezone.localdate())
    conventions = read.values_list("number", "text__kind", "entered_on", "text__last_day", "text__body_hash")
    parties = read.values_list("pk", "text__signatories__answer", "text__signatories__signed_on")
    counted = {"graduates": graduates, "pairs": pairs, "mentors": mentors, "contacts": contacts}
    counted |= {"conventions": conventions, "parties": parties}
    return {name: Counter(rows.order_by("pk")) for name, rows in counted.items()}


def tables() -> dict[str, int]:
    """How many rows each table has."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy and not hasattr(model, "pgh_tracked_model")
    }


def test_month_of_purges_changes_no_count_and_no_reading():
    with time_machine.travel(LATER - 32 * DAY, tick=False):
        before = readings(a_colleague()), figures(), tables()
    gone: Counter[str] = Counter()
    for at in (LATER - 31 * DAY, LATER, LATER + DAY):
        with time_machine.travel(at, tick=False):
            gone += purge(now=at).gone
    with time_machine.travel(LATER + DAY, tick=False):
        after = readings(a_colleague()), figures(), tables()
    told = {label for label, entry in register_of_processing().items() if entry.terms}
    assert {"mentoring.Graduate", "partners.Signature", "mentoring.Meeting", "partners.Contact"} <= set(gone) <= told
    assert {name: after[0][name] for name in before[0] if before[0][name] != after[0][name]} == {}
    assert {name: before[1][name] - after[1][name] for name in before[1] if before[1][name] != after[1][name]} == {}
    fewer = {label for label, number in before[2].items() if after[2][label] < number}
    assert fewer <= UNCOUNTED | GO_WITH_PEOPLE
