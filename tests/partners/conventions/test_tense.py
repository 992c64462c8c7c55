"""What is said of dates is true on the day it is read; what is not known is not stated; dates are dates in a file."""

import csv
import datetime
import html
import io

import pytest
import time_machine

from nqt.outbox.models import Message
from nqt.outbox.rendering import render
from partners.conventions import actions
from partners.conventions.actions.record import RecordedParty
from partners.organizations.models import Membership
from tests.harness.factories.conventions import MACHINE, a_draft, again, an_organization, nqt, sign

pytestmark = pytest.mark.django_db
OCTOBER = datetime.datetime(2026, 10, 1, 8, tzinfo=datetime.UTC)


def words(response):
    return " ".join(html.unescape(response.content.decode()).split())


def frozen(**facts):
    """Frozen in October, to begin on the 21st."""
    starts = datetime.date(2026, 10, 21)
    convention = a_draft(starts_on=starts, ends_on=datetime.date(2028, 1, 1), **facts)
    actions.convention_freeze(
        actor=MACHINE, target=convention, expected_version=None, sign_by=datetime.date(2026, 10, 15)
    )
    return again(convention)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (datetime.date(2026, 10, 5), "Elle commence le 21 octobre 2026."),
        (datetime.date(2026, 10, 21), "Son début est prévu aujourd’hui."),
        (datetime.date(2026, 11, 25), "Elle devait commencer le 21 octobre 2026."),
    ],
)
def test_reminder_speaks_of_the_beginning_as_of_the_day_it_leaves(day, said):
    with time_machine.travel(OCTOBER, tick=False) as clock:
        line = frozen().text.signatories.last()
        clock.move_to(datetime.datetime.combine(day, datetime.time(9), tzinfo=datetime.UTC))
        actions.signatory_remind(actor=MACHINE, target=again(line))
        assert said in render(Message.objects.latest("pk")).html


def test_reminder_of_a_convention_in_force_for_others_says_since_when():
    with time_machine.travel(OCTOBER, tick=False) as clock:
        convention = frozen(parties=3, entry_rule="each")
        for line in list(convention.text.signatories.all())[:2]:
            sign(line)
        clock.move_to(datetime.datetime(2026, 11, 25, 9, tzinfo=datetime.UTC))
        actions.signatory_remind(actor=MACHINE, target=convention.text.signatories.last())
        letter = render(Message.objects.latest("pk"))
    assert "Elle est en vigueur depuis le 21 octobre 2026 pour ceux qui ont signé." in letter.html


def test_new_link_after_the_date_to_sign_by_does_not_ask_for_the_past():
    with time_machine.travel(OCTOBER, tick=False) as clock:
        line = frozen().text.signatories.last()
        assert "si possible avant le 15 octobre 2026" in render(Message.objects.latest("pk")).text
        clock.move_to(datetime.datetime(2026, 11, 25, 9, tzinfo=datetime.UTC))
        actions.party_reinvite(actor=MACHINE, target=again(line))
        letter = render(Message.objects.latest("pk"))
    assert "si possible" not in letter.text and "étaient attendues avant le 15 octobre 2026" in letter.text


def test_last_signature_after_the_first_day_tells_the_entry_in_the_past():
    with time_machine.travel(OCTOBER, tick=False) as clock:
        convention = frozen()
        for line in convention.text.signatories.all():
            sign(line)
        message = Message.objects.filter(kind="partners.conventions.convention_complete").latest("pk")
        assert "entre en vigueur le 21 octobre 2026" in render(message).text
        clock.move_to(datetime.datetime(2026, 10, 22, 9, tzinfo=datetime.UTC))
        assert "est en vigueur depuis le 21 octobre 2026" in render(message).text


# what is not known ---------------------------------------------------------------------------------------------------
def recorded(**facts):
    """Signed in July 2013, with a landlord."""
    parties = [RecordedParty(party, datetime.date(2013, 7, 5)) for party in (nqt(), an_organization("Habitat 17"))]
    return actions.convention_record(actor=MACHINE, title="De 2013", parties=parties, **facts)


def test_recorded_convention_states_nothing_of_a_renewal_that_is_not_known(client_as):
    staff = client_as("staff_national")
    shown = words(staff.get(f"/staff/conventions/{recorded().public_id}/"))
    assert "Sans reconduction tacite" not in shown and "Reconduction non connue" in shown
    assert "Quand tous ont signé" not in shown
    known = recorded(ends_on=datetime.date(2014, 7, 4), renewal_months=12)
    assert "Reconduction tacite de 12 mois" in words(staff.get(f"/staff/conventions/{known.public_id}/"))
    made_here = a_draft()
    assert "Sans reconduction tacite" in words(staff.get(f"/staff/conventions/{made_here.public_id}/"))


# the last day --------------------------------------------------------------------------------------------------------
def test_association_reads_the_last_day_of_the_running_term_as_staff_do(client_as):
    starts = datetime.date(2013, 7, 5)
    convention = recorded(starts_on=starts, ends_on=datetime.date(2014, 7, 4), renewal_months=12)
    member = convention.text.signatories.get(organization__is_nqt=False).organization
    association = an_organization("AR", kind="regional_association")
    Membership.objects.create(body=association, member=member, valid_from=datetime.date(2010, 1, 1))
    with time_machine.travel(OCTOBER, tick=False):
        visitor = client_as("partner_regional", organization_id=association.pk)
        row = visitor.get("/api/v1/partner/member-conventions/").json()["results"][0]
        staff_row = client_as("staff_national").get("/api/v1/staff/conventions/").json()["results"][0]
        assert row["term_until"] == staff_row["term_until"] == "2027-07-04"
        shown = words(visitor.get("/partner/member-conventions/"))
    assert "4 juil. 2027" in shown and "puis reconduite" in shown


# a file --------------------------------------------------------------------------------------------------------------
def test_dates_of_a_file_are_dates_and_their_precision_has_its_column(client_as):
    recorded(starts_on=datetime.date(2013, 7, 5))
    recorded(starts_on=datetime.date(2013, 7, 1), starts_precision="month", ends_on=datetime.date(2027, 7, 4))
    answer = client_as("staff_national").get("/staff/conventions.csv")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";"))
    columns = ("Début", "Début : précision", "Dernier jour", "Dernier jour : précision")
    assert sorted([[row[column] for column in columns] for row in rows], reverse=True) == [
        ["05/07/2013", "au jour près", "", ""],
        ["01/07/2013", "au mois près", "04/07/2027", "au jour près"],
    ]
