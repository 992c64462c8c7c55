"""Nomenclatures load whole and twice; whoever types finds an occupation by the words people use."""

import pytest
from django.core.management import call_command

from mentoring.occupations.actions import nomenclatures_load
from mentoring.occupations.models import JobTitle, Occupation, StudyField
from mentoring.occupations.nearly import is_one_edit
from nqt.common.errors import Forbidden
from nqt.door.lists.searching import meant
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


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("developeur web", "Développeur / Développeuse web"),  # a letter missing
        ("psycologue", "Psychologue"),
        ("comptablle", "Auditeur / Auditrice comptable"),  # one too many
        ("gestoin contrôleur", "Contrôleur / Contrôleuse de gestion"),  # two exchanged, words in another order
        ("analiste credit", "Analyste de crédits et risques bancaires"),  # a wrong one
        ("INFIRMIÈRES", "Infirmier général / Infirmière générale"),  # feminine, plural
        ("assistantes sociale", "Assistant social / Assistante sociale"),
        ("developpeurweb", "Développeur / Développeuse web"),  # without its space
        ("expert compta ble", "Expert-comptable / Experte-comptable"),  # one too many
        ("chargé de comunic", "Chargé / Chargée de communication"),  # half-typed, and wrong already
    ],
)
def test_occupation_is_found_in_spite_of_typing_errors(loaded, client, typed, title):
    codes = set(JobTitle.objects.filter(name=title).values_list("occupation__code", flat=True))
    assert codes, "the title is in the register"
    rows = suggested(client, "occupations", typed)
    assert codes & {Occupation.objects.get(public_id=row["id"]).code for row in rows}, rows


def test_what_is_typed_well_is_not_drowned_in_what_is_near(loaded, client):
    labels = [row["label"] for row in suggested(client, "occupations", "sociologue")]
    assert all("ociolog" in label for label in labels), labels


def test_suggestion_in_spite_of_an_error_says_by_which_title(loaded, client):
    assert any("Urbaniste" in row["label"] for row in suggested(client, "occupations", "urbannist"))


@pytest.mark.parametrize("typed", ["xkcdqwrt", "zzzz", "a b c d e f g h", "é" * 200, "xkcd " * 20, "%_%_%_"])
def test_what_means_nothing_stays_nothing_at_a_bounded_cost(loaded, client, typed, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        assert suggested(client, "occupations", typed) == []


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("chat", "chat", True),
        ("chat", "chta", True),
        ("chat", "hcat", True),
        ("chat", "cha", True),
        ("chat", "chatt", True),
        ("chat", "chut", True),
        ("chat", "chute", False),
        ("chat", "tahc", False),
        ("abcd", "badc", False),
    ],
)
def test_one_edit_is_a_letter_or_two_neighbours(one, other, near):
    assert is_one_edit(one, other) is is_one_edit(other, one) is near


def test_a_single_title_found_in_spite_of_an_error_is_asked_about(loaded, client):
    answer = meant(Occupation.objects.all(), "sociologgue")
    assert len(answer) == 1 and answer.one is None


def test_suggestion_says_by_which_title_it_was_found(loaded, client):
    labels = [row["label"] for row in suggested(client, "occupations", "urbaniste")]
    assert any("Urbaniste" in label and label.endswith(")") for label in labels), labels
    assert "Développement local" in [row["label"] for row in suggested(client, "occupations", "developpement local")]


def test_what_means_nothing_finds_nothing(loaded, client):
    assert suggested(client, "occupations", "zzz") == []
    assert suggested(client, "study-fields", "droit")


def suggested(client, prefix: str, typed: str) -> list[dict[str, str]]:
    return client.get(f"/api/v1/public/{prefix}/suggestions/", {"search": typed}).json()["suggestions"]
