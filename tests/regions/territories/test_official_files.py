"""INSEE's and La Poste's files as published, with their quirks; small samples here, the real ones where they are given.

`OFFICIAL_DATA` names a folder that holds `territoires/` and `qpv/` as downloaded.
"""

import io
import os
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from nqt.accounts.actor import Actor
from nqt.common.errors import Forbidden, Invalid
from regions.territories.actions import cog_import, postal_codes_import
from regions.territories.imports import Source, cog_of
from regions.territories.models import Commune, CommuneMove, FormerName, OfficialFile, current_codes
from tests.harness.factories.regions import CommuneFactory, DepartmentFactory

pytestmark = pytest.mark.django_db
MACHINE = Actor.system("tests")
OFFICIAL = Path(os.environ.get("OFFICIAL_DATA", "absent"))
HEADER = "TYPECOM,COM,REG,DEP,CTCD,ARR,TNCC,NCC,NCCENR,LIBELLE,CAN,COMPARENT"
ROWS = [
    "COM,17299,75,17,17D,173,0,ROCHEFORT,Rochefort,Rochefort,1717,",
    "COM,01001,84,01,01D,012,5,ABERGEMENT,Abergement,L'Abergement-Clémenciat,0108,",
    "COM,75056,11,75,75C,,0,PARIS,Paris,Paris,,",
    "ARM,75118,11,75,75C,,0,PARIS 18,Paris 18,Paris 18e Arrondissement,,75056",
    "COMD,17299,,,,,0,ROCHEFORT,Rochefort,Rochefort (déléguée),,17299",
]
MOVES = (
    "MOD,DATE_EFF,TYPECOM_AV,COM_AV,TNCC_AV,NCC_AV,NCCENR_AV,LIBELLE_AV,"
    "TYPECOM_AP,COM_AP,TNCC_AP,NCC_AP,NCCENR_AP,LIBELLE_AP"
)


@pytest.fixture(autouse=True)
def departments():
    for code, name in (("01", "Ain"), ("17", "Charente-Maritime"), ("75", "Paris"), ("93", "Seine-Saint-Denis")):
        DepartmentFactory(code=code, name=name)


def communes(*rows, header=HEADER, encoding="utf-8", newline="\r\n"):
    return {"v_commune": source("v_commune_2026.csv", header, *rows, encoding=encoding, newline=newline)}


def source(name, *lines, encoding="utf-8", newline="\r\n"):
    return Source(name, newline.join([*lines, ""]).encode(encoding), "2026")


def counted(report):
    return sum(loaded.created for loaded in report), sum(loaded.updated for loaded in report)


def test_communes_are_imported_once_and_remembered():
    assert counted(cog_import(actor=MACHINE, files=communes(*ROWS))) == (4, 0)
    assert counted(cog_import(actor=MACHINE, files=communes(*ROWS))) == (0, 0)
    paris = Commune.objects.get(code="75118")
    assert (paris.parent.code, paris.department.code) == ("75056", "75")
    assert Commune.objects.get(code="01001").name == "L’Abergement-Clémenciat"
    file = OfficialFile.objects.get()
    assert (file.name, file.vintage, len(file.sha256), file.size > 0) == ("v_commune_2026.csv", "2026", 64, True)


def test_commune_renamed_keeps_its_row_and_its_postal_codes():
    known = CommuneFactory(code="17299", name="Rochefort-sur-Mer", postal_codes=["17300"])
    cog_import(actor=MACHINE, files=communes(*ROWS))
    known.refresh_from_db()
    assert (known.name, known.postal_codes) == ("Rochefort", ["17300"])


