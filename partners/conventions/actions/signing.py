"""Answering: the code mailed at that moment, the signature and its proof, the refusal, the delegation.

A wrong code must be counted although the act is refused: these actions commit first and refuse after.
"""

import datetime

from django.db import transaction
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.accounts.standing import CLOSED
from nqt.audit.transitions import move
from nqt.common.acts import act
from nqt.common.errors import Conflict, Expired, Forbidden, Invalid, Refusal, TooMany
from nqt.common.violations import store
from nqt.outbox.post import post
from partners.conventions.actions.effect import take_effect
from partners.conventions.actions.holding import hold_line
from partners.conventions.actions.soliciting import ask, subject_of, write_to
from partners.conventions.models import (
    Answer,
    ConventionText,
    LinkEnd,
    Signatory,
    Signature,
    SigningCode,
    Stage,
)
from partners.conventions.models.signatory import BEARER
from partners.conventions.models.words import WAITED_FOR
from partners.conventions.rules import CODE_LIFE, CODE_TRIES, CODES_AN_HOUR
from partners.organizations.models import Contact

CONSENT = "J’ai lu le texte, et je consens à le signer par voie électronique."
CONSENT_WITH_ANNEX = (
    "J’ai lu le texte et l’annexe qui concerne mon organisme, et je consens à les signer par voie électronique."
)


def consent_of(line: Signatory) -> str:
    """What the person ticks, kept word for word with each signature: it names an annex when there is one."""
    return CONSENT_WITH_ANNEX if line.annex else CONSENT


def may_answer(actor: Actor, line: Signatory) -> Refusal | None:
    """The person asked, while the line waits; the link used is looked at when it is done (`_check_open`)."""
    return _closed(line, actor, None, timezone.now())


@act(may_answer)
def signing_code_request(*, actor: Actor, target: Signatory, link_round: int | None = None) -> SigningCode:
    """Mail a six-digit code to the person asked; the first one marks the text as viewed.

    `link_round` is the round of the personal link used, None from the portal. Raises `Expired`, `Conflict`, `TooMany`.
    """
    now = timezone.now()
    with transaction.atomic():
        _, line = hold_line(target)
        _check_open(line, actor, link_round, now)
        if line.codes.filter(created_at__gt=now - datetime.timedelta(hours=1)).count() >= CODES_AN_HOUR:
            raise TooMany("Cinq codes ont été envoyés en une heure. Vérifiez vos indésirables, ou réessayez plus tard.")
        if line.answer == Answer.INVITED:
            move(line, "view", actor=actor, now=now)
        code = SigningCode.objects.create(
            signatory=line,
            binding=line.binding(),
            link_round=line.link_round,
            sent_to=line.contact.email,
            expires_at=now + CODE_LIFE,
        )
        post(
            "partners.conventions.signing_code",
            to=code.sent_to,
            user=line.contact.user,
            key=f"signing_code:{code.public_id}",
            context={"code": str(code.public_id), "subject": subject_of(line.text.convention)},
            expires_at=code.expires_at,
        )
        return code


@act(may_answer)
def convention_sign(
    *,
    actor: Actor,
    target: Signatory,
    code: str,
    name: str,
    power: str,
    consent: bool,
    link_round: int | None = None,
) -> Signatory:
    """Sign for a party: a good code, a name, the power to sign, a consent; binds the hashes of what is frozen.

    The convention's lock puts simultaneous signatures one after the other, so that each counts once and the entry
    into force is found once. Raises `Invalid` for a wrong code (counted), `Conflict`, `Expired`.
    """
    if not consent:
        raise Invalid(fields={"consent": "Cochez cette case pour signer."})
    now = timezone.now()
    with transaction.atomic():
        _, line = hold_line(target)
        _check_open(line, actor, link_round, now)
        proof = _try_code(line, code, now)
        if proof.used_at:
            _keep_proof(line, actor, proof, name=name, power=power, now=now)
            if line.answer == Answer.INVITED:
                move(line, "view", actor=actor, now=now)
            move(line, "sign", actor=actor, on=timezone.localdate(now))
            write_to(line, "partners.conventions.signature_receipt", str(line.link_round))
            follow_signatures(line.text, actor)
    _refuse_wrong(proof)
    return line


@act(may_answer)
def convention_refuse(*, actor: Actor, target: Signatory, reason: str, link_round: int | None = None) -> Signatory:
    """Say no, and why; staff read it and may ask again."""
    now = timezone.now()
    with transaction.atomic():
        convention, line = hold_line(target)
        _check_open(line, actor, link_round, now)
        move(line, "refuse", actor=actor, reason=reason, refusal_reason=reason, now=now)
        if convention.owner_id and convention.owner.is_active:
            post(
                "partners.conventions.refusal",
                to=convention.owner.email,
                user=convention.owner,
                key=f"refusal:{line.public_id}:{convention.owner.public_id}:{line.link_round}",
                context={"signatory": str(line.public_id), "subject": subject_of(convention)},
            )
        return line


