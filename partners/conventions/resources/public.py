"""The personal link: read, get a code, sign, refuse or delegate, without an account."""

from typing import Any

from django.http import Http404
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience
from nqt.common.errors import Expired
from nqt.door.mount import door
from partners.conventions import links
from partners.conventions.models import Answer, LinkEnd, Signatory
from partners.conventions.models.convention import life_on
from partners.conventions.models.signatory import BEARER
from partners.conventions.resources.signing import Signing


class SigningByLink(Signing):
    """One line, opened by its personal link. Opening writes nothing: mail scanners open links."""

    audience, has_list = Audience.PUBLIC, False
    lookup_field, lookup_value_regex = "token", "[A-Za-z0-9_:-]{20,300}"
    template_folder = "partners/conventions/signing"

    @property
    def link(self) -> links.SigningLink:
        """The link of the address; a made-up one is no page."""
        if not hasattr(self, "_link"):
            self._link = links.read(self.kwargs["token"])
        if self._link is None:
            raise Http404
        return self._link

    def link_round(self) -> int:
        """The round of this link."""
        return self.link.round

    def make_actor(self, request: Any) -> Actor:
        """The holder of the link, whoever is signed in beside."""
        line = Signatory.objects.filter(public_id=self.link.signatory_id).only("pk").first()
        return Actor.anonymous(bearer=(BEARER, line.pk) if line else None)

    def identify(self, obj: Signatory) -> str:
        """Addresses here carry the link, not the id."""
        return self.kwargs["token"]

    def home_url(self) -> str:
        """There is no list: a link leads to its line and nowhere else."""
        return self.url("detail", self.seen_object)

    def scope(self, queryset: Any) -> Any:
        """With today's life."""
        return queryset.annotate(life=life_on(self.on, "text__convention__"))

    def get_object(self) -> Signatory:
        """The line, while the link is its current one; else why not (410)."""
        if self.seen_object is None:
            line = self.get_queryset().filter(public_id=self.link.signatory_id).first()
            if line is None:
                raise Http404
            self.seen_object = line
        line = self.seen_object
        if self.link.round != line.link_round or line.answer == Answer.WITHDRAWN:
            raise Expired(str(LinkEnd(line.link_ended or LinkEnd.RENEWED).label))
        if not line.is_reachable:
            raise Expired(str(LinkEnd.PERSON_LEFT.label))
        if self.link.address != links.address_of(line):
            raise Expired(str(LinkEnd.ADDRESS_CHANGED.label))
        if line.link_expires_at and line.link_expires_at < timezone.now():
            raise Expired("Ce lien n’est plus valable. Demandez-nous d’en envoyer un nouveau.")
        return line


door.register("sign", SigningByLink, basename="signing")
