"""Step 1: an address and nothing else, a link that resumes anywhere for thirty days, the origin it carries."""

import datetime
import time

import pytest
from django.utils import timezone

from mentoring.graduates import links
from mentoring.graduates.models import Graduate, GraduateState, SourcingLink
from nqt.outbox.models import Message
from nqt.privacy.retention import purge
from tests.harness.factories.mentoring import a_graduate, a_graduate_user
from tests.mentoring.graduates.pages import YOU, ask, at, fill, letters, version_of, words

pytestmark = pytest.mark.django_db
NEW = "nouvelle@example.org"


def test_the_first_page_asks_an_address_alone(client_as):
    page = client_as().get("/apply/")
    assert page.status_code == 200
    assert page.content.decode().count("<input") == 3, "the address, and the tokens against forgery and repetition"


def test_known_and_unknown_addresses_read_the_same_answer(client_as):
    known = a_graduate(GraduateState.SUBMITTED)
    read = []
    for email in (NEW, known.email):
        visitor = client_as()
        answer = visitor.post("/apply/start/", {"email": email})
        read.append((answer.status_code, answer["Location"], visitor.get(answer["Location"]).content))
    assert read[0] == read[1]


def test_new_address_gets_a_link_and_whoever_has_applied_a_way_to_follow_it(client_as):
    known = a_graduate_user(state=GraduateState.SUBMITTED).graduate
    visitor = client_as()
    ask(visitor, NEW)
    ask(visitor, known.email)
    (link,), (follow,) = letters(NEW), letters(known.email)
    assert "/apply/draft/" in link.text
    assert "/graduate/home/" in follow.text
    assert "/apply/draft/" not in follow.text


def test_same_address_in_other_letters_is_the_same_person(client_as):
    visitor = client_as()
    first, second = ask(visitor, NEW), ask(visitor, NEW.upper())
    assert first == second
    assert Graduate.objects.count() == 1


def test_an_address_is_not_drowned_in_links(client_as, monkeypatch):
    monkeypatch.setattr("nqt.door.resource.base.throttles_of", lambda view: [])
    visitor, now = client_as(), timezone.now()
    for number in range(9):
        later = now + datetime.timedelta(minutes=3 * number)
        monkeypatch.setattr("mentoring.graduates.actions.applying.timezone.now", lambda later=later: later)
        ask(visitor, NEW)
    assert Message.objects.filter(to=NEW).count() == 5


def test_visitors_ask_only_so_often(client_as, settings):
    settings.DOOR_RATES = {**settings.DOOR_RATES, "visitor": "2/min"}
    visitor = client_as()
    statuses = [visitor.post("/apply/start/", {"email": NEW}).status_code for _ in range(3)]
    assert statuses == [303, 303, 429]


def test_the_link_resumes_on_any_device_and_proves_the_address(client_as):
    draft = ask(client_as(), NEW)
    assert draft.email_proved_at is None
    client_as().get(at(draft))
    assert Graduate.objects.get().email_proved_at is None, "mail scanners open links"
    assert fill(client_as(), draft, "you", YOU).status_code == 303
    assert Graduate.objects.get().email_proved_at is not None
    assert "Inès" in client_as().get(at(draft, "you")).content.decode()


def test_a_link_made_up_or_of_somebody_else_opens_nothing(client_as):
    draft, visitor = a_graduate(GraduateState.DRAFT), client_as()
    token = links.APPLICATION.sign(draft)
    assert visitor.get(f"/apply/draft/{token[:-4]}AAAA/").status_code == 404
    draft.email = "autre@example.org"
    draft.save()
    gone = visitor.get(f"/apply/draft/{token}/")
    assert gone.status_code == 410
    assert "ancienne adresse" in words(gone)


def test_a_link_of_a_month_ago_says_so_and_leads_to_another(client_as, monkeypatch):
    draft = a_graduate(GraduateState.DRAFT)
    url = at(draft)
    later = time.time() + links.LIFE.days * 86400 + 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    page = client_as().get(url)
    assert page.status_code == 410
    assert "30 jours" in words(page)
    assert 'href="/apply/"' in page.content.decode()


def test_a_draft_forgotten_for_thirty_days_is_purged_and_its_link_says_why(client_as):
    draft, kept = a_graduate(GraduateState.DRAFT), a_graduate(GraduateState.DRAFT)
    url = at(draft)
    old = timezone.now() - datetime.timedelta(days=31)
    Graduate.objects.filter(pk=draft.pk).update(updated_at=old)
    assert purge(now=timezone.now()).gone.total() == 1
    assert list(Graduate.objects.all()) == [kept]
    page = client_as().get(url)
    assert page.status_code == 410
    assert "effacée après 30 jours" in words(page)
    begun = ask(client_as(), draft.email)
    assert begun.pk != draft.pk
    assert client_as().get(at(begun))["Location"] == at(begun, "you")


# the origin ----------------------------------------------------------------------------------------------------------
def test_an_open_link_gives_its_origin(client_as):
    link = SourcingLink.objects.create(label="Affiche du hall")
    assert client_as().get(f"/apply/from/{link.code}/").status_code == 200
    assert ask(client_as(), NEW, f"/apply/from/{link.code.upper()}/start/").origin == link


@pytest.mark.parametrize("code", ["fermee22", "inconnu-2", "Z"])
def test_a_closed_or_unknown_link_opens_the_page_and_counts_for_nothing(client_as, code):
    SourcingLink.objects.create(label="Affiche fermée", code="fermee22", closed_at=timezone.now())
    assert client_as().get(f"/apply/from/{code}/").status_code == 200
    assert ask(client_as(), NEW, f"/apply/from/{code}/start/").origin is None


def test_the_first_origin_stays(client_as):
    first, second = (SourcingLink.objects.create(label=label) for label in ("Un", "Deux"))
    ask(client_as(), NEW, f"/apply/from/{first.code}/start/")
    assert ask(client_as(), NEW, f"/apply/from/{second.code}/start/").origin == first


def test_a_colleague_s_draft_is_resumed_by_the_person(client_as):
    typed = a_graduate(GraduateState.DRAFT, email=NEW)
    assert ask(client_as(), NEW) == typed
    assert version_of(typed) == typed.version
