"""Staff: where mentors lack, region by region and sector by sector, and whom to call."""

from collections.abc import Iterable
from math import ceil
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers

from mentoring.gaps.cell import Hindrance, families_of, hindered_mentors, longest_waiting
from mentoring.gaps.lenders import Lender, lenders_of
from mentoring.gaps.table import UNKNOWN, GapTable, Map, Need, gaps_of, sector_name
from mentoring.graduates.models import Graduate
from mentoring.mentors.models import Mentor
from mentoring.mentors.resources.fields import Employer, Places
from mentoring.occupations.models import Sector
from nqt.accounts.roles import Audience
from nqt.door.forms.serializers import DoorSerializer, KnownDate
from nqt.door.http.mount import door
from nqt.door.pages.navigation import Place, Trade
from nqt.door.resource import Page
from partners.conventions.models import Life

TITLE = "Où manque-t-il des parrains\u202f?"
HEATS = 4
"""Tints of a gap, from the lightest; none without gap."""
WORST_SHOWN = 30
LENDERS_SHOWN = 25


class Figures(serializers.Serializer):
    """`Total`."""

    waiting = serializers.IntegerField(label="jeunes qui attendent")
    priority = serializers.IntegerField(label="dont en quartier prioritaire")
    places = serializers.IntegerField(label="places libres")
    gap = serializers.IntegerField(label="places qui manquent")


class CellLine(Figures):
    """`Need`, with its names."""

    region = serializers.CharField(label="code de la région")
    region_name = serializers.CharField(label="région")
    sector = serializers.CharField(label="code du secteur")
    sector_name = serializers.CharField(label="secteur")
    longest = serializers.IntegerField(label="plus longue attente (jours)")
    median = serializers.IntegerField(label="attente médiane (jours)")
    remote_places = serializers.IntegerField(label="places à distance, ailleurs")
    heat = serializers.IntegerField(label="gravité, de 0 à 4")


class RegionTotal(serializers.Serializer):
    """A column."""

    code = serializers.CharField(label="code")
    name = serializers.CharField(label="région")
    total = Figures(label="total")


class SectorRow(serializers.Serializer):
    """A row: one cell a column, in their order."""

    code = serializers.CharField(label="code")
    name = serializers.CharField(label="secteur")
    total = Figures(label="total")
    cells = CellLine(many=True, label="cases")


class FamilyLine(Figures):
    """`Family`."""

    code = serializers.CharField(label="famille (ROME)")
    jobs = serializers.ListField(child=serializers.CharField(), label="métiers les plus visés")
    longest = serializers.IntegerField(label="plus longue attente (jours)")
    median = serializers.IntegerField(label="attente médiane (jours)")
    remote_places = serializers.IntegerField(label="places à distance, ailleurs")


class WaitingGraduate(DoorSerializer):
    """Who waits."""

    name = serializers.CharField(source="full_name", label="nom", read_only=True)
    target_job = serializers.StringRelatedField(label="métier visé", read_only=True)
    department = serializers.StringRelatedField(label="département", read_only=True)
    pooled_at = serializers.DateTimeField(label="attend depuis le", read_only=True)

    class Meta:
        model = Graduate
        fields = ["public_id", "name", "target_job", "department", "qpv", "pooled_at"]
        read_only_fields = fields


class HinderedMentor(DoorSerializer):
    """Who takes nobody now, and until when."""

    name = serializers.CharField(source="full_name", label="nom", read_only=True)
    occupation = serializers.StringRelatedField(label="métier", read_only=True)
    employer = Employer()
    places = Places()
    hindrance = serializers.ChoiceField(choices=Hindrance.choices, label="empêchement", read_only=True)

    class Meta:
        model = Mentor
        fields = [
            "public_id", "name", "occupation", "employer", "places", "hindrance", "paused_until", "available_from",
        ]  # fmt: skip
        read_only_fields = fields


class SectorCount(serializers.Serializer):
    """Mentors of a partner in a sector."""

    code = serializers.CharField(label="code")
    name = serializers.CharField(label="secteur")
    mentors = serializers.IntegerField(label="parrains et marraines")


class LenderLine(serializers.Serializer):
    """`Lender`."""

    organization = serializers.UUIDField(source="organization.public_id", label="identifiant")
    name = serializers.CharField(source="organization.__str__", label="partenaire")
    is_open = serializers.BooleanField(label="fiche lisible")
    convention = serializers.UUIDField(source="convention.public_id", label="convention")
    title = serializers.CharField(source="convention.text.title", label="titre de la convention")
    life = serializers.ChoiceField(source="convention.life", choices=Life.choices, label="vie")
    since = KnownDate(source="convention.entered_on", precision="since_precision", label="en vigueur depuis")
    mentors = serializers.IntegerField(label="parrains et marraines ici")
    sectors = serializers.SerializerMethodField(label="leurs secteurs")

    def get_sectors(self, lender: Lender) -> list[dict[str, Any]]:
        """Most mentors first."""
        counts = ({"code": c, "name": sector_name(c), "mentors": n} for c, n in lender.sectors.most_common())
        return list(SectorCount(counts, many=True).data)


