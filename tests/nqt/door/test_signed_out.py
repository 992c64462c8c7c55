"""A session that ends in the middle of one's work: the sign-in page says why, and leads back."""

import html
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from nqt.common.errors import Conflict
from nqt.common.sealing import unseal
from nqt.door.pages import kept
from nqt.door.resource.commands import Command
from tests.harness.factories.accounts import sign_in
from tests.harness.trial.models import Agreement
from tests.harness.trial.world import page, text, typed
from tests.harness.unchanged import unchanged

HIDDEN = re.compile(r'<input type="hidden" name="(version|seen|once)" value="([^"]*)">')


def shown_after(visitor, answer):
    assert answer.status_code == 302
    return html.unescape(text(visitor.get(answer.url)))


@pytest.fixture
def over(world):
    """The browser of a person whose session is gone from the server."""
    world.staff.session.flush()
    return world.staff


def test_form_sent_too_late_is_told_and_found_again(world, over):
    url = page("agreements-new")
    answer = over.post(url, typed(world))
    words = shown_after(over, answer)
    assert answer.url.endswith(f"?next={url}")
    assert "Votre session a expiré" in words and "n’est pas enregistré" in words
    assert not Agreement.objects.filter(title="Neuve").exists()


def test_page_asked_too_late_says_so_once(world, over):
    over.get(page("agreements-list"))
    words = shown_after(over, over.get(page("agreements-list")))
    assert words.count("Votre session a expiré") == 1 and "n’est pas enregistré" not in words


def test_visitor_who_never_signed_in_is_told_nothing(world):
    words = shown_after(world.nobody, world.nobody.get(page("agreements-list")))
    assert "expiré" not in words
    assert settings.SESSION_COOKIE_NAME not in world.nobody.cookies


# -- what was sent waits ----------------------------------------------------------------------------------------------
SENT = {"title": "Écrite longuement", "internal_note": "Deux lignes\nà garder", "starts_on": "2015-02-03"}


def back(visitor, user, answer):
    """Sign in where the browser was led, and follow."""
    assert answer.status_code == 302
    visitor.get(answer.url)
    sign_in(visitor, user)
    return visitor.get(parse_qs(urlsplit(answer.url).query)["next"][0])


def form_of(visitor, url):
    """The hidden fields of the form as it is shown."""
    return dict(HIDDEN.findall(html.unescape(text(visitor.get(url)))))


def test_new_form_sent_too_late_comes_back_full_and_once(world):
    url = page("agreements-new")
    form = typed(world, **SENT, **form_of(world.staff, url))
    world.staff.session.flush()
    with unchanged():
        answer = world.staff.post(url, form)
    told = shown_after(world.staff, answer)
    words = html.unescape(text(back(world.staff, world.staff.user, answer)))
    assert "n’est pas perdu" in told
    assert 'value="Écrite longuement"' in words and "Deux lignes\nà garder" in words and 'value="2015-02-03"' in words
    assert "blois" in words and "de nouveau dans le formulaire" in words
    assert "Écrite longuement" not in html.unescape(text(world.staff.get(url)))


def test_change_sent_too_late_comes_back_with_the_version_it_had_seen(world):
    url = page("agreements-edit", public_id=world.agreement.public_id)
    form = typed(world, **SENT, **form_of(world.staff, url))
    Agreement.objects.update(version=2, title="Entre-temps")
    world.staff.session.flush()
    shown = back(world.staff, world.staff.user, world.staff.post(url, form))
    again = {**form, **dict(HIDDEN.findall(html.unescape(text(shown))))}
    assert again["version"] == "1"
    answer = world.staff.post(url, again)
    assert answer.status_code == 409 and "Entre-temps" in text(answer)


def test_command_sent_too_late_comes_back_with_its_reason(world):
    Agreement.objects.update(kind="national")
    url = page("agreements-publish", public_id=world.agreement.public_id)
    form = {**form_of(world.staff, url), "reason": "Budget voté"}
    world.staff.session.flush()
    shown = back(world.staff, world.staff.user, world.staff.post(url, form))
    assert 'value="Budget voté"' in text(shown)
    again = {**form, **dict(HIDDEN.findall(html.unescape(text(shown))))}
    assert world.staff.post(url, again).status_code == 303


def test_what_waits_is_nobody_else_s(world):
    url = page("agreements-new")
    form = typed(world, **SENT, **form_of(world.staff, url))
    world.staff.session.flush()
    shown = back(world.staff, world.regional.user, world.staff.post(url, form))
    assert "Écrite longuement" not in html.unescape(text(shown))
    assert not any("kept" in name for name in world.staff.session.keys())


def test_what_waits_is_gone_after_a_quarter_of_an_hour(world):
    url = page("agreements-new")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        form = typed(world, **SENT, **form_of(world.staff, url))
        world.staff.session.flush()
        answer = world.staff.post(url, form)
        clock.shift(kept.MAX_AGE + 1)
        assert "Écrite longuement" not in html.unescape(text(back(world.staff, world.staff.user, answer)))


def test_what_waits_is_sealed_without_codes_nor_files(world):
    url = page("agreements-new")
    form = typed(world, **SENT, **form_of(world.staff, url), password="un secret", code="123456")
    world.staff.session.flush()
    world.staff.post(url, form)
    waiting = world.staff.session["door:kept"]
    assert "Écrite" not in waiting
    assert not {"code", "password"} & set(json.loads(unseal(waiting, purpose="nqt.door.kept"))["typed"])


def test_act_refused_by_the_action_keeps_what_was_typed(world, monkeypatch):
    Agreement.objects.update(kind="national")

    def refuse(*args):
        raise Conflict("Quelqu’un vient de la retirer.")

    monkeypatch.setattr(Command, "do", refuse)
    url = page("agreements-publish", public_id=world.agreement.public_id)
    answer = world.staff.post(url, {"reason": "Budget voté", "version": "1"})
    words = html.unescape(text(answer))
    assert answer.status_code == 409
    assert "Quelqu’un vient de la retirer." in words and 'value="Budget voté"' in words


@pytest.mark.parametrize("name", ["refuse", "edit"])
def test_act_closed_meanwhile_keeps_what_was_typed(world, name):
    url = page(f"agreements-{name}", public_id=world.agreement.public_id)
    Agreement.objects.update(status="sent")
    form = {**form_of(world.staff, url), **typed(world, title="Écrite longuement"), "reason": "Le budget manque"}
    Agreement.objects.update(status="signed")
    with unchanged():
        answer = world.staff.post(url, form)
    words = html.unescape(text(answer))
    assert answer.status_code == 409 and "error-summary" in words
    assert ("Le budget manque" if name == "refuse" else "Écrite longuement") in words
