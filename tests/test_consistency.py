"""The house keeps its own rules: furniture, sizes, constraints, resources, templates."""

import ast
import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.template import engines
from django.urls import get_resolver
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from rest_framework import serializers

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.features import FURNITURE, Reader
from nqt.common.looks import PLAIN, Look, look_of
from nqt.door.http import registry
from nqt.door.lists.pagination import column
from nqt.door.pages import kept
from nqt.door.resource import Resource
from nqt.urls import api_v1

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("nqt", "regions", "partners", "mentoring", "events")
APPS = ("regions", "partners", "mentoring", "events")
UNTRACKED = {
    "audit.AccessRecord": "a log",
    "audit.SecurityEvent": "a log",
    "audit.TransitionLog": "a log",
    "door.Answered": "gone after a day",
    "files.StoredFile": "never changed: another takes its place",
    "jobs.Job": "due work: its states are its history",
    "mentoring.Application": "frozen: never rewritten",
    "mentoring.Consent": "a log: given, then withdrawn, both dated",
    "mentoring.JobTitle": "the official list",
    "mentoring.LeftOut": "the result of a run",
    "mentoring.MatchingPolicy": "never rewritten: a change is a new row",
    "mentoring.MeetingSlot": "proposed times, replaced whole",
    "mentoring.Occupation": "the official list",
    "mentoring.RunRecord": "the bytes of a run, written once",
    "mentoring.SimilarityTable": "computed from the official lists, one row each",
    "mentoring.StudyField": "the official list",
    "outbox.Message": "due work: its states are its history, purged with its term",
    "outbox.Stop": "a wish: there, or not",
    "partners.NumberRegister": "a counter",
    "partners.Signature": "evidence: its columns say when and why it was voided",
    "partners.SigningCode": "good once, for minutes",
    "privacy.RetentionDay": "a log: numbers of a day",
    "regions.Commune": "the official list of a vintage, loaded whole",
    "regions.CommuneMove": "the official list",
    "regions.FormerName": "the official list",
    "regions.Department": "the official list",
    "regions.OfficialFile": "a log of imports",
    "regions.PriorityNeighborhood": "the official list of a generation, loaded whole",
    "regions.Region": "the official list",
    "regions.RegionDepartment": "the official list",
}
"""Tables of ours without history, and why."""
SMALL = frozenset({"regions.Region", "regions.Department", "regions.Coverage", "regions.Assignment"})
"""Tables of a few hundred rows at most: any order is quick."""
WHOLE_TABLES = frozenset({"staff", "board", "auditor", "public"})


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (p for p in (ROOT / folder).rglob("*.py") if "migrations" not in p.parts)


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def ours() -> list[type]:
    """The product's models, without the event tables that keep their history."""
    mine = [m for m in apps.get_models() if m.__module__.startswith(tuple(f"{package}." for package in PACKAGES))]
    return [model for model in mine if not hasattr(model, "pgh_tracked_model")]


def resources() -> list[type]:
    get_resolver().url_patterns  # noqa: B018  (loading the addresses registers the resources)
    return [resource for _prefix, resource in registry.entries]


named = pytest.mark.parametrize("resource", resources(), ids=lambda cls: f"{cls.audience}-{cls.basename}")


# -- the tree ---------------------------------------------------------------------------------------------------------
def is_module(path: Path) -> bool:
    return path.suffix == ".py" or (path / "__init__.py").exists()


def furnished() -> dict[str, set[str]]:
    """Folder → the kinds of furniture it holds; `nqt.jobs` and `nqt.privacy` are rooms, not furniture of `nqt`."""
    names, found = {furniture.name for furniture in FURNITURE}, {}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*"):
            folder = path.parent.relative_to(ROOT).parts
            is_inside = folder[-1] in names | {"commands", "engine"} and len(folder) > 2
            if path.stem in names and is_module(path) and folder != ("nqt",) and not is_inside:
                found.setdefault(".".join(folder), set()).add(path.stem)
    return found


def test_features_of_the_settings_are_the_furnished_folders():
    assert set(furnished()) - set(APPS) <= set(settings.FEATURES) | {"nqt.common"}
    missing = [feature for feature in settings.FEATURES if importlib.util.find_spec(feature) is None]
    assert not missing


