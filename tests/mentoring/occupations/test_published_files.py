"""The ROME as France Travail publishes it: read by name of column, whole or not at all, remembered."""

import pytest
from django.core.management import CommandError, call_command

from mentoring.occupations.actions import nomenclatures_load, occupations_import
from mentoring.occupations.models import JobTitle, Occupation
from nqt.common.errors import Forbidden, Invalid
from regions.territories.imports import Source
from regions.territories.models import OfficialFile
from tests.harness.factories.organizations import MACHINE, regional

pytestmark = pytest.mark.django_db
CODES = "code_rome,code_fiche_em,code_ogr,libelle_rome,statut"
TITLES = (
    "code_ogr|libelle_appellation_long|libelle_appellation_court|code_rome|code_type_section_appellation"
    "|libelle_type_section_appellation|statut"
)
ROWS = ["K1802,12,300,Développement local,1", "M1899,13,301,Conduite d'essais,1", "M1898,14,302,Métier retiré,0"]
CALLED = ["10|Urbaniste|Urbaniste|K1802|1|APPELLATION|1", "11|Télégraphiste|Télégraphiste|K1802|1|APPELLATION|0"]


def source(name, *lines, encoding="utf-8"):
    return Source(name, "\r\n".join([*lines, ""]).encode(encoding), "v460")


def load(rows=ROWS, titles=CALLED, **options):
    files = {"occupations": source("rome.csv", CODES, *rows), "titles": source("titles.csv", TITLES, *titles)}
    return [(one.created, one.updated) for one in occupations_import(actor=MACHINE, **files, **options)]


def test_published_files_load_once_and_are_remembered():
    assert load() == [(2, 0), (1, 0)]
    assert load() == [(0, 0), (0, 0)]
    made = Occupation.objects.get(code="M1899")
    assert (made.name, made.domain) == ("Conduite d’essais", "Support à l’entreprise")
    assert list(JobTitle.objects.values_list("name", flat=True)) == ["Urbaniste"]
    assert set(OfficialFile.objects.values_list("name", "vintage", "rows")) == {
        ("rome.csv", "v460", 2),
        ("titles.csv", "v460", 1),
    }


def test_newer_file_renames_and_takes_nothing_away():
    nomenclatures_load(actor=MACHINE)
    assert load(["K1802,12,300,Développement des territoires,1"])[0] == (0, 1)
    assert Occupation.objects.count() == 532
    assert Occupation.objects.get(code="K1802").name == "Développement des territoires"


def test_dry_run_writes_nothing_and_says_the_same():
    assert load(dry_run=True) == [(2, 0), (1, 0)]
    assert not Occupation.objects.exists() and not OfficialFile.objects.exists()


@pytest.mark.parametrize(
    ("rows", "titles", "said"),
    [
        ([*ROWS, "1802,1,2,Sans lettre,1"], CALLED, "Ligne 5 : «\u00a01802\u00a0» n’est pas un code ROME"),
        ([*ROWS, ROWS[0]], CALLED, "Ligne 5 : le métier K1802 y est deux fois"),
        ([*ROWS, "K1803,1,2,,1"], CALLED, "Ligne 5 : il n’y a pas de nom"),
        ([*ROWS, "K1803,1"], CALLED, "Ligne 5"),
        (
            ROWS,
            ["10|Fantôme|Fantôme|Z9999|1|APPELLATION|1"],
            "Ligne 2 : le métier «\u00a0Z9999\u00a0» est inconnu",
        ),
        ([], CALLED, "aucun métier"),
    ],
)
def test_one_bad_line_refuses_both_files_whole(rows, titles, said):
    with pytest.raises(Invalid) as refused:
        load(rows, titles)
    assert said in str(refused.value)
    assert not Occupation.objects.exists() and not OfficialFile.objects.exists()


def test_only_the_machine_and_national_staff_import():
    with pytest.raises(Forbidden):
        occupations_import(actor=regional("17"), occupations=source("rome.csv", CODES, *ROWS))


def test_command_reads_the_files_and_says_what_is_wrong(tmp_path, capsys):
    path = tmp_path / "unix_referentiel_code_rome_v460_utf8.csv"
    path.write_text("\n".join([CODES, *ROWS]))
    call_command("import_occupations", "--occupations", str(path), "--vintage", "v460")
    assert "métier : 2 ajouts" in capsys.readouterr().out.replace("\u00a0", " ")
    path.write_text("nom,prénom\nx,y\n")
    with pytest.raises(CommandError, match="Il manque ces colonnes"):
        call_command("import_occupations", "--occupations", str(path))
    with pytest.raises(CommandError, match="fichier des métiers"):
        call_command("import_occupations", "--titles", str(path))
