import pytest
import time_machine
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.test import Client

from tests.harness.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
NEW = "une autre agrafe, verte celle-là"


def link_of(user) -> str:
    return f"/accounts/password/reset/key/{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}/"


def reset(browser, link, password=NEW):
    page = browser.get(link)
    target = page["Location"] if page.status_code == 302 else link
    return browser.post(target, {"password1": password, "password2": password})


def test_mailed_link_sets_a_new_password(browser, user, letters):
    browser.post("/accounts/password/reset/", {"email": user.email})
    link = letters[-1][2]["password_reset_url"]
    answer = reset(browser, link.removeprefix("http://127.0.0.1:8000"))
    user.refresh_from_db()
    assert answer.status_code == 302
    assert user.check_password(NEW)
    assert "_auth_user_id" not in browser.session


def test_account_without_password_gets_one_the_same_way(browser, letters):
    user = UserFactory(password=None)
    reset(browser, link_of(user))
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_link_leads_to_the_service_whatever_host_the_request_named(user, letters, settings):
    settings.PUBLIC_URL = "https://nqt.example"
    settings.ALLOWED_HOSTS = ["*"]
    Client().post("/accounts/password/reset/", {"email": user.email}, HTTP_HOST="evil.example")
    assert letters[-1][2]["password_reset_url"].startswith("https://nqt.example/accounts/password/reset/key/")


def test_forged_host_is_refused_outright(user, letters):
    answer = Client().post("/accounts/password/reset/", {"email": user.email}, HTTP_HOST="evil.example")
    assert answer.status_code == 400
    assert letters == []


def test_forwarded_host_is_not_believed(user, letters):
    Client().post("/accounts/password/reset/", {"email": user.email}, HTTP_X_FORWARDED_HOST="evil.example")
    assert "evil.example" not in letters[-1][2]["password_reset_url"]


def bad_links(user) -> dict[str, str]:
    used = link_of(user)
    reset(Client(), used)
    user.refresh_from_db()
    stale = link_of(user)
    EmailAddress.objects.filter(user=user).update(email="elsewhere@example.org")
    user.email = "elsewhere@example.org"
    user.save()
    other = UserFactory()
    good = link_of(user)
    uid, _, key = good.rstrip("/").rpartition("/")[2].partition("-")
    return {
        "used": used,
        "made before the address changed": stale,
        "of another account": good.replace(f"/{uid}-", f"/{user_pk_to_url_str(other)}-"),
        "of nobody": good.replace(f"/{uid}-", "/zzzzzz-"),
        "cut": good[:-4] + "/",
        "nonsense": "/accounts/password/reset/key/0-x/",
    }


def test_link_that_is_no_good_is_refused_with_one_text(user):
    texts = {}
    for why, link in bad_links(user).items():
        before = user.__class__.objects.values_list("password", flat=True).order_by("pk")
        hashes = list(before)
        answer = Client().get(link)
        assert answer.status_code == 400, why
        assert Client().post(link, {"password1": "x" * 30, "password2": "x" * 30}).status_code == 400, why
        assert list(before.all()) == hashes
        texts[why] = answer.content.decode()
    assert len(set(texts.values())) == 1


def test_link_is_dead_the_next_day(browser, user):
    with time_machine.travel("2026-11-23 10:00:00+00:00", tick=False) as clock:
        link = link_of(user)
        clock.shift(25 * 3600)
        assert browser.get(link).status_code == 400


@pytest.mark.parametrize("password", ["agrafe violette", "Motdepasse2026!", "x" * 129])
def test_new_password_that_breaks_the_rules_is_refused(browser, user, password):
    password = password[:14] if password == "agrafe violette" else password
    answer = reset(browser, link_of(user), password)
    assert answer.status_code == 400
    assert answer.context["form"].errors["password1"]
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
