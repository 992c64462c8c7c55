"""What a feature declares of a resource, and what follows at once: who may, which rows, which fields."""

import datetime
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import viewsets
from rest_framework.request import Request

from nqt.accounts.actor import Actor
from nqt.common.acts import may_of
from nqt.common.errors import Refusal
from nqt.door.http import asof
from nqt.door.http.permissions import Allowed
from nqt.door.resource.panel import OnPage

if TYPE_CHECKING:
    from nqt.door.pages.navigation import Place
    from nqt.door.resource.commands import Command

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
VERBS = {
    "list": "R",
    "retrieve": "R",
    "suggest": "R",
    "export": "X",
    "create": "C",
    "create_form": "C",
    "update": "U",
    "partial_update": "U",
    "update_form": "U",
    "destroy": "D",
    "destroy_form": "D",
}
"""Actions of the kernel → the letter by which a resource offers them."""
ASKS = {"create_form": "create", "update_form": "update", "partial_update": "update", "destroy_form": "destroy"}
"""Forms and partial writes are allowed to whom the write is."""


class Declared(viewsets.GenericViewSet):
    """What the parts of a resource above this one build on."""

    # -- what a feature declares ----------------------------------------------------------------------------------
    audience: ClassVar[str]
    model: ClassVar[Any] = None
    """A model whose manager has `visible_to(actor)`."""
    verbs: ClassVar[str] = "R"
    """Among C R U D X."""
    allow: ClassVar[dict[str, Iterable[str]]] = {}
    """Action or command → roles, where not every role of the audience may."""
    single: ClassVar[bool] = False
    """A page that is not a list: define `show`."""
    home: ClassVar[bool] = False
    """Where this audience arrives."""
    has_list: ClassVar[bool] = True
    """False where objects are reached one by one, by a link of their own."""
    line: ClassVar[type | None] = None
    """The serializer of a row, when a list shows less than the reading page."""
    forms: ClassVar[dict[str, type]] = {}
    """`create`, `update` → the serializer of that form, where it asks for other fields than the page shows."""
    filterset_class: ClassVar[type | None] = None
    filters_beyond: ClassVar[frozenset[str]] = frozenset()
    """Columns and filters narrowed by although the rows do not show them: the reader knows them from elsewhere."""
    shown_as: ClassVar[dict[str, str]] = {}
    """Sort, filter or searched column → the field in which this audience reads it, where they do not bear one name.

    What narrows, orders or is searched can be read by trying: nothing does that the audience does not read.
    """
    search: ClassVar[str] = ""
    """What the search box says; empty, there is none. The model's queryset has `search(text)`."""
    sorts: ClassVar[dict[str, str]] = {"id": "id"}
    """Word of the address → stored, indexed column."""
    default_sort: ClassVar[str] = "id"
    columns: ClassVar[tuple[str, ...]] = ()
    """Fields of the row's serializer: the table and the export."""
    select: ClassVar[tuple[str, ...]] = ()
    prefetch: ClassVar[tuple[Any, ...]] = ()
    writes: ClassVar[dict[str, Callable[..., Any]]] = {}
    """`create`, `update`, `destroy` → a function of `actions.py`, which says who may and when (`nqt.common.acts`)."""
    consequences: ClassVar[dict[str, Callable[[Any], str | None]]] = {}
    """`update`, `destroy` → what it brings with it for an object, said before acting."""
    steps: ClassVar[dict[str, list[str]]] = {}
    """A long form: step → fields."""
    dated: ClassVar[bool] = False
    """What it shows differs from day to day: its pages offer `?au=`."""
    versioned: ClassVar[bool] = False
    personal: ClassVar[bool] = False
    """A person's file: each reading is written in the access log."""
    template_folder: ClassVar[str] = "door"
    name: ClassVar[str] = ""
    name_plural: ClassVar[str] = ""
    """What is counted, “1 convention”, “2 conventions”; where the list is called otherwise, `titles` says how."""
    help: ClassVar[str] = ""
    empty: ClassVar[str] = "Rien pour le moment."
    """What an empty list says to do next."""
    titles: ClassVar[dict[str, str]] = {}
    """`list`, `create`, `update`, `destroy` → the title of the page, where the general one reads badly."""
    panel: ClassVar[OnPage | None] = None
    """Where a nested resource stands on its parent's page."""
    nav: ClassVar["Place | None"] = None
    """Its entry in the navigation."""

    # -- what the mounts set --------------------------------------------------------------------------------------
    door: str = "api"
    command_name: str | None = None
    basename: str = ""
    actor: Actor | None = None
    on: datetime.date
    """The day read: today, or the one asked for."""
    as_of: bool = False

    lookup_field = "public_id"
    lookup_value_regex = UUID
    permission_classes = [Allowed]
    metadata_class = None

    @classmethod
    def as_view(cls, actions: dict | None = None, **initkwargs: Any) -> Callable:
        """DRF's; it clears `name` and `basename` on the class, where ours are words and a registration."""
        kept = {"name": cls.name, "basename": cls.basename}
        view = super().as_view(actions, **initkwargs)
        for attribute, value in kept.items():
            setattr(cls, attribute, value)
        return view

    @classmethod
    def seen_by(cls, actor: Actor | None, *, request: Request | None = None, kwargs: dict | None = None) -> Self:
        """This resource outside its own address: in the navigation, or as a panel of another page."""
        view = cls(door="pages", actor=actor, request=request, kwargs=kwargs or {}, action="list", format_kwarg=None)
        view.on = asof.today() if request is None else (asof.asked(request) or asof.today())
        return view

    # -- who ------------------------------------------------------------------------------------------------------
    def make_actor(self, request: Request) -> Actor | None:
        """Who acts; pages reached by a personal link carry its bearer instead."""
        return Actor.of(request, self.audience)

    @classmethod
    def offers(cls, action: str) -> bool:
        """Whether the resource has this verb at all: 405 otherwise."""
        verb = VERBS.get(action)
        if verb is None:
            return hasattr(cls, action)
        if cls.single or verb not in cls.verbs:
            return False
        return {"list": cls.has_list, "suggest": bool(cls.search)}.get(action, True)

    @classmethod
    def has_page(cls) -> bool:
        """Whether a row has a page to go to."""
        return cls.offers("retrieve")

    def may(self, action: str | None) -> bool:
        """Whether this role and this hat may: 403 otherwise. Rows are `visible_to`'s and the action's matter."""
        roles = self.allow.get(self.act_of(action))
        return roles is None or (self.actor is not None and self.actor.role in roles)

    def act_of(self, action: str | None) -> str:
        """What an action comes to: the form that asks for an update is an update, a command's is that command."""
        return (self.command_name if action == "command_form" else ASKS.get(action or "", action)) or ""

    def refusal_of(self, verb: str, obj: Any = None) -> Refusal | None:
        """Why this object does not take a write, in the words of its action; of a new one, its parent is asked."""
        may = may_of(self.writes.get(verb))
        return may(self.actor, self.whole_subject() if obj is None else obj) if may else None

    def whole_subject(self) -> Any:
        """What an act on no row of this resource is about: nothing, or the parent of its rows."""
        return None

    def can_write(self, verb: str, obj: Any = None) -> bool:
        """Offered, allowed and open: whether a page shows the way to it."""
        return self.offers(verb) and self.may(verb) and self.refusal_of(verb, obj) is None

    @property
    def current_command(self) -> "Command | None":
        """The command of this address, asked for (GET) or run (POST)."""
        return getattr(getattr(self, self.command_name or "", None), "command", None)

    # -- what it reads --------------------------------------------------------------------------------------------
    def get_queryset(self) -> QuerySet:
        """What the actor may see, and nothing else."""
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        return self.scope(self.model.objects.visible_to(self.actor))

    def scope(self, queryset: QuerySet) -> QuerySet:
        """Narrower than what may be seen: the rows of one parent, of one day (`self.on`)."""
        return queryset

    def decorated(self, queryset: QuerySet) -> QuerySet:
        """Everything the rows' serializer will read, in a fixed number of statements."""
        return queryset.select_related(*self.select).prefetch_related(*self.prefetch)

    def get_object(self) -> Any:
        """The object of the address; asked once a request."""
        if self.seen_object is None:
            found = self.decorated(self.get_queryset()).filter(**{self.lookup_field: self.kwargs[self.lookup_field]})
            self.seen_object = get_object_or_404(found)
        return self.seen_object

    seen_object: Any = None

    def parent(self, model: Any, name: str) -> Any:
        """The object of an enclosing address, `visible_to` the actor like any other; asked once a request."""
        known = self.__dict__.setdefault("_parents", {})
        if name not in known:
            known[name] = get_object_or_404(model.objects.visible_to(self.actor), public_id=self.kwargs[name])
        return known[name]

    def parents(self) -> dict[str, Any]:
        """What `create` receives from the address: `{"convention": self.parent(Convention, "convention")}`."""
        return {}

    def get_serializer_class(self) -> type:
        """A command's input, a form, a row, or the whole."""
        if self.command_name and self.action in ("command_form", self.command_name):
            return getattr(type(self), self.command_name).command.input
        if self.line is not None and self.action in ("list", "export"):
            return self.line
        return self.forms.get(self.act_of(self.action), self.serializer_class)

    def get_serializer_context(self) -> dict[str, Any]:
        """Fields need to know who reads, and as of which day."""
        return {**super().get_serializer_context(), "actor": self.actor, "on": getattr(self, "on", None)}

    def column_labels(self) -> list[tuple[str, str]]:
        """(field, label) of the table's columns."""
        fields = self.fields_shown
        return [(name, str(fields[name].label)) for name in self.columns]

    @property
    def fields_shown(self) -> Any:
        """The fields of the serializer of this address, by name."""
        serializer: Any = self.get_serializer()
        return serializer.fields
