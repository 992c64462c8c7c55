"""Mails about signing. The context is rendered at sending, from ids: what is no longer true is withdrawn."""

import datetime
from typing import Any

from django.utils import timezone

from nqt.accounts.models import User
from nqt.common.dates import french_day
from nqt.outbox.kinds import Answers, family, kind
from nqt.outbox.links import link
from nqt.outbox.models import Message
from partners.conventions.follower import follower_of
from partners.conventions.links import path_of
from partners.conventions.models import Answer, Convention, Signatory, Signature, SigningCode, Stage
from partners.conventions.wording import beginning_of, entry_of
from partners.organizations.models import Contact

FOLDER = "emails/partners/conventions"
REMINDERS = family("partners.conventions.reminders", "les rappels de signature")


def _follower(context: dict[str, Any]) -> User | None:
    """Who follows the convention: pages say that she answers."""
    return context["owner"]


def _awaited(context: dict[str, Any]) -> str:
    return f"vous êtes signataire de la convention n° {context['number']}, qui attend votre réponse"


def _line(message: Message) -> Signatory | None:
    lines = Signatory.objects.select_related("contact", "organization", "text__convention__owner", "delegated_by")
    return lines.filter(public_id=message.context["signatory"]).first()


def _facts(line: Signatory) -> dict[str, Any]:
    """What every mail about a line may say, as it is true on the day it leaves."""
    convention, today = line.text.convention, timezone.localdate()
    lines = list(line.text.signatories.active())
    signed = sum(other.answer == Answer.SIGNED for other in lines)
    windows = ["on"] * signed + (["you"] if line.answer != Answer.SIGNED else [])
    windows += ["off"] * (len(lines) - len(windows))
    return {
        "first_name": line.contact.first_name if line.contact else "",
        "organization": str(line.organization),
        "convention": line.text.title,
        "number": convention.number,
        "owner": follower_of(convention, today),
        "is_complete": line.text.stage == Stage.SIGNED,
        "delegated_by": line.delegated_by,
        "signed": signed,
        "parties": len(lines),
        "windows": windows if len(windows) <= 12 else [],
        "sign_by": line.text.sign_by,
        "is_past": bool(line.text.sign_by and line.text.sign_by < today),
        "frozen_on": line.text.frozen_at,
        "beginning": beginning_of(line.text, today),
        "entry": entry_of(line.text, today),
        "link_until": line.link_expires_at,
        "url": link(path_of(line)),
    }


def _void(line: Signatory) -> Signature | None:
    """The latest signature of the person asked, when the words have changed since."""
    proofs = line.signatures.filter(voided_at__isnull=False, email__iexact=line.contact.email)
    return proofs.order_by("-voided_at").first()


def _still_asked(message: Message) -> dict[str, Any] | None:
    """The context while this round of asking lasts, to this person at this address; else None."""
    line = _line(message)
    if line is None or not line.is_awaited or line.link_round != message.context["round"]:
        return None
    same_address = line.is_reachable and line.contact.email.lower() == message.to.lower()
    return _facts(line) if same_address else None


@kind(
    "partners.conventions.signature_request",
    template=f"{FOLDER}/signature_request",
    subject=lambda context: (
        f"À {'signer de nouveau' if context['void'] else 'lire et signer'} : {context['convention']}"
    ),
    answers=_follower,
    owed=True,
)
def signature_request(message: Message) -> dict[str, Any] | None:
    """The personal link, once a round; to whoever had signed earlier words, it says so."""
    facts = _still_asked(message)
    return facts and {**facts, "void": _void(_line(message))}


@kind(
    "partners.conventions.signature_reminder",
    template=f"{FOLDER}/signature_reminder",
    subject=lambda context: f"Il manque votre signature : {context['convention']}",
    answers=_follower,
    family=REMINDERS,
    why=_awaited,
)
def signature_reminder(message: Message) -> dict[str, Any] | None:
    """A colleague pressed the button: no night, no cap, it is one person writing to another."""
    return _still_asked(message)


@kind(
    "partners.conventions.unsigned",
    template=f"{FOLDER}/signature_reminder",
    subject=lambda context: f"Il manque votre signature : {context['convention']}",
    reminder=True,
    why=_awaited,
    answers=_follower,
    family=REMINDERS,
)
def unsigned(message: Message) -> dict[str, Any] | None:
    """By rule, while the line is silent."""
    return _still_asked(message)


@kind(
    "partners.conventions.signing_code",
    template=f"{FOLDER}/signing_code",
    subject="Votre code pour signer",
    answers=Answers.NOBODY,
    owed=True,
)
def signing_code(message: Message) -> dict[str, Any] | None:
    """Six digits, derived at sending and stored nowhere."""
    codes = SigningCode.objects.select_related("signatory__organization", "signatory__text")
    code = codes.filter(public_id=message.context["code"]).first()
    if code is None or code.used_at:
        return None
    return {
        "digits": code.digits,
        "organization": str(code.signatory.organization),
        "convention": code.signatory.text.title,
    }


