"""No sentence and no label of the libraries reaches a page: every field of every form, every filter."""

from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver
from django.utils import translation
from django.utils.functional import Promise
from rest_framework import serializers

from nqt.door.forms.fields import Year
from nqt.door.forms.sentences import filter_in_our_words
from nqt.door.forms.serializers import InputSerializer, Strict
from nqt.door.http import registry

SAME_IN_FRENCH = frozenset({"actions", "version", "note", "code", "zone", "population", "places", "score", "absent",
    "commune", "total", "parties", "articles"})  # fmt: skip
"""Names whose French word is the same."""


def product() -> list[Any]:
    """The resources of the product."""
    get_resolver().url_patterns  # noqa: B018
    return [resource for _prefix, resource in registry.entries]


def serializers_of(resource: Any) -> Iterator[type]:
    declared = [resource.serializer_class, resource.line, *resource.forms.values()]
    yield from (kind for kind in declared if kind)
    yield from (command.input for command in resource.commands())


def fields_of(serializer: Any) -> Iterator[tuple[str, Any]]:
    for name, field in serializer.fields.items():
        yield f"{type(serializer).__name__}.{name}", field
        below = getattr(field, "child", field)
        if isinstance(below, serializers.Serializer):
            yield from fields_of(below)


def every_field() -> list[tuple[str, Any]]:
    kinds = dict.fromkeys(kind for resource in product() for kind in serializers_of(resource))
    context = {"actor": None, "view": None, "on": None}
    return [found for kind in kinds for found in fields_of(kind(context=context))]


def is_stock(said: Any) -> bool:
    """The libraries' messages wait for a language; ours are plain text."""
    return isinstance(said, Promise)


def test_no_field_that_is_filled_in_has_a_sentence_of_the_libraries():
    wrong = []
    for name, field in every_field():
        if field.read_only or not isinstance(field.parent, Strict):
            continue
        wrong += [f"{name} {code}: {said}" for code, said in field.error_messages.items() if is_stock(said)]
        checks = [check for check in field.validators if isinstance(getattr(check, "message", None), Promise)]
        wrong += [f"{name} {type(check).__name__}: {check.message}" for check in checks]
    assert len(every_field()) > 500
    assert not wrong, "\n".join(wrong)


def test_no_filter_has_a_sentence_of_the_libraries():
    wrong = []
    for resource in product():
        for name, declared in (resource.filterset_class.base_filters if resource.filterset_class else {}).items():
            kind = declared.field_class
            bare = kind.__new__(kind)
            bare.error_messages = {}
            for cls in reversed(kind.__mro__):
                bare.error_messages.update(getattr(cls, "default_error_messages", {}))
            filter_in_our_words(bare)
            wrong += [f"{name} {code}: {said}" for code, said in bare.error_messages.items() if is_stock(said)
                      and code not in NEVER_RAISED]  # fmt: skip
    assert not wrong, "\n".join(wrong)


NEVER_RAISED = frozenset({"max_length", "min_length", "max_digits", "max_decimal_places", "max_whole_digits", "list"})
"""No filter has these limits."""


def test_no_label_is_a_name_of_the_code():
    wrong = []
    for name, field in every_field():
        own = name.rpartition(".")[2]
        if own not in SAME_IN_FRENCH and str(field.label) == own.replace("_", " ").capitalize():
            wrong.append(f"{name}: {field.label}")
    assert not wrong, "\n".join(wrong)


def test_year_is_never_a_quantity():
    yearly = ("year", "generation", "since")
    wrong = [
        name
        for name, field in every_field()
        if type(field) is serializers.IntegerField and name.rpartition(".")[2].split("_")[-1] in yearly
    ]
    assert not wrong
    assert Year().words(2024, None) == "2024"


class Asked(InputSerializer):
    number = serializers.IntegerField(max_value=10)
    name = serializers.CharField(min_length=3, max_length=5)
    own = serializers.IntegerField(max_value=3, error_messages={"max_value": "Trois au plus."})
    site = serializers.URLField(required=False)


def test_sentences_are_short_and_a_field_s_own_words_stay():
    with translation.override("fr"):
        asked = Asked(data={"number": "x", "name": "ab", "own": 4, "site": "x"})
        assert not asked.is_valid()
    assert {name: list(map(str, said)) for name, said in asked.errors.items()} == {
        "number": ["Écrivez un nombre entier, en chiffres."],
        "name": ["3 caractères au moins."],
        "own": ["Trois au plus."],
        "site": ["Écrivez l’adresse entière d’un site : https://www.exemple.fr."],
    }


class Own(serializers.IntegerField):
    """A field with words of its own, given as it is made."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_value=3, error_messages={"invalid": "Combien ?", "max_value": "Trois au plus."}, **kwargs)


class AskedOwn(InputSerializer):
    many = Own()


def test_words_that_a_field_gives_itself_as_it_is_made_stay():
    said = [AskedOwn(data={"many": value}) for value in ("x", 4)]
    assert [asked.is_valid() for asked in said] == [False, False]
    assert [str(asked.errors["many"][0]) for asked in said] == ["Combien ?", "Trois au plus."]
