"""Write `communes.csv` from a vintage of the npm package `@etalab/decoupage-administratif`.

    npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-decoupage-administratif-6.0.0.tgz
    python regions/territories/data/build_communes.py package centres.csv

`centres.csv` (code, latitude, longitude) holds the centres that geo.api.gouv.fr publishes.

Kept: communes and municipal districts. Left out: former communes inside a new one, whose code is often the new one's.
"""

import csv
import json
import pathlib
import sys

KEPT = {"commune-actuelle", "arrondissement-municipal"}


def main(package: pathlib.Path, centres: pathlib.Path) -> None:
    """Read the package's JSON, write the CSV beside this file, cities before their districts."""
    with centres.open(encoding="utf-8", newline="") as file:
        centre_of = {row["code"]: (row["latitude"], row["longitude"]) for row in csv.DictReader(file)}
    communes = json.loads((package / "data" / "communes.json").read_text("utf-8"))
    kept = [commune for commune in communes if commune["type"] in KEPT]
    kept.sort(key=lambda commune: ("commune" in commune, commune["code"]))
    with pathlib.Path(__file__).with_name("communes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name", "department", "parent", "postal_codes", "population", "latitude", "longitude"])
        for commune in kept:
            writer.writerow(
                [
                    commune["code"],
                    commune["nom"].replace("'", "’"),
                    commune["departement"],
                    commune.get("commune", ""),
                    " ".join(commune.get("codesPostaux", [])),
                    commune.get("population", ""),
                    *centre_of.get(commune["code"], ("", "")),
                ]
            )


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
