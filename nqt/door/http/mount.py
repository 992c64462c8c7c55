"""One resource, two mounts: pages for people, JSON for machines. The address decides which; `Accept` never does.

    /staff/conventions/            GET list         /api/v1/staff/conventions/       GET, POST
    /staff/conventions.csv         GET export
    /staff/conventions/new/        GET form, POST
    /staff/conventions/<id>/       GET              /api/v1/staff/conventions/<id>/  GET, PUT, PATCH, DELETE
    /staff/conventions/<id>/edit/  GET form, POST
    /staff/conventions/<id>/send/  GET form, POST   /api/v1/staff/conventions/<id>/send/  POST

Pages know GET and POST only: each write has its own address, where GET asks and POST does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLResolver, include, path, reverse
from rest_framework import exceptions
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.routers import DynamicRoute, Route, SimpleRouter

from nqt.accounts.roles import Audience
from nqt.door.http import registry
from nqt.door.http.authentication import ApiSession, PageSession
from nqt.door.http.parsers import GuardedJSONParser
from nqt.door.http.renderers import ApiRenderer, PageRenderer
from nqt.door.lists.exports import FORMATS
from nqt.door.resource.base import UUID, Resource
from nqt.door.resource.families import Nested

__all__ = ["UUID", "ApiRouter", "PageRouter", "door", "nested"]


class Fixed(BaseContentNegotiation):
    """One renderer a mount; a body in another type, another encoding or compressed is 415."""

    def select_parser(self, request: Any, parsers: list) -> Any:
        """The parser of exactly this content type."""
        kind, _, parameters = (request.content_type or "").partition(";")
        charset = parameters.lower().partition("charset=")[2].split(";")[0].strip(' "')
        if charset not in ("", "utf-8", "utf8") or request.headers.get("Content-Encoding", "identity") != "identity":
            raise exceptions.UnsupportedMediaType(request.content_type)
        return next((p for p in parsers if p.media_type == kind.strip().lower()), None)

    def select_renderer(self, request: Any, renderers: list, format_suffix: str | None = None) -> tuple[Any, str]:
        """Whatever `Accept` says."""
        return renderers[0], renderers[0].media_type


class DoorRouter(SimpleRouter):
    """DRF's router, told by the resource which of its actions exist."""

    policy: dict[str, Any] = {}

    def get_method_map(self, viewset: type[Resource], method_map: dict[str, str]) -> dict[str, str]:
        """Only what is offered; a single resource's one page answers at the list's address."""
        if viewset.single and dict.get(method_map, "get") == "list":
            method_map = {"get": "show"}
        return {method: action for method, action in method_map.items() if viewset.offers(action)}

    def get_routes(self, viewset: type[Resource]) -> list[Route]:
        """DRF's routes, with the mount's renderer, parsers and authentication."""
        return [r._replace(initkwargs={**r.initkwargs, **self.policy}) for r in super().get_routes(viewset)]

    def _get_dynamic_route(self, route: DynamicRoute, action: Any) -> Route:
        """A command's route knows its command; `name` is a word of ours, not DRF's title."""
        made = super()._get_dynamic_route(route, action)
        initkwargs = {k: v for k, v in made.initkwargs.items() if k not in ("name", "description", "suffix")}
        if hasattr(action, "command"):
            initkwargs["command_name"] = action.command.name
        return made._replace(initkwargs=initkwargs, mapping=dict(action.mapping))


class ApiRouter(DoorRouter):
    """`/api/v1/<audience>/…`: JSON."""

    mount = "api"
    policy = {
        "door": "api",
        "renderer_classes": [ApiRenderer],
        "parser_classes": [GuardedJSONParser],
        "authentication_classes": [ApiSession],
        "content_negotiation_class": Fixed,
    }
    routes = [
        *SimpleRouter.routes[:1],
        Route(r"^{prefix}/suggestions/$", {"get": "suggest"}, "{basename}-suggestions", False, {}),
        *SimpleRouter.routes[1:],
    ]


