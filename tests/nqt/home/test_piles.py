"""One figure, one list: what a home counts is what the list behind its link has, for every pile of every audience."""

import datetime
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from mentoring.graduates.models import GraduateState
from mentoring.graduates.reminders import application_waiting
from mentoring.mentorships.models import Concern, MentorshipState
from mentoring.proposals.models import ProposalState
from nqt.home import today
from nqt.outbox.delivery import render
from nqt.outbox.models import Message
from nqt.outbox.post import post
from partners.conventions import actions
from partners.conventions.models import ConventionText, Signatory
from partners.conventions.piles import PILES
from partners.organizations import actions as organizations
from tests.harness.factories.conventions import MACHINE, a_draft, again, an_organization, as_if, nqt, to_sign
from tests.harness.factories.mentoring import (
    a_graduate,
    a_graduate_user,
    a_mentor_user,
    a_mentorship,
    a_proposal,
)
from tests.harness.factories.organizations import a_department
from tests.harness.factories.regions import a_colleague
from tests.harness.words import said

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
AGES = (0, 3, 6, 7, 8, 14, 15, 16, 40)
"""Days since an application was sent: both sides of each threshold."""


def sent(days: float, department=None):
    return a_graduate(GraduateState.SUBMITTED, submitted_at=timezone.now() - days * DAY, department=department)


def people() -> None:
    """Applications of every age here and elsewhere, pairs to read, an open concern and a settled one, pairs ended."""
    here, far = a_department(), a_department("75", "Paris")
    for days in AGES:
        sent(days, here)
    sent(1, far)
    sent(30, far)
    for state in (ProposalState.PROPOSED, ProposalState.PROPOSED, ProposalState.DROPPED):
        a_proposal(state, graduate=a_graduate(department=here))
    for state in ("open", "open", "settled"):
        Concern.objects.create(mentorship=a_mentorship(), side="graduate", text="Il ne répond pas.", state=state)
    changed = [a_mentorship(MentorshipState.CLOSED, graduate=a_graduate(department=here)) for _ in range(3)]
    a_mentorship(graduate=changed[0].graduate)  # accompanied again
    a_mentorship(MentorshipState.CLOSED, close_reason="taken_off")


def conventions() -> None:
    """Two lines at least in each pile, some of one convention."""
    for _ in range(2):
        refused = to_sign(parties=4)
        for line in refused.text.signatories.exclude(organization=nqt())[:2]:
            actions.convention_refuse(actor=MACHINE, target=again(line), reason="Budget déjà voté.")
        overdue = to_sign(parties=3)
        overdue.text.sign_by = timezone.localdate() - 3 * DAY
        type(overdue.text).objects.filter(pk=overdue.text.pk).update(sign_by=overdue.text.sign_by)
        gone = to_sign(parties=3)
        gone.text.signatories.exclude(organization=nqt()).first().contact.organization.contacts.update(state="left")
        a_draft()
    for _ in range(2):
        absorbed = to_sign(parties=3).text.signatories.exclude(organization=nqt()).first()
        succession = {"predecessor": absorbed.organization, "successor": an_organization(), "on": timezone.localdate()}
        organizations.succession_record(actor=MACHINE, kind="merger", **succession)
    old = Signatory.objects.refused().order_by("pk").first()
    Signatory.objects.filter(pk=old.pk).update(refused_at=timezone.now() - 9 * DAY)


def piles_in(told: Any) -> Iterator[dict[str, Any]]:
    """Everything in an answer that counts the rows of a list."""
    if isinstance(told, dict):
        if "list_url" in told:
            yield told
        for value in told.values():
            yield from piles_in(value)
    elif isinstance(told, list):
        for value in told:
            yield from piles_in(value)


def checked(visitor, home: str) -> dict[str, int]:
    """Each pile of a home against its list, as JSON and as a page; address → rows."""
    found = {pile["list_url"]: pile for pile in piles_in(visitor.get(f"/api/v1{home}").json())}
    for url, pile in found.items():
        answer = visitor.get(f"/api/v1{url}")
        assert answer.status_code == 200, url
        assert answer.json()["count"] == pile["count"] > 0, f"{pile['title']} leads to {answer.json()['count']} rows"
        assert visitor.get(url).status_code == 200, url
        numbers = [int(number) for number in re.findall(r"\d+", pile["title"]) if pile["count"] > 1]
        assert not numbers or numbers[0] == pile["count"], "the words say another figure"
    return {url: pile["count"] for url, pile in found.items()}


@pytest.mark.parametrize(
    ("role", "late", "in_time"), [("national", ("15", 4), ("under15", 7)), ("regional", ("7", 6), ("under7", 3))]
)
def test_every_pile_of_staff_is_the_list_it_leads_to(client_as, role, late, in_time):
    people()
    territory = {"department": a_department()} if role == "regional" else {}
    visitor = client_as(user=a_colleague(**territory).user)
    found = checked(visitor, "/staff/today/")
    for waiting, number in (late, in_time):
        assert found[f"/staff/graduates/?waiting={waiting}"] == number
    assert found["/staff/graduates/?mentor=again"] == 2
    assert ("/staff/concerns/?state=open" in found) == (role == "national")


def test_every_pile_of_conventions_is_the_list_it_leads_to(client_as):
    conventions()
    visitor = client_as(user=a_colleague().user)
    ending_and_to_sign(visitor.user)
    found = checked(visitor, "/staff/today/")
    assert {re.search(r"todo=(\w+)", url)[1] for url in found if "todo=" in url} == set(PILES)


