"""Staff: people at organizations, and their way into the portal."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.response import Response

from nqt.accounts.asking import holder_field
from nqt.accounts.roles import Audience
from nqt.common.text import of
from nqt.door.forms.fields import StoppedMails
from nqt.door.forms.form import Form
from nqt.door.forms.serializers import DoorSerializer
from nqt.door.http import asof
from nqt.door.http.mount import door
from nqt.door.pages.navigation import Place, Trade
from nqt.door.resource import ActionsField, OnPage, Resource, command
from nqt.door.resource.rights import TakesRequests
from partners.organizations import actions, dependents
from partners.organizations.models import Contact, ContactRoleKind, RecordState
from partners.organizations.resources.fields import (
    HeldRoles,
    Inviting,
    Phone,
    PortalState,
    another_time,
    first_time,
    invitation_told,
    inviting_sends,
)
from partners.organizations.resources.foretelling import Foretelling, warned
from partners.organizations.resources.staff_forms import RecordReason
from partners.organizations.resources.staff_ties import FOLDER, OfOrganization


class ContactLine(DoorSerializer):
    """A row of the list."""

    name = serializers.CharField(source="full_name", label="nom", read_only=True)
    organization = serializers.StringRelatedField(label="organisme", read_only=True)
    organization_id = serializers.UUIDField(
        source="organization.public_id", label="identifiant de l’organisme", read_only=True
    )
    roles = HeldRoles()
    phone = Phone(read_only=True)
    portal = PortalState()

    class Meta:
        model = Contact
        fields = [
            "public_id",
            "name",
            "organization",
            "organization_id",
            "title",
            "roles",
            "email",
            "phone",
            "portal",
            "state",
        ]
        read_only_fields = fields


class ContactPage(ContactLine):
    """The page to read."""

    phone = Phone(read_only=True)
    stopped_mails = StoppedMails()
    is_bounced = serializers.BooleanField(label="adresse refusée par le serveur de messagerie", read_only=True)
    actions = ActionsField()

    class Meta(ContactLine.Meta):
        fields = [
            *ContactLine.Meta.fields[:2],
            "first_name",
            "last_name",
            *ContactLine.Meta.fields[2:],
            "is_bounced",
            "stopped_mails",
            "note",
            "version",
            "actions",
        ]
        read_only_fields = fields


class ContactForm(DoorSerializer):
    """What staff may correct."""

    phone = Phone()

    class Meta:
        model = Contact
        fields = ["first_name", "last_name", "title", "email", "phone", "note"]
        extra_kwargs = {
            "first_name": {"style": {"attrs": {"autocomplete": "off"}}},
            "email": {"help_text": "Facultative ; sans elle, ni invitation ni signature en ligne."},
            "note": {"help_text": "Lue par l’équipe seule. La personne peut demander à la lire."},
        }


class ContactChange(ContactForm):
    """The same, of somebody who may have an account."""

    address_holder = holder_field(write_only=True)

    class Meta(ContactForm.Meta):
        fields = ["first_name", "last_name", "address_holder", "title", "email", "phone", "note"]


class ContactStart(ContactForm):
    """A new person: also what they do there."""

    roles = serializers.MultipleChoiceField(
        choices=ContactRoleKind.choices, required=False, label="rôles", help_text="À partir d’aujourd’hui."
    )

    class Meta(ContactForm.Meta):
        fields = ["first_name", "last_name", "title", "roles", "email", "phone", "note"]


class ContactFilter(django_filters.FilterSet):
    """Filters of the list; archived people are asked for."""

    role = django_filters.ChoiceFilter(choices=ContactRoleKind.choices, method="filter_role", label="Rôle")
    state = django_filters.ChoiceFilter(
        choices=[(RecordState.ARCHIVED.value, "archivées"), ("all", "toutes")],
        empty_label="actives",
        method="filter_state",
        label="Fiches",
    )

    class Meta:
        model = Contact
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Records in use, unless others are asked for."""
        kept = super().filter_queryset(queryset)
        return kept if self.form.cleaned_data["state"] else kept.active()

    def filter_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Archived, or all."""
        return queryset if value == "all" else queryset.filter(state=value)

    def filter_role(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Held on the day read."""
        return queryset.holding(value, asof.asked(self.request) or asof.today())


class Contacts(Resource):
    """Shared by the list of everybody and by an organization's page."""

    audience, model, versioned = Audience.STAFF, Contact, True
    name, name_plural = "contact", "Contacts"
    serializer_class, line = ContactPage, ContactLine
    sorts, default_sort = {"name": "folded"}, "name"
    select = ("organization", "user")

    def decorated(self, queryset: QuerySet) -> QuerySet:
        """With roles and access on the day read."""
        return super().decorated(queryset).with_roles(self.on).with_portal(self.on)


