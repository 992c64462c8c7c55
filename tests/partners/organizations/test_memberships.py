"""Dated ties: memberships of any depth, presence by department, successions."""

import datetime
import threading

import pytest
import time_machine
from django.db import connection

from nqt.common.errors import Conflict, Forbidden, Invalid, Stale
from partners.organizations import actions
from partners.organizations.actions import ties
from partners.organizations.models import Membership, Organization, Presence
from tests.harness.factories.organizations import (
    MACHINE,
    a_contact,
    a_department,
    a_member,
    a_union,
    an_association,
    an_organization,
    national,
    regional,
)

pytestmark = pytest.mark.django_db
D = datetime.date.fromisoformat


def test_landlord_may_belong_to_several_bodies_at_once():
    landlord, one, two = an_organization(), an_association("AR Une"), an_association("AR Deux")
    a_member(landlord, one, "2010-01-01")
    a_member(landlord, two, "2012-01-01")
    on = D("2015-07-23")
    assert set(Organization.objects.bodies_of(landlord, on)) == {one, two}


@pytest.mark.parametrize(
    ("since", "until"),
    [("2010-01-01", "2012-01-01"), ("2011-12-31", ""), ("", "2010-01-02"), ("", ""), ("2010-06-01", "2010-07-01")],
)
def test_membership_overlapping_itself_is_refused(since, until):
    landlord, body = an_organization(), an_association()
    a_member(landlord, body, "2010-01-01", "2012-01-01")
    with pytest.raises(Invalid) as refusal:
        a_member(landlord, body, since, until)
    assert refusal.value.code == "membership_no_overlap"
    assert refusal.value.message == "Cette adhésion existe déjà sur une partie de cette période."
    assert Membership.objects.count() == 1


def test_membership_taken_up_again_the_day_it_ended_is_accepted():
    landlord, body = an_organization(), an_association()
    a_member(landlord, body, "2010-01-01", "2012-01-01")
    a_member(landlord, body, "2012-01-01")
    assert Membership.objects.on(D("2012-01-01")).count() == 1


@pytest.mark.parametrize(("since", "until"), [("2012-01-01", "2010-01-01"), ("2012-01-01", "2012-01-01")])
def test_membership_with_dates_out_of_order_is_refused(since, until):
    with pytest.raises(Invalid) as refusal:
        a_member(an_organization(), an_association(), since, until)
    assert refusal.value.code == "membership_dates_in_order"
    assert refusal.value.message == "La fin doit suivre le début."


def test_membership_of_oneself_is_refused():
    body = an_association()
    with pytest.raises(Invalid) as refusal:
        a_member(body, body)
    assert refusal.value.code == "membership_not_of_itself"


def test_membership_closing_a_circle_is_refused_while_the_periods_meet():
    landlord, association, union = an_organization(), an_association(), a_union()
    a_member(landlord, association, "2010-01-01", "2014-01-01")
    a_member(association, union, "2010-01-01")
    with pytest.raises(Invalid) as refusal:
        a_member(union, landlord, "2013-01-01")
    assert refusal.value.code == "membership_circle"
    assert union.name in refusal.value.message

    assert a_member(union, landlord, "2014-01-01")


def test_correcting_a_membership_into_a_circle_is_refused():
    one, two = an_association("AR Une"), an_association("AR Deux")
    a_member(one, two, "2010-01-01", "2012-01-01")
    later = a_member(two, one, "2012-01-01")
    with pytest.raises(Invalid):
        actions.membership_correct(actor=MACHINE, target=later, expected_version=1, valid_from=D("2011-06-01"))


def test_membership_of_any_depth_is_read_on_a_date():
    landlord, association, union = an_organization(), an_association(), a_union()
    a_member(association, union, "2000-01-01")
    a_member(landlord, association, "2010-01-01", "2015-01-01")
    assert set(Organization.objects.members_of(union, D("2014-12-31"))) == {association, landlord}
    assert set(Organization.objects.members_of(union, D("2015-01-01"))) == {association}
    assert set(Organization.objects.bodies_of(landlord, D("2012-01-01"))) == {association, union}


def test_membership_ended_is_true_before_and_corrected_reopens():
    membership = a_member(an_organization(), an_association(), "2010-01-01")
    ended = actions.membership_end(
        actor=MACHINE, target=membership, expected_version=1, valid_until=D("2014-05-01"), until_precision="year"
    )
    assert ended.valid_until == D("2014-01-01")
    assert not Membership.objects.on(D("2014-01-01")).exists()
    assert Membership.objects.on(D("2013-12-31")).exists()

    actions.membership_correct(actor=MACHINE, target=ended, expected_version=2, valid_until=None)
    assert Membership.objects.on(D("2020-01-01")).exists()


def a_presence(since, until):
    return actions.presence_add(
        actor=MACHINE, organization=an_organization(), department=a_department(), valid_from=since, valid_until=until
    )


def a_role(since, until):
    contact = a_contact(an_organization())
    return actions.contact_role_add(actor=MACHINE, contact=contact, kind="hr", valid_from=since, valid_until=until)


TIES = {
    "membership": (
        lambda since, until: a_member(an_organization(), an_association(), str(since), str(until)),
        lambda tie, day: actions.membership_end(actor=MACHINE, target=tie, expected_version=None, valid_until=day),
    ),
    "presence": (
        a_presence,
        lambda tie, day: actions.presence_end(actor=MACHINE, target=tie, valid_until=day),
    ),
    "role": (
        a_role,
        lambda tie, day: actions.contact_role_end(actor=MACHINE, target=tie, valid_until=day),
    ),
}


