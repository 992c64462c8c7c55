"""Staff: for whom one mentor worked, and when, on the mentor's page."""

from rest_framework import serializers

from mentoring.mentors.models import Employment, Mentor
from nqt.accounts.roles import Audience
from nqt.door.forms.serializers import DoorSerializer
from nqt.door.http.mount import door
from nqt.door.resource import Nested, OnPage, Under
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


class MentorEmployments(Nested):
    """The employers, the latest first; changed by the mentor's own commands."""

    under, panel = Under(Mentor, "mentor", "mentors"), OnPage(order=10)
    audience, model, verbs = Audience.STAFF, Employment, "R"
    serializer_class = EmploymentLine
    sorts, default_sort = {"since": "valid_from"}, "-since"
    columns = ("organization", "span", "state")
    select = ("organization",)
    name, name_plural = "employeur", "Employeurs"
    empty = "Aucun employeur noté : cette personne ne compte pour aucun partenaire."


door.register("employments", MentorEmployments)
