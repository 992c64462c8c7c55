"""An amendment: another text of a convention in force, which changes nothing that is read before it takes effect.

Once prepared it is reviewed, frozen, signed or abandoned by the same acts as a first text.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.common.errors import Conflict, Invalid
from nqt.common.violations import named_violations, store
from partners.conventions.actions.holding import hold, hold_open
from partners.conventions.actions.parties import usual_signatory
from partners.conventions.actions.terms import consistent, declare, write_articles, write_terms
from partners.conventions.models import Convention, ConventionText, Signatory
from partners.conventions.models.terms import TERMS
from partners.conventions.models.words import UNDER_WAY
from regions.territories.models import Department


def convention_amend(
    *, actor: Actor, target: Convention, departments: Sequence[Department] | None = None, **terms: Any
) -> ConventionText:
    """Prepare another text: the one in force, its articles, parties and annexes, with these terms instead of its own.

    Raises `Conflict` when nothing is in force, when a text is open already, or signed and waiting for its day.
    """
    with transaction.atomic(), named_violations():
        convention = hold(target, actor)
        today = timezone.localdate()
        if convention.life_on(today) not in UNDER_WAY:
            raise Conflict("Seule une convention en vigueur se change par un avenant.")
        if convention.texts.filter(effective_on__gt=today).exists():
            raise Conflict("Un avenant signé attend de prendre effet : le suivant se prépare après.", code="awaited")
        base = convention.text
        kept = {name: getattr(base, name) for name in TERMS if name != "applies_from"}
        text = ConventionText(
            convention=convention,
            ordinal=max(convention.texts.values_list("ordinal", flat=True)) + 1,
            ended_on=convention.ended_on,
            **{**kept, **terms},
        )
        store(consistent(text))
        declare(text, list(base.departments.all()) if departments is None else departments)
        write_articles(text, base.articles.values_list("title", "wording"))
        _same_parties(base, text)
        return text


def _same_parties(base: ConventionText, text: ConventionText) -> None:
    """Every party in force signs an amendment; whoever signed and is still there is asked again."""
    lines = base.signatories.active().select_related("organization", "contact")
    for line in lines:
        contact = line.contact if line.contact and line.contact.is_available else usual_signatory(line.organization)
        Signatory.objects.create(
            text=text, organization=line.organization, position=line.position, contact=contact, annex=line.annex
        )


def amendment_update(
    *,
    actor: Actor,
    target: Convention,
    expected_version: int | None,
    departments: Sequence[Department] | None = None,
    **terms: Any,
) -> ConventionText:
    """Correct the terms of the amendment in preparation. Raises `Stale` against its own version, `Conflict`."""
    with transaction.atomic(), named_violations():
        held = hold_open(target, actor, expected_version)
        if not held.text.is_amendment:
            raise Invalid("Aucun avenant n’est en préparation.")
        write_terms(held.text, terms)
        if departments is not None:
            declare(held.text, departments)
        held.written()
        return held.text
