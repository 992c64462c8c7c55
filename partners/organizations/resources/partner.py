"""The partner portal: my organization and my colleagues."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers

from nqt.accounts.asking import holder_field
from nqt.accounts.roles import Audience
from nqt.common.validators import validate_email_address, validate_one_line
from nqt.door.forms.depositing import Deposited
from nqt.door.forms.serializers import DoorSerializer, InputSerializer
from nqt.door.http.mount import door
from nqt.door.pages.navigation import Place
from nqt.door.pages.records import as_records
from nqt.door.resource import ActionsField, Page, Resource, command
from partners.organizations import actions
from partners.organizations.actions.portal import ADMINISTER
from partners.organizations.models import Contact, Organization
from partners.organizations.resources.fields import (
    Digits,
    HeldRoles,
    Inviting,
    Phone,
    PortalState,
    another_time,
    first_time,
    invitation_told,
    inviting_sends,
)
from partners.organizations.resources.logo import logo_commands

SHOWN = 8
"""Colleagues on the page of the organization; the others are on theirs."""


# my organization -----------------------------------------------------------------------------------------------------
class OwnOrganizationPage(DoorSerializer):
    """What NQT has on record about the reader's organization; the staff's note is not part of it."""

    logo = Deposited(label="logo")
    siren = Digits(label="SIREN", read_only=True)
    siret = Digits(label="SIRET du siège", read_only=True)
    seat = serializers.StringRelatedField(label="siège", read_only=True)
    departments = serializers.SerializerMethodField(label="présence")
    bodies = serializers.SerializerMethodField(label="membre de")

    class Meta:
        model = Organization
        fields = [
            "public_id",
            "logo",
            "name",
            "short_name",
            "kind",
            "legal_form",
            "siren",
            "siret",
            "seat",
            "address",
            "website",
            "departments",
            "bodies",
            "version",
        ]
        read_only_fields = fields

    def get_departments(self, organization: Organization) -> str:
        """'Charente-Maritime (17), Vienne (86)'."""
        return ", ".join(str(presence.department) for presence in organization.places)

    def get_bodies(self, organization: Organization) -> str:
        """The names of what it belongs to, on the day read."""
        memberships = organization.memberships.on(self.context["on"]).select_related("body").order_by("body__folded")
        return ", ".join(str(membership.body) for membership in memberships)


class OwnRecordForm(DoorSerializer):
    """What its own administrators correct."""

    class Meta:
        model = Organization
        fields = ["address", "website"]
        extra_kwargs = {
            "address": {"label": "adresse du siège", "help_text": "Numéro et voie ; la commune est notée à part."},
            "website": {"label": "site internet"},
        }


class OwnRecord(Resource):
    """The part of my organization's record that is mine to correct; its page is `OwnOrganization`."""

    audience, model, verbs, versioned, has_list = Audience.PARTNER, Organization, "U", True, False
    serializer_class = OwnRecordForm
    name, name_plural = "fiche", "Fiche"
    titles = {"update": "Corriger l’adresse ou le site"}
    writes = {"update": actions.own_organization_correct}
    logo, logo_removal = logo_commands()

    def scope(self, queryset: QuerySet) -> QuerySet:
        """Mine, and no member's."""
        return queryset.filter(pk=self.actor.organization_id)

    def home_url(self) -> str:
        """The page of the organization."""
        found = OwnOrganization.seen_by(self.actor)
        found.door = self.door
        return found.home_url()

    def crumbs(self) -> list[tuple[str, str]]:
        """The way back to it."""
        return [("Organisation", self.home_url())]

    def about(self, obj: Any) -> dict[str, Any]:
        """The trail names it already."""
        return {**super().about(obj), "subject": ""}


class OwnOrganization(Page):
    """My organization, as NQT knows it."""

    audience, model = Audience.PARTNER, Organization
    serializer_class = OwnOrganizationPage
    name, name_plural = "mon organisation", "Mon organisation"
    help = "Ce que NQT a noté de votre organisation, et qui y travaille avec nous."
    nav = Place("", "Organisation", "building-community", 50)
    select = ("seat__department", "logo")
    template_folder = "partners/organizations/partner"

    def data(self) -> Organization:
        """The one organization of the hat."""
        rows = self.decorated(self.get_queryset()).with_departments(self.on)
        self.seen_object = get_object_or_404(rows, pk=self.actor.organization_id)
        return self.seen_object

    def around(self) -> dict[str, Any]:
        """Who works with NQT there, and what the reader may change."""
        people = Colleagues.seen_by(self.actor, request=self.request)
        rows = list(people.decorated(people.get_queryset()).order_by("folded", "pk")[: SHOWN + 1])
        record = OwnRecord.seen_by(self.actor)
        return {
            "people": as_records(people.get_serializer(rows[:SHOWN], many=True).data),
            "more": len(rows) > SHOWN,
            "invite": people.url("new") if people.can_write("create") else None,
            "correct": record.url("edit", self.seen_object) if record.can_write("update", self.seen_object) else None,
            "acts": [record.describe(act, self.seen_object) for act in record.open_commands(self.seen_object)],
        }


