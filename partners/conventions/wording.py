"""What a partner reads of a convention: its own word for the state, and what it must do now."""

import datetime
from dataclasses import dataclass

from nqt.common.dates import french_day
from partners.conventions.models import Answer, Convention, Life, Signatory, Stage


@dataclass(frozen=True)
class PartnerState:
    """A state as its reader would say it."""

    label: str
    tone: str
    """ok, warn, bad, info, mute: the tint of the badge."""
    icon: str
    todo: str = ""
    """The next act, as a verb; empty when nothing is asked."""
    explanation: str = ""


def partner_state(convention: Convention, line: Signatory, *, life: str, missing: int) -> PartnerState:
    """The state of a convention for one of its parties; `missing` counts the signatures still awaited."""
    stage = convention.current.stage
    if stage == Stage.IN_REVIEW:
        return PartnerState(
            "En préparation", "info", "eye", "Lire le projet", "Rien n’est encore à signer : dites-nous vos remarques."
        )
    if stage == Stage.TO_SIGN:
        return _while_signing(line, missing)
    return _once_signed(convention, life)


def _while_signing(line: Signatory, missing: int) -> PartnerState:
    if line.answer == Answer.SIGNED:
        others = "une signature" if missing == 1 else f"{missing} signatures"
        return PartnerState("Signée par vous", "ok", "check", "", f"Nous attendons encore {others}.")
    if line.answer == Answer.REFUSED:
        return PartnerState("Refusée par vous", "bad", "x", "", "NQT a lu votre motif et reviendra vers vous.")
    return PartnerState(
        "À lire et signer", "warn", "signature", "Lire et signer", "Comptez cinq minutes de lecture, puis un code."
    )


def _once_signed(convention: Convention, life: str) -> PartnerState:
    if life == Life.PENDING:
        start = convention.entered_on or convention.starts_on
        when = f"Elle commence le {french_day(start)}." if start else ""
        return PartnerState("Signée par tous", "ok", "check", "", when)
    if life == Life.IN_FORCE:
        return PartnerState("En vigueur", "ok", "circle-check", "", "")
    if life == Life.NOTICE_GIVEN:
        return PartnerState("Prend fin", "warn", "hourglass", "", f"Dernier jour : {french_day(convention.closes_on)}.")
    if life == Life.TERMINATED:
        return PartnerState("Résiliée", "mute", "x", "", f"Le {french_day(convention.terminated_on)}.")
    return PartnerState("Terminée", "mute", "history", "", "")


def answer_of(line: Signatory, on: datetime.date) -> tuple[str, str, str]:
    """(code, label, tone) of a party's answer as staff read it: a line may also be late, or delegated."""
    if line.is_awaited and line.text.sign_by and line.text.sign_by < on:
        return "late", "En retard", "bad"
    if line.is_awaited and line.delegated_by_id:
        return "delegated", "Déléguée", "alt"
    tones = {
        Answer.LISTED: "mute",
        Answer.INVITED: "warn",
        Answer.VIEWED: "info",
        Answer.SIGNED: "ok",
        Answer.REFUSED: "bad",
        Answer.WITHDRAWN: "mute",
    }
    return line.answer, Answer(line.answer).label, tones[Answer(line.answer)]
