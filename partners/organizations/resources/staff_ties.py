"""Staff: what belongs to one organization, and what it belongs to, added, ended and set right one at a time."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from rest_framework import serializers

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience
from nqt.common.dates import Precision
from nqt.common.validators import validate_date
from nqt.door.forms.serializers import DoorSerializer, InputSerializer, KnownDate, Ref
from nqt.door.http.mount import door, nested
from nqt.door.resource import ActionsField, Resource, command
from nqt.door.resource.panel import panel
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


class OfOrganization(Resource):
    """Rows of one organization, named in the address."""

    audience = Audience.STAFF
    template_folder = "partners/organizations/ties"

    @property
    def organization(self) -> Organization:
        """The organization of the address, if the actor sees it."""
        return self.parent(Organization, "organization")

    def after(self, obj: Any) -> str:
        """Back to the organization's page."""
        kwargs = {"public_id": self.kwargs["organization"]}
        return reverse(f"{self.door}:{self.audience}:organizations-detail", kwargs=kwargs) + self.fragment

    @property
    def fragment(self) -> str:
        """A page goes back to the rows; an API address has none."""
        return f"#{self.basename}" if self.door == "pages" else ""

    def home_url(self) -> str:
        """The organization's page shows the list."""
        return self.after(None) if self.door == "pages" else super().home_url()

    def crumbs(self) -> list[tuple[str, str]]:
        """The way back to the organization."""
        return [
            (str(self.organization), self.after(None)),
            (self.title, self.url("list")),
        ]

    def can_write(self, verb: str, obj: Any = None) -> bool:
        """Where the actor may change the organization; archived, nothing is added."""
        if not super().can_write(verb, obj) or not self.organization.is_editable_by(self.actor):
            return False
        return verb != "create" or not self.organization.is_archived


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


def of_ours(actor: Actor, membership: Membership) -> bool:
    """A command's condition: the actor may change the member or the body."""
    return membership.member.is_editable_by(actor) or membership.body.is_editable_by(actor)


class Memberships(OfOrganization):
    """Shared by both sides."""

    model, verbs, versioned = Membership, "CRUD", True
    serializer_class, line = MembershipPage, MembershipLine
    select = ("member__seat__department", "body")
    sorts = {"name": "member__folded", "since": "valid_from"}
    default_sort = "name"
    titles = {"update": "Corriger les dates", "destroy": "Supprimer l’adhésion"}

    def open_to(self, verb: str, obj: Membership) -> bool:
        """In the perimeter, on one side at least."""
        return of_ours(self.actor, obj)

    @command(
        "Terminer l’adhésion",
        condition=lambda actor, m: of_ours(actor, m) and m.valid_until is None,
        input=Ending,
        icon="x",
        done="L’adhésion est terminée ; elle reste vraie avant cette date.",
    )
    def end(self, membership: Membership, **data: Any) -> Membership:
        """It left."""
        return actions.membership_end(actor=self.actor, target=membership, **data)


@panel("organizations", parent="organization", order=10, template=f"{FOLDER}/_members.html")
class OrganizationMembers(Memberships):
    """Who belongs to this organization, as of the day read."""

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
        """Of this body; those who left are read as of their time, or on their own page."""
        mine = queryset.filter(body=self.organization)
        return mine.on(self.on) if self.action in ("list", "export") else mine

    def parents(self) -> dict[str, Any]:
        """The body is the page's organization."""
        return {"body": self.organization}


@panel("organizations", parent="organization", order=30, template=f"{FOLDER}/_beside_bodies.html")
class OrganizationBodies(Memberships):
    """What this organization belongs to, or has belonged to."""

    name, name_plural = "adhésion", "adhésions"
    empty = "Aucune adhésion notée."
    columns = ("body", "span", "state")
    sorts, default_sort = {"name": "body__folded", "since": "valid_from"}, "since"
    forms = {"create": NewBody, "update": MembershipDates}
    titles = {**Memberships.titles, "list": "Appartenance", "create": "Ajouter une adhésion"}
    writes = OrganizationMembers.writes

    def scope(self, queryset: QuerySet) -> QuerySet:
        """Of this member."""
        return queryset.filter(member=self.organization)

    def parents(self) -> dict[str, Any]:
        """The member is the page's organization."""
        return {"member": self.organization}


for child, resource in (("members", OrganizationMembers), ("bodies", OrganizationBodies)):
    door.register(nested("organizations", "organization", child), resource, basename=f"organization-{child}")
