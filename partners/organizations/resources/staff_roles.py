"""Staff: what one person does at its organization, from when to when."""

from rest_framework import serializers

from nqt.accounts.roles import Audience
from nqt.common.dates import french_day
from nqt.common.validators import validate_date
from nqt.door.forms.serializers import DoorSerializer, InputSerializer
from nqt.door.http.mount import door
from nqt.door.resource import ActionsField, Nested, OnPage, Under, command
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


class ContactRoles(Nested):
    """What one person does, or did."""

    under, panel = Under(Contact, "contact", "contacts"), OnPage(order=10)
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

    end = command("Terminer le rôle", actions.contact_role_end, input=RoleEnding, icon="x", consequence=ending_does)


door.register("roles", ContactRoles)
