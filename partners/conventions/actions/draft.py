"""Preparing a convention: its facts, its articles, its parties and their annexes."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.accounts.models import User
from nqt.audit.transitions import move
from nqt.common.errors import Conflict, Forbidden, Invalid
from nqt.common.models import claim
from nqt.common.violations import named_violations, store
from partners.conventions.actions.holding import hold, hold_open, void_signatures
from partners.conventions.actions.soliciting import ask
from partners.conventions.boilerplate import ARTICLES
from partners.conventions.models import Answer, Article, Convention, ConventionText, LinkEnd, Signatory, Stage
from partners.conventions.models.territory import ConventionTerritory
from partners.organizations.models import Contact, Organization
from regions.assignments.models import Assignment
from regions.territories.models import Department

AGREED_FACTS = {
    "title",
    "kind",
    "starts_on",
    "starts_precision",
    "ends_on",
    "ends_precision",
    "entry_rule",
    "quorum",
    "notice_months",
    "renewal_months",
}
"""What the parties sign with the articles: frozen with the text. Follow-up, territory and framework are not."""


def convention_create(
    *,
    actor: Actor,
    departments: Sequence[Department] = (),
    partner: Organization | None = None,
    with_members: bool = False,
    **facts: Any,
) -> Convention:
    """Start a draft: NQT and the given partner are its parties, with the partner's members when asked.

    The standard articles are proposed. Raises `Invalid` when regional staff declare no department of theirs.
    """
    if not actor.is_staff and not actor.is_system:
        raise Forbidden
    if not actor.is_national and not actor.is_system:
        if not {department.code for department in departments} & actor.department_codes:
            raise Invalid(fields={"departments": "Choisissez au moins un département de votre périmètre."})
    with transaction.atomic(), named_violations():
        convention = store(Convention(**{"owner": actor.user, **facts}))
        convention.current = ConventionText.objects.create(convention=convention)
        convention.save(update_fields=["current"])
        _declare(convention, departments)
        for position, (title, wording) in enumerate(ARTICLES, start=1):
            Article.objects.create(text=convention.current, position=position, title=title, wording=wording)
        _first_parties(convention, partner, with_members)
        return convention


def _first_parties(convention: Convention, partner: Organization | None, with_members: bool) -> None:
    nqt = Organization.objects.filter(is_nqt=True).first()
    parties = [party for party in (nqt, partner) if party]
    if partner and with_members:
        on = convention.starts_on or timezone.localdate()
        parties += [m for m in Organization.objects.members_of(partner, on).active().order_by("folded") if m != nqt]
    for position, organization in enumerate(dict.fromkeys(parties), start=1):
        Signatory.objects.create(
            text=convention.current,
            organization=organization,
            position=position,
            contact=_usual_signatory(organization),
        )


def _usual_signatory(organization: Organization) -> Contact | None:
    """Who signs for it today, when one person does."""
    signing = list(
        Contact.objects.active().holding("signatory", timezone.localdate()).filter(organization=organization)[:2]
    )
    return signing[0] if len(signing) == 1 else None


def _declare(convention: Convention, departments: Sequence[Department]) -> None:
    convention.territories.all().delete()
    ConventionTerritory.objects.bulk_create(
        ConventionTerritory(convention=convention, department=department) for department in departments
    )


def convention_update(
    *,
    actor: Actor,
    target: Convention,
    expected_version: int | None,
    departments: Sequence[Department] | None = None,
    **facts: Any,
) -> Convention:
    """Correct the facts; those that parties sign only while the text is open. Raises `Stale`, `Conflict`."""
    with transaction.atomic(), named_violations():
        convention = hold(target, actor, expected_version)
        agreed = {name for name in AGREED_FACTS & facts.keys() if getattr(convention, name) != facts[name]}
        if agreed and not convention.current.is_open:
            raise Conflict(
                "Le texte est figé : "
                + ", ".join(sorted(str(Convention._meta.get_field(name).verbose_name) for name in agreed))
                + " ne se modifie qu’en brouillon.",
                code="frozen",
            )
        for name, value in facts.items():
            setattr(convention, name, value)
        _check_framework(convention)
        store(convention)
        if departments is not None:
            _declare(convention, departments)
            if not convention.is_written_by(actor):
                raise Invalid(fields={"departments": "Gardez au moins un département de votre périmètre."})
        return convention


def convention_entrust(*, actor: Actor, target: Convention, expected_version: int | None, to: User) -> Convention:
    """Another member of staff follows it: mails and today's list are theirs from now on. Raises `Forbidden`."""
    with transaction.atomic():
        convention = hold(target, actor, expected_version)
        if not to.is_active or not Assignment.objects.on(timezone.localdate()).filter(user=to).exists():
            raise Invalid(fields={"colleague": "Cette personne ne travaille plus ici."})
        convention.owner = to
        convention.save()
        return convention


def _check_framework(convention: Convention) -> None:
    """A framework hangs under nothing that hangs under it."""
    above = convention.parent
    while above is not None:
        if above.pk == convention.pk:
            raise Invalid(fields={"parent": "Ce cadre dépend lui-même de cette convention."})
        above = above.parent


def convention_delete(*, actor: Actor, target: Convention, expected_version: int | None) -> None:
    """Remove a draft that never had a number."""
    with transaction.atomic():
        convention = hold(target, actor, expected_version)
        if not convention.can_be_deleted:
            raise Conflict("Seul un brouillon jamais figé se supprime. Abandonnez plutôt cette convention.")
        if convention.local_versions.exists():
            raise Conflict("Des conventions se rattachent à ce cadre : détachez-les d’abord.", code="referred")
        Convention.objects.filter(pk=convention.pk).update(current=None)
        convention.delete()