def restoring_brings_back(contact: Contact) -> str:
    """Said before acting: which roles run again, and what they open."""
    kinds = ", ".join(role.get_kind_display() for role in actions.roles_to_come_back(contact))
    if not kinds:
        return "Aucun rôle ne reprend : cette personne n’en avait plus quand sa fiche a été archivée."
    access = " Son compte ouvre de nouveau l’espace partenaire." if contact.user and contact.user.is_active else ""
    return f"Reprennent comme avant l’archivage : {kinds}.{access}"


class StaffContacts(TakesRequests, Foretelling, Contacts):
    """The people of the perimeter's organizations."""

    dated = True
    verbs, personal = "RUX", True
    nav = Place(Trade.PARTNERSHIPS, "Contacts", "users", 30, "Les personnes et leurs rôles")
    titles = {"update": "Modifier la fiche"}
    help = "Les personnes des organismes, leurs rôles, et leur accès à l’espace partenaire."
    empty = "Aucun contact ne répond à cette recherche. Un contact s’ajoute depuis la page de son organisme."
    filterset_class = ContactFilter
    shown_as = {"state": "state", "role": "roles"}
    forms = {"update": ContactChange}
    search = "Nom ou adresse électronique"
    columns = ("name", "organization", "title", "roles", "email", "phone", "portal")
    template_folder = "partners/organizations/contacts"
    writes = {"update": actions.contact_update}

    def scope(self, queryset: QuerySet) -> QuerySet:
        """A form is proposed nobody archived, nor the people of an archived organization."""
        return queryset.available() if self.action == "suggest" else queryset

    def form_page(self, form: Form, title: str, obj: Contact | None = None, **extra: Any) -> Response:
        """Beside the address, what another one brings with it."""
        for field in form.fields:
            if field.name == "email" and obj is not None:
                field.help = " ".join([str(field.help), *dependents.before_new_address(obj, self.actor)])
        return super().form_page(form, title, obj, **extra)

    invite = command(
        "Inviter dans l’espace partenaire",
        actions.contact_invite,
        may=first_time(actions.contact_invite.may),
        input=Inviting,
        icon="send",
        consequence=lambda c: warned(c, inviting_sends(f"Un lien personnel, à usage unique, part à {c.email}.", c)),
        done=invitation_told,
    )

    invite_again = command(
        "Renvoyer l’invitation",
        actions.contact_invite,
        may=another_time(actions.contact_invite.may),
        input=Inviting,
        icon="send",
        consequence=lambda c: warned(
            c, inviting_sends(f"Un nouveau lien part à {c.email} ; l’ancien ne vaut plus.", c)
        ),
        done=invitation_told,
    )

    disable_account = command(
        "Désactiver le compte",
        actions.account_disable,
        input=RecordReason,
        icon="lock",
        danger=True,
        consequence=lambda c: f"{c} est déconnecté partout dès maintenant et ne peut plus se connecter, à aucun titre.",
        done="Le compte est désactivé. Les rôles restent notés.",
    )

    enable_account = command(
        "Réactiver le compte",
        actions.account_enable,
        input=RecordReason,
        icon="arrow-back-up",
        consequence=lambda c: f"{c} pourra se connecter de nouveau, avec les rôles qui courent.",
        done="Le compte est réactivé.",
    )

    archive = command(
        "Archiver",
        actions.contact_archive,
        input=RecordReason,
        icon="history",
        danger=True,
        consequence=lambda c: f"Les rôles {of(c)} finissent aujourd’hui, et son accès se ferme.",
        done="La fiche est archivée.",
    )

    restore = command(
        "Rétablir",
        actions.contact_restore,
        input=RecordReason,
        icon="arrow-back-up",
        consequence=restoring_brings_back,
        done="La fiche est rétablie.",
    )


class OrganizationContacts(OfOrganization, Contacts):
    """The people of one organization: listed and added here, read and changed at their own address."""

    panel, rows_at = OnPage(order=20, template=f"{FOLDER}/_beside_contacts.html"), "contacts"
    verbs = "CR"
    empty = "Personne encore. Ajoutez la personne qui signe, ou celle qu’on appelle."
    forms = {"create": ContactStart}
    columns = ("name", "title", "roles", "email", "portal")
    titles = {"create": "Ajouter un contact"}
    writes = {"create": actions.contact_add}

    def scope(self, queryset: QuerySet) -> QuerySet:
        """Those still there."""
        return super().scope(queryset).active()


door.register("contacts", StaffContacts)
door.register("contacts", OrganizationContacts)
