"""The partner portal: my conventions; for an association, its members' by title, dates and life."""

from typing import Any

from rest_framework import serializers

from nqt.accounts.roles import Audience, Role
from nqt.door.mount import door
from nqt.door.resource import Resource
from nqt.door.serializers import DoorSerializer
from partners.conventions.models import Answer, Convention
from partners.conventions.models.convention import life_on
from partners.conventions.resources.fields import LifeField, Period
from partners.conventions.resources.signing import Signing
from partners.organizations.models import Membership


class PartnerConventions(Signing):
    """The lines of the actor's organization."""

    audience = Audience.PARTNER
    nav = ("", "Conventions", "file-text", 20)
    empty = "Votre organisme n’est encore partie à aucune convention. NQT vous écrira quand un texte sera prêt à lire."
    columns = ("title", "number", "state", "todo", "signed", "period")
    template_folder = "partners/conventions/partner"

    def scope(self, queryset: Any) -> Any:
        """The texts that count now, with the life as of the day read."""
        return queryset.of_current_text().annotate(life=life_on(self.on, "text__convention__"))


class MemberConvention(DoorSerializer):
    """A member's convention, as its association may know it."""

    life = LifeField()
    period = Period()
    members = serializers.SerializerMethodField(label="membres")

    class Meta:
        model = Convention
        fields = ["public_id", "title", "members", "period", "starts_on", "ends_on", "life"]
        read_only_fields = fields

    def get_members(self, convention: Convention) -> str:
        """Which of the association's members are parties on the day read."""
        mine = self.context["view"].member_ids
        lines = [line for line in convention.current.signatories.all() if line.answer == Answer.SIGNED]
        return ", ".join(str(line.organization) for line in lines if line.organization_id in mine)


class MemberConventions(Resource):
    """What the members of a regional association have signed, for the time of their membership."""

    audience, model, verbs = Audience.PARTNER, Convention, "RX"
    serializer_class = line = MemberConvention
    name, name_plural = "convention d’un membre", "Conventions des membres"
    nav = ("", "Conventions des membres", "building", 30)
    help = "Le titre, les dates et l’état : ni montant, ni annexe, ni personne."
    empty = "Aucun de vos membres n’a de convention signée à cette date."
    sorts, default_sort = {"title": "folded", "starts": "starts_on", "ends": "ends_on"}, "title"
    columns = ("title", "members", "starts_on", "ends_on", "life")
    select = ("current",)
    prefetch = ("current__signatories__organization",)

    def may(self, action: str) -> bool:
        """Regional associations alone."""
        return super().may(action) and self.actor.role == Role.PARTNER_REGIONAL

    def get_queryset(self) -> Any:
        """Members' conventions are not the association's own: another scope, read here alone."""
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        return Convention.objects.of_members(self.actor.organization_id, self.on).with_life(self.on)

    @property
    def member_ids(self) -> set[int]:
        """The members on the day read."""
        if not hasattr(self, "_member_ids"):
            members = Membership.objects.on(self.on).filter(body=self.actor.organization_id)
            self._member_ids = set(members.values_list("member", flat=True))
        return self._member_ids


door.register("conventions", PartnerConventions)
door.register("member-conventions", MemberConventions)
