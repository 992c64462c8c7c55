"""The ROME as France Travail publishes it, read into rows.

`unix_referentiel_code_rome_vNNN_utf8.csv` and `unix_referentiel_appellation_vNNN_utf8.csv`, with `,` or `|`; a row
whose `statut` is not 1 is no longer in use.
"""

import re
from typing import Any

from nqt.common.errors import Invalid
from nqt.common.tables import Rejections, read_table
from regions.territories.imports import Source

IN_USE = ("", "1")
_CODE = re.compile(r"[A-N]\d{4}")


def _typographic(text: str) -> str:
    return text.replace("'", "’")


def read_occupations(source: Source, domains: dict[str, str]) -> list[dict[str, Any]]:
    """`[{code, name, domain}]`; the broad domain is that of the code's letter, which the file does not name."""
    rejections, rows = Rejections(), {}
    for line, row in read_table(source.content, ("code_rome", "libelle_rome"), rejections, optional=("statut",)):
        code, name = row["code_rome"].upper(), row["libelle_rome"]
        if row.get("statut", "") not in IN_USE:
            continue
        if not _CODE.fullmatch(code):
            rejections.add(line, f"« {row['code_rome']} » n’est pas un code ROME.")
        elif code in rows:
            rejections.add(line, f"le métier {code} y est deux fois.")
        elif not name:
            rejections.add(line, "il n’y a pas de nom.")
        else:
            rows[code] = {"code": code, "name": _typographic(name), "domain": domains.get(code[0], "")}
    rejections.check()
    if not rows:
        raise Invalid("Ce fichier ne contient aucun métier.", code="empty")
    return list(rows.values())


def read_titles(source: Source, known: set[str]) -> list[dict[str, Any]]:
    """`[{occupation, name}]`, the occupation by its code; a title twice for one occupation is one."""
    rejections, rows = Rejections(), {}
    columns = ("libelle_appellation_long", "code_rome")
    for line, row in read_table(source.content, columns, rejections, optional=("statut",)):
        code, name = row["code_rome"].upper(), _typographic(row["libelle_appellation_long"])
        if row.get("statut", "") not in IN_USE:
            continue
        if code not in known:
            rejections.add(line, f"le métier « {row['code_rome']} » est inconnu.")
        elif not name:
            rejections.add(line, "il n’y a pas de nom.")
        else:
            rows[code, name] = {"occupation": code, "name": name}
    rejections.check()
    return list(rows.values())
