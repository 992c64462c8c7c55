"""Staff: for whom one mentor worked, and when, on the mentor's page."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from rest_framework import serializers

from mentoring.mentors.models import Employment, Mentor
from nqt.accounts.roles import Audience
from nqt.door.forms.serializers import DoorSerializer
from nqt.door.http.mount import door, nested
from nqt.door.resource import Resource
from nqt.door.resource.panel import panel
from partners.organizations.resources.fields import Span, TieState


class EmploymentLine(DoorSerializer):
    """A dated employer."""

    organization = serializers.StringRelatedField(label="employeur", read_only=True)
    span = Span()
    state = TieState()

    class Meta:
        model = Employment
        fields = ["public_id", "organization", "valid_from", "valid_until", "span", "state"]
        read_only_fields = fields


@panel("mentors", parent="mentor", order=10)
class MentorEmployments(Resource):
    """The employers, the latest first; changed by the mentor's own commands."""

    audience, model, verbs = Audience.STAFF, Employment, "R"
    serializer_class = EmploymentLine
    sorts, default_sort = {"since": "valid_from"}, "-since"
    columns = ("organization", "span", "state")
    select = ("organization",)
    name, name_plural = "employeur", "Employeurs"
    empty = "Aucun employeur noté : cette personne ne compte pour aucun partenaire."

    @property
    def mentor(self) -> Mentor:
        """The mentor of the address, if the actor sees it."""
        return self.parent(Mentor, "mentor")

    def scope(self, queryset: QuerySet) -> QuerySet:
        """Of this mentor."""
        return queryset.filter(mentor=self.mentor)

    def home_url(self) -> str:
        """The mentor's page shows the list."""
        if self.door != "pages":
            return super().home_url()
        return reverse("pages:staff:mentors-detail", kwargs={"public_id": self.kwargs["mentor"]})

    def crumbs(self) -> list[tuple[str, Any]]:
        """The way back to the mentor."""
        return [(str(self.mentor), self.home_url()), (self.title, self.url("list"))]


door.register(nested("mentors", "mentor", "employments"), MentorEmployments, basename="mentor-employments")
