"""The partner portal: the members of an association or a union."""

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from nqt.accounts.roles import Audience, Role
from nqt.common.valid_time import on_date
from nqt.door.forms.serializers import DoorSerializer, KnownDate
from nqt.door.http import asof
from nqt.door.http.mount import door
from nqt.door.pages.navigation import Place
from nqt.door.resource import Resource
from partners.organizations.models import Contact, Membership, TieStage
from partners.organizations.resources.fields import Span, TieState

ASSOCIATIONS = (Role.PARTNER_REGIONAL, Role.PARTNER_UNION)


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

    state = django_filters.ChoiceFilter(choices=TieStage.choices, method="filter_state", label="Adhésion")

    class Meta:
        model = Membership
        fields: list[str] = []

    def filter_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """From the bounds alone."""
        on = asof.asked(self.request) or asof.today()
        if value == TieStage.CURRENT:
            return queryset.filter(on_date(on))
        return queryset.filter(valid_until__lte=on) if value == TieStage.ENDED else queryset.filter(valid_from__gt=on)


class Members(Resource):
    """Who belongs, or has belonged, to my association; a union reads its federations' members too."""

    audience, model, verbs = Audience.PARTNER, Membership, "RX"
    allow = dict.fromkeys(("list", "retrieve", "export"), ASSOCIATIONS)
    serializer_class, filterset_class = MemberLine, MemberFilter
    name, name_plural, titles = "membre", "membres", {"list": "Nos membres"}
    help = "Vos membres, d’après les adhésions que NQT a notées. Ni leurs montants, ni leurs résultats."
    empty = "Aucun membre noté. Écrivez à votre interlocuteur de NQT si c’est une erreur."
    nav = Place("", "Nos membres", "users-group", 40)
    sorts, default_sort = {"member": "member__folded", "since": "valid_from"}, "member"
    columns = ("member", "kind", "body", "span", "state", "lead")
    select = ("member", "body")
    shown_as = {"state": "state"}

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


door.register("members", Members)