def test_dry_run_writes_nothing_and_says_the_same():
    assert counted(cog_import(actor=MACHINE, files=communes(*ROWS), dry_run=True)) == (4, 0)
    assert not Commune.objects.exists()
    assert not OfficialFile.objects.exists()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["COM,17300,75,99,17D,,0,X,X,Nulle-Part,,"], "Ligne 2 : le département « 99 » est inconnu."),
        (["COM,ABC,75,17,17D,,0,X,X,Nulle-Part,,"], "Ligne 2 : « ABC » n’est pas un code de commune."),
        ([ROWS[0], ROWS[0]], "Ligne 3 : la commune 17299 y est deux fois."),
        (["COM,17299,75"], "Ligne 2 : 3\u00a0colonnes au lieu de 12."),
        (["COM,17299,75,17,17D,173,0,X,X,,1717,"], "Ligne 2 : il n’y a pas de nom."),
        ([], "aucune commune"),
    ],
)
def test_one_bad_line_imports_nothing(lines, said):
    with pytest.raises(Invalid) as refused:
        cog_import(actor=MACHINE, files=communes(*ROWS[:0], *lines))
    assert said in refused.value.message
    assert not Commune.objects.exists()


def test_good_lines_beside_a_bad_one_are_not_imported():
    with pytest.raises(Invalid, match="Rien n’a été importé"):
        cog_import(actor=MACHINE, files=communes(*ROWS, "COM,17300,75,99,17D,,0,X,X,Nulle-Part,,"))
    assert not Commune.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04\x00\x00", "n’est pas un texte"),
        ("\r\n".join([HEADER, *ROWS]).encode()[:-1] + "é".encode()[:1], "tronqué"),
        (b"DEP,REG\r\n17,75\r\n", "Il manque ces colonnes : TYPECOM, COM, LIBELLE, COMPARENT."),
        (b"", "Il manque ces colonnes"),
    ],
)
def test_broken_files_are_refused_with_a_sentence(content, said):
    with pytest.raises(Invalid) as refused:
        cog_import(actor=MACHINE, files={"v_commune": Source("v_commune_2026.csv", content, "2026")})
    assert said in refused.value.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters_of_spreadsheets_are_read(encoding, delimiter):
    lines = [line.replace(",", delimiter) for line in (HEADER.lower(), *ROWS)]
    cog_import(actor=MACHINE, files=communes(*lines[1:], header=lines[0], encoding=encoding, newline="\n"))
    assert Commune.objects.get(code="01001").name == "L’Abergement-Clémenciat"


def test_code_without_its_zero_is_the_same_commune():
    cog_import(actor=MACHINE, files=communes("COM,1001,84,1,01D,012,5,A,A,Abergement,0108,"))
    assert Commune.objects.get().code == "01001"


def test_moves_lead_old_codes_to_the_commune_of_today():
    moves = source(
        "v_mvt_commune_2026.csv",
        MOVES,
        "32,2025-01-01,COM,93059,0,PIERREFITTE,Pierrefitte,Pierrefitte,COM,93066,0,SAINT DENIS,Saint-Denis,Saint-Denis",
        "10,2020-01-01,COM,17299,0,A,A,A,COM,17299,0,ROCHEFORT,Rochefort,Rochefort",
    )
    rows = (*ROWS, "COM,93066,11,93,93D,932,0,SAINT DENIS,Saint-Denis,Saint-Denis,9399,")
    cog_import(actor=MACHINE, files={**communes(*rows), "v_mvt_commune": moves})
    assert CommuneMove.objects.count() == 1
    assert set(FormerName.objects.values_list("commune__code", "name")) == {("93066", "Pierrefitte"), ("17299", "A")}
    assert counted(cog_import(actor=MACHINE, files={**communes(*rows), "v_mvt_commune": moves})) == (0, 0)
    assert current_codes(["93059", "17299", "99999"]) == {"93059": "93066", "17299": "17299", "99999": "99999"}


def test_commune_that_a_newer_vintage_has_no_more_leads_to_the_one_of_today():
    row = "COM,{},11,93,93D,932,0,{},{},{},9399,"
    before = communes(row.format("93059", *["Pierrefitte"] * 3), row.format("93066", *["Saint-Denis"] * 3))
    cog_import(actor=MACHINE, files=before)
    known = Commune.objects.get(code="93059")
    elsewhere = CommuneFactory(code="17299", department=DepartmentFactory(code="17"))
    after = communes(row.format("93066", *["Saint-Denis"] * 3))
    after["v_mvt_commune"] = source(
        "v_mvt_commune_2026.csv",
        MOVES,
        "32,2025-01-01,COM,93059,0,PIERREFITTE,Pierrefitte,Pierrefitte,COM,93066,0,SAINT DENIS,Saint-Denis,Saint-Denis",
    )
    for _ in range(2):
        cog_import(actor=MACHINE, files=after)
        known.refresh_from_db()
        elsewhere.refresh_from_db()
        assert (known.is_current, elsewhere.is_current) == (False, True)
        assert current_codes(["93059"]) == {"93059": "93066"}
        assert [commune.code for commune in Commune.objects.search("pierrefitte")] == ["93066"]
    cog_import(actor=MACHINE, files=before)
    known.refresh_from_db()
    assert known.is_current, "it is a commune again"