@kind(
    "partners.conventions.signature_receipt",
    template=f"{FOLDER}/signature_receipt",
    subject=lambda context: f"Vous avez signé : {context['convention']}",
    answers=_follower,
    owed=True,
)
def signature_receipt(message: Message) -> dict[str, Any] | None:
    """What was signed, with its fingerprints."""
    line = _line(message)
    proof = line and line.signatures.filter(voided_at=None).first()
    return proof and {**_facts(line), "proof": proof, "has_annex": bool(line.annex)}


@kind(
    "partners.conventions.review_request",
    template=f"{FOLDER}/review_request",
    subject=lambda context: f"À relire : {context['convention']}",
    answers=_follower,
    owed=True,
)
def review_request(message: Message) -> dict[str, Any] | None:
    """The draft may be read in the portal, by whom it is written to; remarks go to whoever follows it."""
    line = _line(message)
    if line is None or line.text.stage != Stage.IN_REVIEW or not line.is_party:
        return None
    readers = Contact.objects.available().in_portal(timezone.localdate()).filter(organization=line.organization_id)
    reader = readers.filter(public_id=message.context.get("contact")).first()
    page = link(f"/partner/conventions/{line.public_id}/")
    return reader and {**_facts(line), "first_name": reader.first_name, "url": page}


@kind(
    "partners.conventions.round_closed",
    template=f"{FOLDER}/round_closed",
    subject=lambda context: f"Signatures closes : {context['convention']}",
    answers=_follower,
    owed=True,
)
def round_closed(message: Message) -> dict[str, Any] | None:
    """NQT waits no longer: to those who signed, and to those left aside."""
    line = _line(message)
    if line is None or line.text.stage != Stage.SIGNED or not line.contact:
        return None
    return {**_facts(line), "left_aside": line.answer == Answer.WITHDRAWN}


@kind(
    "partners.conventions.signature_void",
    template=f"{FOLDER}/signature_void",
    subject=lambda context: f"Votre signature ne vaut plus : {context['convention']}",
    answers=_follower,
    owed=True,
)
def signature_void(message: Message) -> dict[str, Any] | None:
    """To whoever signed words that have changed: as the signing page promised."""
    proofs = Signature.objects.filter(public_id=message.context["signature"], voided_at__isnull=False)
    proof = proofs.select_related(
        "signatory__contact", "signatory__organization", "signatory__text__convention"
    ).first()
    if proof is None:
        return None
    stage = proof.signatory.text.stage
    return {**_facts(proof.signatory), "proof": proof, "abandoned": stage == Stage.ABANDONED}


@kind(
    "partners.conventions.convention_complete",
    template=f"{FOLDER}/convention_complete",
    subject=lambda context: f"Tous ont signé : {context['convention']}",
    answers=_follower,
    owed=True,
)
def convention_complete(message: Message) -> dict[str, Any] | None:
    """Everybody has signed."""
    line = _line(message)
    if line is None or line.text.stage != Stage.SIGNED:
        return None
    return _facts(line)


@kind(
    "partners.conventions.refusal",
    template=f"{FOLDER}/refusal",
    subject=lambda context: f"{context['organization']} refuse de signer",
    answers=Answers.NOBODY,
    owed=True,
)
def refusal(message: Message) -> dict[str, Any] | None:
    """To the member of staff who follows the convention."""
    line = _line(message)
    if line is None or line.answer != Answer.REFUSED:
        return None
    page = link(f"/staff/conventions/{line.text.convention.public_id}/parties/{line.public_id}/")
    return {**_facts(line), "reason": line.refusal_reason, "url": page}


@kind(
    "partners.conventions.ending",
    template=f"{FOLDER}/ending",
    subject=lambda context: f"{context['convention']} : {context['what']}",
    reminder=True,
    why="vous suivez cette convention",
    answers=Answers.NOBODY,
    family=family("partners.conventions.ends", "les rappels de fin de convention"),
)
def ending(message: Message) -> dict[str, Any] | None:
    """To the member of staff who follows the convention: its end, or its notice date, comes near."""
    today = timezone.localdate()
    found = Convention.objects.on(today).filter(public_id=message.context["convention"])
    convention = found.select_related("owner").first()
    if convention is None or convention.notice_on or convention.terminated_on or not convention.text.ends_on:
        return None
    day = datetime.date.fromisoformat(message.context["on"])
    if day < today:
        return None  # it came near, and has passed
    what = "reconduction tacite prochaine" if convention.text.renewal_months else "fin prochaine"
    if message.context["occasion"] == "notice":
        what = "date limite du préavis"
    return {
        "first_name": convention.owner.first_name if convention.owner else "",
        "convention": convention.text.title,
        "what": what,
        "date": french_day(day),
        "url": link(f"/staff/conventions/{convention.public_id}/"),
    }
