"""Staff: what one person does at its organization, from when to when."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from rest_framework import serializers

from nqt.accounts.roles import Audience
from nqt.common.dates import french_day
from nqt.common.validators import validate_date
from nqt.door.forms.serializers import DoorSerializer, InputSerializer
from nqt.door.http.mount import door, nested
from nqt.door.resource import ActionsField, Resource, command
from nqt.door.resource.panel import panel
from partners.organizations import actions
from partners.organizations.models import Contact, ContactRole
from partners.organizations.resources.fields import Span, TieState


class RoleLine(DoorSerializer):
    """A dated role."""

    span = Span()
    state = TieState()

    class Meta:
        model = ContactRole
        fields = ["public_id", "kind", "valid_from", "valid_until", "span", "state"]
        read_only_fields = ["public_id"]
        extra_kwargs = {
            "valid_from": {"label": "depuis", "help_text": "Vide : depuis une date inconnue."},
            "valid_until": {"label": "jusqu’à", "help_text": "Le premier jour où ce n’est plus le cas."},
        }


class RolePage(RoleLine):
    """With what may be done to it."""

    actions = ActionsField()

    class Meta(RoleLine.Meta):
        fields = [*RoleLine.Meta.fields, "actions"]


class RoleEnding(InputSerializer):
    """From when the person no longer holds it."""

    valid_until = serializers.DateField(
        label="jusqu’à",
        required=False,
        allow_null=True,
        validators=[validate_date],
        help_text="Le premier jour où ce n’est plus le cas. Vide : aujourd’hui.",
    )


def ending_does(role: ContactRole) -> str:
    """Said before acting: what stays, and that ending it on its first day takes it away."""
    said = f"« {role.get_kind_display()} » reste vrai avant cette date."
    if role.valid_from is None:
        return said
    return f"{said} À la date de son début ({french_day(role.valid_from)}), le rôle n’aura jamais été : il disparaît."


@panel("contacts", parent="contact", order=10)
class ContactRoles(Resource):
    """What one person does, or did."""

    audience, model, verbs = Audience.STAFF, ContactRole, "CRD"
    serializer_class, line = RolePage, RoleLine
    template_folder = "partners/organizations/ties"
    name, name_plural = "rôle", "Rôles"
    empty = "Aucun rôle : cette personne n’entre pas dans l’espace partenaire."
    sorts, default_sort = {"since": "valid_from"}, "since"
    columns = ("kind", "span", "state")
    select = ("contact__organization",)
    titles = {"create": "Donner un rôle", "destroy": "Supprimer le rôle"}
    writes = {"create": actions.contact_role_add, "destroy": actions.contact_role_remove}

    @property
    def contact(self) -> Contact:
        """The person of the address, if the actor sees it."""
        return self.parent(Contact, "contact")

    def scope(self, queryset: QuerySet) -> QuerySet:
        """Of this person."""
        return queryset.filter(contact=self.contact)

    def parents(self) -> dict[str, Any]:
        """The page's person."""
        return {"contact": self.contact}

    def after(self, obj: Any) -> str:
        """Back to the person's page."""
        return reverse(f"{self.door}:{self.audience}:contacts-detail", kwargs={"public_id": self.kwargs["contact"]})

    def home_url(self) -> str:
        """The person's page shows the list."""
        return self.after(None) if self.door == "pages" else super().home_url()

    def crumbs(self) -> list[tuple[str, str]]:
        """The way back to the person."""
        return [(str(self.contact), self.after(None)), (self.title, self.url("list"))]

    def can_write(self, verb: str, obj: Any = None) -> bool:
        """Where the actor may change the organization; archived, nothing is added."""
        editable = super().can_write(verb, obj) and self.contact.organization.is_editable_by(self.actor)
        return editable and (verb != "create" or self.contact.is_available)

    def open_to(self, verb: str, obj: ContactRole) -> bool:
        """In the perimeter."""
        return obj.contact.organization.is_editable_by(self.actor)

    @command(
        "Terminer le rôle",
        condition=lambda actor, role: role.contact.organization.is_editable_by(actor) and role.valid_until is None,
        input=RoleEnding,
        icon="x",
        consequence=ending_does,
    )
    def end(self, role: ContactRole, **data: Any) -> ContactRole:
        """No longer held."""
        return actions.contact_role_end(actor=self.actor, target=role, **data)


door.register(nested("contacts", "contact", "roles"), ContactRoles, basename="contact-roles")
