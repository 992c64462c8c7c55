"""An amendment changes nothing that is read before the day it takes effect, and everything from then on."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from mentoring.gaps.lenders import lenders_of
from nqt.common.errors import Conflict, Stale
from nqt.common.invariants import invariants
from nqt.common.keeping import entry_of
from partners.conventions import actions
from partners.conventions.models import Convention, ConventionText, Signature, Stage
from partners.conventions.reminders import ending
from partners.organizations.models import Membership
from tests.harness.factories.conventions import MACHINE, a_contact, a_draft, again, an_organization, nqt, sign
from tests.harness.factories.regions import a_colleague, the_west

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
STARTS, ENDS = datetime.date(2026, 10, 1), datetime.date(2027, 9, 30)
TODAY, EFFECT, LATER = datetime.date(2026, 11, 2), datetime.date(2027, 1, 1), datetime.date(2029, 12, 31)
DAYS = [STARTS, TODAY, EFFECT, ENDS + DAY]
CHANGED = {
    "title": "Nouveau nom",
    "ends_on": LATER,
    "notice_months": 6,
    "renewal_months": 12,
    "entry_rule": "quorum",
    "quorum": 2,
    "applies_from": EFFECT,
}
LISTS = [
    "",
    *[f"?sort={sort}" for sort in ("title", "-title", "starts", "-ends", "number", "-updated")],
    *[f"?life={life}" for life in ("pending", "in_force", "expired")],
    *[f"?stage={stage}" for stage in ("draft", "to_sign", "signed", "abandoned")],
    *[f"?kind={kind}" for kind in ("bilateral", "multipartite")],
    "?ends_before=2028-01-01",
    *[f"?search={word}" for word in ("ancien", "nouveau", "arrivant")],
    *[f"?todo={pile}" for pile in ("drafting", "awaited", "late", "unreachable")],
]


def at(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(9), tzinfo=datetime.UTC)


class Ground:
    """A convention in force between three, another one beside it, and everybody who reads them."""

    def __init__(self, client_as: Any) -> None:
        self.west = the_west()
        self.follower = a_colleague()
        self.member, self.newcomer = an_organization("Toits de l’Aunis"), an_organization("Arrivant Habitat")
        association = an_organization("AR d’essai", kind="regional_association")
        Membership.objects.create(body=association, member=self.member, valid_from=datetime.date(2010, 1, 1))
        self.convention = self.signed("Ancien nom", self.member, ends_on=ENDS, notice_months=3)
        self.signed("Une autre", an_organization("Voisin Habitat"), ends_on=LATER)
        self.association, self.client_as = association, client_as

    def arriving(self) -> dict[str, Any]:
        """What adds the newcomer."""
        return {"organization": self.newcomer, "contact": self.newcomer.contacts.get()}

    def move_to(self, day: datetime.date) -> None:
        """Everybody signs in again."""
        self.clock.move_to(at(day))
        client_as = self.client_as
        self.staff = client_as("staff_national")
        self.readers = {
            "staff": self.staff,
            "inside": client_as("staff_regional", department_codes=frozenset({"17"})),
            "outside": client_as("staff_regional", department_codes=frozenset({"33"})),
        }
        self.partners = {
            "member": client_as("partner_landlord", organization_id=self.member.pk),
            "newcomer": client_as("partner_landlord", organization_id=self.newcomer.pk),
            "association": client_as("partner_regional", organization_id=self.association.pk),
        }

    def signed(self, title: str, partner: Any, **facts: Any) -> Convention:
        facts = {"title": title, "starts_on": STARTS, "departments": [self.west["17"]], **facts}
        convention = a_draft(parties=1, owner=self.follower.user, **facts)
        actions.party_add(actor=MACHINE, convention=convention, organization=partner)
        convention.text.signatories.filter(organization=partner).update(contact=partner.contacts.get())
        actions.convention_freeze(actor=MACHINE, target=again(convention), expected_version=None)
        for line in convention.text.signatories.all():
            sign(line)
        return again(convention)

    def amend(self, **more: Any) -> ConventionText:
        facts = {**CHANGED, "departments": [self.west["33"]], **more}
        text = actions.convention_amend(actor=MACHINE, target=again(self.convention), **facts)
        text.signatories.filter(contact=None).update(contact=a_contact(nqt()))
        return again(text)

    # -- all that is read ---------------------------------------------------------------------------------------------
    def read(self, days: list[datetime.date] = DAYS) -> dict[str, Any]:
        """Every list, page, life and reminder, on every day."""
        return {**dict(self.lists(days)), **dict(self.lives(days)), **dict(self.rest())}

    def lists(self, days: list[datetime.date]) -> Iterator[tuple[str, Any]]:
        one, member = self.convention.public_id, self.member.public_id
        for day in days:
            for name, reader in self.readers.items():
                paths = [f"conventions/{query}" for query in (LISTS if name == "staff" else [""])]
                paths += [f"conventions/{one}/", f"organizations/{member}/conventions/"]
                yield from self.answers(name, reader, "staff", paths, day)
            for name, reader in self.partners.items():
                paths = ["conventions/", "member-conventions/", "member-conventions/?search=ancien"]
                yield from self.answers(name, reader, "partner", paths, day)

    def answers(self, name: str, reader: Any, door: str, paths: list[str], day: datetime.date) -> Iterator[Any]:
        for path in paths:
            url = f"/api/v1/{door}/{path}{'&' if '?' in path else '?'}au={day}"
            answer = reader.get(url)
            assert answer.status_code in (200, 403, 404), answer.content
            yield f"{name} {url}", (answer.status_code, answer.json() if answer.status_code == 200 else None)

    def lives(self, days: list[datetime.date]) -> Iterator[tuple[str, Any]]:
        for day in days:
            texts = ConventionText.objects.in_force_on(day).order_by("pk")
            found = Convention.objects.in_force_on(day).order_by("pk")
            yield f"life {day}", again(self.convention).life_on(day)
            yield f"in force {day}", [(text.pk, text.title, text.last_day) for text in texts]
            yield f"conventions {day}", [(c.pk, c.text.pk, c.text.title, c.life) for c in found]
            lenders = lenders_of(self.follower, ["17"], None, day)
            yield f"lenders {day}", [(one.organization, one.convention.text.title) for one in lenders]

    def rest(self) -> Iterator[tuple[str, Any]]:
        today = timezone.localdate()
        for days in range(0, 1200, 7):
            told = [(r.to, r.key, r.context) for r in ending(at(today + datetime.timedelta(days=days)))]
            yield f"reminders in {days}", told
        yield "today", self.staff.get("/api/v1/staff/today/").json()
        yield "home", self.partners["member"].get("/api/v1/partner/home/").json()
        page = self.staff.get(f"/staff/conventions/{self.convention.public_id}/").content.decode()
        yield "page", "Nouveau nom" in page
        row = again(self.convention)
        yield "row", (row.version, row.updated_at)


@pytest.fixture
def ground(client_as):
    with time_machine.travel(at(STARTS), tick=False) as clock:
        made = Ground(client_as)
        made.clock = clock
        made.move_to(TODAY)
        yield made
        for name, told in invariants().items():
            assert not name.startswith("conventions.") or not list(told()), name


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [f"{name}: {before[name]} → {after[name]}" for name in before if before[name] != after[name]]


def test_amendment_prepared_signed_in_part_and_abandoned_changes_nothing_that_is_read(ground):
    before, convention = ground.read(), ground.convention
    text = ground.amend()
    assert differences(before, ground.read()) == []
    actions.article_add(actor=MACHINE, convention=again(convention), title="Stages", wording="Deux par an.")
    actions.amendment_update(actor=MACHINE, target=again(convention), expected_version=None, quorum=3)
    actions.party_add(
        actor=MACHINE,
        convention=again(convention),
        organization=ground.newcomer,
        contact=ground.newcomer.contacts.get(),
    )
    actions.convention_submit_for_review(actor=MACHINE, target=again(convention), expected_version=None)
    assert differences(before, ground.read()) == []
    actions.convention_freeze(actor=MACHINE, target=again(convention), expected_version=None)
    assert differences(before, ground.read()) == []
    sign(text.signatories.get(organization=ground.member))
    assert (again(text).stage, again(text).effective_on) == (Stage.TO_SIGN, None)
    assert differences(before, ground.read()) == []
    actions.convention_abandon(actor=MACHINE, target=again(convention), expected_version=None, reason="Trop tôt.")
    assert again(text).stage == Stage.ABANDONED
    assert differences(before, ground.read()) == []


def test_amendment_takes_effect_on_its_day_and_not_before(ground):
    text, convention = ground.amend(), ground.convention
    before = ground.read()
    actions.convention_freeze(actor=MACHINE, target=again(convention), expected_version=None)
    for line in text.signatories.all():
        sign(line)
    text = again(text)
    assert (text.stage, text.effective_on, text.superseded_on) == (Stage.SIGNED, EFFECT, None)
    assert again(convention).texts.get(ordinal=1).superseded_on == EFFECT
    assert again(convention).entered_on == STARTS

    past = [day for day in DAYS if day < EFFECT]
    after = ground.read(past)
    changed = [name for name in after if before[name] != after[name]]
    assert all(name.startswith("reminders") for name in changed)
    detail = f"/api/v1/staff/conventions/{convention.public_id}/?au="
    former, latter = ground.staff.get(f"{detail}{EFFECT - DAY}").json(), ground.staff.get(f"{detail}{EFFECT}").json()
    assert (former["title"], former["ends_on"], former["territory"]) == ("Ancien nom", str(ENDS), "Charente-Maritime")
    assert (latter["title"], latter["ends_on"], latter["notice_months"]) == ("Nouveau nom", str(LATER), 6)
    assert (latter["territory"], latter["entered_on"]) == ("Gironde", str(STARTS))
    assert [convention.life_on(day) for day in (ENDS, ENDS + DAY, LATER + DAY)] == ["in_force"] * 3


def test_amendment_is_read_by_itself_once_its_day_has_come(ground):
    text, convention = ground.amend(), ground.convention
    actions.convention_freeze(actor=MACHINE, target=again(convention), expected_version=None)
    for line in text.signatories.all():
        sign(line)
    titles = {}
    for day in (EFFECT - DAY, EFFECT):
        ground.move_to(day)
        rows = ground.staff.get("/api/v1/staff/conventions/?sort=title").json()["results"]
        titles[day] = [row["title"] for row in rows], again(convention).text.title, str(again(convention))
        perimeters = {
            name: len(reader.get("/api/v1/staff/conventions/").json()["results"])
            for name, reader in ground.readers.items()
        }
        assert perimeters == {"staff": 2, "inside": 2 if day < EFFECT else 1, "outside": 0 if day < EFFECT else 1}
    assert titles[EFFECT - DAY] == (["Ancien nom", "Une autre"], "Ancien nom", "Ancien nom")
    assert titles[EFFECT] == (["Nouveau nom", "Une autre"], "Nouveau nom", "Nouveau nom")


def test_second_amendment_follows_the_first(ground):
    convention = ground.convention
    for number, effect in enumerate((EFFECT, EFFECT + 100 * DAY), start=1):
        text = ground.amend(title=f"Nom {number}", applies_from=effect, entry_rule="all_signed", quorum=None)
        actions.convention_freeze(actor=MACHINE, target=again(convention), expected_version=None)
        for line in text.signatories.all():
            sign(line)
        with pytest.raises(Conflict):
            ground.amend()
        ground.move_to(effect)
    titles = [again(convention).texts.read_on(day).get().title for day in (EFFECT - DAY, EFFECT, EFFECT + 100 * DAY)]
    assert titles == ["Ancien nom", "Nom 1", "Nom 2"]


def test_signatures_of_an_amendment_are_given_up_before_its_day(ground):
    text, convention = ground.amend(), ground.convention
    before = ground.read()
    actions.party_add(
        actor=MACHINE,
        convention=again(convention),
        organization=ground.newcomer,
        contact=ground.newcomer.contacts.get(),
    )
    actions.convention_freeze(actor=MACHINE, target=again(convention), expected_version=None)
    for line in text.signatories.exclude(organization=ground.newcomer):
        sign(line)
    assert (again(text).stage, again(text).effective_on) == (Stage.TO_SIGN, EFFECT)
    actions.convention_back_to_draft(actor=MACHINE, target=again(convention), expected_version=None, reason="Erreur.")
    assert (again(text).stage, again(text).effective_on) == (Stage.DRAFT, None)
    assert differences(before, ground.read()) == []


def test_an_amendment_in_effect_is_given_up_no_more(ground):
    text, convention = ground.amend(applies_from=None), ground.convention
    actions.party_add(
        actor=MACHINE,
        convention=again(convention),
        organization=ground.newcomer,
        contact=ground.newcomer.contacts.get(),
    )
    actions.convention_freeze(actor=MACHINE, target=again(convention), expected_version=None)
    for line in text.signatories.exclude(organization=ground.newcomer):
        sign(line)
    assert again(text).effective_on == TODAY and again(convention).text == text
    for act in (actions.convention_abandon, actions.convention_back_to_draft):
        with pytest.raises(Conflict, match="avenant"):
            act(actor=MACHINE, target=again(convention), expected_version=None, reason="Trop tard.")


def test_only_what_is_in_force_is_amended_and_one_text_is_open_at_a_time(ground):
    with pytest.raises(Conflict):
        actions.convention_amend(actor=MACHINE, target=a_draft())
    text = ground.amend()
    with pytest.raises(Exception, match="déjà en préparation"):
        ground.amend()
    with pytest.raises(Stale):
        actions.amendment_update(actor=MACHINE, target=ground.convention, expected_version=text.version + 1, quorum=2)
    article = again(ground.convention).text.articles.first()
    with pytest.raises(Conflict, match="figé"):
        actions.article_update(actor=MACHINE, target=article, expected_version=None, wording="Autre.")


def test_body_carries_its_schema_and_the_day_it_applies_from(ground):
    ground.amend()
    actions.convention_freeze(actor=MACHINE, target=again(ground.convention), expected_version=None)
    body = ground.convention.texts.get(ordinal=2).document()
    assert (body["schema"], body["applies_from"], body["title"]) == (1, "2027-01-01", "Nouveau nom")
    line = ground.convention.texts.get(ordinal=2).signatories.get(organization=ground.member)
    assert line.answer == "invited" and again(ground.convention).open_text.pk == line.text_id


def test_what_was_signed_before_an_amendment_is_kept_as_long_as_the_convention(ground):
    text, convention = ground.amend(renewal_months=None), ground.convention
    actions.convention_freeze(actor=MACHINE, target=again(convention), expected_version=None)
    for line in text.signatories.all():
        sign(line)
    [term] = [term for term in entry_of(Signature).keeps if term.name == "term"]
    ours = Signature.objects.filter(signatory__text__convention=convention)
    after = {day: term.past(Signature, at(day)) & ours for day in (ENDS.replace(year=2034), LATER.replace(year=2036))}
    assert [found.count() for found in after.values()] == [0, 4]
