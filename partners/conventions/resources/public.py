"""The personal link: read, get a code, sign, refuse or delegate, without an account."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience
from nqt.accounts.standing import CLOSED, may_come_in
from nqt.common.errors import Expired
from nqt.door.forms.serializers import DoorSerializer
from nqt.door.http.mount import door
from nqt.door.pages.paged import address
from partners.conventions import links
from partners.conventions.follower import answerer_of
from partners.conventions.models import Answer, LinkEnd, Signatory
from partners.conventions.models.reading import life_on
from partners.conventions.models.signatory import BEARER
from partners.conventions.resources.fields import person
from partners.conventions.resources.signing import OwnTexts, Signing
from partners.conventions.resources.signing_serializers import masked

TOKEN = "[A-Za-z0-9_:-]{20,300}"  # noqa: S105 - what a token looks like


class ByLink:
    """What holds for any page opened by a personal link. Opening writes nothing: mail scanners open links."""

    audience = Audience.PUBLIC
    lookup_field, lookup_value_regex = "token", TOKEN

    @property
    def link(self) -> links.SigningLink:
        """The link of the address; a made-up one is no page."""
        if not hasattr(self, "_link"):
            self._link = links.read(self.kwargs["token"])
        if self._link is None:
            raise Http404
        return self._link

    def make_actor(self, request: Any) -> Actor:
        """The holder of the link, whoever is signed in beside."""
        line = Signatory.objects.filter(public_id=self.link.signatory_id).only("pk").first()
        return Actor.anonymous(bearer=(BEARER, line.pk) if line else None)

    def identify(self, obj: Signatory) -> str:
        """Addresses here carry the link, not the id."""
        return self.kwargs["token"]

    def scope(self, queryset: Any) -> Any:
        """With today's life."""
        return queryset.annotate(life=life_on(self.on, "text__", "text__convention__"))

    def get_object(self) -> Signatory:
        """The line, while the link opens it; else why not (410)."""
        if self.seen_object is None:
            line = self.decorated(self.get_queryset()).filter(public_id=self.link.signatory_id).first()
            if line is None:
                raise Http404
            self.seen_object = line
        self.check_link(self.seen_object)
        return self.seen_object

    def check_link(self, line: Signatory) -> None:
        """The link is the line's current one, sent to where its person reads today."""
        if self.link.round != line.link_round or line.answer == Answer.WITHDRAWN:
            raise Expired(str(LinkEnd(line.link_ended or LinkEnd.RENEWED).label))
        if line.is_shut_out:
            raise Expired(CLOSED)
        if not line.is_reachable:
            raise Expired(str(LinkEnd.PERSON_LEFT.label))
        if self.link.address != links.address_of(line.contact):
            raise Expired(str(LinkEnd.ADDRESS_CHANGED.label))
        if line.link_expires_at and line.link_expires_at < timezone.now():
            raise Expired("Ce lien n’est plus valable. Demandez-nous d’en envoyer un nouveau.")


class SigningByLink(ByLink, Signing):
    """One line, opened by its personal link."""

    has_list = False
    template_folder = "partners/conventions/signing"

    def link_round(self) -> int:
        """The round of this link."""
        return self.link.round

    def home_url(self) -> str:
        """There is no list: a link leads to its line and nowhere else."""
        return self.url("detail", self.seen_object)

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


class DelegationByLink(ByLink, OwnTexts):
    """What the person who delegated reads with the link that the delegation ended: to whom, and nothing of the text."""

    single = True
    serializer_class = Delegation
    name = name_plural = "signature confiée"
    template_folder = "partners/conventions/signing"

    def check_link(self, line: Signatory) -> None:
        """The link of the round before, of the person who delegated."""
        is_last = self.link.round == line.link_round - 1 and line.answer != Answer.WITHDRAWN
        if not is_last or line.contact is None or self.link.address != links.address_of(line.delegated_by):
            raise Expired(str(LinkEnd(line.link_ended or LinkEnd.RENEWED).label))
        if line.delegated_by and not may_come_in(line.delegated_by.user, line.delegated_by.email):
            raise Expired(CLOSED)

    def home_url(self) -> str:
        """This very page: its link opens nothing else any more."""
        return address("pages:public:delegation-list", token=self.kwargs["token"])

    def show(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The confirmation, as often as it is read."""
        return Response(self.get_serializer(self.get_object()).data)


door.register("sign", SigningByLink, basename="signing")
door.register(f"sign/(?P<token>{TOKEN})/delegated", DelegationByLink, basename="delegation")
