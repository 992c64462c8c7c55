"""Applying without an account: an address, a link by mail, five short steps."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers
from rest_framework.response import Response

from mentoring.graduates import actions, links
from mentoring.graduates.actions.applying import EDITABLE
from mentoring.graduates.models import Graduate
from mentoring.graduates.resources.applying import ApplicationSent
from mentoring.graduates.resources.steps import Applying
from nqt.accounts.asking import holder_field
from nqt.accounts.roles import Audience
from nqt.common.errors import Expired
from nqt.door.forms.serializers import InputSerializer
from nqt.door.http.mount import door
from nqt.door.pages.addresses import address
from nqt.door.resource import ByLink, Page, command

HOME = "/graduate/home/"
CODE = "[A-Za-z0-9-]{1,40}"
"""As typed from a poster; one that nobody knows opens the same page."""


class Start(InputSerializer):
    """Step 1: an address, and nothing else."""

    email = serializers.EmailField(
        label="votre adresse électronique",
        help_text="Nous y envoyons un lien personnel : il permet de commencer, puis de reprendre sur tout appareil.",
    )


class Opened(InputSerializer):
    """Nothing, unless the address has an account in another name."""

    address_holder = holder_field(guest=True)


class Opening(serializers.Serializer):
    """The first page says nothing of anybody."""

    code = serializers.CharField(label="origine", read_only=True)


class Apply(Page):
    """The first page: what the association does, and the address to begin with."""

    audience = Audience.PUBLIC
    serializer_class = Opening
    name = name_plural = "Candidater"
    template_folder = "mentoring/graduates/apply"

    @property
    def code(self) -> str:
        """Of the sourcing link by which one came."""
        return self.kwargs.get("code", "")

    def data(self) -> dict[str, str]:
        """By which link one came."""
        return {"code": self.code}

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


class ApplySent(Page):
    """After the address was given."""

    audience = Audience.PUBLIC
    serializer_class = Opening
    name = name_plural = "Regardez votre boîte aux lettres"
    template_folder = "mentoring/graduates/apply"

    def data(self) -> dict[str, str]:
        """Nothing of anybody, as often as it is read."""
        return {"code": ""}


class ApplicationByLink(ByLink, Applying):
    """One draft, opened by its personal link."""

    link = links.APPLICATION
    channel = "link"

    def lost(self) -> Exception:
        """A draft that nobody touched is no more."""
        return Expired(links.GONE)

    def get_serializer_class(self) -> type:
        """Once sent, the link shows no more of the file."""
        chosen = super().get_serializer_class()
        seen = self.seen_object
        return ApplicationSent if seen and seen.state not in EDITABLE and self.action == "retrieve" else chosen

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

    open_space = command(
        "Ouvrir mon espace",
        actions.space_open,
        input=Opened,
        icon="lock",
        done="Votre espace est ouvert. Il reste à recevoir un code à votre adresse.",
    )


door.register("apply", Apply, basename="apply")
door.register("apply/sent", ApplySent, basename="apply-sent")
door.register(f"apply/from/(?P<code>{CODE})", ApplyFrom, basename="apply-from")
door.register("apply/draft", ApplicationByLink, basename="application")
