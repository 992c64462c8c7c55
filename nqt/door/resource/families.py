"""Families of resources: what differs from a collection is said by the class one takes, and the rest follows.

Resource   a collection: list, page, form, export
Page       one page that is not a list: `data`
Nested     rows of one object, under its address: `under = Under(Organization, "organization", "organizations")`
ByLink     one object, opened by a personal link: `link = links.SIGNING`

Each of the larger ones has its file: `queued`, `previewed`, `wizard`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.utils.functional import cached_property
from rest_framework.request import Request
from rest_framework.response import Response

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience
from nqt.common.links import TOKEN, Bearing, Link
from nqt.door.http import registry
from nqt.door.resource.base import Resource


class Page(Resource):
    """One page that is not a list, read-only but for its commands."""

    single = True

    def data(self) -> Any:
        """What its serializer reads."""
        raise NotImplementedError

    def around(self) -> dict[str, Any]:
        """What the page alone shows beside."""
        return {}

    def show(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The page, or the same as JSON."""
        shown = self.get_serializer(self.data()).data
        around = self.around() if self.door == "pages" else {}
        return Response({"record": shown, **around} if around else shown)


@dataclass(frozen=True)
class Under:
    """Whose rows a nested resource has."""

    model: type[Model]
    name: str
    """The parameter of the address, and what an action that creates calls the parent."""
    host: str
    """The resource whose page is the parent's, by the name of its routes: `organizations`."""
    by: str | Callable[[Any], Q] = ""
    """The field of a row that holds its parent, or what finds its rows; like `name` when it is not said."""
    gives: str = ""
    """What an action that creates calls the parent, when it is otherwise."""

    @property
    def given_as(self) -> str:
        """What an action that creates calls the parent."""
        return self.gives or (self.by if isinstance(self.by, str) else "") or self.name

    def rows_of(self, parent: Any) -> Q:
        """Which rows are this parent's."""
        return self.by(parent) if callable(self.by) else Q(**{self.by or self.name: parent})


class Nested(Resource):
    """Rows of one object, named in the address; the object's page shows them, and writing them leads back to it."""

    under: ClassVar[Under]
    rows_at: ClassVar[str] = ""
    """The resource, by the name of its routes, where each row has its page; empty: here."""

    @property
    def above(self) -> Any:
        """The object of the address, if the actor sees it; asked once a request."""
        return self.parent(self.under.model, self.under.name)

    @classmethod
    def offers(cls, action: str) -> bool:
        """A row that has its page elsewhere has no second one."""
        return super().offers(action) and not (cls.rows_at and action == "retrieve")

    @classmethod
    def has_page(cls) -> bool:
        """Here or elsewhere."""
        return bool(cls.rows_at) or super().has_page()

    def scope(self, queryset: QuerySet) -> QuerySet:
        """The rows of this parent."""
        return super().scope(queryset).filter(self.under.rows_of(self.above))

    def parents(self) -> dict[str, Any]:
        """The parent, as the action that creates calls it."""
        return {self.under.given_as: self.above}

    def whole_subject(self) -> Any:
        """An act on no row is about the parent."""
        return self.above

    @cached_property
    def host(self) -> Resource:
        """The resource whose page shows these rows."""
        found = registry.find(self.audience, self.under.host).seen_by(self.actor, request=self.request)
        found.door = self.door
        return found

    def url(self, name: str, obj: Any = None, **extra: Any) -> str:
        """A row has one page, whatever the list it is met in."""
        if not self.rows_at or name != "detail":
            return super().url(name, obj, **extra)
        return registry.find(self.audience, self.rows_at).seen_by(self.actor).url(name, obj, **extra)

    def above_url(self) -> str:
        """The parent's page, where these rows are."""
        url = self.host.url("detail", self.above)
        return f"{url}#{self.basename}" if self.door == "pages" else url

    def home_url(self) -> str:
        """On pages, the parent's page shows the list."""
        return self.above_url() if self.door == "pages" else super().home_url()

    def after(self, obj: Any) -> str:
        """Back to the parent's page; on to the row's own, when it has one."""
        return self.url("detail", obj) if obj is not None and self.rows_at else self.above_url()

    def crumbs(self) -> list[tuple[str, str]]:
        """The way back to the parent, then to the list of these rows."""
        mine = [(self.title, self.url("list"))] if self.offers("list") else []
        return [(str(self.above), self.above_url()), *mine]


class ByLink(Resource):
    """One object, opened by its personal link, whoever is signed in beside.

    Opening decides and writes nothing: mail scanners open links. A made-up link is no page (404); one that opens
    nothing any more says why (410).
    """

    link: ClassVar[Link]
    audience, has_list = Audience.PUBLIC, False
    lookup_field, lookup_value_regex = "token", TOKEN

    @cached_property
    def bearing(self) -> Bearing:
        """What the link of the address says."""
        found = self.link.read(self.kwargs["token"])
        if found is None:
            raise Http404
        return found

    def make_actor(self, request: Request) -> Actor | None:
        """The holder of the link."""
        if "token" not in self.kwargs:
            return Actor.anonymous()
        found = self.model._default_manager.filter(public_id=self.bearing.subject_id).only("pk").first()
        return Actor.anonymous(bearer=(self.link.kind, found.pk) if found else None)

    def identify(self, obj: Any) -> str:
        """Addresses here carry the link, not the id."""
        return str(self.kwargs["token"])

    def lost(self) -> Exception:
        """What is said when the link was ours and its object is gone."""
        return Http404()

    def get_object(self) -> Any:
        """The object, while the link opens it."""
        self.link.check_age(self.bearing)
        if self.seen_object is None:
            rows = self.decorated(self.get_queryset())
            self.seen_object = rows.filter(public_id=self.bearing.subject_id).first()
        if self.seen_object is None:
            raise self.lost()
        self.link.check(self.bearing, self.seen_object)
        return self.seen_object

    def home_url(self) -> str:
        """There is no list: a link leads to its object and nowhere else."""
        return self.url("list") if self.single else self.url("detail", self.seen_object)
