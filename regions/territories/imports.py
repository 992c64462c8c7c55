"""The official files of territories, as INSEE and La Poste publish them, read into rows.

INSEE, *Code officiel géographique*: `v_commune_2026.csv`, `v_departement_2026.csv`, `v_region_2026.csv`,
`v_mvt_commune_2026.csv`. La Poste, *Base officielle des codes postaux* (`019HexaSmal.csv`).
"""

import datetime
import hashlib
import io
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nqt.common.errors import Invalid
from nqt.common.tables import Rejections, read_table

REPLACED = {"10", "31", "32", "33", "34", "35", "41", "50"}
"""Kinds of move after which a commune has another name or code: renamed, merged, code changed."""
COG = ("v_region", "v_departement", "v_commune", "v_mvt_commune")


@dataclass(frozen=True)
class Source:
    """A file as it was given: what provenance remembers of it."""

    name: str
    content: bytes
    vintage: str

    @property
    def sha256(self) -> str:
        """In hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def source_of(path: Path, vintage: str = "") -> Source:
    """A file of the disk; without a vintage, the first year of its name."""
    return Source(path.name, path.read_bytes(), vintage or _year(path.name))


def cog_of(path: Path, vintage: str = "") -> dict[str, Source]:
    """The files of the COG in a folder, or in the zip INSEE publishes, by their first words (`v_commune`).

    Raises `Invalid` when the communes are not among them.
    """
    found: dict[str, Source] = {}
    for name, content in _members(path):
        kind = re.sub(r"_?\d{4}$", "", Path(name).stem.lower())
        if kind in COG:
            found[kind] = Source(Path(name).name, content, vintage or _year(name))
    if "v_commune" not in found:
        raise Invalid(f"Il n’y a pas de fichier v_commune_AAAA.csv dans « {path.name} ».", code="missing")
    return found


def _members(path: Path) -> list[tuple[str, bytes]]:
    if path.is_dir():
        return [(file.name, file.read_bytes()) for file in sorted(path.glob("v_*.csv"))]
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            return [(name, archive.read(name)) for name in archive.namelist() if name.lower().endswith(".csv")]
    except zipfile.BadZipFile:
        raise Invalid(f"« {path.name} » n’est ni un dossier ni un zip lisible.", code="zip") from None


def _year(name: str) -> str:
    found = re.search(r"(?:19|20)\d{2}", name)
    return found.group() if found else ""


def _name(text: str) -> str:
    return text.replace("'", "’")


def commune_code(text: str) -> str:
    """Five characters; a spreadsheet takes the first zero away."""
    code = text.strip().upper()
    return code.zfill(5) if code.isdigit() else code


def read_communes(source: Source, departments: set[str]) -> list[dict[str, Any]]:
    """`[{code, name, department, parent}]`: communes, then municipal districts with the code of their city.

    Delegated and associated communes have the code of a commune of today, or one of the past: they are no rows.
    """
    rejections, cities, districts = Rejections(), {}, {}
    for line, row in read_table(source.content, ("TYPECOM", "COM", "DEP", "LIBELLE", "COMPARENT"), rejections):
        kind, code = row["TYPECOM"], commune_code(row["COM"])
        if kind not in ("COM", "ARM"):
            continue
        rows = cities if kind == "COM" else districts
        parent = commune_code(row["COMPARENT"]) if kind == "ARM" else None
        department = row["DEP"] if kind == "COM" else cities.get(parent, {}).get("department", row["DEP"])
        department = department.zfill(2)
        if not re.fullmatch(r"\d[0-9AB]\d{3}", code):
            rejections.add(line, f"« {row['COM']} » n’est pas un code de commune.")
        elif code in rows:
            rejections.add(line, f"la commune {code} y est deux fois.")
        elif department not in departments:
            rejections.add(line, f"le département « {row['DEP']} » est inconnu.")
        elif not row["LIBELLE"]:
            rejections.add(line, "il n’y a pas de nom.")
        else:
            rows[code] = {"code": code, "name": _name(row["LIBELLE"]), "department": department, "parent": parent}
    for row in districts.values():
        if row["parent"] not in cities:
            rejections.add(1, f"la ville {row['parent']} de l’arrondissement {row['code']} manque.")
    rejections.check()
    if not cities:
        raise Invalid("Ce fichier ne contient aucune commune.", code="empty")
    return [*cities.values(), *districts.values()]


def read_names(source: Source, column: str, known: set[str]) -> list[dict[str, Any]]:
    """`[{code, name}]` of regions (`REG`) or departments (`DEP`), all of them known already."""
    rejections, rows = Rejections(), []
    for line, row in read_table(source.content, (column, "LIBELLE"), rejections):
        code = row[column].zfill(2)
        if code not in known:
            rejections.add(line, f"le code « {row[column]} » est inconnu.")
        rows.append({"code": code, "name": _name(row["LIBELLE"])})
    rejections.check()
    return rows


def read_moves(source: Source) -> list[dict[str, Any]]:
    """`[{before, name, after, on}]`: which commune's code or name another one replaced, and when."""
    rejections, rows = Rejections(), {}
    columns = ("MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "LIBELLE_AV", "TYPECOM_AP", "COM_AP", "LIBELLE_AP")
    for line, row in read_table(source.content, columns, rejections):
        before, after = commune_code(row["COM_AV"]), commune_code(row["COM_AP"])
        is_other = (before, row["LIBELLE_AV"]) != (after, row["LIBELLE_AP"])
        if row["MOD"] not in REPLACED or row["TYPECOM_AV"] != "COM" or row["TYPECOM_AP"] != "COM" or not is_other:
            continue
        try:
            on = datetime.date.fromisoformat(row["DATE_EFF"])
        except ValueError:
            rejections.add(line, f"« {row['DATE_EFF']} » n’est pas une date.")
            continue
        name = _name(row["LIBELLE_AV"])
        rows[before, name, after, on] = {"before": before, "name": name, "after": after, "on": on}
    rejections.check()
    return list(rows.values())


def read_postal_codes(source: Source) -> dict[str, list[str]]:
    """{commune code: its postal codes, sorted}; old communes and hamlets repeat them (`Ligne_5`)."""
    rejections, codes = Rejections(), defaultdict(set)
    for line, row in read_table(source.content, ("Code_commune_INSEE", "Code_postal"), rejections):
        commune, postal = commune_code(row["Code_commune_INSEE"]), row["Code_postal"].zfill(5)
        if not re.fullmatch(r"\d[0-9AB]\d{3}", commune):
            rejections.add(line, f"« {row['Code_commune_INSEE']} » n’est pas un code de commune.")
        elif not re.fullmatch(r"\d{5}", postal):
            rejections.add(line, f"« {row['Code_postal']} » n’est pas un code postal.")
        else:
            codes[commune].add(postal)
    rejections.check()
    if not codes:
        raise Invalid("Ce fichier ne contient aucun code postal.", code="empty")
    return {commune: sorted(found) for commune, found in codes.items()}
