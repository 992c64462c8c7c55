"""A corner of the map, with its reform, without loading all of France."""

import datetime

import factory
import shapely
from factory.django import DjangoModelFactory

from nqt.accounts.actor import Actor
from nqt.accounts.hats import hats_of
from nqt.accounts.models import User
from regions.assignments.actions import assignment_add
from regions.assignments.models import Assignment
from regions.neighborhoods.models import PriorityNeighborhood, in_force
from regions.territories.actions import remember
from regions.territories.imports import Source
from regions.territories.models import Commune, Department, FileKind, Region, RegionDepartment, Zone
from tests.harness.factories.accounts import UserFactory

REFORM = datetime.date(2016, 1, 1)
NAMES = {"16": "Charente", "17": "Charente-Maritime", "79": "Deux-Sèvres", "86": "Vienne", "33": "Gironde"}


LETTERS = str.maketrans("0123456789", "abcdefghij")
"""A number in the name of a commune would be read as a department: “Commune 68” is somewhere in Haut-Rhin."""


class RegionFactory(DjangoModelFactory):
    """A region without departments; codes of three letters, which INSEE never uses."""

    class Meta:
        model = Region
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"R{n % 100:02}")
    name = factory.Sequence(lambda n: f"Région {n}")


class DepartmentFactory(DjangoModelFactory):
    """A metropolitan department; `region=…` puts it in one, for ever."""

    class Meta:
        model = Department
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"D{n % 100:02}")
    name = factory.LazyAttribute(lambda self: NAMES.get(self.code, f"Département {self.code}"))
    zone = Zone.METROPOLE
    time_zone = "Europe/Paris"

    @classmethod
    def _create(cls, model_class: type[Department], *args, region: Region | None = None, **kwargs) -> Department:
        department = super()._create(model_class, *args, **kwargs)
        if region:
            RegionDepartment.objects.get_or_create(region=region, department=department)
        return department


class CommuneFactory(DjangoModelFactory):
    """A commune of some department."""

    class Meta:
        model = Commune
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"Z{n % 10_000:04}")
    name = factory.Sequence(lambda n: f"Commune {str(n).translate(LETTERS)}")
    department = factory.SubFactory(DepartmentFactory)


def the_west() -> dict[str, Region | Department]:
    """Poitou-Charentes (54) and Aquitaine (72, the Gironde alone) until 2015, both in Nouvelle-Aquitaine (75) since.

    Regions and departments by code.
    """
    before = {
        "54": RegionFactory(code="54", name="Poitou-Charentes", valid_until=REFORM),
        "72": RegionFactory(code="72", name="Aquitaine", valid_until=REFORM),
    }
    after = RegionFactory(code="75", name="Nouvelle-Aquitaine", valid_from=REFORM)
    found: dict[str, Region | Department] = {**before, "75": after}
    for code, region in {"16": "54", "17": "54", "79": "54", "86": "54", "33": "72"}.items():
        found[code] = department = DepartmentFactory(code=code)
        RegionDepartment.objects.get_or_create(region=before[region], department=department, valid_until=REFORM)
        RegionDepartment.objects.get_or_create(region=after, department=department, valid_from=REFORM)
    return found


def assign(user: User, **territory) -> Assignment:
    """An assignment since 2020, national unless a region or a department is given."""
    territory = territory or {"is_national": True}
    facts = {"valid_from": datetime.date(2020, 1, 1), **territory}
    return assignment_add(actor=Actor.system("tests"), user=user, **facts)


def a_colleague(**territory) -> Actor:
    """A member of staff of a territory, national unless told."""
    user = UserFactory()
    assign(user, **(territory or {"is_national": True}))
    return Actor.wearing(user, hats_of(user)[0])


def a_neighborhood(
    department: Department,
    box: tuple[float, float, float, float] = (2.38, 48.91, 2.40, 48.93),
    *,
    code: str = "",
    **facts,
) -> PriorityNeighborhood:
    """A perimeter of 2024, a rectangle (west, south, east, north), and the provenance that makes it known."""
    rank = PriorityNeighborhood.objects.count() + 1
    generation = facts.get("generation", 2024)
    code = code or (
        f"QN{department.code:0>3}{rank:02d}M" if generation == 2024 else f"QP{department.code:0>3}{rank:03d}"
    )
    remember(FileKind.NEIGHBORHOODS, Source(f"{code}.geojson", code.encode(), "2024"), rows=1)
    facts = {
        "generation": generation,
        "code": code,
        "name": f"Quartier {rank}",
        "department": department,
        "shape": shapely.to_wkb(shapely.box(*box)),
        **in_force(generation, department),
        **facts,
    }
    return PriorityNeighborhood.objects.create(**facts)
