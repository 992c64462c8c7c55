"""Writes on dated ties: memberships, presence, successions."""

import datetime

from django.db import connection, transaction

from nqt.accounts.actor import Actor
from nqt.common.acts import act, guard
from nqt.common.dates import Precision, first_day
from nqt.common.errors import Forbidden, Invalid, Refusal
from nqt.common.models import claim
from nqt.common.text import at, of
from nqt.common.turns import one_at_a_time
from nqt.common.violations import store
from partners.organizations.actions.writing import (
    archived,
    ended,
    known_on,
    outside,
    refuse_reopening,
    require_active,
    require_editable,
)
from partners.organizations.graph import closes_a_circle, lock_memberships
from partners.organizations.models import Membership, Organization, Presence, Succession
from regions.territories.models import Department

_SUCCESSOR_LINE = """
WITH RECURSIVE after(id) AS (
    SELECT s.successor_id FROM partners_succession s WHERE s.predecessor_id = %s
  UNION
    SELECT s.successor_id FROM partners_succession s JOIN after ON s.predecessor_id = after.id
) SELECT EXISTS (SELECT 1 FROM after WHERE id = %s)
"""


def may_add(actor: Actor, organization: Organization) -> Refusal | None:
    """A tie of this organization, while it is worked with."""
    return outside(actor, organization) or archived(organization)


# memberships ---------------------------------------------------------------------------------------------------------
def may_correct_membership(actor: Actor, membership: Membership) -> Refusal | None:
    """Whoever may change one of the two sides."""
    return outside(actor, membership.member, membership.body)


def may_end_membership(actor: Actor, membership: Membership) -> Refusal | None:
    """The same, while it runs."""
    return may_correct_membership(actor, membership) or ended(membership)


@act(may_add)
def membership_add(
    *,
    actor: Actor,
    member: Organization,
    body: Organization,
    valid_from: datetime.date | None = None,
    valid_until: datetime.date | None = None,
    from_precision: str = Precision.DAY,
    until_precision: str = Precision.DAY,
) -> Membership:
    """`member` belongs to `body` for a time; several bodies at once are common.

    Raises `Invalid` on overlapping, disordered or circular memberships.
    """
    require_editable(actor, member, body)
    require_active(member)
    require_active(body)
    with transaction.atomic():
        return _store_membership(
            Membership(
                member=member,
                body=body,
                valid_from=known_on(valid_from, from_precision),
                valid_until=known_on(valid_until, until_precision),
                from_precision=from_precision,
                until_precision=until_precision,
            )
        )


@act(may_correct_membership)
def membership_correct(
    *,
    actor: Actor,
    target: Membership,
    expected_version: int | None,
    **facts: str | datetime.date | None,
) -> Membership:
    """Set right dates that were typed wrong (`valid_from`, `valid_until` and their precisions); also reopens one."""
    with transaction.atomic():
        membership = claim(target, expected_version, actor=actor, may=may_correct_membership)
        for name, value in facts.items():
            setattr(membership, name, value)
        membership.valid_from = known_on(membership.valid_from, membership.from_precision)
        membership.valid_until = known_on(membership.valid_until, membership.until_precision)
        return _store_membership(membership)


@act(may_end_membership)
def membership_end(
    *,
    actor: Actor,
    target: Membership,
    expected_version: int | None,
    valid_until: datetime.date,
    until_precision: str = Precision.DAY,
) -> Membership:
    """The member left on that date; what was true before stays true.

    Raises `Conflict` when it has ended, or ends earlier: `membership_correct` sets dates right.
    """
    with transaction.atomic():
        membership = claim(target, expected_version, actor=actor, may=may_end_membership)
        until = first_day(valid_until, until_precision)
        refuse_reopening(membership, until)
        membership.valid_until, membership.until_precision = until, until_precision
        return _store_membership(membership)


@act(may_correct_membership)
def membership_remove(*, actor: Actor, target: Membership, expected_version: int | None) -> None:
    """Take away a membership that never was; one that ended is ended, not removed."""
    with transaction.atomic():
        claim(target, expected_version, actor=actor, may=may_correct_membership).delete()


def _store_membership(membership: Membership) -> Membership:
    """Circles are looked for under a lock: two writers, each with half of one, come one after the other."""
    lock_memberships()
    if membership.member_id != membership.body_id and closes_a_circle(
        member_id=membership.member_id,
        body_id=membership.body_id,
        start=membership.valid_from,
        end=_end_for_range(membership),
        ignored_id=membership.pk or 0,
    ):
        raise Invalid(
            f"{membership.body} est déjà, directement ou non, membre {of(membership.member)} sur cette période.",
            code="membership_circle",
        )
    return store(membership)


