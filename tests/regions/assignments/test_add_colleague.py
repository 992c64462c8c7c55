"""The first member of the staff comes from the command line."""

import pytest
from django.core.management import CommandError, call_command

from nqt.accounts.hats import hats_of
from nqt.accounts.models import User
from nqt.outbox.models import Message
from regions.assignments.models import Assignment
from tests.harness.factories.regions import the_west

pytestmark = pytest.mark.django_db


def test_command_makes_the_account_the_hat_and_the_mail(capsys):
    call_command("add_colleague", "Awa.Sarr@nqt.example", "--national", "--first-name", "Awa", "--last-name", "Sarr")
    user = User.objects.get(email="awa.sarr@nqt.example")
    assert [hat.key for hat in hats_of(user)] == ["staff-national"]
    [message] = Message.objects.addressed_to(user.email)
    assert message.kind == "regions.assignments.welcome"
    assert "Awa Sarr" in capsys.readouterr().out


def test_command_as_dry_run_says_and_writes_nothing(capsys):
    the_west()
    call_command("add_colleague", "awa.sarr@nqt.example", "--region", "54", "--dry-run")
    assert "serait chargé(e) de : Poitou-Charentes" in capsys.readouterr().out
    assert not User.objects.exists() and not Message.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["pas-une-adresse", "--national"], "adresse"),
        (["awa.sarr@nqt.example", "--department", "99"], "Aucun territoire ne porte le code 99"),
        (["awa.sarr@nqt.example", "--national", "--region", "54"], "not allowed with"),
        (["awa.sarr@nqt.example"], "required"),
    ],
)
def test_command_with_a_wrong_argument_is_refused_in_one_line(arguments, sentence):
    with pytest.raises(CommandError, match=sentence) as refusal:
        call_command("add_colleague", *arguments)
    assert "\n" not in str(refusal.value).strip()
    assert not User.objects.exists()


def test_command_twice_for_one_territory_is_refused():
    call_command("add_colleague", "awa.sarr@nqt.example", "--national")
    with pytest.raises(CommandError, match="déjà une affectation nationale"):
        call_command("add_colleague", "awa.sarr@nqt.example", "--national")
    assert Assignment.objects.count() == 1
