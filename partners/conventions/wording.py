"""The words of a convention's states, as each reader would say them."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices

from nqt.common.dates import french_day
from nqt.common.looks import dressed
from nqt.common.text import agreed, counted
from partners.conventions.models import Answer, ConventionText, EntryRule, Life, Signatory, Stage
from partners.conventions.models.words import WAITED_FOR


@dressed(
    PROPOSED="info eye",
    TO_SIGN="warn signature",
    AWAITED="info hourglass",
    SIGNED_BY_US="ok check",
    REFUSED_BY_US="bad x",
    COMPLETE="ok check",
    IN_FORCE="ok circle-check",
    ENDING="warn hourglass",
    ENDED="mute history",
    TERMINATED="mute x",
)
class PartnerWord(TextChoices):
    """What a partner calls the state of one of its conventions."""

    PROPOSED = "proposed", "En préparation"
    TO_SIGN = "to_sign", "À signer par vous"
    AWAITED = "awaited", "En attente de signature"
    SIGNED_BY_US = "signed_by_us", "Signée de votre côté"
    REFUSED_BY_US = "refused_by_us", "Refusée de votre côté"
    COMPLETE = "complete", "Signée, bientôt en vigueur"
    IN_FORCE = "in_force", "En vigueur"
    ENDING = "ending", "Prend fin"
    ENDED = "ended", "Terminée"
    TERMINATED = "terminated", "Résiliée"


@dataclass(frozen=True)
class PartnerState:
    """The state, what the partner must do now, and one sentence."""

    word: PartnerWord
    todo: str = ""
    """The next act, as a verb; empty when nothing is asked."""
    explanation: str = ""


def partner_state(
    line: Signatory,
    *,
    life: str,
    missing: int,
    asked: bool = False,
    on: datetime.date | None = None,
    remarks_to: str = "",
) -> PartnerState:
    """The state of a convention for one of its parties.

    `missing` counts the signatures still awaited; `asked` says that the reader is who signs for the party; `on` is the
    day read, when it is of the past; `remarks_to` is who takes remarks on a project ('Claire Vasseur, claire@…').
    """
    if on and line.signed_on and line.signed_on > on:
        return PartnerState(
            PartnerWord.AWAITED, "", f"Pas encore signée à cette date : le {french_day(line.signed_on)}."
        )
    if line.text.stage in (Stage.DRAFT, Stage.IN_REVIEW):
        told = f"Rien n’est encore à signer. Vos remarques : {remarks_to}."
        return PartnerState(PartnerWord.PROPOSED, "Lire le projet", told)
    if line.text.stage == Stage.TO_SIGN and line.answer == Answer.REFUSED:
        return PartnerState(PartnerWord.REFUSED_BY_US, "", "NQT a reçu votre motif et reviendra vers vous.")
    if line.text.stage == Stage.TO_SIGN and line.answer == Answer.SIGNED and life == Life.PENDING:
        others = "une signature" if missing == 1 else counted(missing, "signature")
        starts = line.text.effective_on
        begins = f" Elle entre en vigueur le {french_day(starts)} pour ceux qui ont signé." if starts else ""
        return PartnerState(PartnerWord.SIGNED_BY_US, "", f"Nous attendons encore {others}.{begins}")
    if line.is_awaited and asked:
        return PartnerState(PartnerWord.TO_SIGN, "Lire et signer", "Comptez cinq minutes de lecture, puis un code.")
    if line.is_awaited or line.text.stage == Stage.TO_SIGN and line.answer == Answer.LISTED:
        whom = f"Attend {line.contact}." if line.contact else "NQT ne sait pas encore qui signe chez vous."
        return PartnerState(PartnerWord.AWAITED, "", whom)
    return _once_signed(line.text, life)


def _once_signed(text: ConventionText, life: str) -> PartnerState:
    convention = text.convention
    if life == Life.PENDING:
        start = text.effective_on or text.starts_on
        return PartnerState(PartnerWord.COMPLETE, "", f"Elle commence le {french_day(start)}." if start else "")
    if convention.terminated_on and life != Life.TERMINATED:
        return PartnerState(PartnerWord.ENDING, "", f"Résiliée : elle cesse le {french_day(convention.terminated_on)}.")
    if life == Life.NOTICE_GIVEN:
        return PartnerState(PartnerWord.ENDING, "", f"Dernier jour : {french_day(convention.closes_on)}.")
    if life == Life.TERMINATED:
        return PartnerState(PartnerWord.TERMINATED, "", f"Depuis le {french_day(convention.terminated_on)}.")
    if life == Life.EXPIRED:
        return PartnerState(PartnerWord.ENDED)
    return PartnerState(PartnerWord.IN_FORCE)


def beginning_of(text: ConventionText, on: datetime.date) -> str:
    """When it begins or began, in a sentence that is true on a day, while signatures are still awaited."""
    if text.effective_on:
        return f"Elle {entry_of(text, on)} pour ceux qui ont signé."
    if text.starts_on is None:
        return ""
    if text.starts_on == on:
        return "Son début est prévu aujourd’hui."
    verb = "commence" if text.starts_on > on else "devait commencer"
    return f"Elle {verb} le {french_day(text.starts_on)}."


def entry_of(text: ConventionText, on: datetime.date) -> str:
    """'entre en vigueur le 3 mars 2027', 'est en vigueur depuis le 3 mars 2026'; empty while no day is known."""
    if text.effective_on is None:
        return ""
    day = french_day(text.effective_on)
    return f"entre en vigueur le {day}" if text.effective_on > on else f"est en vigueur depuis le {day}"


def terms_of(document: dict[str, Any]) -> list[dict[str, str]]:
    """What a signature binds beside the articles, in words: `[{label, words}]`, from the body as it is frozen."""
    bounds = [("du" if document["ends_on"] else "à partir du", document["starts_on"]), ("au", document["ends_on"])]
    span = [f"{word} {french_day(datetime.date.fromisoformat(day))}" for word, day in bounds if day]
    months, notice = document["renewal_months"], document["notice_months"]
    renewal = f"Tacite, par périodes de {months} mois" if months else "Sans reconduction tacite"
    entry = str(EntryRule(document["entry_rule"]).label)
    if document["entry_rule"] == EntryRule.QUORUM:
        entry = f"Quand {counted(document['quorum'], 'partie')} {agreed(document['quorum'], 'a,ont')} signé"
    applies = document.get("applies_from")
    told = {
        "Prise d’effet": f"Au plus tôt le {french_day(datetime.date.fromisoformat(applies))}" if applies else "",
        "Durée": " ".join(span).capitalize(),
        "Reconduction": renewal,
        "Préavis": f"{notice} mois" if notice else "",
        "Entrée en vigueur": entry,
    }
    return [{"label": label, "words": words} for label, words in told.items() if words]


@dressed(DELEGATED="alt user-share delegated", LATE="bad clock late")
class Awaited(TextChoices):
    """What staff read of a party that is waited for, in the place of its answer; never stored."""

    DELEGATED = "delegated", "Déléguée"
    LATE = "late", "En retard"


STAFF_ANSWERS = [*Answer.choices[:3], *Awaited.choices, *Answer.choices[3:]]
"""From the first invitation to the signature or the refusal."""


def answer_of(line: Signatory, on: datetime.date) -> str:
    """A party's answer as staff read it, among `STAFF_ANSWERS`."""
    answer = line.answer_on(on)
    if answer in WAITED_FOR and line.is_awaited:
        if line.text.sign_by and line.text.sign_by < on:
            return Awaited.LATE.value
        if line.delegated_by_id:
            return Awaited.DELEGATED.value
    return answer
