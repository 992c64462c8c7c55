"""Applying without an account: an address, a link by mail, five short steps."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.graduates import actions, links
from mentoring.graduates.actions.applying import EDITABLE
from mentoring.graduates.models import Graduate
from mentoring.graduates.models.graduate import BEARER
from mentoring.graduates.resources.applying import ApplicationSent
from mentoring.graduates.resources.steps import Applying
from nqt.accounts.actor import Actor
from nqt.accounts.asking import holder_field
from nqt.accounts.roles import Audience
from nqt.accounts.standing import CLOSED, may_come_in
from nqt.common.errors import Expired
from nqt.door.forms.serializers import InputSerializer
from nqt.door.http.mount import door
from nqt.door.pages.paged import address
from nqt.door.resource import Resource, command

TOKEN = "[A-Za-z0-9_:-]{20,300}"  # noqa: S105 - what a token looks like
HOME = "/graduate/home/"
CODE = "[A-Za-z0-9-]{1,40}"
"""As typed from a poster; one that nobody knows opens the same page."""


class Start(InputSerializer):
    """Step 1: an address, and nothing else."""

    email = serializers.EmailField(
        label="votre adresse électronique",
        help_text="Nous y envoyons un lien personnel : il permet de commencer, puis de reprendre sur tout appareil.",
    )


class Opened(InputSerializer):
    """Nothing, unless the address has an account in another name."""

    address_holder = holder_field(guest=True)


class Opening(serializers.Serializer):
    """The first page says nothing of anybody."""

    code = serializers.CharField(label="origine", read_only=True)


class Apply(Resource):
    """The first page: what the association does, and the address to begin with."""

    audience, single = Audience.PUBLIC, True
    serializer_class = Opening
    name = name_plural = "Candidater"
    template_folder = "mentoring/graduates/apply"

    @property
    def code(self) -> str:
        """Of the sourcing link by which one came."""
        return self.kwargs.get("code", "")

    def show(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The page."""
        return Response(self.get_serializer({"code": self.code}).data)

    def kind_of_page(self, context: dict[str, Any]) -> str:
        """The same page, however one came."""
        return "form" if "form" in context else "apply"

    @command("Recevoir mon lien", detail=False, input=Start, icon="mail", done="Regardez votre boîte aux lettres.")
    def start(self, _nothing: None, *, email: str) -> None:
        """The same answer whether the address is known or not."""
        actions.application_start(actor=self.actor, email=email, code=self.code)

    def after(self, obj: Any) -> str:
        """What happens now."""
        return address("pages:public:apply-sent-list")


class ApplyFrom(Apply):
    """The same, by the link of a poster, a landlord, a neighborhood."""


class ApplySent(Resource):
    """After the address was given."""

    audience, single = Audience.PUBLIC, True
    serializer_class = Opening
    name = name_plural = "Regardez votre boîte aux lettres"
    template_folder = "mentoring/graduates/apply"

    def show(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The page, as often as it is read."""
        return Response(self.get_serializer({"code": ""}).data)


class ApplicationByLink(Applying):
    """One draft, opened by its personal link. Opening writes nothing: mail scanners open links."""

    audience = Audience.PUBLIC
    lookup_field, lookup_value_regex = "token", TOKEN
    channel = "link"

    @property
    def link(self) -> links.ApplicationLink:
        """The link of the address; a made-up one is no page."""
        if not hasattr(self, "_link"):
            self._link = links.read(self.kwargs["token"])
        if self._link is None:
            raise Http404
        return self._link

    def make_actor(self, request: Any) -> Actor:
        """The holder of the link, whoever is signed in beside."""
        if "token" not in self.kwargs:
            return Actor.anonymous()
        found = Graduate.objects.filter(public_id=self.link.graduate_id).only("pk").first()
        return Actor.anonymous(bearer=(BEARER, found.pk) if found else None)

    def identify(self, obj: Graduate) -> str:
        """Addresses here carry the link, not the id."""
        return self.kwargs["token"]

    def get_object(self) -> Graduate:
        """The draft, while the link opens it; else why not (410)."""
        if self.link.is_old:
            raise Expired(links.EXPIRED)
        if self.seen_object is None:
            self.seen_object = self.decorated(self.get_queryset()).filter(public_id=self.link.graduate_id).first()
        if self.seen_object is None:
            raise Expired(links.GONE)
        if not links.is_for(self.link, self.seen_object):
            raise Expired("Ce lien est parti à une ancienne adresse. Demandez-en un autre avec la bonne.")
        if not may_come_in(self.seen_object.user, self.seen_object.email):
            raise Expired(CLOSED)
        return self.seen_object

    def get_serializer_class(self) -> type:
        """Once sent, the link shows no more of the file."""
        chosen = super().get_serializer_class()
        seen = self.seen_object
        return ApplicationSent if seen and seen.state not in EDITABLE and self.action == "retrieve" else chosen

    def home_url(self) -> str:
        """There is no list: a link leads to its draft."""
        return self.url("detail", self.seen_object)

    def after(self, obj: Graduate) -> str:
        """Once the account is open, its code; else on to what follows."""
        if self.command_name == "open_space":
            return f"{reverse('account_request_login_code')}?next={HOME}"
        return super().after(obj)

    def detail_context(self, obj: Graduate) -> dict[str, Any]:
        """Once sent, the address by which one signs in: whoever holds the link reads its mail."""
        if obj.state in EDITABLE:
            return super().detail_context(obj)
        return {"version": obj.version, "sign_in": obj.email if obj.has_account else "", "home": HOME}

    def handle_exception(self, exc: Exception) -> Any:
        """A link that opens nothing any more says why on a page that leads to a new one."""
        if self.door == "pages" and isinstance(exc, Expired):
            return Response({"gone": exc.message}, status=410)
        return super().handle_exception(exc)

    def kind_of_page(self, context: dict[str, Any]) -> str:
        """That page has its own template."""
        return "gone" if "gone" in context else super().kind_of_page(context)

    @command(
        "Ouvrir mon espace",
        condition=lambda _, graduate: graduate.state not in EDITABLE and not graduate.has_account,
        input=Opened,
        icon="lock",
        done="Votre espace est ouvert. Il reste à recevoir un code à votre adresse.",
    )
    def open_space(self, graduate: Graduate, **data: Any) -> Graduate:
        """For whoever has no account yet: the link proves the address."""
        return actions.space_open(actor=self.actor, target=graduate, **data)


door.register("apply", Apply, basename="apply")
door.register("apply/sent", ApplySent, basename="apply-sent")
door.register(f"apply/from/(?P<code>{CODE})", ApplyFrom, basename="apply-from")
door.register("apply/draft", ApplicationByLink, basename="application")
