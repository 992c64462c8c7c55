"""Stopping a family of mails, and starting again: by the link at the foot of each mail that is not owed.

No account, no session: the link is signed and says which address (its hash) and which mails. Opening it writes nothing,
since mail scanners open links; the page asks and its button does. A mail program's own button posts beside the door
(RFC 8058): it has no cookie and no form token, and the signed link is the whole of its right.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from rest_framework import serializers

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience
from nqt.door.http.mount import door
from nqt.door.pages.addresses import address
from nqt.door.resource import Page, command
from nqt.outbox import actions, stops
from nqt.outbox.stops import Wish

TOKEN = "[A-Za-z0-9_:-]{20,400}"  # noqa: S105 - what a token looks like
ONE_CLICK = ("List-Unsubscribe", "One-Click")


class StopLine(serializers.Serializer):
    """What is stopped, or not; nothing of anybody."""

    label = serializers.CharField(label="courriels", read_only=True)
    stopped_at = serializers.DateTimeField(label="arrêtés le", read_only=True, allow_null=True)


class MailStop(Page):
    """One family of mails at one address."""

    audience = Audience.PUBLIC
    serializer_class = StopLine
    name = name_plural = "Vos courriels de NQT"
    template_folder = "home/stop"

    @property
    def wish(self) -> Wish:
        """What the link says; a made-up one is no page."""
        wish = stops.read(self.kwargs["token"])
        if wish is None:
            raise Http404
        return wish

    def make_actor(self, request: Any) -> Actor:
        """The holder of a link of ours, whoever is signed in beside; any other meets no page, and no form."""
        return Actor.anonymous() if self.wish else None

    def data(self) -> dict[str, Any]:
        """How it stands."""
        return {"label": self.wish.family.label, "stopped_at": stops.since_when(self.wish)}

    def consequence_of_stop(self) -> str:
        """What one still gets."""
        return (
            f"Vous ne recevrez plus {self.wish.family.label} à cette adresse. Les codes, les invitations et les"
            " réponses à ce que vous faites continuent d’arriver. Vous pourrez reprendre par le même lien."
        )

    @command(
        "Ne plus recevoir ces courriels",
        detail=False,
        consequence=lambda resource: resource.consequence_of_stop(),
        done="C’est noté : vous ne recevrez plus ces courriels.",
    )
    def stop(self, _nothing: None, **data: Any) -> None:
        """From now on, those that wait included."""
        actions.mail_stop(wish=self.wish)

    @command("Les recevoir de nouveau", detail=False, done="C’est noté : vous recevrez de nouveau ces courriels.")
    def resume(self, _nothing: None, **data: Any) -> None:
        """As before."""
        actions.mail_resume(wish=self.wish)

    def after(self, obj: Any) -> str:
        """The same page, as it has become."""
        return address("pages:public:mail-stop-list", token=self.kwargs["token"])


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one_click(request: HttpRequest, token: str) -> HttpResponse:
    """The address of `List-Unsubscribe`: a mail program posts once and it is done; a browser is led to the page."""
    wish = stops.read(token)
    if wish is None:
        raise Http404
    name, value = ONE_CLICK
    if request.method != "POST":
        return HttpResponseRedirect(address("pages:public:mail-stop-list", token=token))
    if request.POST.get(name) != value:
        return HttpResponse(f"{name}={value}", status=400, content_type="text/plain; charset=utf-8")
    actions.mail_stop(wish=wish)
    return HttpResponse("C’est noté.", content_type="text/plain; charset=utf-8")


door.register(f"stop/(?P<token>{TOKEN})", MailStop, basename="mail-stop")
