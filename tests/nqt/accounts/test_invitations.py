import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection
from django.test import Client

from nqt.accounts import actions, invitations, signals
from nqt.accounts.actor import Actor
from nqt.accounts.models import Invitation, User
from nqt.accounts.roles import Audience, Role
from nqt.common.errors import Expired, Forbidden, Invalid
from tests.harness.factories.accounts import PASSWORD, UserFactory, sign_in

pytestmark = pytest.mark.django_db
PURPOSE = "tests.seat"
STAFF = Actor(audience=Audience.STAFF, role=Role.STAFF_NATIONAL)
NAMES = {"first_name": "Zoé", "last_name": "Martin", "password": ""}


@pytest.fixture
def seats(monkeypatch):
    """A feature that gives seats: {subject: user}."""
    given: dict[int, User] = {}
    monkeypatch.setattr(invitations, "_purposes", {})

    @invitations.on_accept(PURPOSE, describe=lambda invitation: f"le siège n° {invitation.subject_id}")
    def take_a_seat(invitation, user):
        if invitation.facts.get("taken"):
            raise Invalid("Ce siège est déjà pris.")
        given[invitation.subject_id] = user

    return given


@pytest.fixture
def invite(seats):
    def build(email="zoe@example.org", subject_id=1, **fields):
        return actions.invitation_create(actor=STAFF, email=email, purpose=PURPOSE, subject_id=subject_id, **fields)

    return build


def page(invitation) -> str:
    return invitations.invitation_path(invitation)


def user_of(browser) -> str | None:
    return browser.session.get("_auth_user_id")


def test_guest_reads_who_invites_and_to_what(browser, seats):
    host = UserFactory(first_name="Claire", last_name="Vasseur")
    actor = Actor(user=host, audience=Audience.STAFF, role=Role.STAFF_NATIONAL)
    invitation = actions.invitation_create(actor=actor, email="zoe@example.org", purpose=PURPOSE, subject_id=4)
    answer = browser.get(page(invitation))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Claire Vasseur" in text and "le siège n° 4" in text and "zoe@example.org" in text
    assert "no-store" in answer["Cache-Control"]


def test_robot_that_opens_the_link_spends_nothing(browser, invite, seats):
    invitation = invite()
    before = Invitation.objects.values().get()
    for method in ("get", "head", "options"):
        getattr(Client(), method)(page(invitation))
    assert Invitation.objects.values().get() == before
    assert not User.objects.exists()
    browser.post(page(invitation), NAMES)
    assert list(seats) == [1]


def test_new_guest_gets_an_account_signs_in_and_has_what_was_promised(browser, invite, seats):
    invitation = invite()
    answer = browser.post(page(invitation), NAMES)
    user = User.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert (user.email, user.get_full_name()) == ("zoe@example.org", "Zoé Martin")
    assert EmailAddress.objects.values_list("email", "verified", "primary").get() == (user.email, True, True)
    assert not user.has_usable_password()
    assert seats == {1: user}
    assert user_of(browser) == str(user.pk)
    invitation.refresh_from_db()
    assert invitation.used_by == user and invitation.used_at


def test_new_guest_may_choose_a_password(browser, invite):
    browser.post(page(invite()), {**NAMES, "password": PASSWORD})
    other = Client()
    other.post("/accounts/login/", {"login": "zoe@example.org", "password": PASSWORD})
    assert user_of(other)


@pytest.mark.parametrize("password", ["trop court", "Motdepasse2026!", "zoemartin zoemartin", "x" * 129])
def test_password_that_is_guessed_first_is_refused_and_spends_nothing(browser, invite, password):
    invitation = invite()
    answer = browser.post(page(invitation), {**NAMES, "password": password})
    assert answer.status_code == 400
    assert answer.context["form"].errors["password"]
    assert not User.objects.exists()
    assert browser.post(page(invitation), NAMES).status_code == 302


@pytest.mark.parametrize("data", [{}, {**NAMES, "last_name": "  "}, {**NAMES, "first_name": "Z\u202eoé"}])
def test_name_missing_or_unreadable_is_refused_and_spends_nothing(browser, invite, data):
    invitation = invite()
    assert browser.post(page(invitation), data).status_code == 400
    assert not User.objects.exists()
    assert Invitation.objects.valid().count() == 1


