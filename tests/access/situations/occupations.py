"""Occupations, study fields and communes to choose from; see `places.py`."""

from tests.access.places import Place, place
from tests.access.world import INSIDE, World, ids
from tests.harness.factories.mentoring import a_study_field, an_occupation
from tests.harness.factories.regions import CommuneFactory

READERS = ("staff", "partner", "mentor", "graduate", "public")


@place(*(f"{reader}/occupations" for reader in READERS))
def occupations(world: World, role: str) -> Place:
    return Place(inside=ids(an_occupation()))


@place(*(f"{reader}/study-fields" for reader in READERS))
def study_fields(world: World, role: str) -> Place:
    return Place(inside=ids(a_study_field()))


@place(*(f"{reader}/communes" for reader in READERS if reader != "staff"))
def communes(world: World, role: str) -> Place:
    return Place(inside=ids(CommuneFactory(department=world.territories[INSIDE])))
