import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from nqt.accounts import actions
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.accounts.signals import session_expired
from tests.harness.factories.accounts import PASSWORD, UserFactory, give_hat, sign_in, take_hats

pytestmark = pytest.mark.django_db
MACHINE = Actor.system("tests")
HOUR = 3600


@pytest.fixture
def clock():
    with time_machine.travel("2026-11-23 08:00:00+00:00", tick=False) as clock:
        yield clock


def someone(role: str) -> Client:
    user = UserFactory()
    give_hat(user, role)
    return sign_in(Client(), user)


def present(browser, audience: str) -> bool:
    return browser.get(f"/{audience}/whoami/").status_code == 200


@pytest.mark.parametrize(
    ("role", "audience", "limit"),
    [
        (Role.STAFF_REGIONAL, "staff", HOUR),
        (Role.BOARD, "board", HOUR),
        (Role.AUDITOR, "auditor", HOUR),
        (Role.PARTNER_LANDLORD, "partner", 2 * HOUR),
        (Role.GRADUATE, "graduate", 2 * HOUR),
    ],
)
def test_session_without_a_click_ends_after_its_time(clock, role, audience, limit):
    browser = someone(role)
    assert present(browser, audience)
    clock.shift(limit - 1)
    assert present(browser, audience)
    clock.shift(limit + 1)
    assert browser.get(f"/{audience}/whoami/").status_code == 401


def test_session_left_before_its_first_page_ends_too(clock):
    browser = someone(Role.STAFF_NATIONAL)
    clock.shift(12 * HOUR)
    assert not present(browser, "staff")


def test_busiest_session_ends_after_twelve_hours(clock):
    browser = someone(Role.PARTNER_LANDLORD)
    for _ in range(23):
        clock.shift(HOUR // 2)
        assert present(browser, "partner")
    clock.shift(HOUR // 2)
    assert not present(browser, "partner")


def test_partner_who_joins_the_board_gets_the_shorter_time(clock, user):
    give_hat(user, Role.PARTNER_UNION)
    browser = sign_in(Client(), user)
    assert present(browser, "partner")
    give_hat(user, Role.BOARD)
    clock.shift(60)
    assert present(browser, "partner")
    clock.shift(HOUR)
    assert not present(browser, "partner")


def test_session_is_written_once_a_minute_at_most(clock, django_assert_max_num_queries):
    browser = someone(Role.PARTNER_LANDLORD)
    present(browser, "partner")
    clock.shift(59)
    with django_assert_max_num_queries(10) as asked:
        present(browser, "partner")
    assert not [query for query in asked.captured_queries if not query["sql"].startswith("SELECT")]
    stamp = browser.session["session:seen"]
    clock.shift(1)
    present(browser, "partner")
    assert browser.session["session:seen"] == stamp + 60


def test_end_is_explained_and_told_to_the_security_log(clock):
    told = []

    def listen(sender, **said):
        told.append((said["cause"], said["user"].email))

    session_expired.connect(listen)
    user = UserFactory()
    browser = sign_in(Client(), user)
    browser.get("/public/whoami/")
    clock.shift(3 * HOUR)
    page = browser.get("/accounts/login/")
    session_expired.disconnect(listen)
    assert told == [("idle", user.email)]
    assert "aucune activité" in page.content.decode()


def test_disabled_account_is_out_at_the_next_click(user):
    give_hat(user, Role.PARTNER_LANDLORD)
    browser = sign_in(Client(), user)
    assert present(browser, "partner")
    actions.user_disable(actor=MACHINE, user=user)
    assert browser.get("/partner/whoami/").status_code == 401


def test_account_opened_again_does_not_bring_its_old_sessions_back(user):
    give_hat(user, Role.PARTNER_LANDLORD)
    browser = sign_in(Client(), user)
    actions.user_disable(actor=MACHINE, user=user)
    actions.user_enable(actor=MACHINE, user=user)
    assert not present(browser, "partner")
    assert not Session.objects.exists()


def test_right_taken_back_is_gone_at_the_next_click(user):
    give_hat(user, Role.PARTNER_LANDLORD)
    browser = sign_in(Client(), user)
    assert present(browser, "partner")
    take_hats(user)
    assert browser.get("/partner/whoami/").status_code == 404


def test_new_password_ends_the_sessions_elsewhere_and_keeps_this_one(user):
    give_hat(user, Role.PARTNER_LANDLORD)
    here, elsewhere = sign_in(Client(), user), sign_in(Client(), user)
    new = "une autre agrafe, verte celle-là"
    answer = here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert present(here, "partner")
    assert not present(elsewhere, "partner")


def test_signing_out_ends_the_session_on_the_server(user):
    browser = sign_in(Client(), user)
    key = browser.session.session_key
    browser.post("/accounts/logout/")
    assert not Session.objects.filter(pk=key).exists()


def test_looking_at_the_sign_out_page_signs_nobody_out(user):
    browser = sign_in(Client(), user)
    browser.get("/accounts/logout/")
    assert "_auth_user_id" in browser.session