def test_names_known_to_the_host_are_proposed(browser, invite):
    text = browser.get(page(invite(first_name="Zoé", last_name="Martin"))).content.decode()
    assert 'value="Zoé"' in text and 'value="Martin"' in text


def test_account_that_exists_is_linked_without_a_form_and_keeps_its_password(browser, invite, seats):
    user = UserFactory(email="zoe@example.org", first_name="Zoé")
    invitation = invite(email="ZOE@example.org")
    assert 'name="password"' not in browser.get(page(invitation)).content.decode()
    browser.post(page(invitation), {"first_name": "Mallory", "password": "another one, much longer"})
    user.refresh_from_db()
    assert seats == {1: user}
    assert user.first_name == "Zoé" and user.check_password(PASSWORD)
    assert user_of(browser) == str(user.pk)


def test_account_with_a_one_time_password_still_has_to_give_it(browser, invite, seats):
    user = UserFactory(email="zoe@example.org")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    answer = browser.post(page(invite()))
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert seats == {1: user}
    assert user_of(browser) is None
    assert Authenticator.objects.count() == 1


def test_somebody_else_signed_in_is_told_and_signed_out(browser, user, invite):
    sign_in(browser, user)
    invitation = invite()
    assert user.email in browser.get(page(invitation)).content.decode()
    browser.post(page(invitation), NAMES)
    assert user_of(browser) == str(User.objects.get(email="zoe@example.org").pk)


def test_guest_already_signed_in_stays_signed_in(browser, invite, seats):
    user = sign_in(browser, UserFactory(email="zoe@example.org")) and User.objects.get()
    session = browser.session.session_key
    assert browser.post(page(invite()))["Location"] == "/"
    assert browser.session.session_key == session
    assert seats == {1: user}


def test_disabled_account_is_not_opened_by_a_link(browser, invite, seats):
    UserFactory(email="zoe@example.org", is_active=False)
    invitation = invite()
    answer = browser.post(page(invitation), NAMES)
    assert answer.status_code == 403
    assert "désactivé" in answer.content.decode()
    assert not seats and user_of(browser) is None
    assert Invitation.objects.valid().exists()


def test_unproved_claim_of_another_account_on_the_address_falls(browser, user, invite):
    EmailAddress.objects.create(user=user, email="zoe@example.org", verified=False)
    browser.post(page(invite()), NAMES)
    assert EmailAddress.objects.get(email="zoe@example.org").user.email == "zoe@example.org"


