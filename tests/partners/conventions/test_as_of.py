"""A list as of a day: what had begun by then, with the signatures, the stage and the life of that day."""

import datetime

import pytest
from django.utils import timezone

from nqt.common.dates import add_months
from partners.conventions import actions
from partners.conventions.actions.record import RecordedParty
from partners.conventions.models import Stage
from partners.organizations.models import Membership
from tests.harness.factories.conventions import MACHINE, a_draft, an_organization, nqt, sign, signed, to_sign
from tests.harness.factories.regions import a_colleague

pytestmark = pytest.mark.django_db
API = "/api/v1/staff/conventions/"
D = datetime.date


@pytest.fixture
def arosh():
    """Signed by three in July 2015, in force from September."""
    days = [D(2015, 7, 2), D(2015, 7, 17), D(2015, 7, 23)]
    parties = [
        RecordedParty(party, day)
        for party, day in zip([nqt(), an_organization(), an_organization()], days, strict=True)
    ]
    return actions.convention_record(
        actor=MACHINE, title="AROSH", parties=parties, starts_on=D(2015, 9, 1), kind="multipartite"
    )


def rows(staff, on, **query):
    query = "&".join(f"{name}={value}" for name, value in {"au": on, **query}.items())
    return {row["title"]: row for row in staff.get(f"{API}?{query}").json()["results"]}


def test_list_of_the_past_has_nothing_that_began_later(client_as, arosh):
    draft = a_draft()
    staff, today = client_as("staff_national"), timezone.localdate()
    assert set(rows(staff, "2015-07-01")) == set()
    assert set(rows(staff, "2015-07-02")) == {"AROSH"}
    assert set(rows(staff, today - datetime.timedelta(days=1))) == {"AROSH"}
    assert set(rows(staff, today)) == {"AROSH", draft.text.title}


@pytest.mark.parametrize(
    ("on", "stage", "signed", "life"),
    [
        ("2015-07-02", "to_sign", "1 sur 3", "pending"),
        ("2015-07-17", "to_sign", "2 sur 3", "pending"),
        ("2015-07-23", "signed", "3 sur 3", "pending"),
        ("2015-09-01", "signed", "3 sur 3", "in_force"),
    ],
)
def test_signatures_stage_and_life_are_those_of_the_day(client_as, arosh, on, stage, signed, life):
    row = rows(client_as("staff_national"), on)["AROSH"]
    assert (row["stage"], row["signed"], row["life"]) == (stage, signed, life)
    assert sum(party["state"] == "signed" for party in row["parties"]) == int(signed[0])


def test_stage_filter_reads_the_same_day(client_as, arosh):
    staff = client_as("staff_national")
    assert rows(staff, "2015-07-17", stage="to_sign")
    assert not rows(staff, "2015-07-17", stage="signed")
    assert rows(staff, "2015-07-23", stage="signed")


def test_text_frozen_later_was_a_draft(client_as, time_machine):
    now = timezone.now()
    time_machine.move_to(now - datetime.timedelta(days=20), tick=False)
    convention = a_draft()
    time_machine.move_to(now - datetime.timedelta(days=10), tick=False)
    actions.convention_freeze(actor=MACHINE, target=convention, expected_version=None)
    convention.refresh_from_db()
    time_machine.move_to(now, tick=False)
    for line in convention.text.signatories.all():
        sign(line)
    staff, today = client_as("staff_national"), timezone.localdate()
    seen = [rows(staff, today - datetime.timedelta(days=days))[convention.text.title]["stage"] for days in (19, 9, 0)]
    assert seen == [Stage.DRAFT, Stage.TO_SIGN, Stage.SIGNED]
    before = rows(staff, today - datetime.timedelta(days=19))[convention.text.title]
    assert {party["state"] for party in before["parties"]} == {"listed"}
    between = rows(staff, today - datetime.timedelta(days=9))[convention.text.title]
    assert {party["state"] for party in between["parties"]} == {"invited"}


def test_organization_page_of_the_past_has_its_conventions_of_that_day(client_as, arosh):
    landlord = arosh.text.signatories.all()[1].organization
    address = f"/api/v1/staff/organizations/{landlord.public_id}/conventions/"
    staff = client_as("staff_national")
    assert staff.get(f"{address}?au=2015-07-01").json()["results"] == []
    assert [row["signed"] for row in staff.get(f"{address}?au=2015-07-17").json()["results"]] == ["2 sur 3"]


def test_portal_of_the_past_has_what_was_signed_by_then(client_as, arosh):
    landlord = arosh.text.signatories.all()[1].organization
    visitor = client_as("partner_landlord", organization_id=landlord.pk)
    address = "/api/v1/partner/conventions/"
    assert visitor.get(f"{address}?au=2015-07-16").json()["results"] == []
    rows = {on: visitor.get(f"{address}?au={on}").json()["results"][0] for on in ("2015-07-17", "2015-09-01")}
    assert [row["signed"] for row in rows.values()] == ["2 sur 3", "3 sur 3"]
    assert rows["2015-09-01"]["state"] == "in_force"


