"""The ANCT's files of priority neighborhoods: the list (CSV) and the perimeters (GeoJSON, or the zip around it).

Their quirks: several spellings of the same property, communes written as a spreadsheet formula (`="60057"`), separated
by `;` or `, `, without their first zero.
"""

import io
import json
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from nqt.common.errors import Invalid
from nqt.common.tables import Rejections, decoded, read_table
from regions.neighborhoods.mending import mended
from regions.territories.imports import Source, commune_code

CODE = re.compile(r"(?:QN(\d[0-9AB]\d|\d{2}[0-9AB]|0[0-9AB]{2}|\d{3})\d{2}[NMIC]|QP(\w{6}))")
NAMES = {
    "code": ("code_qp",),
    "name": ("lib_qp", "nom_qp"),
    "communes": ("insee_com", "code_commune", "code_com"),
}
"""What we read → how the files have called it, whatever their case."""
DEGREES = 180
CORRECTED = {"QN97654C": ["97604"]}
"""Communes that the published files have wrong: Bouéni carries the code of Bandraboua."""


@dataclass
class Row:
    """One neighborhood as the files give it."""

    code: str
    name: str
    department: str
    communes: list[str] = field(default_factory=list)
    shape: bytes | None = None
    line: int = 0
    remark: str = ""
    """What had to be mended of its perimeter."""


def department_code(code: str) -> str:
    """'QN01301M' → '13', 'QN02A01N' → '2A', 'QP974001' → '974'."""
    return code[2:5].removeprefix("0")


def commune_codes(text: str) -> list[str]:
    """`="13055;13070"`, `02571, 02691` → codes of five characters."""
    return [commune_code(code) for code in re.split(r"[;,\s]+", text.strip().strip('="')) if code]


def read_list(source: Source) -> list[Row]:
    """The official list; refused as a whole when a line cannot be read."""
    rejections, rows = Rejections(), {}
    for line, row in read_table(source.content, ("code_qp", "lib_qp", "insee_com"), rejections):
        found = Row(row["code_qp"].upper(), row["lib_qp"], "", commune_codes(row["insee_com"]), line=line)
        _keep(found, rows, rejections)
    return _whole(rows, rejections)


def read_perimeters(source: Source) -> list[Row]:
    """The perimeters, mended where they cross themselves; the line of a row is the number of its feature."""
    features = _features(source)
    rejections, rows = Rejections(), {}
    for line, feature in enumerate(features, start=1):
        properties = {name.lower(): value for name, value in (feature.get("properties") or {}).items()}
        code, name, communes = (_first(properties, *names) for names in NAMES.values())
        found = Row(code.upper(), name, "", commune_codes(communes), line=line)
        geometry = _surface(feature)
        if geometry is None:
            rejections.add(line, "ce n’est pas un périmètre.")
            continue
        if max(map(abs, geometry.bounds)) > DEGREES:
            raise Invalid(
                "Ces coordonnées sont en mètres (Lambert 93) : donnez le fichier WGS 84 (longitude, latitude).",
                code="projection",
            )
        kept, found.remark = mended(geometry)
        if kept.is_empty:
            rejections.add(line, "ce périmètre n’a pas de surface.")
            continue
        found.shape = shapely.to_wkb(kept)
        _keep(found, rows, rejections)
    return _whole(rows, rejections)


def _surface(feature: dict[str, Any]) -> BaseGeometry | None:
    """Its geometry, if it can hold a surface and every coordinate is a number."""
    try:
        with np.errstate(invalid="ignore"):
            geometry = shape(feature["geometry"])
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError):
        return None
    is_surface = geometry.geom_type in ("Polygon", "MultiPolygon", "GeometryCollection") and not geometry.is_empty
    return geometry if is_surface and np.isfinite(shapely.get_coordinates(geometry)).all() else None


def _features(source: Source) -> list[dict[str, Any]]:
    try:
        document = json.loads(decoded(_geojson(source)))
        features = document["features"]
    except (ValueError, KeyError, TypeError):
        raise Invalid("Ce fichier n’est pas un GeoJSON complet : téléchargez-le de nouveau.", code="json") from None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise Invalid("Ce fichier n’est pas un GeoJSON de périmètres.", code="json")
    return features


def _geojson(source: Source) -> bytes:
    """The file, or the one of the ANCT's zip that covers France in WGS 84."""
    if not source.content.startswith(b"PK"):
        return source.content
    try:
        with zipfile.ZipFile(io.BytesIO(source.content)) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith("json") and "WGS84" in name.upper()]
            if len(names) != 1:
                raise Invalid("Le zip ne contient pas un (et un seul) GeoJSON en WGS 84.", code="zip")
            return archive.read(names[0])
    except zipfile.BadZipFile:
        raise Invalid("Ce zip est abîmé : téléchargez-le de nouveau.", code="zip") from None


def _first(properties: dict[str, Any], *names: str) -> str:
    return next((str(properties[name]) for name in names if properties.get(name)), "")


def _keep(found: Row, rows: dict[str, Row], rejections: Rejections) -> None:
    if not CODE.fullmatch(found.code):
        rejections.add(found.line, f"« {found.code} » n’est pas un code de quartier.")
    elif found.code in rows:
        rejections.add(found.line, f"le quartier {found.code} y est deux fois.")
    elif not found.name:
        rejections.add(found.line, "il n’y a pas de nom.")
    else:
        found.department = department_code(found.code)
        found.communes = CORRECTED.get(found.code, found.communes)
        rows[found.code] = found


def _whole(rows: dict[str, Row], rejections: Rejections) -> list[Row]:
    rejections.check()
    if not rows:
        raise Invalid("Ce fichier ne contient aucun quartier.", code="empty")
    return list(rows.values())
