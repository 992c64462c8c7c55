"""Where a resource is, and how its pages are dressed: addresses, templates, and what every page has around it."""

from typing import Any

from django.utils.functional import SimpleLazyObject, cached_property

from nqt.door.http import registry
from nqt.door.pages import navigation
from nqt.door.pages.addresses import SOMEBODY, address
from nqt.door.pages.records import instance_of
from nqt.door.resource.declared import ASKS, Declared

SHELLS = {
    "public": "public",
    "staff": "staff",
    "board": "staff",
    "auditor": "staff",
    "partner": "partner",
    "mentor": "personal",
    "graduate": "personal",
}


class Paged(Declared):
    """The part of a resource that pages need; the API uses its addresses."""

    # -- where ----------------------------------------------------------------------------------------------------
    def identify(self, obj: Any) -> Any:
        """What stands for an object in an address."""
        return getattr(instance_of(obj), self.lookup_field)

    def url(self, name: str, obj: Any = None, **extra: Any) -> str:
        """An address of this resource, under the same parents and on the same mount."""
        kwargs = {k: v for k, v in self.kwargs.items() if k not in (self.lookup_field, "fmt", "step")}
        kwargs.update(extra)
        if obj is not None:
            kwargs[self.lookup_field] = SOMEBODY
        url = address(f"{self.door}:{self.audience}:{self.basename}-{name}", **kwargs)
        return url if obj is None else url.replace(SOMEBODY, str(self.identify(obj)))

    def home_url(self) -> str:
        """The list, or the page of a resource that has one page; the front door where there is neither."""
        return self.url("list") if self.single or self.offers("list") else "/"

    def crumbs(self) -> list[tuple[str, str]]:
        """The way back, `(label, address)`: the list; what lies under another thing begins with that thing."""
        return [] if self.single else [(self.title, self.home_url())]

    def after(self, obj: Any) -> str:
        """Where a write leads: the object's page, else the list."""
        return self.url("detail", obj) if obj is not None and self.has_page() else self.home_url()

    # -- pages ----------------------------------------------------------------------------------------------------
    def title_of(self, verb: str) -> str:
        """What a form is called."""
        verb = ASKS.get(verb, verb)
        general = {"create": "Ajouter", "update": "Modifier", "destroy": "Supprimer"}
        return self.titles.get(verb, general.get(verb, self.name_plural))

    @property
    def title(self) -> str:
        """What the list, or the one page, is called: 'Mes conventions', of which one has two 'conventions'."""
        return self.title_of("list")

    @property
    def nouns(self) -> str:
        """'convention,conventions', for what counts the rows."""
        return f"{self.name},{self.name_plural}".lower()

    @property
    def shell(self) -> str:
        """The template around the page."""
        return f"shells/{SHELLS[self.audience]}.html"

    @cached_property
    def headers_of_request(self) -> tuple[bool, bool]:
        """(htmx asks, htmx restores its history)."""
        ask = self.request.headers
        return ask.get("HX-Request") == "true", ask.get("HX-History-Restore-Request") == "true"

    def template_names(self, context: dict[str, Any]) -> list[str]:
        """The feature's template, else the general one; htmx gets the part of the same name."""
        asks, restores = self.headers_of_request
        part = f"#{self.kind_of_page(context)}" if asks and not restores else ""
        return [f"{name}{part}" for name in self.whole_page(context)]

    def whole_page(self, context: dict[str, Any]) -> list[str]:
        """The templates of the page; htmx gets it whole where it has no part of its own."""
        kind = self.kind_of_page(context)
        return [f"{folder}/{kind}.html" for folder in (self.template_folder, "door")]

    def kind_of_page(self, context: dict[str, Any]) -> str:
        """`list`, `detail`, `form`, `confirm`, `suggestions`; a single resource's page has its own name."""
        for key, kind in (
            ("form", "form"),
            ("confirm", "confirm"),
            ("suggestions", "suggestions"),
            ("records", "list"),
        ):
            if key in context:
                return kind
        return self.basename if self.single else "detail"

    def page_context(self) -> dict[str, Any]:
        """What every page has around it."""
        if self.actor is None:
            return {"resource": None, "actor": None}
        places = SimpleLazyObject(lambda: navigation.groups(registry.resources_of(self.audience), self))
        hat, others = navigation.worn_hats(self.request, self.audience)
        return {
            "resource": self,
            "actor": self.actor,
            "hat": hat,
            "other_hats": others,
            "navigation": places,  # a fragment has none
            "on": self.on,
            "as_of": self.as_of,
        }