def test_association_reads_the_members_who_had_signed_by_then(client_as, arosh):
    first, second = (line.organization for line in arosh.text.signatories.all()[1:])
    body = an_organization(kind="regional_association")
    for member in (first, second):
        Membership.objects.create(body=body, member=member)
    visitor = client_as("partner_regional", organization_id=body.pk)
    rows_on = {
        day: visitor.get(f"/api/v1/partner/member-conventions/?au={day}").json()["results"]
        for day in ("2015-07-17", "2015-07-23")
    }
    assert [row["members"] for row in rows_on["2015-07-17"]] == [str(first)]
    assert [row["members"] for row in rows_on["2015-07-23"]] == [f"{first}, {second}"]


# the last day -------------------------------------------------------------------------------------------------------
def test_last_day_follows_term_renewal_notice_and_termination(client_as):
    end = timezone.localdate() + datetime.timedelta(days=100)
    staff = client_as("staff_national")

    def found(title):
        row = next(row for row in staff.get(API).json()["results"] if row["title"] == title)
        late = staff.get(f"{API}?ends_before={end + datetime.timedelta(days=1)}").json()["results"]
        return row["last_day"], row["term_until"], any(row["title"] == title for row in late)

    fixed, tacit = signed(ends_on=end), signed(ends_on=end, renewal_months=12)
    assert found(fixed.text.title) == (end.isoformat(), None, True)
    assert found(tacit.text.title) == (None, end.isoformat(), False)
    today = timezone.localdate()
    actions.notice_give(actor=MACHINE, target=tacit, expected_version=None, on=today, reason="Fin du partenariat.")
    assert found(tacit.text.title) == (end.isoformat(), None, True)
    actions.convention_terminate(actor=MACHINE, target=fixed, expected_version=None, on=today, reason="Dissolution.")
    assert found(fixed.text.title) == (today.isoformat(), None, True)


def test_today_says_what_ends_in_the_perimeter_whoever_follows_it(client_as):
    soon, today = timezone.localdate() + datetime.timedelta(days=40), timezone.localdate()
    colleague = a_colleague().user
    fixed, tacit = signed(ends_on=soon, owner=colleague), signed(ends_on=soon, renewal_months=12)
    second_term = signed(ends_on=soon, renewal_months=6)
    past = add_months(soon, -6)
    second_term.texts.update(starts_on=add_months(past, -12), ends_on=past)
    signed(ends_on=today + datetime.timedelta(days=400))
    visitor = client_as("staff_national")
    day = visitor.get("/api/v1/staff/today/").json()
    lines = [day["next_act"], *(line for section in day["sections"] for line in section["lines"])]
    ending = next(line for line in lines if line and line["name"] == "partners.conventions.ending")
    assert (
        ending["count"] == 3
        and ending["title"] == "3\N{NO-BREAK SPACE}conventions finissent dans 90\N{NO-BREAK SPACE}jours"
    )
    listed = visitor.get(f"/api/v1{ending['list_url']}").json()["results"]
    assert {row["title"] for row in listed} == {one.text.title for one in (fixed, tacit, second_term)}


def test_association_reads_what_a_tacit_renewal_carried_into_the_membership(arosh):
    member, body = arosh.text.signatories.all()[1].organization, an_organization(kind="regional_association")
    Membership.objects.create(body=body, member=member, valid_from=D(2019, 1, 1))
    arosh.texts.update(ends_on=D(2018, 8, 31))
    assert not type(arosh).objects.of_members(body.pk, D(2020, 1, 1))
    arosh.texts.update(renewal_months=12)
    assert type(arosh).objects.of_members(body.pk, D(2020, 1, 1))


# the number of signatures, and of parties -----------------------------------------------------------------------------
@pytest.mark.parametrize("quorum", ["", "0"])
def test_quorum_without_a_number_is_refused_at_its_field(client_as, quorum):
    today = timezone.localdate().isoformat()
    facts = {"title": "Quorum", "kind": "bilateral", "entry_rule": "quorum", "quorum": quorum or None}
    facts["territory_scope"] = "national"
    answer = client_as("staff_national").post(API, {**facts, "starts_on": today}, content_type="application/json")
    assert answer.status_code == 400
    assert "/quorum" in [error["pointer"].lstrip("#") for error in answer.json()["errors"]]


def test_number_of_signatures_goes_with_its_rule(client_as):
    facts = {
        "title": "Tous",
        "kind": "bilateral",
        "territory_scope": "national",
        "entry_rule": "all_signed",
        "quorum": 3,
    }
    answer = client_as("staff_national").post(API, facts, content_type="application/json")
    assert answer.status_code == 201
    assert answer.json()["quorum"] is None


def test_kind_follows_the_parties(client_as):
    convention = a_draft(parties=2)
    assert convention.text.kind == "bilateral"
    line = actions.party_add(actor=MACHINE, convention=convention, organization=an_organization())
    convention.refresh_from_db()
    assert convention.text.kind == "multipartite"
    staff = client_as("staff_national")
    url, seen = f"{API}{convention.public_id}/", {"HTTP_IF_MATCH": f'"{convention.version}"'}
    refused = staff.patch(url, {"kind": "bilateral"}, content_type="application/json", **seen)
    assert refused.status_code == 400
    assert "3\u00a0parties" in refused.json()["errors"][0]["detail"]
    actions.party_remove(actor=MACHINE, target=line)
    convention.refresh_from_db()
    assert convention.text.kind == "bilateral"
    assert to_sign(parties=3).text.document()["kind"] == "multipartite"
