"""Whether an address lies in a priority neighborhood: the commune first, then a point, if it is precise enough."""

import datetime
from dataclasses import dataclass

from regions.neighborhoods.geocoding import GeocoderAway, Place, Precision, geocoder
from regions.neighborhoods.locating import Answer, Located, Reason, locate, locate_commune

GOOD_ENOUGH = 0.7
"""Score under which the answer may be about another address."""


@dataclass(frozen=True)
class Situated:
    """The answer for an address, and where it was found."""

    located: Located
    place: Place | None = None


def situate(address: str, on: datetime.date, *, commune: str = "") -> Situated:
    """In, out or unknown, for an address within a commune (INSEE code) when it is known.

    A commune without any neighborhood answers without asking the geocoder. An answer at the street, or that looks like
    another address, decides nothing.
    """
    known = locate_commune(commune, on) if commune else None
    if known is not None:
        return Situated(known)
    try:
        place = geocoder().search(address, commune=commune)
    except GeocoderAway:
        return Situated(Located(Answer.UNKNOWN, Reason.GEOCODER_AWAY))
    if place is None:
        return Situated(Located(Answer.UNKNOWN, Reason.ADDRESS_NOT_FOUND))
    if place.precision != Precision.HOUSE_NUMBER or place.score < GOOD_ENOUGH:
        return Situated(Located(Answer.UNKNOWN, Reason.ADDRESS_IMPRECISE), place)
    return Situated(locate(place.latitude, place.longitude, on, commune=place.commune), place)
