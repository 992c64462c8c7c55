import re
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client

from nqt.accounts.roles import Role
from tests.harness.factories.accounts import PASSWORD, UserFactory, give_hat, sign_in
from tests.harness.totp import App

pytestmark = pytest.mark.django_db
STRICT = [
    (Role.STAFF_REGIONAL, "staff"),
    (Role.STAFF_NATIONAL, "staff"),
    (Role.BOARD, "board"),
    (Role.AUDITOR, "auditor"),
]
FREE = [(Role.PARTNER_LANDLORD, "partner"), (Role.PARTNER_REGIONAL, "partner"), (Role.MENTOR, "mentor")]


@pytest.fixture
def clock():
    with time_machine.travel("2026-11-23 10:00:00+00:00", tick=False) as clock:
        yield clock


@pytest.fixture
def staff():
    user = UserFactory()
    give_hat(user, Role.STAFF_NATIONAL)
    return user


def give_password(browser, user, **data):
    return browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD, **data})


@pytest.fixture
def enrol(monkeypatch):
    """Through the page; what allauth does on commit is done at once, as when nothing is around the request."""
    at_once = SimpleNamespace(on_commit=lambda function: function())
    monkeypatch.setattr("allauth.mfa.totp.internal.flows.transaction", at_once)
    monkeypatch.setattr("allauth.mfa.recovery_codes.internal.flows.transaction", at_once)

    def through_the_page(browser) -> App:
        page = browser.get("/accounts/2fa/totp/activate/")
        app = App(page.context["form"].secret)
        answer = browser.post("/accounts/2fa/totp/activate/", {"code": app.code()})
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/recovery-codes/")
        return app

    return through_the_page


def at_home(browser, audience="staff") -> bool:
    return browser.get(f"/{audience}/whoami/").status_code == 200


@pytest.fixture
def enrolled(browser, staff, clock, enrol):
    give_password(browser, staff)
    app = enrol(browser)
    browser.post("/accounts/logout/")
    clock.shift(120)
    return app


@pytest.mark.parametrize(("role", "audience"), STRICT)
def test_strict_role_is_led_to_enrolment_and_sees_nothing_before(browser, user, role, audience):
    give_hat(user, role)
    give_password(browser, user)
    for page in (f"/{audience}/whoami/", "/public/whoami/", "/accounts/email/", "/accounts/password/change/"):
        answer = browser.get(page)
        assert answer.status_code == 302
        assert urlsplit(answer["Location"]).path == "/accounts/2fa/totp/activate/"
        assert parse_qs(urlsplit(answer["Location"]).query) == {"next": [page]}


@pytest.mark.parametrize(("role", "audience"), FREE)
def test_other_roles_come_in_without(browser, user, role, audience):
    give_hat(user, role)
    give_password(browser, user)
    assert at_home(browser, audience)


def test_partner_who_is_also_on_the_board_is_asked(browser, user):
    give_hat(user, Role.PARTNER_UNION)
    give_hat(user, Role.BOARD)
    give_password(browser, user)
    assert not at_home(browser, "partner")


@pytest.mark.parametrize("proof", ["password", "code"])
def test_enrolment_after_either_way_of_signing_in_opens_the_house(browser, staff, letters, clock, proof, enrol):
    if proof == "password":
        give_password(browser, staff)
    else:
        browser.post("/accounts/login/code/", {"email": staff.email})
        browser.post("/accounts/login/code/confirm/", {"code": letters[-1][2]["code"]})
    enrol(browser)
    codes = browser.get("/accounts/2fa/recovery-codes/")
    assert codes.status_code == 200
    assert len(codes.context["unused_codes"]) == 10
    assert at_home(browser)


def test_reading_the_recovery_codes_writes_nothing(browser, staff, clock, django_assert_max_num_queries, enrol):
    give_password(browser, staff)
    enrol(browser)
    with django_assert_max_num_queries(20) as asked:
        browser.get("/accounts/2fa/recovery-codes/")
    writes = [q["sql"] for q in asked.captured_queries if re.match(r"INSERT|UPDATE|DELETE", q["sql"])]
    assert not [sql for sql in writes if "django_session" not in sql]


def test_wrong_code_enrols_nobody(browser, staff, clock):
    give_password(browser, staff)
    app = App(browser.get("/accounts/2fa/totp/activate/").context["form"].secret)
    browser.post("/accounts/2fa/totp/activate/", {"code": app.code(-10)})
    assert not Authenticator.objects.exists()
    assert not at_home(browser)


@pytest.mark.parametrize("proof", ["password", "code"])
def test_signing_in_again_asks_for_a_code_of_the_app(browser, staff, enrolled, letters, proof):
    if proof == "password":
        answer = give_password(browser, staff, next="/staff/whoami/")
    else:
        browser.post("/accounts/login/code/", {"email": staff.email})
        answer = browser.post(
            "/accounts/login/code/confirm/", {"code": letters[-1][2]["code"], "next": "/staff/whoami/"}
        )
    assert urlsplit(answer["Location"]).path == "/accounts/2fa/authenticate/"
    assert browser.get("/staff/whoami/").status_code == 401
    answer = browser.post("/accounts/2fa/authenticate/", {"code": enrolled.code()})
    assert answer["Location"] == "/staff/whoami/"
    assert at_home(browser)