def _end_for_range(membership: Membership) -> datetime.date | None:
    """PostgreSQL refuses to build a range that ends before it begins; the named constraint says it better."""
    begun, ended = membership.valid_from, membership.valid_until
    return begun if begun and ended and ended < begun else ended


# presence ------------------------------------------------------------------------------------------------------------
def may_remove_presence(actor: Actor, presence: Presence) -> Refusal | None:
    """Whoever may change the organization, in a department of theirs."""
    return outside(actor, presence.organization) or foreign(actor, presence.department)


def may_end_presence(actor: Actor, presence: Presence) -> Refusal | None:
    """The same, while it runs."""
    return may_remove_presence(actor, presence) or ended(presence)


@act(may_add)
def presence_add(
    *,
    actor: Actor,
    organization: Organization,
    department: Department,
    valid_from: datetime.date | None = None,
    valid_until: datetime.date | None = None,
    from_precision: str = Precision.DAY,
    until_precision: str = Precision.DAY,
) -> Presence:
    """The organization works in a department for a time; regional staff say so of their departments only."""
    require_editable(actor, organization)
    require_active(organization)
    if refusal := foreign(actor, department):
        raise refusal
    with transaction.atomic():
        return store(
            Presence(
                organization=organization,
                department=department,
                valid_from=known_on(valid_from, from_precision),
                valid_until=known_on(valid_until, until_precision),
                from_precision=from_precision,
                until_precision=until_precision,
            )
        )


@act(may_end_presence)
def presence_end(
    *, actor: Actor, target: Presence, valid_until: datetime.date, until_precision: str = Precision.DAY
) -> Presence:
    """It no longer works there from that date on. Raises `Conflict` when it has ended, or ends earlier."""
    with transaction.atomic():
        presence = Presence.objects.select_for_update(of=("self",)).get(pk=target.pk)
        guard(may_end_presence, actor, presence)
        until = first_day(valid_until, until_precision)
        refuse_reopening(presence, until)
        presence.valid_until, presence.until_precision = until, until_precision
        return store(presence)


@act(may_remove_presence)
def presence_remove(*, actor: Actor, target: Presence) -> None:
    """Take away a presence typed by mistake."""
    with transaction.atomic():
        presence = Presence.objects.select_for_update(of=("self",)).get(pk=target.pk)
        guard(may_remove_presence, actor, presence)
        presence.delete()


def foreign(actor: Actor, department: Department) -> Refusal | None:
    """Regional staff speak of their departments."""
    if actor.is_staff and not actor.is_national and department.code not in actor.department_codes:
        return Forbidden("Ce département est hors de votre périmètre.")
    return None


# successions ---------------------------------------------------------------------------------------------------------
def may_remove_succession(actor: Actor, succession: Succession) -> Refusal | None:
    """Whoever may change one of the two sides."""
    return outside(actor, succession.predecessor, succession.successor)


@act(may_add)
def succession_record(
    *,
    actor: Actor,
    predecessor: Organization,
    successor: Organization,
    kind: str,
    on: datetime.date,
    precision: str = Precision.DAY,
    note: str = "",
) -> Succession:
    """In the world, one followed the other. Both records stay: what is dated before belongs to the first.

    Noted while both are worked with; the first is archived after.
    """
    require_editable(actor, predecessor, successor)
    require_active(predecessor)
    require_active(successor)
    with transaction.atomic(), connection.cursor() as cursor:
        one_at_a_time("partners.succession")
        cursor.execute(_SUCCESSOR_LINE, [successor.pk, predecessor.pk])
        if predecessor.pk != successor.pk and cursor.fetchone()[0]:
            raise Invalid(f"{predecessor} a déjà succédé {at(successor)}.", code="succession_circle")
        return store(
            Succession(
                predecessor=predecessor,
                successor=successor,
                kind=kind,
                on=known_on(on, precision),
                precision=precision,
                note=note,
            )
        )


@act(may_remove_succession)
def succession_remove(*, actor: Actor, target: Succession) -> None:
    """Take away a succession noted by mistake."""
    with transaction.atomic():
        succession = Succession.objects.select_for_update(of=("self",)).get(pk=target.pk)
        guard(may_remove_succession, actor, succession)
        succession.delete()
