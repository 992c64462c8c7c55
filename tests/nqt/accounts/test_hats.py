import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from nqt.accounts import hats
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience, Role
from nqt.common.errors import Forbidden
from tests.harness.factories.accounts import give_hat, take_hats

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of():
    def build(user, **session):
        request = RequestFactory().get("/")
        request.user, request.session = user, session
        return request

    return build


def test_hats_of_another_audience_are_left_out(user):
    give_hat(user, Role.STAFF_REGIONAL)
    board = give_hat(user, Role.BOARD)
    assert hats.hats_of(user, Audience.BOARD) == [board]
    assert len(hats.hats_of(user)) == 2


def test_disabled_account_and_visitor_have_no_hat(user):
    give_hat(user, Role.STAFF_NATIONAL)
    user.is_active = False
    assert hats.hats_of(user) == []
    assert hats.hats_of(AnonymousUser()) == []
    assert hats.hats_of(None) == []


def test_actor_without_hat_in_the_audience_is_none(user, request_of):
    give_hat(user, Role.PARTNER_LANDLORD)
    assert Actor.of(request_of(user), Audience.STAFF) is None
    assert Actor.of(request_of(AnonymousUser()), Audience.STAFF) is None


def test_actor_carries_what_the_hat_says(user, request_of):
    give_hat(
        user,
        Role.PARTNER_REGIONAL,
        key="organization-1",
        organization_id=7,
        department_codes=frozenset({"86"}),
        powers=frozenset({"administer"}),
    )
    actor = Actor.of(request_of(user), Audience.PARTNER)
    assert (actor.user, actor.role, actor.hat_key) == (user, Role.PARTNER_REGIONAL, "organization-1")
    assert (actor.organization_id, actor.department_codes) == (7, {"86"})
    assert actor.can("administer") and not actor.can("sign")
    assert not actor.is_staff


def test_first_hat_is_worn_until_another_is_chosen(user, request_of):
    first = give_hat(user, Role.PARTNER_LANDLORD)
    second = give_hat(user, Role.PARTNER_LANDLORD)
    request = request_of(user)
    assert Actor.of(request, Audience.PARTNER).hat_key == first.key
    hats.choose(request, Audience.PARTNER, second.key)
    assert Actor.of(request, Audience.PARTNER).hat_key == second.key


def test_chosen_hat_that_was_taken_back_is_worn_no_more(user, request_of):
    give_hat(user, Role.PARTNER_LANDLORD, key="old")
    session = {hats.session_key(Audience.PARTNER): "old"}
    take_hats(user)
    assert Actor.of(request_of(user, **session), Audience.PARTNER) is None
    give_hat(user, Role.PARTNER_LANDLORD, key="new")
    assert Actor.of(request_of(user, **session), Audience.PARTNER).hat_key == "new"


def test_choosing_the_hat_of_somebody_else_is_refused(user, request_of):
    give_hat(user, Role.PARTNER_LANDLORD, key="mine")
    request = request_of(user)
    with pytest.raises(Forbidden):
        hats.choose(request, Audience.PARTNER, "theirs")
    assert request.session == {}


def test_hat_of_one_audience_is_not_chosen_for_another(user, request_of):
    give_hat(user, Role.BOARD, key="board")
    with pytest.raises(Forbidden):
        hats.choose(request_of(user), Audience.STAFF, "board")


def test_public_pages_know_nobody_even_signed_in(user, request_of):
    give_hat(user, Role.STAFF_NATIONAL)
    actor = Actor.of(request_of(user), Audience.PUBLIC)
    assert (actor.role, actor.user) == (Role.ANONYMOUS, None)


def test_features_are_asked_once_a_request_and_only_about_their_audiences(user, request_of, monkeypatch):
    asked = []
    monkeypatch.setattr(hats, "_providers", {})
    hats.provider(Audience.STAFF, Audience.BOARD)(lambda person, on: asked.append("of staff") or [])
    hats.provider(Audience.MENTOR)(lambda person, on: asked.append("of mentors") or [])
    request = request_of(user)
    Actor.of(request, Audience.STAFF)
    assert asked == ["of staff"]
    for audience in Audience.values:
        Actor.of(request, audience)
    assert hats.worn(request) == [] and asked == ["of staff", "of mentors"]


def test_machine_and_bearer_say_what_they_are():
    assert Actor.system("reminders").is_system
    assert Actor.system("reminders").source == "reminders"
    assert Actor.anonymous(bearer=("party", 3)).bearer == ("party", 3)
