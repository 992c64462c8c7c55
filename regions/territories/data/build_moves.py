"""Write `moves.csv` from INSEE's file of moves of communes.

    python regions/territories/data/build_moves.py v_mvt_commune_2026.csv

Kept: a commune renamed, merged or given another code, as `regions.territories.imports.read_moves` reads them.
"""

import csv
import pathlib
import sys

KEPT = {"10", "31", "32", "33", "34", "35", "41", "50"}


def main(source: pathlib.Path) -> None:
    """Read INSEE's rows, write the CSV beside this file, the oldest first."""
    rows = set()
    with source.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["MOD"] not in KEPT or (row["TYPECOM_AV"], row["TYPECOM_AP"]) != ("COM", "COM"):
                continue
            if (row["COM_AV"], row["LIBELLE_AV"]) != (row["COM_AP"], row["LIBELLE_AP"]):
                rows.add((row["DATE_EFF"], row["COM_AV"], row["LIBELLE_AV"].replace("'", "’"), row["COM_AP"]))
    with pathlib.Path(__file__).with_name("moves.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["before", "name", "after", "on"])
        writer.writerows((before, name, after, on) for on, before, name, after in sorted(rows))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