# articles ------------------------------------------------------------------------------------------------------------
def article_add(*, actor: Actor, convention: Convention, title: str, wording: str) -> Article:
    """Add an article at the end."""
    with transaction.atomic():
        held = hold_open(convention, actor)
        held.save(update_fields=["version", "updated_at"])
        last = held.current.articles.aggregate(last=Max("position"))["last"] or 0
        return Article.objects.create(text=held.current, position=last + 1, title=title, wording=wording)


def article_update(*, actor: Actor, target: Article, expected_version: int | None, **facts: Any) -> Article:
    """Change the words of an article."""
    with transaction.atomic():
        held = hold_open(target.text.convention, actor)
        held.save(update_fields=["version", "updated_at"])
        article = claim(target, expected_version)
        for name, value in facts.items():
            setattr(article, name, value)
        article.save()
        return article


def article_remove(*, actor: Actor, target: Article, expected_version: int | None = None) -> None:
    """Take an article away; the following ones move up."""
    with transaction.atomic():
        held = hold_open(target.text.convention, actor)
        held.save(update_fields=["version", "updated_at"])
        article = claim(target, expected_version)
        article.delete()
        held.current.articles.filter(position__gt=article.position).update(position=F("position") - 1)


def article_move(*, actor: Actor, target: Article, up: bool, expected_version: int | None = None) -> Article:
    """Exchange an article with its neighbor; at the end of the list nothing changes."""
    with transaction.atomic():
        held = hold_open(target.text.convention, actor)
        held.save(update_fields=["version", "updated_at"])
        article = claim(target, expected_version)
        neighbor = held.current.articles.filter(position=article.position + (-1 if up else 1)).first()
        if neighbor:
            article.position, neighbor.position = neighbor.position, article.position
            neighbor.save()
        article.save()
        return article


# parties -------------------------------------------------------------------------------------------------------------
def party_add(
    *, actor: Actor, convention: Convention, organization: Organization, contact: Contact | None = None, annex: str = ""
) -> Signatory:
    """Add a party to an open text; raises `Violation` when it is one already, `Invalid` for a foreign person."""
    if organization.is_archived:
        raise Invalid(fields={"organization": "Cet organisme est archivé."})
    _check_person(organization, contact)
    with transaction.atomic(), named_violations():
        held = hold_open(convention, actor)
        held.save(update_fields=["version", "updated_at"])
        last = held.current.signatories.aggregate(last=Max("position"))["last"] or 0
        return Signatory.objects.create(
            text=held.current,
            organization=organization,
            contact=contact or _usual_signatory(organization),
            annex=annex,
            position=last + 1,
        )


def party_update(*, actor: Actor, target: Signatory, expected_version: int | None, **facts: Any) -> Signatory:
    """Change the annex or the person of a line, at the stage where each may be.

    On a frozen text the annex voids that party's signature alone, and the person asked is replaced; both mail a new
    link.
    """
    if "contact" in facts:
        _check_person(target.organization, facts["contact"])
    with transaction.atomic():
        held = hold(target.text.convention, actor)
        line = claim(target, expected_version)
        if held.current.stage == Stage.TO_SIGN:
            _update_asked(held, line, actor, facts)
        elif held.current.is_open:
            for name, value in facts.items():
                setattr(line, name, value)
            line.save()
        else:
            raise Conflict("Cette convention est signée ou abandonnée : ses parties ne changent plus.", code="frozen")
        held.save(update_fields=["version", "updated_at"])
        return line


def _update_asked(convention: Convention, line: Signatory, actor: Actor, facts: dict[str, Any]) -> None:
    annex = facts.get("annex", line.annex)
    person = facts.get("contact", line.contact)
    if person is None:
        raise Invalid(fields={"contact": "Quelqu’un doit signer : le texte est figé."})
    if annex == line.annex and person == line.contact:
        line.save()
        return
    if annex == line.annex and line.answer == Answer.SIGNED:
        raise Conflict("Cette partie a signé : la personne ne change plus.", code="signed")
    ended = LinkEnd.TEXT_CHANGED if annex != line.annex else LinkEnd.PERSON_REPLACED
    if annex != line.annex and line.answer == Answer.SIGNED and convention.entered_on:
        raise Conflict("Cette convention est en vigueur : ce qui est signé ne change plus.", code="in_force")
    if annex != line.annex:
        void_signatures([line], now=timezone.now(), reason="L’annexe de cette partie a changé.")
    line.annex, line.contact, line.delegated_by = annex, person, None
    ask(line, actor=actor, ended=ended, reason=str(ended.label))


def party_remove(*, actor: Actor, target: Signatory, expected_version: int | None = None) -> None:
    """Take a party off an open text."""
    with transaction.atomic():
        held = hold_open(target.text.convention, actor)
        held.save(update_fields=["version", "updated_at"])
        line = claim(target, expected_version)
        if line.signatures.exists() or line.invited_at:
            move(line, "withdraw", actor=actor)
        else:
            line.delete()


def _check_person(organization: Organization, contact: Contact | None) -> None:
    if contact is None:
        return
    if contact.organization_id != organization.pk or contact.is_archived:
        raise Invalid(fields={"contact": f"Cette personne n’est pas un contact de {organization}."})
