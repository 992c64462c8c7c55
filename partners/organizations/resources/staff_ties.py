"""Staff: what belongs to one organization, and what it belongs to, added, ended and set right one at a time."""

from dataclasses import replace

from django.db.models import QuerySet
from rest_framework import serializers

from nqt.accounts.roles import Audience
from nqt.common.dates import Precision
from nqt.common.validators import validate_date
from nqt.door.forms.serializers import DoorSerializer, InputSerializer, KnownDate, Ref
from nqt.door.http.mount import door
from nqt.door.resource import ActionsField, Nested, OnPage, Under, command
from partners.organizations import actions
from partners.organizations.models import Membership, Organization
from partners.organizations.resources.fields import Span, TieState

FOLDER = "partners/organizations/staff"
"""Templates of the organization's page."""
DATES = ["valid_from", "from_precision", "valid_until", "until_precision"]
DATES_HELP = {
    "valid_from": {"label": "depuis", "help_text": "Vide : depuis une date inconnue."},
    "from_precision": {"label": "début connu", "default": Precision.DAY},
    "valid_until": {
        "label": "jusqu’à",
        "help_text": "Le premier jour où ce n’est plus le cas. Vide : toujours en cours.",
    },
    "until_precision": {"label": "fin connue", "default": Precision.DAY},
}


class Ending(InputSerializer):
    """From when it no longer holds."""

    valid_until = serializers.DateField(
        label="jusqu’à", help_text="Le premier jour où ce n’est plus le cas.", validators=[validate_date]
    )
    until_precision = serializers.ChoiceField(Precision.choices, label="date connue", default=Precision.DAY)


class OfOrganization(Nested):
    """Rows of one organization, named in the address."""

    audience = Audience.STAFF
    under = Under(Organization, "organization", "organizations")
    template_folder = "partners/organizations/ties"


class MembershipLine(DoorSerializer):
    """A membership, read from either side."""

    member = serializers.CharField(source="member.name", label="membre", read_only=True)
    body = serializers.CharField(source="body.name", label="membre de", read_only=True)
    member_id = serializers.UUIDField(source="member.public_id", label="identifiant du membre", read_only=True)
    body_id = serializers.UUIDField(source="body.public_id", label="identifiant de l’organisme", read_only=True)
    kind = serializers.CharField(source="member.get_kind_display", label="nature", read_only=True)
    legal_form = serializers.CharField(source="member.get_legal_form_display", label="forme juridique", read_only=True)
    seat = serializers.CharField(source="member.seat", label="siège", read_only=True, allow_null=True)
    span = Span()
    state = TieState()
    valid_from = KnownDate(precision="from_precision", label="depuis", read_only=True)
    valid_until = KnownDate(precision="until_precision", label="jusqu’à", read_only=True)

    class Meta:
        model = Membership
        fields = [
            "public_id",
            "member",
            "member_id",
            "kind",
            "legal_form",
            "seat",
            "body",
            "body_id",
            "span",
            "state",
            *DATES,
            "version",
        ]
        read_only_fields = fields


class MembershipPage(MembershipLine):
    """With what may be done to it; on each row of a list that would cost a question."""

    actions = ActionsField()

    class Meta(MembershipLine.Meta):
        fields = [*MembershipLine.Meta.fields, "actions"]
        read_only_fields = fields


class MembershipDates(DoorSerializer):
    """Dates that were typed wrong."""

    class Meta:
        model = Membership
        fields = DATES
        extra_kwargs = DATES_HELP


class NewMember(MembershipDates):
    """Who belongs to the organization of the page."""

    member = Ref(queryset=Organization.objects.active(), suggest="organizations", label="membre")

    class Meta(MembershipDates.Meta):
        fields = ["member", *DATES]


class NewBody(MembershipDates):
    """What the organization of the page belongs to."""

    body = Ref(queryset=Organization.objects.active(), suggest="organizations", label="membre de")

    class Meta(MembershipDates.Meta):
        fields = ["body", *DATES]


class Memberships(OfOrganization):
    """Shared by both sides."""

    model, verbs, versioned = Membership, "CRUD", True
    serializer_class, line = MembershipPage, MembershipLine
    select = ("member__seat__department", "body")
    sorts = {"name": "member__folded", "since": "valid_from"}
    default_sort = "name"
    titles = {"update": "Corriger les dates", "destroy": "Supprimer l’adhésion"}

    end = command(
        "Terminer l’adhésion",
        actions.membership_end,
        input=Ending,
        icon="x",
        done="L’adhésion est terminée ; elle reste vraie avant cette date.",
    )


class OrganizationMembers(Memberships):
    """Who belongs to this organization, as of the day read."""

    under = replace(OfOrganization.under, by="body")
    panel = OnPage(order=10, template=f"{FOLDER}/_members.html")
    dated = True
    name, name_plural = "membre", "Membres"
    empty = "Aucun membre à cette date."
    columns = ("member", "kind", "legal_form", "seat", "span", "state")
    forms = {"create": NewMember, "update": MembershipDates}
    titles = {**Memberships.titles, "create": "Ajouter un membre"}
    writes = {
        "create": actions.membership_add,
        "update": actions.membership_correct,
        "destroy": actions.membership_remove,
    }

    def scope(self, queryset: QuerySet) -> QuerySet:
        """Those who left are read as of their time, or on their own page."""
        mine = super().scope(queryset)
        return mine.on(self.on) if self.action in ("list", "export") else mine


class OrganizationBodies(Memberships):
    """What this organization belongs to, or has belonged to."""

    under = replace(OfOrganization.under, by="member")
    panel = OnPage(order=30, template=f"{FOLDER}/_beside_bodies.html")
    name, name_plural = "adhésion", "adhésions"
    empty = "Aucune adhésion notée."
    columns = ("body", "span", "state")
    sorts, default_sort = {"name": "body__folded", "since": "valid_from"}, "since"
    forms = {"create": NewBody, "update": MembershipDates}
    titles = {**Memberships.titles, "list": "Appartenance", "create": "Ajouter une adhésion"}
    writes = OrganizationMembers.writes


door.register("members", OrganizationMembers)
door.register("bodies", OrganizationBodies)
