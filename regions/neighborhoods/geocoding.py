"""From an address to a point: the port to the outside world, and the national geocoder behind it.

`settings.GEOCODER` names the class: the Géoplateforme of the IGN in production, committed addresses in the demo.
Source: IGN, *Géocodage*, `https://data.geopf.fr/geocodage/`; answers are GeoJSON.
"""

from dataclasses import dataclass
from typing import Any, Protocol

import requests
from django.conf import settings
from django.db.models import TextChoices
from django.utils.module_loading import import_string


class Precision(TextChoices):
    """How precisely an address was found."""

    HOUSE_NUMBER = "housenumber", "au numéro"
    STREET = "street", "à la rue"
    LOCALITY = "locality", "au lieu-dit"
    MUNICIPALITY = "municipality", "à la commune"


@dataclass(frozen=True)
class Place:
    """The best answer for an address; degrees, WGS 84."""

    label: str
    latitude: float
    longitude: float
    precision: str
    score: float
    """From 0 to 1: how much the answer looks like the question."""
    commune: str
    """INSEE code; of the municipal district in Paris, Lyon and Marseille."""


class GeocoderAway(Exception):
    """The geocoder does not answer, or not in its usual form; the same question may be asked later."""


class Geocoder(Protocol):
    """What the house asks of a geocoder."""

    def search(self, address: str, *, commune: str = "") -> Place | None:
        """The best answer, within a commune (INSEE code) when one is given; None when nothing is found.

        Raises `GeocoderAway`.
        """


class Geoplateforme:
    """The national geocoder. One try, five seconds: whoever asks says “not determined” and asks again later."""

    URL = "https://data.geopf.fr/geocodage/search"
    TIMEOUT = (2, 5)
    """Seconds to connect, to read."""
    LONGEST = 200

    def search(self, address: str, *, commune: str = "") -> Place | None:
        """See `Geocoder`. A curly apostrophe leads the service to another street: it is straightened."""
        asked = {"q": address.replace("’", "'").strip()[: self.LONGEST], "limit": "1", "index": "address"}
        if commune:
            asked["citycode"] = commune
        try:
            answer = requests.get(self.URL, params=asked, timeout=self.TIMEOUT)
            answer.raise_for_status()
            features = answer.json()["features"]
            return self._place(features[0]) if features else None
        except (requests.RequestException, ValueError, KeyError, IndexError, TypeError) as error:
            raise GeocoderAway(type(error).__name__) from error

    def _place(self, feature: dict[str, Any]) -> Place:
        longitude, latitude = map(float, feature["geometry"]["coordinates"])
        if not abs(latitude) <= 90 or not abs(longitude) <= 180:  # what is no number is neither more nor less
            raise ValueError("no point on Earth")
        told = feature["properties"]
        return Place(
            label=str(told["label"]),
            latitude=latitude,
            longitude=longitude,
            precision=str(told["type"]),
            score=float(told["score"]),
            commune=str(told["citycode"]),
        )


def geocoder() -> Geocoder:
    """The one of this installation."""
    found: Geocoder = import_string(settings.GEOCODER)()
    return found