def ending_and_to_sign(user) -> None:
    """One convention to its end, one carried on, one ended already; two to sign by the reader, one of them late."""
    today = timezone.localdate()
    for facts in (
        {"ends_on": today + 40 * DAY},
        {"ends_on": today - 20 * DAY, "renewal_months": 1},
        {"ends_on": today - 20 * DAY},
    ):
        facts = {"starts_on": today - 900 * DAY, "entered_on": today - 900 * DAY, **facts}
        as_if(to_sign(parties=2), owner=user, **facts)
    nqt().contacts.update(email=user.email)
    ConventionText.objects.filter(pk=to_sign(parties=2).text.pk).update(sign_by=today - DAY)


def test_page_says_the_figures_of_what_it_shows_and_leads_to_the_rest(client_as, monkeypatch):
    conventions()
    visitor = client_as(user=a_colleague().user)
    day = visitor.get("/api/v1/staff/today/").json()
    assert day["next_act"]["tone"] == "bad", "the first of the late things stands above the others"
    for section in day["sections"]:
        late = [line["is_late"] for line in section["lines"]]
        assert late == sorted(late, reverse=True), "late first"
    assert day["awaited_count"] == len(day["awaited"])
    monkeypatch.setattr(today, "WHO_IS_AWAITED", 1)
    monkeypatch.setattr(today, "FIRST", 1)
    cut = visitor.get("/api/v1/staff/today/").json()
    assert cut["awaited_count"] == day["awaited_count"] > len(cut["awaited"]) == 1
    page = visitor.get("/staff/today/").content.decode()
    assert f'<span class="n">{day["awaited_count"]}</span>' in page
    assert "Tout voir : signatures attendues" in page.replace("\u00a0", " ")


def test_number_beside_an_entry_is_what_its_piles_count(client_as):
    people()
    conventions()
    visitor = client_as(user=a_colleague().user)
    expected: dict[str, int] = {}
    day = visitor.get("/api/v1/staff/today/").json()
    lines = [day["next_act"], *(line for section in day["sections"] for line in section["lines"])]
    for line in lines:
        place = line["list_url"].split("?")[0]
        expected[place] = expected.get(place, 0) + line["count"]
    trades = visitor.get("/api/v1/staff/places/").json()["trades"]
    told = {place["url"]: place["count"] for trade in trades for place in trade["items"]}
    assert {url: number for url, number in told.items() if number} == expected
    page = visitor.get("/staff/places/").content.decode()
    for url, number in expected.items():
        assert re.search(rf'href="{url}"[^>]*>[^§]*?<span class="count[^"]*">{number}<', page), url


def test_number_follows_ones_own_act_at_once(client_as):
    for _ in range(2):
        Concern.objects.create(mentorship=a_mentorship(), side="graduate", text="Il ne répond pas.")
    visitor = client_as(user=a_colleague().user)
    assert concerns_beside(visitor) == 2
    concern = Concern.objects.first()
    settled = visitor.send(
        "post",
        f"/api/v1/staff/concerns/{concern.public_id}/settle/",
        {"settlement": "Appelés tous les deux."},
        version=concern.version,
    )
    assert settled.status_code == 200
    assert concerns_beside(visitor) == 1


def concerns_beside(visitor) -> int:
    trades = visitor.get("/api/v1/staff/places/").json()["trades"]
    places = [place for trade in trades for place in trade["items"]]
    return next(place["count"] for place in places if place["url"] == "/staff/concerns/")


@pytest.mark.parametrize("audience", ["mentor", "graduate", "partner"])
def test_other_homes_count_what_they_show(client_as, audience):
    if audience == "partner":
        visitor = client_as("partner_landlord", organization_id=an_organization().pk)
    else:
        user = a_mentor_user() if audience == "mentor" else a_graduate_user()
        visitor = client_as(user=user)
    if audience == "mentor":
        for _ in range(3):
            a_proposal(ProposalState.OFFERED, mentor=user.mentor)
    assert checked(visitor, f"/{audience}/home/") == {}
    if audience == "mentor":
        assert "Trois choses vous attendent" in said(visitor.get("/mentor/home/"))
        assert visitor.get("/api/v1/mentor/offers/").json()["count"] == 3


@pytest.mark.parametrize("role", ["national", "regional"])
def test_weekly_mail_says_the_figure_of_today_and_leads_to_its_list(client_as, role):
    people()
    user = a_colleague(**({"department": a_department()} if role == "regional" else {})).user
    [told] = [one for one in application_waiting(timezone.now()) if one.user == user]
    sent(60, a_department())  # between the rule and the mail: the mail counts when it leaves
    visitor = client_as(user=user)
    days = {"national": 15, "regional": 7}[role]
    [pile] = [
        one
        for one in piles_in(visitor.get("/api/v1/staff/today/").json())
        if one["list_url"].endswith(f"waiting={days}")
    ]
    post(told.kind, to=told.to, user=user, key=told.key, context=told.context)
    letter = render(Message.objects.of_kind(told.kind).get())
    assert letter.subject.startswith(f"{pile['count']} à lire")
    assert pile["list_url"] in letter.text
    assert f"depuis {days}\xa0jours ou plus" in letter.text


def test_weekly_mail_is_withdrawn_when_nothing_waits_any_more():
    user = a_colleague().user
    post("mentoring.graduates.application_waiting", to=user.email, user=user, key="nothing", context={})
    assert render(Message.objects.of_kind("mentoring.graduates.application_waiting").get()) is None
