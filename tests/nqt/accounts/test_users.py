import zoneinfo

import pytest
from django.db import IntegrityError, connection, transaction

from nqt.accounts import actions
from nqt.accounts.actor import Actor
from nqt.accounts.models import TimeZone, User
from nqt.common.errors import Conflict, Forbidden, Invalid
from tests.harness.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
STAFF = Actor.system("tests")


def test_address_in_capitals_is_stored_in_small_letters():
    user = actions.user_create(email="  Camille.DURAND@Exemple.FR ")
    user.refresh_from_db()
    assert user.email == "camille.durand@exemple.fr"
    assert user.emailaddress_set.get().verified
    assert not user.has_usable_password()


def test_second_account_of_an_address_in_another_case_is_refused_in_french():
    actions.user_create(email="camille@example.org")
    with pytest.raises(Invalid) as refusal:
        actions.user_create(email="CAMILLE@example.org")
    assert refusal.value.code == "accounts_user_email_unique"
    assert refusal.value.fields == {"email": "Un compte existe déjà pour cette adresse électronique."}


def test_capitals_written_past_the_model_are_refused_by_the_database():
    user = UserFactory()
    with pytest.raises(IntegrityError, match="accounts_user_email_lower"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_user SET email = 'Camille@example.org' WHERE id = %s", [user.pk])


@pytest.mark.parametrize("email", ["", "camille", "a@[127.0.0.1]", "x" * 65 + "@example.org", "a@x.fr\r\nBcc: b@x.fr"])
def test_address_nobody_could_have_is_refused(email):
    with pytest.raises(Invalid) as refusal:
        actions.user_create(email=email)
    assert "email" in refusal.value.fields
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["Camille\u202e", "Ca\x00mille", "Ca\nmille", "x" * 101])
def test_name_with_invisible_characters_or_too_long_is_refused(name):
    with pytest.raises(Invalid) as refusal:
        actions.user_create(email="camille@example.org", first_name=name)
    assert "first_name" in refusal.value.fields


def test_account_is_called_by_its_name_else_by_its_address():
    assert str(User(email="a@example.org", first_name="Zoé", last_name="Œuvrard")) == "Zoé Œuvrard"
    assert str(User(email="a@example.org")) == "a@example.org"


def test_every_time_zone_offered_exists():
    assert {zoneinfo.ZoneInfo(zone).key for zone in TimeZone.values} == set(TimeZone.values)


def test_nobody_disables_oneself():
    user = UserFactory()
    with pytest.raises(Forbidden):
        actions.user_disable(actor=Actor(user=user), user=user)
    user.refresh_from_db()
    assert user.is_active


def test_disabling_twice_and_enabling_twice_are_refused():
    user = UserFactory()
    actions.user_disable(actor=STAFF, user=user)
    with pytest.raises(Conflict):
        actions.user_disable(actor=STAFF, user=user)
    actions.user_enable(actor=STAFF, user=user)
    with pytest.raises(Conflict):
        actions.user_enable(actor=STAFF, user=user)


def test_history_of_an_account_never_holds_its_password():
    columns = {field.name for field in User.pgh_event_model._meta.get_fields()}
    assert {"email", "is_active"} < columns
    assert not columns & {"password", "last_login", "session_generation"}
