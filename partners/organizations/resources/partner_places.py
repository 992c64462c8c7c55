"""The partner portal: where NQT works, first of all where the reader's organization is."""

from typing import Any

from nqt.accounts.roles import Audience
from nqt.common.dates import known
from nqt.door.http.mount import door
from nqt.door.pages.navigation import Place
from partners.organizations.models import Presence
from regions.coverage.models import Coverage, coverage_of
from regions.coverage.resources import Coverages


def since(coverage: Coverage | None) -> str:
    """'depuis 2005', 'ouvert entre 2005 et 2007'; empty where there is none."""
    if coverage is None:
        return ""
    latest = known(coverage.valid_from, coverage.from_precision).removeprefix("en ")
    if coverage.not_before is None:
        return f"depuis {latest}"
    return f"ouvert entre {known(coverage.not_before, coverage.from_precision).removeprefix('en ')} et {latest}"


class PartnerCoverages(Coverages):
    """For partners: where the association can work with them."""

    audience = Audience.PARTNER
    filterset_class = None
    nav = Place("L’association", "Implantations", "map-pin", 80)
    titles = {"list": "Où NQT est présente"}
    help = "Là où NQT accompagne des jeunes diplômés, vos équipes peuvent parrainer et vos locataires être accompagnés."
    columns = ("territory", "valid_from")
    template_folder = "partners/organizations/coverage"

    def list_context(self) -> dict[str, Any]:
        """With each department of the reader's organization, covered or not."""
        rows = Presence.objects.on(self.on).filter(organization=self.actor.organization_id)
        places = [row.department for row in rows.select_related("department").order_by("department__code")]
        covers = coverage_of(places, self.on) if places else {}
        here = [{"name": str(place), "since": since(covers.get(place.pk))} for place in places]
        return {**super().list_context(), "here": here}


door.register("coverage", PartnerCoverages)