class PageRouter(DoorRouter):
    """`/<audience>/…`: HTML and files, GET and POST."""

    mount = "pages"
    policy = {
        "door": "pages",
        "renderer_classes": [PageRenderer],
        "parser_classes": [FormParser, MultiPartParser],
        "authentication_classes": [PageSession],
        "content_negotiation_class": Fixed,
        "schema": None,
    }
    routes = [
        Route(r"^{prefix}/$", {"get": "list"}, "{basename}-list", False, {}),
        Route(rf"^{{prefix}}\.(?P<fmt>{'|'.join(FORMATS)})$", {"get": "export"}, "{basename}-export", False, {}),
        Route(r"^{prefix}/suggestions/$", {"get": "suggest"}, "{basename}-suggestions", False, {}),
        Route(r"^{prefix}/new/$", {"get": "create_form", "post": "create"}, "{basename}-new", False, {}),
        DynamicRoute(r"^{prefix}/{url_path}/$", "{basename}-{url_name}", False, {}),
        Route(r"^{prefix}/{lookup}/$", {"get": "retrieve"}, "{basename}-detail", True, {}),
        Route(r"^{prefix}/{lookup}/edit/$", {"get": "update_form", "post": "update"}, "{basename}-edit", True, {}),
        Route(
            r"^{prefix}/{lookup}/edit/(?P<step>[a-z-]+)/$",
            {"get": "update_form", "post": "update"},
            "{basename}-step",
            True,
            {},
        ),
        Route(
            r"^{prefix}/{lookup}/delete/$", {"get": "destroy_form", "post": "destroy"}, "{basename}-delete", True, {}
        ),
        DynamicRoute(r"^{prefix}/{lookup}/{url_path}/$", "{basename}-{url_name}", True, {}),
    ]

    def _get_dynamic_route(self, route: DynamicRoute, action: Any) -> Route:
        made = super()._get_dynamic_route(route, action)
        if hasattr(action, "command"):
            made = made._replace(mapping={"get": "command_form", **made.mapping})
        return made

    def get_routes(self, viewset: type[Resource]) -> list[Route]:
        """Steps only where the form has some."""
        return [r for r in super().get_routes(viewset) if viewset.steps or not r.name.endswith("-step")]

    def get_urls(self) -> list:
        """DRF exempts its views from CSRF and checks signed-in sessions alone; public forms need the check too."""
        urls: list[Any] = super().get_urls()
        for pattern in urls:
            pattern.callback.csrf_exempt = False
        return urls


@dataclass(frozen=True)
class MountedRoute:
    """One address of one mount."""

    mount: str
    audience: str
    resource: type[Resource]
    name: str
    pattern: str
    actions: dict[str, str]
    """HTTP method → action."""
    command: str | None

    @property
    def full_name(self) -> str:
        """As `reverse` takes it."""
        return f"{self.mount}:{self.audience}:{self.name}"


class Door:
    """The register of resources, and the addresses it makes of them."""

    def register(self, prefix: str, resource: type[Resource], basename: str | None = None) -> None:
        """Give a resource its address; `basename` names its routes (the last part of the prefix by default).

        A nested one says its own part: `members` of an organization are at `organizations/<id>/members`, and called
        `organization-members`. Raises `TypeError` when a command asks what its action would not take.
        """
        for declared in resource.commands():
            if unknown := declared.unknown_fields():
                known = f"{resource.__name__}.{declared.name}"
                raise TypeError(f"{known}: the action takes no {', '.join(sorted(unknown))}.")
        if issubclass(resource, Nested):
            basename = basename or f"{resource.under.name}-{prefix}"
            prefix = nested(resource.under.host, resource.under.name, prefix)
        registry.add(prefix, resource)
        resource.basename = basename or prefix.split("/")[-1]

    def mount(self, router_class: type[DoorRouter]) -> list[URLResolver]:
        """The URL patterns of one mount, a namespace an audience; the public pages have no prefix."""
        routers: dict[str, DoorRouter] = {}
        for prefix, resource in registry.entries:
            audience = str(Audience(resource.audience))
            routers.setdefault(audience, router_class()).register(prefix, resource, basename=resource.basename)
        bare = router_class is PageRouter
        return [
            path("" if bare and audience == Audience.PUBLIC else f"{audience}/", include((router.urls, audience)))
            for audience, router in routers.items()
        ]

    def routes(self) -> Iterator[MountedRoute]:
        """Every address of both mounts: what the access matrix must know."""
        for router_class in (PageRouter, ApiRouter):
            for resolver in self.mount(router_class):
                for pattern in resolver.url_patterns:
                    view: Any = pattern.callback
                    actions = {m: a for m, a in view.actions.items() if m != "head"}
                    yield MountedRoute(
                        router_class.mount,
                        str(resolver.namespace),
                        view.cls,
                        pattern.name,
                        f"{resolver.pattern}{pattern.pattern}",
                        actions,
                        view.initkwargs.get("command_name"),
                    )

    def home_url(self, audience: str) -> str | None:
        """Where an audience arrives: its home, else its first list in the navigation."""
        mine = registry.resources_of(audience)
        listed = sorted((resource for resource in mine if resource.nav), key=lambda resource: resource.nav[3])
        first = next((resource for resource in [*(r for r in mine if r.home), *listed]), None)
        return reverse(f"pages:{audience}:{first.basename}-list") if first else None


def nested(parent: str, name: str, child: str) -> str:
    """The prefix of a sub-resource: `nested("conventions", "convention", "parties")`."""
    return rf"{parent}/(?P<{name}>{UUID})/{child}"


door = Door()
