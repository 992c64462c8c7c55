"""Conventions on the page of an organization."""

from typing import Any

from nqt.accounts.roles import Audience
from nqt.door.http.mount import door, nested
from nqt.door.resource import Resource
from nqt.door.resource.panel import panel
from partners.conventions.models import Convention
from partners.conventions.resources.staff_list import as_rows
from partners.conventions.resources.staff_serializers import ConventionLine
from partners.organizations.models import Organization


@panel("organizations", parent="organization", order=5, template="partners/conventions/staff/_panel.html")
class OrganizationConventions(Resource):
    """Where the organization is a party, whatever the stage of the text."""

    dated = True
    audience, model, verbs = Audience.STAFF, Convention, "R"
    serializer_class = ConventionLine
    name, name_plural = "convention", "Conventions"
    empty = "Aucune convention avec cet organisme."
    sorts, default_sort = {"starts": "text__starts_on", "updated": "updated_at"}, "-updated"
    columns = ("title", "number", "stage", "life", "signed", "period")

    def scope(self, queryset: Any) -> Any:
        """Of this organization, with the life as of the day read."""
        organization = self.parent(Organization, "organization")
        return queryset.as_of(self.on).having_party(organization).existing(self.on)

    def decorated(self, queryset: Any) -> Any:
        """As in the list of conventions."""
        return as_rows(queryset)


door.register(
    nested("organizations", "organization", "conventions"), OrganizationConventions, "organization-conventions"
)
