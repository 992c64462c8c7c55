"""A session that ends in the middle of one's work: the sign-in page says why, and leads back."""

import html

import pytest
from django.conf import settings

from tests.harness.trial.models import Agreement
from tests.harness.trial.world import page, text, typed


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
