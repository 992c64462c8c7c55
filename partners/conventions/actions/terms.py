"""What a text says, as it is written: its terms, its territory, its articles."""

from collections.abc import Iterable, Sequence
from typing import Any

from nqt.common.errors import Conflict, Invalid
from nqt.common.text import counted
from nqt.common.violations import store
from partners.conventions.models import Article, ConventionKind, ConventionText, EntryRule
from partners.conventions.models.terms import TERMS
from partners.conventions.models.territory import ConventionTerritory
from regions.territories.models import Department


def apart(facts: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The terms of the text, and what is the convention's."""
    terms = {name: value for name, value in facts.items() if name in TERMS}
    return terms, {name: value for name, value in facts.items() if name not in TERMS}


def write_terms(text: ConventionText, terms: dict[str, Any]) -> None:
    """Change the terms of an open text; of a frozen one nothing may differ. Raises `Conflict`, `Invalid`."""
    changed = [name for name, value in terms.items() if getattr(text, name) != value]
    if changed and not text.is_open:
        labels = sorted(str(ConventionText._meta.get_field(name).verbose_name) for name in changed)
        raise Conflict(f"Le texte est figé : {', '.join(labels)} ne se modifie qu’en brouillon.", code="frozen")
    for name, value in terms.items():
        setattr(text, name, value)
    if text.is_open:
        _check_kind(text)
        store(consistent(text))


def consistent(text: ConventionText) -> ConventionText:
    """What goes together: the number of signatures with the rule that counts them, a renewal with a term."""
    if text.renewal_months and not text.ends_on:
        raise Invalid(fields={"renewal_months": "Une reconduction suppose un dernier jour : indiquez-le."})
    if text.entry_rule != EntryRule.QUORUM:
        text.quorum = None
    elif not text.quorum:
        raise Invalid(fields={"quorum": "Indiquez combien de signatures suffisent."})
    return text


def _check_kind(text: ConventionText) -> None:
    """Two sign a bilateral convention."""
    parties = text.signatories.active().count()
    if text.kind == ConventionKind.BILATERAL and parties > 2:
        raise Invalid(fields={"kind": f"Elle réunit {counted(parties, 'partie')} : choisissez « Multipartite »."})


def declare(text: ConventionText, departments: Sequence[Department]) -> None:
    """Where it applies: these departments, none for the whole country."""
    text.territories.exclude(department__in=departments).delete()
    held = set(text.territories.values_list("department", flat=True))
    ConventionTerritory.objects.bulk_create(
        ConventionTerritory(text=text, department=department) for department in departments if department.pk not in held
    )


def write_articles(text: ConventionText, articles: Iterable[tuple[str, str]]) -> None:
    """The first articles of a text, `(title, wording)` in order; one statement."""
    Article.objects.bulk_create(
        Article(text=text, position=position, title=title, wording=wording)
        for position, (title, wording) in enumerate(articles, start=1)
    )
