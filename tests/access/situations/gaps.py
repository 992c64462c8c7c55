"""Where mentors lack; see `places.py`."""

from nqt.accounts.roles import Role
from tests.access.places import Place, place
from tests.access.world import ELSEWHERE, World


@place("staff/matching-gaps")
def gaps(world: World, role: str) -> Place:
    """An opened cell shows people: those of elsewhere never, partners of elsewhere neither."""
    far = (ELSEWHERE,) if role == Role.STAFF_REGIONAL else ()
    return Place(inside={"query": "region=75&sector=K"}, canaries=far)
