"""Preparing a convention: its facts, and its first articles and parties."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.accounts.hats import hats_of
from nqt.accounts.models import User
from nqt.accounts.roles import Audience
from nqt.common.acts import act
from nqt.common.errors import Conflict, Forbidden, Invalid, Refusal
from nqt.common.text import of
from nqt.common.violations import named_violations, store
from partners.conventions.actions.holding import hold, may_write, settle_kind
from partners.conventions.actions.parties import require_standing, usual_signatory
from partners.conventions.actions.terms import apart, consistent, declare, write_articles, write_terms
from partners.conventions.boilerplate import ARTICLES
from partners.conventions.models import Convention, ConventionText, Signatory, Stage
from partners.organizations.models import Organization
from partners.organizations.succession import Followed, followed
from regions.assignments.models import Assignment
from regions.territories.models import Department


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
        terms, facts = apart(facts)
        convention = store(Convention(**{"owner": actor.user, **facts}))
        text = store(consistent(ConventionText(convention=convention, **terms)))
        declare(text, departments)
        write_articles(text, ARTICLES)
        _first_parties(text, partner, with_members)
        settle_kind(text)
        convention.text = text
        return convention


def _first_parties(text: ConventionText, partner: Organization | None, with_members: bool) -> None:
    nqt = Organization.objects.filter(is_nqt=True).first()
    if partner:
        require_standing(partner, field="partner")
    parties = [party for party in (nqt, partner) if party]
    if partner and with_members:
        on = text.starts_on or timezone.localdate()
        parties += [m for m in _standing_members(partner, on) if m != nqt]
    for position, organization in enumerate(dict.fromkeys(parties), start=1):
        contact = usual_signatory(organization)
        Signatory.objects.create(text=text, organization=organization, position=position, contact=contact)


def _standing_members(body: Organization, on: datetime.date) -> list[Organization]:
    """Its members, each replaced by who has followed it."""
    members = list(Organization.objects.members_of(body, on).order_by("folded", "pk"))
    facts = followed(members, timezone.localdate())
    stand = [m for member in members for m in (_successors(facts, member) or [member])]
    return [member for member in dict.fromkeys(stand) if not member.is_archived]


def _successors(facts: dict[int, Followed], member: Organization) -> tuple[Organization, ...]:
    fact = facts.get(member.pk)
    return fact.successors if fact and fact.is_gone else ()


def may_update(actor: Actor, convention: Convention) -> Refusal | None:
    """A writer, unless it was abandoned."""
    gone = convention.text.stage == Stage.ABANDONED
    said = "Cette convention est abandonnée : reprenez-la d’abord."
    return may_write(actor, convention) or (Conflict(said, code="abandoned") if gone else None)


def may_delete(actor: Actor, convention: Convention) -> Refusal | None:
    """A writer, of a draft that never had a number and to which nothing refers."""
    if refusal := may_write(actor, convention):
        return refusal
    if not convention.can_be_deleted:
        return Conflict("Seul un brouillon jamais figé se supprime. Abandonnez plutôt cette convention.")
    referred = Conflict("Des conventions se rattachent à ce cadre : détachez-les d’abord.", code="referred")
    return referred if convention.local_versions.exists() else None


@act(may_update)
def convention_update(
    *,
    actor: Actor,
    target: Convention,
    expected_version: int | None,
    departments: Sequence[Department] | None = None,
    **facts: Any,
) -> Convention:
    """Correct the facts of what is read today; the terms only while the text is open. Raises `Stale`, `Conflict`."""
    with transaction.atomic(), named_violations():
        convention = hold(target, actor, expected_version, may=may_update)
        text, (terms, facts) = convention.text, apart(facts)
        for name, value in facts.items():
            setattr(convention, name, value)
        _check_framework(convention)
        store(convention)
        write_terms(text, terms)
        if departments is not None:
            declare(text, departments)
            if not convention.is_written_by(actor):
                raise Invalid(fields={"departments": "Gardez au moins un département de votre périmètre."})
        return convention


@act(may_write)
def convention_entrust(*, actor: Actor, target: Convention, expected_version: int | None, to: User) -> Convention:
    """Another member of staff follows it: mails and today's list are theirs from now on. Raises `Forbidden`."""
    with transaction.atomic():
        convention = hold(target, actor, expected_version, may=may_write)
        if not to.is_active or not Assignment.objects.on(timezone.localdate()).filter(user=to).exists():
            raise Invalid(fields={"colleague": "Cette personne ne travaille plus ici."})
        if not any(convention.is_written_by(Actor.wearing(to, hat)) for hat in hats_of(to, Audience.STAFF)):
            raise Invalid(fields={"colleague": f"« {convention} » n’est pas dans le périmètre {of(to)}."})
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


@act(may_delete)
def convention_delete(*, actor: Actor, target: Convention, expected_version: int | None) -> None:
    """Remove a draft that never had a number."""
    with transaction.atomic():
        convention = hold(target, actor, expected_version, may=may_delete)
        convention.delete()
