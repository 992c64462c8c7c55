"""Recording a convention signed before the software: as signed, with partial data and no invented evidence."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.audit.transitions import move
from nqt.common.dates import Known, Precision, first_day, last_day
from nqt.common.errors import Forbidden, Invalid
from nqt.common.violations import named_violations
from partners.conventions.actions.effect import take_effect
from partners.conventions.actions.terms import apart, declare, write_articles
from partners.conventions.models import Convention, ConventionText, Origin, Signatory
from partners.organizations.models import Organization
from partners.organizations.succession import followed
from regions.territories.models import Department

_FINEST_FIRST = (Precision.DAY, Precision.MONTH, Precision.YEAR)


@dataclass(frozen=True)
class RecordedParty:
    """A party of the past and when it signed, as precisely as the source says."""

    organization: Organization
    signed_on: datetime.date
    precision: str = Precision.DAY


def convention_record(
    *,
    actor: Actor,
    parties: list[RecordedParty],
    departments: Sequence[Department] = (),
    articles: Sequence[tuple[str, str]] = (),
    source: str = "",
    **facts: Any,
) -> Convention:
    """Enter a complete convention of the past; it has no number of ours and no electronic signature.

    Its entry into force follows its own rule on the dates given, unless `entered_on` is a known fact. A start known to
    the year is stored as its first day, an end as its last. `source` is kept in the history.
    """
    if not actor.is_national and not actor.is_system:
        raise Forbidden
    if len(parties) < 2:
        raise Invalid("Une convention réunit au moins deux parties.")
    for name, stored in (("starts", first_day), ("ends", last_day)):
        if facts.get(f"{name}_on"):
            facts[f"{name}_on"] = stored(facts[f"{name}_on"], facts.get(f"{name}_precision", Precision.DAY))
    with transaction.atomic(), named_violations():
        terms, facts = apart(facts)
        convention = Convention.objects.create(origin=Origin.RECORDED, **facts)
        text = convention.text = ConventionText.objects.create(convention=convention, **terms)
        declare(text, departments)
        write_articles(text, articles)
        for position, party in enumerate(parties, start=1):
            line = Signatory.objects.create(text=text, organization=party.organization, position=position)
            on = first_day(party.signed_on, party.precision)
            move(line, "record", actor=actor, on=on, precision=party.precision)
        move(text, "record", actor=actor, reason=source)
        _enter(text, [party.precision for party in parties])
        return convention


def _enter(text: ConventionText, precisions: list[str]) -> None:
    """On the day that is known, else by its rule on the dates given, known no better than they are."""
    entered, precision = text.convention.entered_on, text.convention.entered_precision
    if entered is None and (entered := text.entry_date()):
        since = [text.starts_precision] if entered == text.starts_on else []
        precision = _coarsest([*since, *precisions])
    if entered:
        take_effect(text, entered, precision)
        text.signatories.enter_into_force(entered)


def signed_convention_record(
    *,
    actor: Actor,
    parties: Sequence[Organization],
    signed_on: Known,
    starts_on: Known | None = None,
    ends_on: Known | None = None,
    reference: str = "",
    source: str,
    **facts: Any,
) -> Convention:
    """Enter what NQT and these parties have signed, all at one date; a number of that time goes with the source.

    Raises `Invalid` for a date to come.
    """
    if signed_on.date > timezone.localdate():
        raise Invalid(fields={"signed_on": "Cette date est à venir."})
    nqt = Organization.objects.filter(is_nqt=True).first()
    if nqt is None:
        raise Invalid("NQT n’est pas encore parmi les organismes.")
    if not any(party != nqt for party in parties):
        raise Invalid(fields={"parties": "Avec qui ? NQT seule ne fait pas une convention."})
    if starts_on and ends_on and ends_on.date < starts_on.date:
        raise Invalid(fields={"ends_on": "La fin doit suivre le début."})
    _require_existing(parties, signed_on)
    for name, known in (("starts", starts_on), ("ends", ends_on)):
        if known:
            facts |= {f"{name}_on": known.date, f"{name}_precision": known.precision}
    return convention_record(
        actor=actor,
        parties=[RecordedParty(party, *signed_on) for party in dict.fromkeys([nqt, *parties])],
        source=f"{reference}. {source}" if reference else source,
        owner=actor.user,
        **facts,
    )


def _require_existing(parties: Sequence[Organization], signed_on: Known) -> None:
    """Nobody signs after another has followed it; a day that is not known well enough is believed."""
    certain = datetime.timedelta(days=0 if signed_on.precision == Precision.DAY else 1)
    day = first_day(*signed_on) - certain
    gone = [fact for fact in followed(parties, day).values() if fact.is_gone]
    if gone:
        raise Invalid(fields={"parties": " ".join(f"{fact.sentence} Choisissez {fact.names}." for fact in gone)})


def _coarsest(precisions: list[str]) -> str:
    """A date drawn from several is known no better than the least known."""
    return max(precisions, key=lambda precision: _FINEST_FIRST.index(Precision(precision)))