def test_every_kind_of_furniture_stands_somewhere_and_is_loaded_by_its_reader():
    held = furnished()
    assert {furniture.name for furniture in FURNITURE} == set().union(
        *(held.get(room, ()) for room in settings.FEATURES)
    )
    get_resolver().url_patterns  # noqa: B018  (loads what the addresses read)
    for furniture in FURNITURE:
        if furniture.reader in (Reader.ROOF, Reader.ADDRESSES):
            rooms = [room for room in settings.FEATURES if furniture.name in held.get(room, ())]
            assert not [room for room in rooms if f"{room}.{furniture.name}" not in sys.modules]


def test_readme_tells_the_furniture_of_a_room():
    told = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert told == [(furniture.name, furniture.holds, str(furniture.reader)) for furniture in FURNITURE]


def test_features_are_listed_ground_first():
    order = [feature.split(".")[0] for feature in settings.FEATURES if feature != "nqt.home"]
    assert order == sorted(order, key=PACKAGES.index)
    assert settings.FEATURES[-1] == "nqt.home"


@pytest.mark.parametrize("app", APPS)
def test_models_of_an_app_are_only_re_exported(app):
    path = ROOT / app / "models.py"
    tree = ast.parse(path.read_text()) if path.exists() else ast.parse("")
    allowed = (ast.Import, ast.ImportFrom, ast.Assign, ast.Expr)
    assert all(isinstance(node, allowed) for node in tree.body)


def test_tables_and_their_adjectives_stand_in_models():
    """What stands elsewhere escapes the contract by which actions know models and models know nobody above."""
    adjectives, found = [QuerySet], {*ours()}
    while adjectives:
        adjectives += (below := adjectives.pop().__subclasses__())
        found |= {each for each in below if each.__module__.startswith(tuple(f"{package}." for package in PACKAGES))}
    places = {f"{each.__module__}.{each.__name__}" for each in found}
    assert {place for place in places if place.split(".")[2] != "models"} == {
        "nqt.common.lease.LeasedQuerySet",  # of no table: `nqt.common` has none
        "nqt.common.valid_time.ValidTimeQuerySet",
    }


def test_files_and_functions_keep_their_size():
    too_long = []
    for path in python_files(*PACKAGES, "tests"):
        source = path.read_text()
        limit = 600 if path.is_relative_to(ROOT / "tests") else 200 if "settings" in path.parts else 500
        if len(source.splitlines()) > limit:
            too_long.append(f"{relative(path)}: more than {limit} lines")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 60:
                too_long.append(f"{relative(path)}: {node.name} has more than 60 lines")
    assert not too_long


def test_templates_are_short_and_so_are_their_lines():
    """A line of a thousand characters hides a page. Those of a plain mail are its reader's."""
    too_long = []
    for page in (ROOT / "templates" / name for name in templates()):
        source = page.read_text()
        lines = source.splitlines()
        if len(lines) > 150 or len(source.encode()) > 12_000:
            too_long.append(f"{relative(page)}: more than 150 lines, or than 12 kB")
        if page.suffix == ".html" and max(map(len, lines)) > 160:
            too_long.append(f"{relative(page)}: a line of more than 160 characters")
    assert not too_long


def test_migrations_need_no_extension():
    migrations = [path for package in PACKAGES for path in (ROOT / package).rglob("migrations/*.py")]
    assert not [relative(path) for path in migrations if "EXTENSION" in path.read_text().upper()]


def test_locks_name_the_table_they_lock():
    """`select_for_update()` alone also locks every joined table."""
    bare = re.compile(r"select_for_update\((?![^)]*of=)")
    assert not [relative(p) for p in python_files(*PACKAGES) if bare.search(p.read_text())]


# -- models -----------------------------------------------------------------------------------------------------------
def test_business_tables_have_their_history():
    untracked = {m._meta.label for m in ours() if not hasattr(m, "pgh_event_model")}
    assert untracked == set(UNTRACKED) & {m._meta.label for m in ours()}