@pytest.mark.parametrize("kind", TIES)
@pytest.mark.parametrize(
    ("ended", "asked"),
    [("2015-01-01", "2099-01-01"), ("2015-01-01", "2015-01-01"), ("2015-01-01", "2010-01-01"), ("2090-01-01",) * 2],
)
@time_machine.travel("2026-03-10T10:00:00+00:00", tick=False)
def test_tie_that_has_its_end_is_not_ended_again_nor_later(kind, ended, asked):
    make, end = TIES[kind]
    tie = make(D("2010-01-01"), D(ended))
    with pytest.raises(Conflict) as refusal:
        end(tie, D(asked))
    assert refusal.value.code == "ended"
    tie.refresh_from_db()
    assert tie.valid_until == D(ended)


@pytest.mark.parametrize("kind", TIES)
@time_machine.travel("2026-03-10T10:00:00+00:00", tick=False)
def test_tie_that_ends_later_is_ended_earlier(kind):
    make, end = TIES[kind]
    tie = make(D("2010-01-01"), D("2090-01-01"))
    end(tie, D("2026-03-10"))
    tie.refresh_from_db()
    assert tie.valid_until == D("2026-03-10")


def test_membership_ended_by_two_people_is_stale_for_the_second():
    membership = a_member(an_organization(), an_association(), "2010-01-01")
    actions.membership_end(actor=MACHINE, target=membership, expected_version=1, valid_until=D("2014-01-01"))
    with pytest.raises(Stale):
        actions.membership_end(actor=MACHINE, target=membership, expected_version=1, valid_until=D("2015-01-01"))
    assert Membership.objects.get().valid_until == D("2014-01-01")


def test_membership_between_strangers_is_refused_to_regional_staff():
    landlord, body = an_organization(departments=("59",)), an_association(departments=("59",))
    with pytest.raises(Forbidden):
        actions.membership_add(actor=regional("17"), member=landlord, body=body)
    assert not Membership.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_locked", [True, False], ids=["locked", "control"])
def test_two_halves_of_a_circle_written_at_once_never_both_stay(monkeypatch, is_locked):
    """Four bodies, two memberships there, the two others at the same moment; without the lock both get in."""
    a, b, c, d = (an_association(f"AR {letter * 5}") for letter in "abcd")
    a_member(a, b)
    a_member(c, d)
    both_looked = threading.Barrier(2, timeout=0.5 if is_locked else 5)
    look = ties.closes_a_circle

    def look_and_wait(**facts):
        answer = look(**facts)
        try:
            both_looked.wait()
        except threading.BrokenBarrierError:
            pass
        return answer

    monkeypatch.setattr(ties, "closes_a_circle", look_and_wait)
    if not is_locked:
        monkeypatch.setattr(ties, "lock_memberships", lambda: None)
    refused = []

    def write(member, body):
        try:
            a_member(member, body)
        except Invalid as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=pair) for pair in ((b, c), (d, a))]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert refused == (["membership_circle"] if is_locked else [])


# presence ------------------------------------------------------------------------------------------------------------
def test_presence_overlapping_itself_is_refused():
    organization = an_organization(departments=("17",))
    with pytest.raises(Invalid) as refusal:
        actions.presence_add(
            actor=MACHINE, organization=organization, department=a_department("17"), valid_from=D("2014-01-01")
        )
    assert refusal.value.code == "presence_no_overlap"


def test_presence_in_a_foreign_department_is_refused_to_regional_staff():
    organization = an_organization(departments=("17", "33"))
    with pytest.raises(Forbidden):
        actions.presence_add(actor=regional("17"), organization=organization, department=a_department("59", "Nord"))
    with pytest.raises(Forbidden):
        actions.presence_remove(actor=regional("17"), target=organization.presences.get(department__code="33"))
    assert {p.department.code for p in Presence.objects.all()} == {"17", "33"}


def test_presence_ended_before_it_began_is_refused():
    organization = an_organization()
    presence = actions.presence_add(
        actor=MACHINE, organization=organization, department=a_department(), valid_from=D("2014-01-01")
    )
    with pytest.raises(Invalid) as refusal:
        actions.presence_end(actor=MACHINE, target=presence, valid_until=D("2013-01-01"))
    assert refusal.value.code == "presence_dates_in_order"


# successions ---------------------------------------------------------------------------------------------------------
def succeed(predecessor, successor, **more):
    return actions.succession_record(
        actor=national(), predecessor=predecessor, successor=successor, kind="merger", on=D("2015-05-20"), **more
    )


def test_succession_is_stored_at_its_precision():
    assert succeed(an_organization(), an_organization(), precision="month").on == D("2015-05-01")


@pytest.mark.parametrize("case", ["itself", "twice", "backwards"])
def test_succession_of_itself_twice_or_in_circle_is_refused(case):
    one, two, three = an_organization("Premier"), an_organization("Deuxième"), an_organization("Troisième")
    succeed(one, two)
    succeed(two, three)
    pair = {"itself": (one, one), "twice": (one, two), "backwards": (three, one)}[case]
    with pytest.raises(Invalid) as refusal:
        succeed(*pair)
    expected = {"itself": "succession_not_of_itself", "twice": "succession_once", "backwards": "succession_circle"}
    assert refusal.value.code == expected[case]
