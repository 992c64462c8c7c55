"""Conventions on the page of an organization."""

from typing import Any

from django.db.models import Q

from nqt.accounts.roles import Audience
from nqt.door.http.mount import door
from nqt.door.resource import Nested, OnPage, Under
from partners.conventions.models import Convention, Signatory
from partners.conventions.resources.staff_list import as_rows
from partners.conventions.resources.staff_serializers import ConventionLine
from partners.organizations.models import Organization


def with_party(organization: Organization) -> Q:
    """Where it is a party of any text."""
    return Q(pk__in=Signatory.objects.active().filter(organization=organization).values("text__convention"))


class OrganizationConventions(Nested):
    """Where the organization is a party, whatever the stage of the text."""

    under = Under(Organization, "organization", "organizations", by=with_party)
    panel = OnPage(order=5, template="partners/conventions/staff/_panel.html")
    dated = True
    audience, model, verbs = Audience.STAFF, Convention, "R"
    serializer_class = ConventionLine
    name, name_plural = "convention", "Conventions"
    empty = "Aucune convention avec cet organisme."
    sorts, default_sort = {"starts": "text__starts_on", "updated": "updated_at"}, "-updated"
    columns = ("title", "number", "stage", "life", "signed", "period")

    def scope(self, queryset: Any) -> Any:
        """With the life as of the day read, on which it is a party."""
        return super().scope(queryset).as_of(self.on).having_party(self.above).existing(self.on)

    def decorated(self, queryset: Any) -> Any:
        """As in the list of conventions."""
        return as_rows(queryset)


door.register("conventions", OrganizationConventions)