class GapPage(serializers.Serializer):
    """The table; with a region, its partners; with a sector too, the people behind the cell."""

    region = serializers.CharField(label="région", allow_null=True)
    region_name = serializers.CharField(label="nom de la région", allow_null=True)
    sector = serializers.CharField(label="secteur", allow_null=True)
    sector_name = serializers.CharField(label="nom du secteur", allow_null=True)
    total = Figures(label="ensemble")
    regions = RegionTotal(many=True, label="par région")
    rows = SectorRow(many=True, label="par secteur")
    worst = CellLine(many=True, label="les plus graves")
    cell = CellLine(label="région et secteur", allow_null=True)
    families = FamilyLine(many=True, label="familles de métiers")
    graduates = WaitingGraduate(many=True, label="qui attendent le plus")
    mentors = HinderedMentor(many=True, label="empêchés")
    partners_count = serializers.IntegerField(label="partenaires")
    partners = LenderLine(many=True, label="partenaires à appeler")


class StaffGaps(Page):
    """`?region=75&sector=M`: by codes of INSEE and of the ROME, `none` for what is unknown."""

    audience = Audience.STAFF
    serializer_class = GapPage
    name = name_plural = TITLE
    nav = Place(Trade.STEERING, TITLE, "map-2", 50, "Par métier et par département")
    help = "Les jeunes qui attendent et les places libres des parrains et marraines, par région et par secteur (ROME)."
    template_folder = "mentoring/gaps"
    opened = ""

    @extend_schema(parameters=[OpenApiParameter("region", str), OpenApiParameter("sector", str)])
    def data(self) -> dict[str, Any]:
        """The table, or a cell of it."""
        known = Map.of(self.actor, self.on)
        region = self.asked("region", known.names, "Cette région n’est pas sur la carte de votre périmètre.")
        sector = self.asked("sector", (*Sector.values, UNKNOWN), "Ce secteur n’est pas une lettre du ROME.")
        table = gaps_of(self.actor, self.on, known=known, region=region, sector=sector)
        shown = {
            "region": region,
            "region_name": known.names[region] if region else None,
            "sector": sector,
            "sector_name": sector_name(sector) if sector else None,
            **_whole(table),
            **self.behind(table, region, sector),
            **self.to_call(table, region, sector),
        }
        return shown

    def asked(self, name: str, known: Iterable[str], refusal: str) -> str | None:
        """A code of the address; 400 when the reader has no such one."""
        code: str = self.request.query_params.get(name, "").strip()
        if code and code not in known:
            raise exceptions.ValidationError({name: [exceptions.ErrorDetail(refusal, "unknown")]})
        return code or None

    def behind(self, table: GapTable, region: str | None, sector: str | None) -> dict[str, Any]:
        """The people of an opened cell."""
        if region is None or sector is None:
            return {"cell": None, "families": [], "graduates": [], "mentors": []}
        need = next(iter(table.needs), Need(region, sector))
        whose = (self.actor, table, region, sector)
        return {
            "cell": _cell(need, table, need.gap),
            "families": [
                {**_facts(family.need), "code": family.need.sector, "jobs": family.jobs}
                for family in families_of(*whose)
            ],
            "graduates": list(longest_waiting(*whose)),
            "mentors": list(hindered_mentors(*whose)),
        }

    def to_call(self, table: GapTable, region: str | None, sector: str | None) -> dict[str, Any]:
        """The partners of a region: the one of the address, or the only one that the reader looks after."""
        looked_after = list(table.map.codes)
        asked = region or (looked_after[0] if len(looked_after) == 1 else "")
        departments = table.map.codes.get(asked, frozenset())
        found = lenders_of(self.actor, departments, sector, self.on) if departments else []
        return {"partners_count": len(found), "partners": found[:LENDERS_SHOWN]}

    def crumbs(self) -> list[tuple[str, str]]:
        """From a region or a cell back to the whole."""
        return [(TITLE, self.home_url())]


def _whole(table: GapTable) -> dict[str, Any]:
    """The table as a page draws it, and the list of its worst cells."""
    worst = max((need.gap for need in table.needs), default=0)
    by_key = {(need.region, need.sector): need for need in table.needs}
    return {
        "total": table.total(),
        "regions": [
            {"code": code, "name": table.map.names[code], "total": table.total(region=code)} for code in table.regions
        ],
        "rows": [
            {
                "code": sector,
                "name": sector_name(sector),
                "total": table.total(sector=sector),
                "cells": [
                    _cell(by_key.get((region, sector), Need(region, sector)), table, worst) for region in table.regions
                ],
            }
            for sector in table.sectors
        ],
        "worst": [_cell(need, table, worst) for need in table.needs[:WORST_SHOWN] if need.gap],
    }


def _facts(need: Need) -> dict[str, Any]:
    return {**vars(need), "gap": need.gap}


def _cell(need: Need, table: GapTable, worst: int) -> dict[str, Any]:
    """A cell with its names, and how grave it is beside the worst."""
    return {
        **_facts(need),
        "region_name": table.map.names[need.region],
        "sector_name": sector_name(need.sector),
        "heat": ceil(HEATS * need.gap / worst) if need.gap else 0,
    }


door.register("matching-gaps", StaffGaps)