def test_constraints_are_named_after_their_app_and_speak_french():
    mute = []
    for model in ours():
        for constraint in model._meta.constraints:
            told = str(constraint.violation_error_message)
            if told == str(constraint.default_violation_error_message) or not told.endswith("."):
                mute.append(f"{model._meta.label}.{constraint.name}")
    assert not mute


def test_what_may_be_seen_is_nothing_for_an_unheard_of_role():
    stranger = Actor(role="unheard-of")
    guarded = [model for model in ours() if hasattr(model.objects.all(), "visible_to")]
    assert not [model._meta.label for model in guarded if not is_none(model.objects.visible_to(stranger))]


def is_none(queryset: QuerySet) -> bool:
    """Known to be empty before the database is asked."""
    try:
        str(queryset.query)
    except EmptyResultSet:
        return True
    return False


def test_machine_s_actor_sees_or_is_named():
    """`visible_to` never fails on a role it was not written for."""
    for model in ours():
        if hasattr(model.objects.all(), "visible_to"):
            for role in Role:
                model.objects.visible_to(Actor(role=role))


# -- resources --------------------------------------------------------------------------------------------------------
@named
def test_resource_sorts_on_stored_columns(resource):
    assert resource.single or resource.default_sort.removeprefix("-") in resource.sorts
    for path in resource.sorts.values() if resource.model else ():
        column(resource.model, path)


@named
def test_resource_sorts_on_indexed_columns(resource):
    """Lists under one parent, or of one's own, are short; those of staff and the public hold the whole table."""
    is_nested = any("(?P<" in prefix for prefix, known in registry.entries if known is resource)
    if (
        resource.single
        or not resource.has_list
        or is_nested
        or resource.audience not in WHOLE_TABLES
        or resource.model._meta.label in SMALL
    ):
        return
    unindexed = [path for path in resource.sorts.values() if not is_indexed(resource.model, path)]
    assert not unindexed, f"{resource.model._meta.label} is sorted on {unindexed} without an index on it"


def is_indexed(model: type, path: str) -> bool:
    """A column of ours; or of the row joined by our own key (`Convention.text`), whose index goes on with that key."""
    relation, _, name = path.partition("__")
    if name:
        joined = model._meta.get_field(relation)
        if joined.concrete:
            return False
        wanted = [name, joined.foreign_related_fields[0].name]
        return any([part.name for part in index.expressions] == wanted for index in joined.related_model._meta.indexes)
    field = model._meta.get_field(path)
    first = [index.fields_orders[0][0] for index in model._meta.indexes if index.fields]
    first += [getattr(index.expressions[0], "name", "") for index in model._meta.indexes if index.expressions]
    first += [constraint.fields[0] for constraint in model._meta.constraints if getattr(constraint, "fields", ())]
    return field.unique or field.db_index or path in first


@named
def test_resource_s_columns_are_fields_of_its_rows(resource):
    view = resource.seen_by(Actor.system("tests"))
    if not resource.single and resource.offers("list"):
        assert set(resource.columns) <= set(view.get_serializer_class()().fields)
        assert resource.columns, "a list shows something"


@named
def test_resource_filters_on_what_its_audience_reads(resource):
    """Rule A44: whoever cannot read a field can neither filter nor sort on it (`test_narrowing.py` asks more)."""
    if resource.filterset_class is None:
        return
    read = set()
    for serializer in filter(None, (resource.serializer_class, resource.line)):
        read |= {(field.source or name).split(".")[0] for name, field in serializer().fields.items()}
    asked = {
        name: declared.field_name.split("__")[0]
        for name, declared in resource.filterset_class.base_filters.items()
        if declared.method is None
    }
    known = read | resource.filters_beyond
    assert not {name for name, root in asked.items() if root not in known and name not in resource.shown_as}


@named
def test_resource_s_verbs_have_their_actions(resource):
    wanted = {"C": "create", "U": "update", "D": "destroy"}
    assert {wanted[verb] for verb in resource.verbs if verb in wanted} == set(resource.writes)
    assert set(resource.allow) <= {"list", "retrieve", "export", "show", "suggest", *wanted.values()} | {
        command.name for command in resource.commands()
    }


@named
def test_resource_reads_what_its_actor_may_see(resource):
    if resource.model is not None and resource.get_queryset is Resource.get_queryset:
        assert hasattr(resource.model.objects.all(), "visible_to"), f"{resource.model._meta.label} has no visible_to"


