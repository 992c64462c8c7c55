"""The partner portal: my conventions; for an association, its members' by title, dates and life."""

import datetime
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q
from rest_framework import serializers

from nqt.accounts.roles import Audience, Role
from nqt.common.text import fold
from nqt.door.forms.serializers import KnownDate
from nqt.door.http import asof
from nqt.door.http.mount import door
from nqt.door.pages.navigation import Place
from nqt.door.resource import Resource
from partners.conventions.models import Answer, Convention, Life, Signatory
from partners.conventions.models.reading import life_on
from partners.conventions.resources.fields import LifeField, OfText, Period, TermUntil
from partners.conventions.resources.signing import Signing
from partners.organizations.models import Membership, Organization


class OfMyOrganization:
    """What the lines of the actor's organization share."""

    audience = Audience.PARTNER

    def scope(self, queryset: Any) -> Any:
        """The texts that count now, with the life as of the day read."""
        read = queryset.of_text_read(self.on).existing(self.on)
        return read.annotate(life=life_on(self.on, "text__", "text__convention__"))


class PartnerConventions(OfMyOrganization, Signing):
    """The lines of the actor's organization."""

    dated = True
    nav = Place("", "Conventions", "file-text", 20)
    empty = "Votre organisme n’est encore partie à aucune convention. NQT vous écrira quand un texte sera prêt à lire."
    columns = ("title", "number", "state", "todo", "signed", "period")
    template_folder = "partners/conventions/partner"


# for an association --------------------------------------------------------------------------------------------------
class MemberConvention(OfText):
    """A member's convention, as its association may know it."""

    starts_on = KnownDate(source="text.starts_on", precision="text.starts_precision", label="début", read_only=True)
    last_day = KnownDate(
        source="text.last_day", precision="text.last_day_precision", label="dernier jour", read_only=True
    )
    term_until = TermUntil()
    life = LifeField()
    period = Period()
    members = serializers.SerializerMethodField(label="membres")

    class Meta:
        model = Convention
        fields = ["public_id", "title", "members", "period", "starts_on", "last_day", "term_until", "life"]
        read_only_fields = fields

    def get_members(self, convention: Convention) -> str:
        """Which of the association's members are parties on the day read."""
        mine = self.context["view"].member_ids
        signed = (line for line in convention.text.signatories.all() if line.answer == Answer.SIGNED)
        lines = [line for line in signed if line.signed_on <= self.context["on"]]
        return ", ".join(str(line.organization) for line in lines if line.organization_id in mine)


def members_asked(request: Any) -> Any:
    """The organizations that are members on the day read."""
    return Organization.objects.filter(
        pk__in=Membership.objects.on(asof.asked(request) or asof.today())
        .filter(body=request.actor.organization_id)
        .values("member")
    )


class MemberConventionFilter(django_filters.FilterSet):
    """By member, by life."""

    member = django_filters.ModelChoiceFilter(
        queryset=members_asked, to_field_name="public_id", method="filter_member", label="Membre"
    )
    life = django_filters.ChoiceFilter(choices=Life.choices, field_name="life", label="Vie")

    class Meta:
        model = Convention
        fields: list[str] = []

    def filter_member(self, queryset: Any, name: str, value: Organization) -> Any:
        """Signed by this member."""
        return queryset.filter(signed_by_members(asof.asked(self.request) or asof.today(), organization=value))


def signed_by_members(on: datetime.date, **lookups: Any) -> Exists:
    """A party that has signed the text read on a date answers to these lookups."""
    lines = Signatory.objects.of_text_read(on).signed()
    return Exists(lines.filter(text__convention=OuterRef("pk"), **lookups))


class MemberConventions(Resource):
    """What the members of a regional association have signed, for the time of their membership."""

    dated = True
    audience, model, verbs = Audience.PARTNER, Convention, "RX"
    serializer_class = line = MemberConvention
    name, name_plural = "convention d’un membre", "Conventions des membres"
    nav = Place("", "Leurs conventions", "building", 45)
    help = "Le titre, les dates et l’état : ni montant, ni annexe, ni personne."
    empty = "Aucun de vos membres n’a de convention signée à cette date."
    sorts = {"title": "text__folded", "starts": "text__starts_on", "ends": "text__last_day"}
    default_sort = "title"
    columns = ("title", "members", "starts_on", "last_day", "term_until", "life")
    template_folder = "partners/conventions/members"
    filterset_class, search = MemberConventionFilter, "Titre ou membre"
    shown_as = {"member": "members", "Organization.name": "members"}
    prefetch = ("text__signatories__organization",)

    def may(self, action: str) -> bool:
        """Regional associations alone."""
        return super().may(action) and self.actor.role == Role.PARTNER_REGIONAL

    def get_queryset(self) -> Any:
        """Members' conventions are not the association's own: another scope, read here alone."""
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        return Convention.objects.of_members(self.actor.organization_id, self.on).with_life(self.on)

    def searched(self, queryset: Any, words: str) -> Any:
        """In the title or a member's name, as the rows show them; never in the names of the other parties."""
        found = queryset if fold(words) else queryset.none()
        for word in fold(words).split():
            named = signed_by_members(self.on, organization__in=self.member_ids, organization__folded__contains=word)
            found = found.filter(Q(text__folded__contains=word) | named)
        return found

    @property
    def member_ids(self) -> set[int]:
        """The members on the day read."""
        if not hasattr(self, "_member_ids"):
            members = Membership.objects.on(self.on).filter(body=self.actor.organization_id)
            self._member_ids = set(members.values_list("member", flat=True))
        return self._member_ids


door.register("conventions", PartnerConventions)
door.register("member-conventions", MemberConventions)
