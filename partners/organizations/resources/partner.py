"""The partner portal: my organization, my colleagues, and the members of an association or a union."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience, Role
from nqt.common.valid_time import on_date
from nqt.common.validators import validate_email_address, validate_one_line
from nqt.door import asof
from nqt.door.mount import door
from nqt.door.resource import ActionsField, Resource, command
from nqt.door.serializers import DoorSerializer, InputSerializer, KnownDate
from partners.organizations import actions
from partners.organizations.actions.portal import ADMINISTER
from partners.organizations.models import Contact, Membership, Organization
from partners.organizations.resources.fields import (
    TIE_STATES,
    Digits,
    HeldRoles,
    Phone,
    PortalState,
    Span,
    TieState,
)
from partners.organizations.words import ContactRoleKind

ASSOCIATIONS = (Role.PARTNER_REGIONAL, Role.PARTNER_UNION)


# my organization -----------------------------------------------------------------------------------------------------
class OwnOrganizationPage(DoorSerializer):
    """What NQT has on record about the reader's organization; the staff's note is not part of it."""

    siren = Digits(label="SIREN", read_only=True)
    siret = Digits(label="SIRET du siège", read_only=True)
    seat = serializers.StringRelatedField(label="siège", read_only=True)
    departments = serializers.SerializerMethodField(label="présence")
    bodies = serializers.SerializerMethodField(label="membre de")

    class Meta:
        model = Organization
        fields = [
            "public_id",
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
        ]
        read_only_fields = fields

    def get_departments(self, organization: Organization) -> str:
        """'Charente-Maritime (17), Vienne (86)'."""
        return ", ".join(str(presence.department) for presence in organization.places)

    def get_bodies(self, organization: Organization) -> str:
        """The names of what it belongs to, on the day read."""
        memberships = organization.memberships.on(self.context["on"]).select_related("body").order_by("body__folded")
        return ", ".join(str(membership.body) for membership in memberships)


class OwnOrganization(Resource):
    """My organization, as NQT knows it."""

    audience, model, single = Audience.PARTNER, Organization, True
    serializer_class = OwnOrganizationPage
    name, name_plural = "mon organisation", "Mon organisation"
    help = "Ce que NQT a noté de votre organisation. Une erreur ? Répondez à l’un de nos courriels, nous corrigerons."
    nav = ("", "Mon organisation", "building-community", 50)
    select = ("seat",)
    template_folder = "partners/organizations/partner"

    def show(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The one organization of the hat."""
        rows = self.decorated(self.get_queryset()).with_departments(self.on)
        own = get_object_or_404(rows, pk=self.actor.organization_id)
        return Response(self.get_serializer(own).data)


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


def administers(check: Any) -> Any:
    """A command's condition: `check(contact, its roles)` holds and the contact is not the actor."""

    def condition(actor: Actor, contact: Contact) -> bool:
        is_self = actor.user is not None and contact.user_id == actor.user.pk
        return not is_self and check(contact, {role.kind for role in contact.held})

    return condition


class Colleagues(Resource):
    """The people of my organization that NQT knows."""

    audience, model, verbs, versioned = Audience.PARTNER, Contact, "CR", True
    serializer_class = ColleagueLine
    forms = {"create": ColleagueInvitation}
    name, name_plural = "collègue", "Collègues"
    help = "Qui, chez vous, travaille avec NQT. Vos administrateurs invitent et retirent leurs collègues."
    empty = "Personne encore. Invitez la personne qui signe, ou celle qui suit le parrainage."
    nav = ("", "Collègues", "users", 60)
    titles = {"create": "Inviter un collègue"}
    sorts, default_sort = {"name": "folded"}, "name"
    columns = ("name", "title", "roles", "email", "portal")
    select = ("organization", "user")
    writes = {"create": actions.colleague_invite}
    reserved = frozenset({"create", "remind", "remove", "entrust", "relieve"})

    def may(self, action: str | None) -> bool:
        """Everybody reads; the administrators act."""
        asked = self.command_name if action == "command_form" else {"create_form": "create"}.get(action or "", action)
        return super().may(action) and (asked not in self.reserved or self.actor.can(ADMINISTER))

    def scope(self, queryset: QuerySet) -> QuerySet:
        """Of my organization: members' leads have their own list."""
        return queryset.filter(organization=self.actor.organization_id)

    def decorated(self, queryset: QuerySet) -> QuerySet:
        """With roles and access of today."""
        return super().decorated(queryset).with_roles(self.on).with_portal(self.on)

    @command(
        "Renvoyer l’invitation",
        condition=administers(lambda c, held: c.email and not c.user_id),
        icon="send",
        consequence=lambda c: f"Un nouveau lien part à {c.email} ; un lien plus ancien ne vaut plus.",
        done="L’invitation est partie.",
    )
    def remind(self, contact: Contact, **data: Any) -> Contact:
        """Another link."""
        return actions.colleague_remind(actor=self.actor, target=contact, **data)

    @command(
        "Confier l’administration",
        condition=administers(lambda c, held: c.user_id and ContactRoleKind.ADMINISTRATOR not in held),
        icon="user-share",
        consequence=lambda c: f"{c} pourra inviter et retirer des collègues.",
    )
    def entrust(self, contact: Contact, **data: Any) -> Contact:
        """An administrator too."""
        return actions.colleague_entrust(actor=self.actor, target=contact, **data)

    @command(
        "Retirer l’administration",
        condition=administers(lambda c, held: ContactRoleKind.ADMINISTRATOR in held),
        icon="user",
        consequence=lambda c: f"{c} gardera son accès, sans inviter ni retirer personne.",
    )
    def relieve(self, contact: Contact, **data: Any) -> Contact:
        """An administrator no more."""
        return actions.colleague_relieve(actor=self.actor, target=contact, **data)

    @command(
        "Retirer ce collègue",
        condition=administers(lambda c, held: True),
        input=Removal,
        icon="x",
        danger=True,
        consequence=lambda c: f"{c} n’entrera plus dans votre espace, dès maintenant. NQT le saura.",
        done="Ce collègue n’a plus accès à votre espace.",
    )
    def remove(self, contact: Contact, **data: Any) -> Contact:
        """Out at once."""
        return actions.colleague_remove(actor=self.actor, target=contact, **data)


