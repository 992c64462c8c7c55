"""The personal link: read, get a code, sign, refuse or delegate, without an account."""

from typing import Any

from rest_framework import serializers

from nqt.common.links import TOKEN
from nqt.door.forms.serializers import DoorSerializer
from nqt.door.http.mount import door
from nqt.door.pages.addresses import address
from nqt.door.resource import ByLink, Page
from partners.conventions import links
from partners.conventions.follower import answerer_of
from partners.conventions.models import Signatory
from partners.conventions.models.reading import life_on
from partners.conventions.resources.fields import person
from partners.conventions.resources.signing import OwnTexts, Signing
from partners.conventions.resources.signing_serializers import masked


class OfLine(ByLink):
    """What holds for any page opened by the link of a line."""

    link = links.SIGNING

    def scope(self, queryset: Any) -> Any:
        """With today's life."""
        return queryset.annotate(life=life_on(self.on, "text__", "text__convention__"))


class SigningByLink(OfLine, Signing):
    """One line, opened by its personal link."""

    template_folder = "partners/conventions/signing"

    def link_round(self) -> int:
        """The round of this link."""
        return int(self.bearing.written["r"])

    def after(self, obj: Signatory) -> str:
        """A delegation ends the link: what became of it has a page of its own."""
        if self.command_name == "delegate":
            return address("pages:public:delegation-list", token=self.kwargs["token"])
        return super().after(obj)


class Delegation(DoorSerializer):
    """To whom a signature was entrusted."""

    title = serializers.CharField(source="text.title", label="convention", read_only=True)
    contact = person("personne qui signe")
    sent_to = serializers.SerializerMethodField(label="lien envoyé à")
    followed_by = serializers.SerializerMethodField(label="suivie chez NQT par")

    class Meta:
        model = Signatory
        fields = ["title", "organization", "contact", "sent_to", "followed_by"]
        read_only_fields = fields

    def get_followed_by(self, line: Signatory) -> str:
        """Who works here and answers; empty when it is the team."""
        return answerer_of(line).name if line.is_followed else ""

    def get_sent_to(self, line: Signatory) -> str:
        """Enough for the person who typed it to find a mistake."""
        return masked(line.contact.email)


class DelegationByLink(OfLine, OwnTexts, Page):
    """What the person who delegated reads with the link that the delegation ended: to whom, and nothing of the text."""

    link = links.DELEGATED
    serializer_class = Delegation
    name = name_plural = "signature confiée"
    template_folder = "partners/conventions/signing"

    def data(self) -> Signatory:
        """The confirmation, as often as it is read."""
        return self.get_object()


door.register("sign", SigningByLink, basename="signing")
door.register(f"sign/(?P<token>{TOKEN})/delegated", DelegationByLink, basename="delegation")
