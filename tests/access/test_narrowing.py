"""What orders, narrows or is searched can be read by trying: every key of every list is read by its audience."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import F, GeneratedField, Model, Q
from rest_framework import serializers

import nqt.urls  # noqa: F401  (registers every resource)
from mentoring.proposals.resources.offers import MentorOffers
from nqt.accounts.actor import Actor
from nqt.door.http import registry
from nqt.door.lists.searching import found

LISTS = [cls for _prefix, cls in registry.entries if cls.model is not None and not cls.single and cls.has_list]
named = pytest.mark.parametrize("resource", LISTS, ids=lambda cls: f"{cls.audience}-{cls.__name__}")

WORDS = {
    "Commune": {"name"},
    "Contact": {"first_name", "last_name"},
    "Convention": {"title"},
    "Coverage": set(),
    "Department": {"name", "code"},
    "Graduate": {"first_name", "last_name"},
    "Mentor": {"first_name", "last_name"},
    "Occupation": {"name"},
    "Organization": {"name", "short_name"},
    "PriorityNeighborhood": {"name"},
    "Region": {"name", "code"},
    "User": {"first_name", "last_name"},
}
"""What a row's own words are made of (`__str__`)."""
PROPERTIES = {
    "full_name": {"first_name", "last_name"},
    "get_full_name": {"first_name", "last_name"},
    "name_then": {"name"},
}
"""What a property or an annotation that a field reads is made of."""
SOUGHT = "zzz"


def columns(model: type[Model] | None, path: str) -> set[str]:
    """`Model.column`, or those of which a generated column or a property is made."""
    first, _, rest = path.partition("__")
    if model is None:
        return {path}
    name = model._meta.object_name
    field = next((one for one in model._meta.get_fields() if one.name == first), None)
    if field is None:
        return {f"{name}.{made}" for made in PROPERTIES.get(first, {first})}
    if rest:
        return columns(field.related_model, rest)
    if isinstance(field, GeneratedField):
        return {f"{name}.{made}" for made in made_of(field.expression)}
    other = field.related_model
    words = {f"{other._meta.object_name}.{word}" for word in WORDS.get(other._meta.object_name, ())} if other else set()
    return {f"{name}.{first}"} | words


def made_of(expression: Any) -> Iterator[str]:
    """The columns in an expression or a condition."""
    if isinstance(expression, F):
        yield expression.name
    elif isinstance(expression, str):
        yield expression
    elif isinstance(expression, Q):
        for child in expression.children:
            yield from [child[0].split("__")[0]] if isinstance(child, tuple) else made_of(child)
    else:
        for part in filter(None, expression.get_source_expressions()):
            yield from made_of(part)


def fields_of(resource: type) -> dict[str, serializers.Field]:
    """Those of a row and of the page."""
    kinds = filter(None, (resource.serializer_class, resource.line))
    return {name: field for kind in kinds for name, field in kind().fields.items()}


def read_by(serializer: serializers.BaseSerializer, model: type[Model] | None) -> Iterator[str]:
    """The columns that a serializer's fields show, nested ones included."""
    for name, field in serializer.fields.items():
        source = (field.source or name).replace(".", "__")
        nested = getattr(field, "child", field)
        if isinstance(nested, serializers.Serializer):
            yield from read_by(nested, target(model, source))
        elif source != "*":
            yield from columns(model, source)


def target(model: type[Model] | None, path: str) -> type[Model] | None:
    """Where a path of relations leads."""
    for part in path.split("__"):
        known = {one.name: one for one in model._meta.get_fields()} if model else {}
        model = getattr(known.get(part), "related_model", None)
    return model


def readable(resource: type) -> set[str]:
    """All columns that the audience reads in a row or on its page."""
    kinds = filter(None, (resource.serializer_class, resource.line))
    return {column for kind in kinds for column in read_by(kind(), resource.model)}


def searched(resource: type) -> set[str]:
    """The columns in which words are looked for, whatever the tables they are in."""
    view = resource.seen_by(Actor.system("tests"))
    looked = set(targets(view.searched(resource.model.objects.all(), SOUGHT).query.where))
    assert looked, "the search box looks nowhere"
    return {column for model, name in looked for column in columns(model, name)}


def targets(node: Any) -> Iterator[tuple[type[Model], str]]:
    """(model, column) of everything that a condition compares with the words, subqueries included."""
    if SOUGHT in str(getattr(node, "rhs", "")).lower() and not hasattr(node.rhs, "where"):
        yield from compared(node.lhs)
    for below in (getattr(node, "children", ()), getattr(node, "get_source_expressions", tuple)()):
        for child in below:
            if child is not None:
                yield from targets(child)
    for inner in (getattr(node, "query", None), node):
        if hasattr(inner, "where"):
            yield from targets(inner.where)


def compared(expression: Any) -> Iterator[tuple[type[Model], str]]:
    """The columns on the left of a comparison."""
    if hasattr(expression, "target"):
        yield expression.target.model, expression.target.name
    for part in filter(None, expression.get_source_expressions()):
        yield from compared(part)


def hidden(resource: type) -> dict[str, set[str]]:
    """Key → the columns behind it that the audience does not read."""
    keys: dict[str, set[str]] = {}
    for word, path in resource.sorts.items():
        keys[f"sort {word}"] = columns(resource.model, path)
    for name, declared in (resource.filterset_class.base_filters if resource.filterset_class else {}).items():
        keys[f"filter {name}"] = {name} if declared.method else columns(resource.model, declared.field_name)
    if resource.search:
        keys["search"] = searched(resource)
    allowed = readable(resource) | resource.filters_beyond | set(resource.shown_as)
    return {
        key: unread
        for key, behind in keys.items()
        if (unread := behind - allowed) and key.split(" ")[-1] not in allowed
    }


@named
@pytest.mark.django_db
def test_every_sort_filter_and_search_key_is_read_by_its_audience(resource):
    assert not hidden(resource)
    assert set(resource.shown_as.values()) <= set(fields_of(resource)), "shown as a field that no row has"


@pytest.mark.django_db
def test_masked_column_is_found_behind_a_sort_a_filter_and_a_search(monkeypatch):
    """The rule itself, on the offers as they were: a mentor reads no score and no name of a graduate."""
    monkeypatch.setattr(MentorOffers, "sorts", {"score": "score", "expires": "expires_at"})
    monkeypatch.setattr(MentorOffers, "search", "Nom")
    assert hidden(MentorOffers) == {
        "sort score": {"MatchProposal.score"},
        "search": {"Graduate.last_name", "Mentor.last_name"},
    }
    assert found(MentorOffers.model.objects.all(), "zzz").count() == 0


@pytest.mark.parametrize("query", ["sort=score", "sort=-score", "search=Belkacem", "state=offered", "score=800"])
def test_mentor_cannot_order_or_narrow_offers_by_what_is_masked(client_as, query, db):
    visitor = client_as("mentor")
    for mount in ("/mentor/offers/", "/api/v1/mentor/offers/"):
        assert visitor.get(f"{mount}?{query}").status_code == 400, query