@act(may_answer)
def signature_delegate(
    *,
    actor: Actor,
    target: Signatory,
    code: str,
    first_name: str,
    last_name: str,
    email: str,
    link_round: int | None = None,
) -> Signatory:
    """Hand the signature to a colleague of the same organization, known or new; the former link ends.

    It takes a good code, like signing: who merely holds a forwarded link gives the signature to nobody.
    """
    now = timezone.now()
    with transaction.atomic():
        _, line = hold_line(target)
        _check_open(line, actor, link_round, now)
        former = line.contact
        if email.lower() == former.email.lower():
            raise Invalid(fields={"email": "C’est votre propre adresse."})
        proof = _try_code(line, code, now)
        if proof.used_at:
            colleague = Contact.objects.active().filter(organization=line.organization, email__iexact=email).first()
            if colleague is None:
                colleague = store(
                    Contact(organization=line.organization, first_name=first_name, last_name=last_name, email=email)
                )
            line.contact, line.delegated_by = colleague, former
            ask(line, actor=actor, ended=LinkEnd.PERSON_REPLACED, reason=f"Délégation à {colleague}")
    _refuse_wrong(proof)
    return line


def is_person_asked(line: Signatory, actor: Actor) -> bool:
    """The holder of the line's link, or its contact signed in; the machine stands for them in commands and tests."""
    if actor.bearer is not None:
        return actor.bearer == (BEARER, line.pk)
    if actor.user is None or line.contact is None:
        return actor.is_system
    return line.asks(actor.user)


def _check_open(line: Signatory, actor: Actor, link_round: int | None, now: datetime.datetime) -> None:
    """Raise why the line takes no answer from this person by this link."""
    if refusal := _closed(line, actor, link_round, now):
        raise refusal


def _closed(line: Signatory, actor: Actor, link_round: int | None, now: datetime.datetime) -> Refusal | None:
    """The line waits for an answer, from this person, and the link used is its current one; else why not."""
    if not is_person_asked(line, actor):
        return Forbidden(f"C’est {line.contact or 'une autre personne'} qui signe pour {line.organization}.")
    if link_round is not None and link_round != line.link_round:
        return Expired(LinkEnd(line.link_ended or LinkEnd.RENEWED).label)
    if line.is_shut_out:
        return Expired(CLOSED)
    if line.answer in WAITED_FOR and not line.is_reachable:
        return Expired(LinkEnd.PERSON_LEFT.label)
    if line.text.stage == Stage.ABANDONED:
        return Conflict("Cette convention a été abandonnée.", code="abandoned")
    if line.answer == Answer.SIGNED:
        return Conflict("Cette convention est déjà signée pour votre organisme.", code="signed")
    if line.answer == Answer.REFUSED:
        return Conflict("Vous avez refusé de signer. Écrivez-nous pour revenir sur ce refus.", code="refused")
    if line.answer == Answer.WITHDRAWN:
        return Expired(LinkEnd.LINE_WITHDRAWN.label)
    if line.text.stage != Stage.TO_SIGN or line.answer not in WAITED_FOR:
        return Conflict("Ce texte n’est pas à signer en ce moment.", code="not_to_sign")
    if link_round is not None and line.link_expires_at and line.link_expires_at < now:
        return Expired("Ce lien n’est plus valable. Demandez-nous d’en envoyer un nouveau.")
    return None


def _try_code(line: Signatory, typed: str, now: datetime.datetime) -> SigningCode:
    """Spend the last code asked for (earlier ones are dead), or count a wrong try: `used_at` says which."""
    code = line.codes.select_for_update(of=("self",)).order_by("-created_at", "-pk").first()
    if code is None:
        raise Invalid(fields={"code": "Demandez d’abord un code."})
    if not code.is_good(line, now):
        raise Invalid(fields={"code": "Ce code ne vaut plus : demandez-en un nouveau."})
    if code.matches(typed):
        code.used_at = now
    else:
        code.tries += 1
    code.save(update_fields=["used_at", "tries"])
    return code


def _refuse_wrong(code: SigningCode) -> None:
    """After the commit that counted it."""
    if code.used_at is None:
        left = max(0, CODE_TRIES - code.tries)
        word = f"Ce code n’est pas le bon. Il reste {left} essai{'s' if left > 1 else ''}."
        raise Invalid(fields={"code": word if left else "Ce code ne vaut plus : demandez-en un nouveau."})


def _keep_proof(
    line: Signatory, actor: Actor, proof: SigningCode, *, name: str, power: str, now: datetime.datetime
) -> Signature:
    return Signature.objects.create(
        signatory=line,
        binding=line.binding(),
        body_hash=line.text.body_hash,
        annex_hash=line.annex_hash,
        name=name,
        power=power,
        consent=consent_of(line),
        email=proof.sent_to,
        code=proof,
        user=actor.user,
        signed_at=now,
    )


def follow_signatures(text: ConventionText, actor: Actor) -> None:
    """Draw the consequences of the signatures gathered: entry into force, end of the round; the convention is held."""
    if text.effective_on is None and (reached := text.entry_date()):
        take_effect(text, reached)
    if text.effective_on:
        text.signatories.enter_into_force(text.effective_on)
    remaining = text.signatories.active().exclude(answer=Answer.SIGNED)
    if not remaining.exists():
        move(text, "complete", actor=actor)
        for line in text.signatories.signed().select_related("contact__user"):
            if line.contact and line.contact.email:
                write_to(line, "partners.conventions.convention_complete", text.body_hash[:16])
