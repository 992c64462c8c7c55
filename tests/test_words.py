"""French in the sources: no bare “de” before a name, no number before a bare noun, no English word on a page."""

import ast
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver
from rest_framework import serializers

from nqt.accounts.actor import Actor
from nqt.door.http import registry

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("nqt", "regions", "partners", "mentoring", "events")
FOR_MACHINES = {"demo", "embedded", "management", "migrations", "settings", "types.py", "certificate.py"}
"""Folders and files that speak to whoever runs the product."""

# What may follow a bare “de”: numbers, dates and what begins with a consonant whatever it says.
PLAIN = frozenset(
    "shown|in_words count days places months record.renewal_months record.notice_months rule.under_age DEPTH"
    " min_value max_value len(header) letter.sender ready.mentors.radius[m].item()".split()
)
NEVER_ONE = {
    "templates/partners/conventions/_parties.html": {"record.signed"},  # “3 sur 8”
    "templates/mentoring/matching/policies/draft.html": {"full_score"},
    "mentoring/matching/engine/words.py": {"common", "met", "asked", "days"},  # one has a sentence of its own
    "mentoring/matching/engine/explain.py": {"taken"},
    "mentoring/matching/guide_words.py": {"days", "places"},
    "nqt/door/forms/sentences.py": {"max_length", "min_length", "max_digits", "max_decimal_places", "max_whole_digits"},
    "partners/organizations/succession.py": {"have"},  # “a pris”, “ont pris”
}
"""File → values that are two at least where they stand."""
CONSTANT = re.compile(r"^[A-Z_]+$")
BARE = re.compile(r"(?:\b[dD]e|\b[dD]['’]|\b[qQ]ue|\b[qQ]u['’]|\bpuisque|\blorsque)\s*$")
# What may follow a value without agreeing with it: it ends with an s or an x, and is no plural.
INVARIABLE = frozenset(
    "vous nous sous après dans sans plus mais pas puis sur mois fois ans ms lors hors vers depuis des refus les ses dès"
    " autres premiers is does has says".split()
)
AFTER = re.compile(r"[ \u00a0\u202f](?:<[^>]+>)?([a-zéèêîôûàç]+)")
COUNTED = re.compile(r"counted|pluralize|agreed|in_words|'s'")


def templates() -> Iterator[Path]:
    yield from sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if not FOR_MACHINES & set(path.relative_to(ROOT).parts):
                yield path


def pieces_of_templates(source: str) -> Iterator[tuple[str, str, str]]:
    """(what comes before, the expression, what comes after) of each value of a template."""
    found = list(re.finditer(r"\{\{\s*(.*?)\s*\}\}", source))
    for hit in found:
        yield source[: hit.start()][-40:], hit[1], source[hit.end() :][:40]