# colleagues ----------------------------------------------------------------------------------------------------------
class ColleagueLine(DoorSerializer):
    """A colleague, without what staff note."""

    name = serializers.CharField(source="full_name", label="nom", read_only=True)
    roles = HeldRoles()
    phone = Phone(read_only=True)
    portal = PortalState()
    actions = ActionsField()

    class Meta:
        model = Contact
        fields = ["public_id", "name", "title", "email", "phone", "roles", "portal", "version", "actions"]
        read_only_fields = fields


class ColleagueInvitation(InputSerializer):
    """Who to invite."""

    first_name = serializers.CharField(label="prénom", max_length=80, validators=[validate_one_line])
    last_name = serializers.CharField(label="nom", max_length=80, validators=[validate_one_line])
    email = serializers.EmailField(label="adresse électronique", validators=[validate_email_address])
    title = serializers.CharField(
        label="fonction", max_length=120, required=False, allow_blank=True, validators=[validate_one_line]
    )
    address_holder = holder_field()
    is_administrator = serializers.BooleanField(
        label="administrateur",
        required=False,
        default=False,
        help_text="Pourra à son tour inviter et retirer des collègues.",
    )


class Removal(InputSerializer):
    """Why, for NQT's staff."""

    reason = serializers.CharField(
        label="motif", max_length=300, required=False, allow_blank=True, validators=[validate_one_line]
    )


class Colleagues(Resource):
    """The people of my organization that NQT knows."""

    audience, model, verbs, versioned = Audience.PARTNER, Contact, "CR", True
    serializer_class = ColleagueLine
    forms = {"create": ColleagueInvitation}
    name, name_plural = "collègue", "Collègues"
    help = "Qui, chez vous, travaille avec NQT. Vos administrateurs invitent et retirent leurs collègues."
    empty = "Personne encore. Invitez la personne qui signe, ou celle qui suit le parrainage."
    nav = Place("", "Collègues", "users", 60)
    titles = {"create": "Inviter un collègue"}
    sorts, default_sort = {"name": "folded"}, "name"
    columns = ("name", "title", "roles", "email", "portal")
    template_folder = "partners/organizations/colleagues"
    select = ("organization", "user")
    writes = {"create": actions.colleague_invite}

    def scope(self, queryset: QuerySet) -> QuerySet:
        """Of my organization: members' leads have their own list."""
        return queryset.filter(organization=self.actor.organization_id)

    def decorated(self, queryset: QuerySet) -> QuerySet:
        """With roles and access of today."""
        found = super().decorated(queryset).with_roles(self.on).with_portal(self.on)
        return found.with_other_administrators(self.on)

    def recorded(self, obj: Contact) -> str:
        """Whom was written to."""
        return invitation_told(obj)

    def detail_context(self, obj: Contact) -> dict[str, Any]:
        """On one's own page, the way out: nobody removes oneself."""
        return {**super().detail_context(obj), "leaving": self.leaving(obj)}

    def leaving(self, contact: Contact) -> str:
        """How the reader leaves the portal; empty on a colleague's page, and for whoever administers nothing."""
        if not (actions.is_self(self.actor, contact) and self.actor.can(ADMINISTER)):
            return ""
        return actions.leaving_oneself(contact)

    invite = command(
        "Inviter",
        actions.colleague_remind,
        may=first_time(actions.colleague_remind.may),
        input=Inviting,
        icon="send",
        consequence=lambda c: inviting_sends(f"Un lien personnel, à usage unique, part à {c.email}.", c),
        done=invitation_told,
    )

    remind = command(
        "Renvoyer l’invitation",
        actions.colleague_remind,
        may=another_time(actions.colleague_remind.may),
        input=Inviting,
        icon="send",
        consequence=lambda c: inviting_sends(f"Un nouveau lien part à {c.email} ; l’ancien ne vaut plus.", c),
        done=invitation_told,
    )

    entrust = command(
        "Confier l’administration",
        actions.colleague_entrust,
        icon="user-share",
        consequence=lambda c: f"{c} pourra inviter et retirer des collègues.",
    )

    relieve = command(
        "Retirer l’administration",
        actions.colleague_relieve,
        icon="user",
        consequence=lambda c: f"{c} gardera son accès, sans inviter ni retirer personne.",
    )

    remove = command(
        "Retirer ce collègue",
        actions.colleague_remove,
        input=Removal,
        icon="x",
        danger=True,
        consequence=lambda c: f"{c} n’entrera plus dans votre espace, dès maintenant. NQT le saura.",
        done="Ce collègue n’a plus accès à votre espace.",
    )


door.register("organization", OwnOrganization)
door.register("organization-record", OwnRecord)
door.register("colleagues", Colleagues)
