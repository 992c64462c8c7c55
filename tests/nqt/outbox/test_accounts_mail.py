"""Sign-in codes, links and notices: sealed in their rows, sent like every mail, never after their term."""

import datetime
import re
from pathlib import Path

import allauth
import pytest
import time_machine
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nqt.outbox.delivery import deliver, drain
from nqt.outbox.kinds import kind_of
from nqt.outbox.messages import NOTICES
from nqt.outbox.models import Message, State
from nqt.outbox.rendering import render
from tests.harness.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
TEMPLATES = Path(allauth.__file__).parent / "templates"
CODE = re.compile(r"code de connexion\s:\s(\S+)")
NOT_OURS = {"base", "email_confirmation_signup"}


@pytest.fixture
def user():
    return UserFactory(email="ada@example.org", first_name="Ada")


def ask_for_code(email: str):
    return Client().post(reverse("account_request_login_code"), {"email": email})


def test_every_mail_allauth_can_send_has_its_kind():
    names = {
        path.name.removesuffix("_message.txt")
        for app in ("account", "mfa")
        for path in (TEMPLATES / app / "email").glob("*_message.txt")
    }
    assert len(names) > 10
    assert [name for name in sorted(names - NOT_OURS) if kind_of(f"accounts.{name}") is None] == []


def test_code_is_sealed_in_its_row_and_wiped_when_it_leaves(user):
    ask_for_code(user.email)
    message = Message.objects.get()
    deliver(message.pk)
    (sent,) = mail.outbox
    code = CODE.search(sent.body)[1]
    row = Message.objects.values().get()
    assert code not in str(Message.objects.values().get() | {"secret": message.secret})
    assert row["secret"] == ""
    assert sent.to == ["ada@example.org"]
    assert "Bonjour Ada" in sent.body


def test_code_opens_the_page_that_asked_for_it(user):
    browser = Client()
    browser.post(reverse("account_request_login_code"), {"email": user.email})
    drain()
    code = CODE.search(mail.outbox[-1].body)[1]
    browser.post(reverse("account_confirm_login_code"), {"code": code})
    assert browser.session["_auth_user_id"] == str(user.pk)


def test_code_out_of_date_never_leaves(user):
    ask_for_code(user.email)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=16)):
        drain()
    assert mail.outbox == []
    assert Message.objects.get().state == State.EXPIRED


def test_code_of_an_account_closed_meanwhile_is_withdrawn(user):
    ask_for_code(user.email)
    user.is_active = False
    user.save()
    drain()
    assert mail.outbox == []
    assert Message.objects.get().state == State.WITHDRAWN


def test_asking_for_a_code_costs_one_row_whether_the_address_has_an_account_or_not(user):
    for email in (user.email, "nobody@example.org"):
        ask_for_code(email)
        assert Message.objects.addressed_to(email).count() == 1
    kinds = dict(Message.objects.order_by("pk").values_list("to", "kind"))
    assert kinds == {user.email: "accounts.login_code", "nobody@example.org": "accounts.unknown_account"}


def test_reset_link_leads_home_whatever_host_the_request_named(user, settings):
    settings.ALLOWED_HOSTS = ["*"]
    Client().post(reverse("account_reset_password"), {"email": user.email}, headers={"host": "evil.example"})
    drain()
    (sent,) = mail.outbox
    assert "evil.example" not in sent.body + str(sent.alternatives)
    link = re.search(r"https?://\S+", sent.body)[0]
    assert link.startswith(settings.PUBLIC_URL)
    assert Client().get(link.removeprefix(settings.PUBLIC_URL)).status_code in (200, 302)


@pytest.mark.parametrize("name", sorted(NOTICES))
def test_notice_says_what_changed_and_from_where(user, rf, name):
    request = rf.get("/", REMOTE_ADDR="192.0.2.7")
    facts = {"from_email": "old@example.org", "to_email": "new@example.org", "deleted_email": "old@example.org"}
    with allauth.core.context.request_context(request):
        get_adapter(request).send_notification_mail(f"account/email/{name}", user, facts)
    letter = render(Message.objects.get())
    for part in (letter.text, letter.html):
        assert NOTICES[name] in part
        assert "192.0.2.7" in part
    assert letter.subject == NOTICES[name].rstrip(".")


@pytest.mark.parametrize(
    "name", ["login_code", "password_reset_code", "email_confirmation", "unknown_account", "account_already_exists"]
)
def test_mail_of_allauth_renders_in_both_forms(user, rf, name):
    request = rf.get("/")
    with allauth.core.context.request_context(request):
        get_adapter(request).send_mail(f"account/email/{name}", user.email, {"code": "K7PQ2M", "request": request})
    letter = render(Message.objects.get())
    assert "Nos Quartiers ont des Talents" in letter.text
    assert (
        ("K7PQ2M" in letter.text) == ("K7PQ2M" in letter.html) == (kind_of(f"accounts.{name}").template[-4:] == "code")
    )
    assert settings.PUBLIC_URL in letter.html or "href" not in letter.html