def gone_links(invite):
    used = invite(subject_id=11)
    actions.invitation_accept(token=invitations.invitation_token(used))
    replaced = invite(subject_id=12)
    invite(subject_id=12)
    taken_back = invite(subject_id=13)
    actions.invitation_void(purpose=PURPOSE, subject_id=13)
    late = invite(subject_id=14)
    Invitation.objects.filter(pk=late.pk).update(expires_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    moved = invite(subject_id=15)
    link = page(moved)
    Invitation.objects.filter(pk=moved.pk).update(email="mallory@example.org")
    good = page(invite(subject_id=16))
    forged = good[:-2] + ("A" if good[-2] != "A" else "B") + "/"
    return {
        "used": page(used),
        "replaced": page(replaced),
        "taken back": page(taken_back),
        "late": page(late),
        "address changed since": link,
        "forged": forged,
        "unsigned": good.partition(".")[0] + "/",
        "unknown": "/invitation/00000000000000000000000000000000.xxxx/",
        "nonsense": "/invitation/'%3E%3Cscript%3E/",
        "long": "/invitation/" + "a" * 3000 + "/",
    }


def test_link_that_is_no_good_gets_one_and_the_same_page_whatever_the_reason(invite, seats):
    links = gone_links(invite)
    seats.clear()
    accounts = User.objects.count()
    pages = {}
    for why, link in links.items():
        for answer in (Client().get(link), Client().post(link, NAMES)):
            assert answer.status_code == 410, why
            pages[why] = answer.content.decode()
    assert len(set(pages.values())) == 1
    assert "plus valable" in pages["used"]
    assert not seats
    assert User.objects.count() == accounts


def test_link_used_twice_gives_nothing_the_second_time(browser, invite, seats):
    invitation = invite()
    browser.post(page(invitation), NAMES)
    seats.clear()
    stranger = Client()
    assert stranger.post(page(invitation), NAMES).status_code == 410
    assert not seats and user_of(stranger) is None


def test_link_dies_after_fourteen_days(browser, invite):
    with time_machine.travel("2026-11-01 10:00:00+00:00", tick=False) as clock:
        invitation = invite()
        clock.shift(datetime.timedelta(days=14) - datetime.timedelta(seconds=1))
        assert browser.get(page(invitation)).status_code == 200
        clock.shift(2)
        assert browser.get(page(invitation)).status_code == 410


def test_link_goes_on_after_the_key_of_the_service_has_changed(browser, invite, settings):
    link = page(invite())
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" + "k" * 60
    assert browser.get(link).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert browser.get(link).status_code == 410


def test_acceptance_without_csrf_token_is_refused(invite):
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(page(invite()), NAMES).status_code == 403
    assert not User.objects.exists()


def test_what_the_feature_refuses_is_not_accepted(browser, invite):
    answer = browser.post(page(invite(facts={"taken": True})), NAMES)
    assert answer.status_code == 400
    assert "Ce siège est déjà pris." in answer.content.decode()
    assert not User.objects.exists()
    assert Invitation.objects.valid().exists()


def test_inviting_again_voids_the_former_link_whatever_the_address(invite):
    first = invite(email="wrong@example.org")
    second = invite(email="right@example.org")
    first.refresh_from_db()
    assert first.voided_at and not first.is_valid
    assert list(Invitation.objects.about(PURPOSE, 1).valid()) == [second]


@pytest.mark.parametrize("role", [Role.PARTNER_LANDLORD, Role.MENTOR, Role.BOARD, Role.AUDITOR, Role.ANONYMOUS])
def test_who_neither_works_here_nor_administers_does_not_invite(seats, role):
    with pytest.raises(Forbidden):
        actions.invitation_create(actor=Actor(role=role), email="a@example.org", purpose=PURPOSE, subject_id=1)
    assert not Invitation.objects.exists()


def test_administrator_of_a_partner_invites(seats):
    actor = Actor(role=Role.PARTNER_LANDLORD, powers=frozenset({"administer"}))
    actions.invitation_create(actor=actor, email="a@example.org", purpose=PURPOSE, subject_id=1)
    assert Invitation.objects.get().expires_at > Invitation.objects.get().created_at


@pytest.mark.parametrize("email", ["nobody", "a@x.fr\nBcc: b@x.fr", "", "a@[127.0.0.1]"])
def test_address_nobody_has_is_not_invited(seats, invite, email):
    with pytest.raises(Invalid):
        invite(email=email)
    assert not Invitation.objects.exists()


def test_purpose_that_nobody_answers_to_is_a_mistake_found_when_inviting(seats):
    with pytest.raises(LookupError):
        actions.invitation_create(actor=STAFF, email="a@example.org", purpose="tests.unknown", subject_id=1)


def test_listeners_hear_of_invitations(browser, invite):
    heard = []
    kept = []
    for name in ("invitation_created", "invitation_accepted", "invitation_refused"):
        kept.append(lambda sender, invitation, name=name, **said: heard.append((name, invitation)))
        getattr(signals, name).connect(kept[-1])
    invitation = invite()
    browser.post(page(invitation), NAMES)
    browser.get(page(invitation))
    browser.get("/invitation/made-up/")
    assert heard == [
        ("invitation_created", invitation),
        ("invitation_accepted", invitation),
        ("invitation_refused", invitation),
    ]


@pytest.mark.django_db(transaction=True)
def test_link_pressed_five_times_at_once_is_used_once(invite, seats):
    token = invitations.invitation_token(invite())

    def press(_):
        try:
            return actions.invitation_accept(token=token, first_name="Zoé", last_name="Martin").pk
        except Expired:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        results = list(pool.map(press, range(5)))
    assert sorted(result is not None for result in results) == [False] * 4 + [True]
    assert User.objects.count() == 1
