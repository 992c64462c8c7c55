"""Nomenclatures load whole and twice; whoever types finds an occupation by the words people use."""

import pytest
from django.core.management import call_command

from mentoring.occupations.actions import nomenclatures_load
from mentoring.occupations.models import JobTitle, Occupation, StudyField
from nqt.common.errors import Forbidden
from tests.harness.factories.organizations import MACHINE, regional

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(db):
    return nomenclatures_load(actor=MACHINE)


def test_files_load_whole_and_a_second_time_without_effect(loaded):
    assert (Occupation.objects.count(), JobTitle.objects.count(), StudyField.objects.count()) == (532, 11_061, 93)
    assert {(again.created, again.updated) for again in nomenclatures_load(actor=MACHINE)} == {(0, 0)}


def test_dry_run_writes_nothing(capsys):
    call_command("import_occupations", "--dry-run")
    assert "532\u00a0ajouts" in capsys.readouterr().out and not Occupation.objects.exists()


def test_only_the_machine_and_national_staff_load(db):
    with pytest.raises(Forbidden):
        nomenclatures_load(actor=regional("17"))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("urbaniste", "F1101"),
        ("DÉVELOPPEUR informatique", "M1805"),
        ("developpement local", "K1802"),
        ("juriste entreprise", "K1903"),
        ("m1805", "M1805"),
    ],
)
def test_occupation_is_found_by_title_without_accents_or_by_code(loaded, client, typed, code):
    assert code in {Occupation.objects.get(public_id=row["id"]).code for row in suggested(client, "occupations", typed)}


def test_suggestion_says_by_which_title_it_was_found(loaded, client):
    labels = [row["label"] for row in suggested(client, "occupations", "urbaniste")]
    assert any("Urbaniste" in label and label.endswith(")") for label in labels), labels
    assert "Développement local" in [row["label"] for row in suggested(client, "occupations", "developpement local")]


def test_what_means_nothing_finds_nothing(loaded, client):
    assert suggested(client, "occupations", "zzz") == []
    assert suggested(client, "study-fields", "droit")


def suggested(client, prefix: str, typed: str) -> list[dict[str, str]]:
    return client.get(f"/api/v1/public/{prefix}/suggestions/", {"search": typed}).json()["suggestions"]
