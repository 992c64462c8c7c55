"""A resource: one audience's view of one concept, for pages and for machines. Features declare; the kernel does."""

from contextlib import ExitStack
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from nqt.audit import security
from nqt.audit.context import acting
from nqt.common.errors import Forbidden
from nqt.door.http import asof
from nqt.door.http.clocks import reader_zone
from nqt.door.http.throttles import READS, TooOften, throttles_of
from nqt.door.resource.commands import ActionsField, command
from nqt.door.resource.declared import UUID
from nqt.door.resource.sending import Sending

__all__ = ["UUID", "ActionsField", "Resource", "command"]


class Resource(Sending):
    """Declare what this audience sees and may do; rules are in `visible_to` and in `actions.py`.

    It is made of parts, each building on the one before: what is declared (`declared`), addresses and pages (`paged`),
    lists and objects (`reading`), forms and writes (`writing`), acts (`commands`), what is sent twice (`sending`).
    Here requests come in and go out.
    """

    zone: ZoneInfo | None = None

    def zone_of_reader(self) -> ZoneInfo | None:
        """By whose clock hours are typed and shown: the hat says; a personal link says otherwise."""
        return reader_zone(self.actor)

    # -- the request ----------------------------------------------------------------------------------------------
    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """DRF's, within what the actor's context needs to be closed after it."""
        with ExitStack() as self.scope_of_request:
            answer: Any = super().dispatch(request, *args, **kwargs)
        if self.zone and hasattr(answer, "render") and not answer.is_rendered:
            with timezone.override(self.zone):  # templates are rendered after the view: on the same clock
                answer.render()
        return answer

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who acts comes first; the day read comes last, when the request is allowed."""
        self.on, self.as_of = asof.today(), False
        if request.user is not None:
            self.actor = request.actor = self.make_actor(request)  # type: ignore[attr-defined]
        super().initial(request, *args, **kwargs)
        if request.method not in READS and self.actor is not None:
            self.scope_of_request.enter_context(acting(self.actor))
        asked = asof.asked(request)
        self.on, self.as_of = asked or self.on, asked is not None
        self.zone = self.zone_of_reader()
        if self.zone:
            self.scope_of_request.enter_context(timezone.override(self.zone))
        if request.method == "POST" and hasattr(self, "post"):
            vars(self)["post"] = self.doing_once(self.post)

    def handle_exception(self, exc: Exception) -> Any:
        """A closed door is a line of the security log; then the refusal is answered."""
        is_closed = isinstance(exc, exceptions.PermissionDenied | Forbidden)
        is_elsewhere = isinstance(exc, exceptions.NotFound) and self.actor is None
        if (is_closed or is_elsewhere) and self.request.user.is_authenticated:
            security.denied(self.request._request, self.actor)
        return super().handle_exception(exc)

    @property
    def default_response_headers(self) -> dict[str, str]:
        """Without DRF's `Allow`: on a 404 it would tell apart what must look alike."""
        return {"Vary": "Cookie"}

    def get_throttles(self) -> list:
        """By what is asked: see `throttles`."""
        return throttles_of(self)

    def throttled(self, request: Request, wait: float) -> None:
        """Why, and for how long."""
        raise TooOften(self.get_throttles()[0], wait)

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What the address takes, for those who may read it: a hidden row is unknown here too."""
        if self.detail:
            self.get_object()
        return Response(status=204, headers={"Allow": ", ".join(self.allowed_methods)})