# members -------------------------------------------------------------------------------------------------------------
class MemberLine(DoorSerializer):
    """A member: its name, what it is, since when, and whom to call."""

    member = serializers.CharField(source="member.name", label="membre", read_only=True)
    body = serializers.StringRelatedField(label="membre de", read_only=True)
    kind = serializers.CharField(source="member.get_kind_display", label="nature", read_only=True)
    span = Span(label="adhésion")
    state = TieState()
    lead = serializers.SerializerMethodField(label="interlocuteur")
    valid_from = KnownDate(precision="from_precision", label="depuis", read_only=True)
    valid_until = KnownDate(precision="until_precision", label="jusqu’à", read_only=True)

    class Meta:
        model = Membership
        fields = ["public_id", "member", "kind", "body", "span", "state", "lead", "valid_from", "valid_until"]
        read_only_fields = fields

    def get_lead(self, membership: Membership) -> str:
        """The one person that a member puts forward, when the reader may know them."""
        person = self.context["view"].leads.get(membership.member_id)
        return ", ".join(filter(None, [person.full_name, person.email])) if person else ""


class MemberFilter(django_filters.FilterSet):
    """By what the membership is on the day read."""

    state = django_filters.ChoiceFilter(choices=list(TIE_STATES.items()), method="filter_state", label="Adhésion")

    class Meta:
        model = Membership
        fields: list[str] = []

    def filter_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """From the bounds alone."""
        on = asof.asked(self.request) or asof.today()
        if value == "tie_current":
            return queryset.filter(on_date(on))
        return queryset.filter(valid_until__lte=on) if value == "tie_ended" else queryset.filter(valid_from__gt=on)


class Members(Resource):
    """Who belongs, or has belonged, to my association; a union reads its federations' members too."""

    audience, model, verbs = Audience.PARTNER, Membership, "RX"
    allow = dict.fromkeys(("list", "retrieve", "export"), ASSOCIATIONS)
    serializer_class, filterset_class = MemberLine, MemberFilter
    name, name_plural = "membre", "Membres"
    help = "Vos membres, d’après les adhésions que NQT a notées. Ni leurs montants, ni leurs résultats."
    empty = "Aucun membre noté. Écrivez à votre interlocuteur de NQT si c’est une erreur."
    nav = ("", "Membres", "users-group", 40)
    sorts, default_sort = {"member": "member__folded", "since": "valid_from"}, "member"
    columns = ("member", "kind", "body", "span", "state", "lead")
    select = ("member", "body")

    def scope(self, queryset: QuerySet) -> QuerySet:
        """Members, not what my association belongs to."""
        return queryset.exclude(member=self.actor.organization_id)

    @property
    def leads(self) -> dict[int, Contact]:
        """One person for each member, asked once a page."""
        if not hasattr(self, "_leads"):
            people = Contact.objects.visible_to(self.actor).exclude(organization=self.actor.organization_id)
            self._leads = {person.organization_id: person for person in people.order_by("-folded", "-pk")}
        return self._leads


door.register("organization", OwnOrganization)
door.register("colleagues", Colleagues)
door.register("members", Members)