@named
def test_resource_speaks(resource):
    assert resource.name_plural
    assert resource.name or resource.single


def choices_of(serializer: serializers.BaseSerializer, path: str) -> Iterator[tuple[str, list]]:
    """The words of each field of a serializer, and of those within."""
    for name, field in serializer.fields.items():
        field = getattr(field, "child", field)
        if isinstance(field, serializers.BaseSerializer):
            yield from choices_of(field, f"{path}.{name}")
        elif not isinstance(field, serializers.RelatedField | serializers.ManyRelatedField):
            yield f"{path}.{name}", list(getattr(field, "choices", {}).values())


BADGE = re.compile(r"{% (?:state|pane) \w+(?:\.\w+)*\.(\w+) %}")


def worn() -> dict[str, list[Look]]:
    """Fields that choose among words → the looks of those; what a template shows as a badge, or has a look anyway."""
    badges = {name for page in templates() for name in BADGE.findall((ROOT / "templates" / page).read_text())}
    read = {one for cls in resources() for one in (cls.serializer_class, cls.line) if one}
    words = (found for one in read for found in choices_of(one(), one.__name__))
    looks = {path: [look_of(word) for word in said] for path, said in words if said}
    return {
        path: each
        for path, each in looks.items()
        if path.rpartition(".")[2] in badges or any(look is not PLAIN for look in each)
    }


def test_states_are_dressed_wholly_in_tones_icons_and_windows_that_exist():
    rules = (ROOT / "static/css/components/people.css").read_text()
    sprite = (ROOT / "static/icons.svg").read_text()
    tones = {"mute", *re.findall(r"^\.st\.(\w+)", rules, re.M)}  # `mute` is how a state looks by itself
    shown = worn()
    assert len(shown) > 50
    assert not {path for path, looks in shown.items() if PLAIN in looks}
    every = {look for looks in shown.values() for look in looks}
    assert not {look for look in every if look.tone not in tones}
    assert not {look for look in every if f'<symbol id="{look.icon}"' not in sprite}
    assert not {look for look in every if look.pane and f'<symbol id="window-{look.pane}"' not in sprite}


def test_openapi_of_the_product_has_no_warning():
    GENERATOR_STATS.reset()
    document = SchemaGenerator(patterns=api_v1).get_schema(request=None, public=True)
    validate_schema(document)
    assert not GENERATOR_STATS._warn_cache, list(GENERATOR_STATS._warn_cache)
    assert not GENERATOR_STATS._error_cache, list(GENERATOR_STATS._error_cache)


# -- templates --------------------------------------------------------------------------------------------------------
def templates() -> list[str]:
    folder = ROOT / "templates"
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("name", [name for name in templates() if name.endswith(".html")])
def test_template_compiles(name):
    engines["django"].get_template(name)


_COMMENT = re.compile(r"\{% comment.*?endcomment %\}", re.DOTALL)
_MARKUP = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<style.*?</style>|<[^>]*>|&#?\w+;", re.DOTALL)
_WRONG = re.compile(r"\w'\w| [?!:;»%€](?=\W|$)|« ")


@pytest.mark.parametrize("name", templates())
def test_template_follows_french_typography(name):
    """Apostrophes are ’, and a space before ? ! : ; » % € is one that does not break."""
    source = _COMMENT.sub("", (ROOT / "templates" / name).read_text())
    lines = _MARKUP.sub("§", source).splitlines()
    assert not [line.strip() for line in lines if _WRONG.search(line)]


def test_what_is_secret_in_a_form_has_a_name_that_nothing_keeps():
    """A form that the session outlived waits for its writer, without passwords and codes (`nqt.door.pages.kept`)."""
    asked = set()
    for _prefix, cls in registry.entries:
        asked |= {cls.serializer_class, *cls.forms.values(), *(declared.input for declared in cls.commands())}
    declared = [each for form in asked - {None} for each in form._declared_fields.items()]
    secret = {
        name
        for name, field in declared
        if field.style.get("input_type") == "password"
        or field.style.get("attrs", {}).get("autocomplete") == "one-time-code"
    }
    assert secret and secret <= kept.SECRET