def test_circle_of_moves_ends():
    CommuneMove.objects.create(before="01002", after="01003", on="2019-01-01")
    CommuneMove.objects.create(before="01003", after="01002", on="2024-01-01")
    assert current_codes(["01002"])["01002"] in ("01002", "01003")


def test_zip_and_folder_are_read_alike(tmp_path):
    content = "\r\n".join([HEADER, *ROWS, ""]).encode()
    (tmp_path / "v_commune_2026.csv").write_bytes(content)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("cog/v_commune_2026.csv", content)
        archive.writestr("lisezmoi.txt", "rien")
    (tmp_path / "cog.zip").write_bytes(buffer.getvalue())
    assert cog_of(tmp_path) == cog_of(tmp_path / "cog.zip")
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04")
    with pytest.raises(CommandError, match="lisible"):
        call_command("import_territories", tmp_path / "bad.zip")
    (tmp_path / "empty").mkdir()
    with pytest.raises(CommandError, match="v_commune"):
        call_command("import_territories", tmp_path / "empty")


def test_nobody_but_national_staff_and_the_machine_imports():
    with pytest.raises(Forbidden):
        cog_import(actor=Actor.anonymous(), files=communes(*ROWS))


# postal codes ---------------------------------------------------------------------------------------------------------
POSTAL = "#Code_commune_INSEE;Nom_de_la_commune;Code_postal;Libellé_d_acheminement;Ligne_5"


def test_postal_codes_are_joined_by_code_and_said_once():
    rochefort, other = (
        CommuneFactory(code="17299", postal_codes=[]),
        CommuneFactory(code="01001", postal_codes=["01999"]),
    )
    file = source(
        "019HexaSmal.csv",
        POSTAL,
        "17299;ROCHEFORT;17300;ROCHEFORT;",
        "17299;ROCHEFORT;17300;ROCHEFORT;HAMEAU",
        "17299;ROCHEFORT;17301;ROCHEFORT;",
        "1001;L ABERGEMENT CLEMENCIAT;1400;L ABERGEMENT CLEMENCIAT;",
        "99138;MONACO;98000;MONACO;",
        encoding="cp1252",
    )
    report = postal_codes_import(actor=MACHINE, source=file)
    assert report.updated == 2
    rochefort.refresh_from_db()
    other.refresh_from_db()
    assert (rochefort.postal_codes, other.postal_codes) == (["17300", "17301"], ["01400"])
    assert postal_codes_import(actor=MACHINE, source=file).updated == 0


def test_bad_postal_code_imports_nothing():
    commune = CommuneFactory(code="17299", postal_codes=["17300"])
    file = source("019HexaSmal.csv", POSTAL, "17299;ROCHEFORT;17310;ROCHEFORT;", "17299;ROCHEFORT;ABC;ROCHEFORT;")
    with pytest.raises(Invalid, match="Ligne 3"):
        postal_codes_import(actor=MACHINE, source=file)
    commune.refresh_from_db()
    assert commune.postal_codes == ["17300"]


# the real files, where they are given --------------------------------------------------------------------------------
@pytest.mark.skipif(not OFFICIAL.is_dir(), reason="OFFICIAL_DATA names no folder of official files")
def test_whole_cog_is_what_was_committed():
    call_command("import_reference_territories", verbosity=0, stdout=io.StringIO())
    report = cog_import(actor=MACHINE, files=cog_of(OFFICIAL / "territoires"), dry_run=True)
    assert {loaded.table: (loaded.created, loaded.updated) for loaded in report if loaded.table == "commune"} == {
        "commune": (0, 0)
    }
