"""The parties of a text, their annexes, and the person asked to sign for each."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.audit.transitions import move
from nqt.common.acts import act, guard
from nqt.common.errors import Conflict, Invalid, Refusal
from nqt.common.models import claim
from nqt.common.text import of
from nqt.common.violations import named_violations
from partners.conventions.actions.holding import (
    hold_open,
    hold_text,
    may_write,
    may_write_part,
    may_write_words,
    settle_kind,
)
from partners.conventions.actions.soliciting import ask
from partners.conventions.actions.voiding import void_signatures
from partners.conventions.models import Answer, Convention, LinkEnd, Signatory, Stage
from partners.organizations.models import Contact, Organization
from partners.organizations.succession import followed_by_others

NO_PARTY = "Cet organisme n’est plus parmi les parties."


def usual_signatory(organization: Organization) -> Contact | None:
    """Who signs for it today, when one person does."""
    signing = list(
        Contact.objects.active().holding("signatory", timezone.localdate()).filter(organization=organization)[:2]
    )
    return signing[0] if len(signing) == 1 else None


def may_update_party(actor: Actor, line: Signatory) -> Refusal | None:
    """A writer; once frozen an annex may still change, which voids that party's signature, until it takes effect."""
    if refusal := may_write(actor, line.text.convention):
        return refusal
    if line.text.is_open:
        return None
    if line.text.stage != Stage.TO_SIGN:
        return Conflict("Cette convention est signée ou abandonnée : ses parties ne changent plus.", code="frozen")
    if not line.is_party:
        return Conflict(NO_PARTY)
    is_final = line.answer == Answer.SIGNED and line.text.effective_on
    said = "Cette convention est en vigueur : ce qui est signé ne change plus."
    return Conflict(said, code="in_force") if is_final else None


def may_remove_party(actor: Actor, line: Signatory) -> Refusal | None:
    """A writer, of a party of an open text."""
    return may_write_part(actor, line) or (None if line.is_party else Conflict(NO_PARTY))


def may_succeed(actor: Actor, line: Signatory) -> Refusal | None:
    """The same, once another body has followed it."""
    if refusal := may_remove_party(actor, line):
        return refusal
    fact = followed_by_others(line.organization, timezone.localdate())
    return None if fact and fact.successors else Conflict("Aucun organisme n’a pris sa suite.")


@act(may_write_words)
def party_add(
    *, actor: Actor, convention: Convention, organization: Organization, contact: Contact | None = None, annex: str = ""
) -> Signatory:
    """Add a party to an open text; raises `Violation` when it is one already, `Invalid` for a foreign person."""
    require_standing(organization)
    _check_person(organization, contact)
    with transaction.atomic(), named_violations():
        held = hold_open(convention, actor)
        held.written()
        last = held.text.signatories.aggregate(last=Max("position"))["last"] or 0
        line = Signatory.objects.create(
            text=held.text,
            organization=organization,
            contact=contact or usual_signatory(organization),
            annex=annex,
            position=last + 1,
        )
        settle_kind(held.text)
        return line


def require_standing(organization: Organization, *, field: str = "organization") -> None:
    """Raises `Invalid` for a body that signs nothing any more: archived, or followed by another, which is named."""
    fact = followed_by_others(organization, timezone.localdate())
    if fact and fact.is_gone:
        raise Invalid(fields={field: f"{fact.sentence} Choisissez {fact.names}."})
    if organization.is_archived:
        raise Invalid(fields={field: "Cet organisme est archivé."})


@act(may_succeed)
def party_succeed(
    *, actor: Actor, target: Signatory, successor: Organization, expected_version: int | None = None
) -> Signatory:
    """Put in a party's place the organization that has followed it: same rank, same annex, its own person.

    Raises `Invalid` when it has not followed, or is a party already; `Conflict` once the text is frozen.
    """
    with transaction.atomic(), named_violations():
        held = hold_open(target.text.convention, actor, part=target)
        held.written()
        line = claim(target, expected_version, actor=actor, may=may_succeed)
        fact = followed_by_others(line.organization, timezone.localdate())
        if fact is None or successor not in fact.successors:
            raise Invalid(fields={"successor": f"{successor} n’a pas pris la suite {of(line.organization)}."})
        if held.text.signatories.filter(organization=successor).exists():
            raise Invalid(
                fields={"successor": f"{successor} figure déjà dans cette convention : retirez {line.organization}."}
            )
        new = Signatory.objects.create(
            text=held.text,
            organization=successor,
            contact=usual_signatory(successor),
            annex=line.annex,
            position=line.position,
        )
        _take_off(line, actor)
        settle_kind(held.text)
        return new


@act(may_update_party)
def party_update(*, actor: Actor, target: Signatory, expected_version: int | None, **facts: Any) -> Signatory:
    """Change the annex or the person of a line, at the stage where each may be.

    On a frozen text the annex voids that party's signature alone, and the person asked is replaced; both mail a new
    link.
    """
    with transaction.atomic():
        held = hold_text(target.text.convention, actor)
        line = claim(target, expected_version)
        if line.text_id != held.text.pk:
            raise Conflict("Ce texte a été remplacé par un autre.", code="replaced")
        line.text = held.text
        guard(may_update_party, actor, line)
        if "contact" in facts:
            _check_person(line.organization, facts["contact"])
        if held.text.stage == Stage.TO_SIGN:
            _update_asked(line, actor, facts)
        else:
            for name, value in facts.items():
                setattr(line, name, value)
            line.save()
        held.written()
        return line


def _update_asked(line: Signatory, actor: Actor, facts: dict[str, Any]) -> None:
    annex = facts.get("annex", line.annex)
    person = facts.get("contact", line.contact)
    if person is None:
        raise Invalid(fields={"contact": "Quelqu’un doit signer : le texte est figé."})
    if annex == line.annex and person == line.contact:
        line.save()
        return
    if annex == line.annex and line.answer == Answer.SIGNED:
        raise Conflict("Cette partie a signé : la personne ne change plus.", code="signed")
    if annex != line.annex and line.answer == Answer.SIGNED and line.text.effective_on:
        raise Conflict("Cette convention est en vigueur : ce qui est signé ne change plus.", code="in_force")
    ended, reason = LinkEnd.PERSON_REPLACED, ""
    if annex != line.annex:
        ended, reason = LinkEnd.TEXT_CHANGED, f"L’annexe {of(line.organization)} a changé."
        void_signatures([line], now=timezone.now(), reason=reason[:200], asked_again=person)
    line.annex, line.contact, line.delegated_by = annex, person, None
    ask(line, actor=actor, ended=ended, reason=reason)


@act(may_remove_party)
def party_remove(*, actor: Actor, target: Signatory, expected_version: int | None = None) -> None:
    """Take a party off an open text."""
    with transaction.atomic():
        held = hold_open(target.text.convention, actor, part=target)
        held.written()
        line = claim(target, expected_version, actor=actor, may=may_remove_party)
        _take_off(line, actor)
        settle_kind(held.text)


def _take_off(line: Signatory, actor: Actor) -> None:
    """Whoever was asked once leaves a trace."""
    if line.signatures.exists() or line.invited_at:
        move(line, "withdraw", actor=actor)
    else:
        line.delete()


def _check_person(organization: Organization, contact: Contact | None) -> None:
    if contact is None:
        return
    if contact.organization_id != organization.pk or contact.is_archived:
        raise Invalid(fields={"contact": f"Cette personne n’est pas un contact {of(organization)}."})