def pieces_of_python(source: str) -> Iterator[tuple[str, str, str]]:
    """The same of f-strings and of the sentences that `format` fills."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            said = ["", *node.values, ""]
            for before, value, after in zip(said, said[1:], said[2:], strict=False):
                if isinstance(value, ast.FormattedValue):
                    yield _words(before), ast.unparse(value.value), _words(after)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "{" in node.value:
            for hit in re.finditer(r"\{([a-z_]+)\}", node.value):
                yield node.value[: hit.start()], hit[1], node.value[hit.end() :]


def _words(part: ast.expr | str) -> str:
    return part.value if isinstance(part, ast.Constant) else ""


def is_bare(before: str, value: str) -> bool:
    """A name after a “de” that cannot elide."""
    return bool(BARE.search(before)) and value not in PLAIN and not COUNTED.search(value) and not CONSTANT.match(value)


def is_miscounted(before: str, value: str, after: str) -> bool:
    """A value, then a noun that is plural whatever the value."""
    noun = AFTER.match(after)
    if not noun or noun[1][-1] not in "sx" or noun[1] in INVARIABLE or COUNTED.search(value):
        return False
    return not CONSTANT.match(value)


def faults(pieces: Iterator[tuple[str, str, str]], allowed: Collection[str] = ()) -> list[str]:
    return [
        f"{before[-20:]}{{{value}}}{after[:20]}"
        for before, value, after in pieces
        if value not in allowed and (is_bare(before, value) or is_miscounted(before, value, after))
    ]


def all_faults(
    paths: Iterable[Path], pieces_of: Callable[[str], Iterator[tuple[str, str, str]]]
) -> dict[str, list[str]]:
    names = {str(path.relative_to(ROOT)): path for path in paths if path != ROOT / "nqt/common/text.py"}
    found = {name: faults(pieces_of(path.read_text()), NEVER_ONE.get(name, ())) for name, path in names.items()}
    return {name: wrong for name, wrong in found.items() if wrong}


def test_templates_elide_and_count():
    """`{{ name|de }}` and `{{ number|counted:"noun" }}`."""
    assert not all_faults(templates(), pieces_of_templates)


def test_sentences_elide_and_count():
    """`of(name)` and `counted(number, "noun")`."""
    assert not all_faults(sources(), pieces_of_python)


UNELIDED = re.compile(r"\b(?:que|lorsque|puisque) (?:une?|il|elle|on)\b")


def test_templates_elide_before_a_pronoun():
    """“parce qu’une demande…”, written out."""
    assert UNELIDED.search("parce que une demande")
    assert not [path.name for path in templates() if UNELIDED.search(path.read_text())]


def test_faults_are_seen():
    template = "Annexe de {{ party }}, {{ n }} signatures, d’{{ name }}, que {{ she }} ; plus de {{ days }}"
    assert len(faults(pieces_of_templates(template))) == 4
    python = 'f"Annexe de {party}, {n} signatures"; f"{LONGEST} caractères"; "Annexe de {party} : {n} signatures"'
    assert len(faults(pieces_of_python(python))) == 4


# -- what a resource is called ----------------------------------------------------------------------------------------
def resources() -> list[type]:
    get_resolver().url_patterns  # noqa: B018  (loading the addresses registers the resources)
    return [cls for _prefix, cls in registry.entries]


LISTED = [cls for cls in resources() if not cls.single and cls.has_list]


@pytest.mark.parametrize("resource", LISTED, ids=lambda cls: f"{cls.audience}-{cls.basename}")
def test_rows_are_counted_by_a_noun(resource):
    """“2 conventions”, never “2 mes conventions”: what a list is called is its title's affair."""
    first = resource.name_plural.split()[0].lower()
    assert first not in ("mes", "mon", "ma", "nos", "notre", "votre", "vos")
    assert first[-1] in "sxz", f"{resource.name_plural} is no plural"


# -- labels -----------------------------------------------------------------------------------------------------------
FRENCH_TOO = frozenset(
    "Absent Actions Articles Code Commune Note Parties Places Population Score Total Version Zone".split()
)
"""Names of fields that are the French word."""


def serializers_of(resource: type) -> Iterator[serializers.Serializer]:
    """Those of its pages, its forms and its commands."""
    view = resource.seen_by(Actor.system("tests"))
    classes = {resource.serializer_class, resource.line, *resource.forms.values()}
    classes |= {declared.input for declared in resource.commands()}
    for cls in filter(None, classes):
        yield cls(context={"view": view, "request": None})


def unnamed(serializer: serializers.Serializer) -> Iterator[str]:
    """Fields whose label is only their name in code, capitalized by the framework."""
    for name, field in serializer.fields.items():
        inner = getattr(field, "child", field)
        if isinstance(inner, serializers.Serializer):
            yield from unnamed(inner)
        label = str(field.label or "")
        if label == name.replace("_", " ").capitalize() and label not in FRENCH_TOO:
            yield f"{type(serializer).__name__}.{name}"


@pytest.mark.parametrize("resource", resources(), ids=lambda cls: f"{cls.audience}-{cls.basename}")
def test_fields_have_a_french_label(resource):
    """“Department” is what the framework makes of a field without a label."""
    assert not [name for serializer in serializers_of(resource) for name in unnamed(serializer)]


def test_unnamed_fields_are_seen():
    class Child(serializers.Serializer):
        department = serializers.CharField()
        commune = serializers.CharField()
        region = serializers.CharField(label="région")

    class Parent(serializers.Serializer):
        child = Child(label="enfant")
        children = Child(many=True, label="enfants")

    assert list(unnamed(Parent())) == ["Child.department", "Child.department"]