def test_code_of_the_app_serves_once_even_in_the_next_minute(browser, staff, enrolled, clock):
    code = enrolled.code()
    give_password(browser, staff)
    browser.post("/accounts/2fa/authenticate/", {"code": code})
    assert at_home(browser)
    clock.shift(40)
    thief = Client()
    give_password(thief, staff)
    thief.post("/accounts/2fa/authenticate/", {"code": f" {code[:3]} {code[3:]}"})
    assert "_auth_user_id" not in thief.session


def test_slow_typist_and_slow_clock_are_forgiven_thirty_seconds(browser, staff, enrolled):
    give_password(browser, staff)
    browser.post("/accounts/2fa/authenticate/", {"code": enrolled.code(-1)})
    assert at_home(browser)


@pytest.mark.parametrize("steps", [-3, 3])
def test_code_of_another_time_is_refused(browser, staff, enrolled, steps):
    give_password(browser, staff)
    browser.post("/accounts/2fa/authenticate/", {"code": enrolled.code(steps)})
    assert "_auth_user_id" not in browser.session


def test_ten_wrong_codes_stop_the_guessing(browser, staff, enrolled):
    give_password(browser, staff)
    for n in range(10):
        browser.post("/accounts/2fa/authenticate/", {"code": f"{n:06}"})
    browser.post("/accounts/2fa/authenticate/", {"code": enrolled.code()})
    assert "_auth_user_id" not in browser.session


def test_recovery_code_replaces_the_app_once(browser, staff, enrolled):
    codes = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    give_password(browser, staff)
    browser.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert at_home(browser)
    browser.post("/accounts/logout/")
    give_password(browser, staff)
    browser.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert "_auth_user_id" not in browser.session


def test_partner_who_enrolled_is_asked_too(browser, user, clock, enrol):
    give_hat(user, Role.PARTNER_LANDLORD)
    give_password(browser, user)
    app = enrol(browser)
    browser.post("/accounts/logout/")
    clock.shift(120)
    give_password(browser, user)
    assert "_auth_user_id" not in browser.session
    browser.post("/accounts/2fa/authenticate/", {"code": app.code()})
    assert at_home(browser, "partner")


def test_session_older_than_the_app_has_to_give_a_code(browser, staff, clock, enrol):
    elsewhere = sign_in(Client(), staff, proved=False)
    give_password(browser, staff)
    app = enrol(browser)
    clock.shift(120)
    answer = elsewhere.get("/staff/whoami/")
    assert urlsplit(answer["Location"]).path == "/accounts/2fa/reauthenticate/"
    assert elsewhere.get("/accounts/2fa/totp/deactivate/").status_code == 302
    elsewhere.post("/accounts/2fa/reauthenticate/", {"code": app.code(), "next": "/staff/whoami/"})
    assert at_home(elsewhere)


def test_deactivating_leads_back_to_enrolment(browser, staff, enrolled):
    give_password(browser, staff)
    browser.post("/accounts/2fa/authenticate/", {"code": enrolled.code()})
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    browser.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert urlsplit(browser.get("/staff/whoami/")["Location"]).path == "/accounts/2fa/totp/activate/"


def test_old_sign_in_does_not_enrol_without_proving_again(browser, staff, clock):
    give_password(browser, staff)
    clock.shift(16 * 60)
    answer = browser.get("/accounts/2fa/totp/activate/")
    assert urlsplit(answer["Location"]).path == "/accounts/reauthenticate/"


def test_machine_is_told_in_its_own_words(browser, staff):
    sign_in(browser, staff, proved=False)
    answer = browser.get("/api/v1/staff/whoami/")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert answer.json()["code"] == "mfa_required"


def test_htmx_is_led_with_the_whole_page(browser, staff):
    sign_in(browser, staff, proved=False)
    answer = browser.get("/staff/whoami/", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer["HX-Redirect"].startswith("/accounts/2fa/totp/activate/")


def test_after_a_refused_post_one_comes_back_to_the_house_not_to_the_post(browser, staff):
    sign_in(browser, staff, proved=False)
    answer = browser.post("/staff/whoami/")
    assert answer["Location"] == "/accounts/2fa/totp/activate/?next=%2F"


def test_demo_without_the_requirement_lets_staff_in(browser, staff, settings):
    settings.REQUIRE_MFA = False
    give_password(browser, staff)
    assert at_home(browser)


def test_proof_of_another_account_in_the_session_is_none(browser, staff):
    other = UserFactory()
    sign_in(browser, staff, proved=True)
    session = browser.session
    session["account_authentication_methods_user"] = str(other.pk)
    session.save()
    assert not at_home(browser)


def test_secret_is_unreadable_in_the_database(browser, staff, clock, enrol):
    give_password(browser, staff)
    app = enrol(browser)
    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert app.secret not in stored


def test_apps_go_on_after_the_key_of_the_service_has_changed(browser, staff, enrolled, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" + "k" * 60
    browser = Client()
    give_password(browser, staff)
    browser.post("/accounts/2fa/authenticate/", {"code": enrolled.code()})
    assert at_home(browser)


def test_asking_whether_there_is_a_network_leaves_the_key_on_the_page_good(browser, staff, settings, clock):
    settings.ROOT_URLCONF = "nqt.urls"
    give_password(browser, staff)
    app = App(browser.get("/accounts/2fa/totp/activate/").context["form"].secret)
    assert browser.get("/live").status_code == 200
    assert browser.post("/accounts/2fa/totp/activate/", {"code": app.code()}).status_code == 302
