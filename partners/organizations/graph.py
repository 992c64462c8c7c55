"""Memberships as a graph: members of members, bodies of bodies, on a date.

The recursion is PostgreSQL's; what comes back is an expression for `pk__in`, so that one statement answers.
"""

import datetime

from django.db import connection
from django.db.models.expressions import RawSQL

from nqt.common.turns import one_at_a_time

_IN_FORCE = "(m.valid_from IS NULL OR m.valid_from <= %s) AND (m.valid_until IS NULL OR m.valid_until > %s)"

_MEMBERS = f"""
WITH RECURSIVE below(id) AS (
    SELECT m.member_id FROM partners_membership m WHERE m.body_id = %s AND {_IN_FORCE}
  UNION
    SELECT m.member_id FROM partners_membership m JOIN below ON m.body_id = below.id WHERE {_IN_FORCE}
) SELECT id FROM below
"""  # noqa: S608 - constants only; values are parameters

_BODIES = f"""
WITH RECURSIVE above(id) AS (
    SELECT m.body_id FROM partners_membership m WHERE m.member_id = %s AND {_IN_FORCE}
  UNION
    SELECT m.body_id FROM partners_membership m JOIN above ON m.member_id = above.id WHERE {_IN_FORCE}
) SELECT id FROM above
"""  # noqa: S608

_CIRCLE = """
WITH RECURSIVE above(id, period) AS (
    SELECT m.body_id, daterange(m.valid_from, m.valid_until) * daterange(%(start)s, %(end)s)
    FROM partners_membership m
    WHERE m.member_id = %(body)s AND m.id <> %(ignored)s
      AND daterange(m.valid_from, m.valid_until) && daterange(%(start)s, %(end)s)
  UNION
    SELECT m.body_id, daterange(m.valid_from, m.valid_until) * above.period
    FROM partners_membership m JOIN above ON m.member_id = above.id
    WHERE m.id <> %(ignored)s AND daterange(m.valid_from, m.valid_until) && above.period
) SELECT EXISTS (SELECT 1 FROM above WHERE id = %(member)s)
"""


def members_of(body_id: int | None, on: datetime.date) -> RawSQL:
    """Ids of the members of a body on a date, at any depth; the body itself is not among them."""
    return RawSQL(_MEMBERS, [body_id, on, on, on, on])  # noqa: S611


def bodies_of(member_id: int | None, on: datetime.date) -> RawSQL:
    """Ids of the bodies an organization belongs to on a date, at any depth."""
    return RawSQL(_BODIES, [member_id, on, on, on, on])  # noqa: S611


def lock_memberships() -> None:
    """One writer of memberships at a time until the end of the transaction: two halves of a circle never meet."""
    one_at_a_time("partners.membership")


def closes_a_circle(
    *, member_id: int, body_id: int, start: datetime.date | None, end: datetime.date | None, ignored_id: int = 0
) -> bool:
    """Whether, on some day of the period, the body already belongs (at any depth) to the member.

    `ignored_id` is the membership being corrected. Call it under `lock_memberships`.
    """
    facts = {"member": member_id, "body": body_id, "start": start, "end": end, "ignored": ignored_id}
    with connection.cursor() as cursor:
        cursor.execute(_CIRCLE, facts)
        return cursor.fetchone()[0]
