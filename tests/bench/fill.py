"""Rows by the hundred thousand, by `INSERT … SELECT`."""

from django.db import connection

from tests.bench.base import without_triggers

ORGANIZATIONS = """
INSERT INTO partners_organization (public_id, version, created_at, updated_at, kind, legal_form, name, short_name,
    address, website, is_public_name, is_nqt, note, state)
SELECT gen_random_uuid(), 1, now(), now(), 'landlord', '', 'Habitat du Canton ' || n, '', '', '', false, false, '',
    'active'
FROM generate_series(1, 2000) n
"""
CONVENTIONS = """
INSERT INTO partners_convention (public_id, version, created_at, updated_at, origin, number, notice_reason, end_reason,
    entered_on, entered_precision)
SELECT gen_random_uuid(), 1, now(), now() - n * interval '1 second', 'made_here', 'B' || n, '', '',
    date '2010-01-01' + n %% 5000, 'day'
FROM generate_series(%s, %s) n
"""
TEXTS = """
INSERT INTO partners_conventiontext (public_id, version, created_at, updated_at, convention_id, ordinal, stage, body,
    body_hash, effective_on, title, kind, starts_on, starts_precision, ends_on, ends_precision, entry_rule)
SELECT gen_random_uuid(), 1, now(), now(), c.id, 1, s.stage, '', md5(c.id::text),
    CASE WHEN s.stage IN ('to_sign', 'signed') THEN c.entered_on END,
    (array['Sèvre','Écluse','Ouest','Amont','Île','Étang'])[1 + n % 6] || ' Habitat ' || md5(n::text), 'bilateral',
    date '2010-01-01' + n % 5000, 'day', date '2025-01-01' + n % 3000, 'day', 'all_signed'
FROM partners_convention c, LATERAL (SELECT substr(c.number, 2)::int AS n) numbered,
    LATERAL (SELECT (array['draft','in_review','to_sign','signed','signed'])[1 + c.id % 5] AS stage) s
WHERE NOT EXISTS (SELECT FROM partners_conventiontext t WHERE t.convention_id = c.id)
"""
PARTIES = """
INSERT INTO partners_signatory (public_id, version, created_at, updated_at, text_id, organization_id, position, annex,
    annex_hash, answer, signed_on, signed_precision, refusal_reason, link_round, link_ended)
SELECT gen_random_uuid(), 1, now(), now(), t.id, o.first + (t.id * p) % 1999, p, '', '', 'signed', date '2015-07-01',
    'day', '', 1, ''
FROM partners_conventiontext t, generate_series(1, 2) p, (SELECT min(id) AS first FROM partners_organization) o
WHERE NOT EXISTS (SELECT FROM partners_signatory s WHERE s.text_id = t.id)
ON CONFLICT DO NOTHING
"""
TERRITORIES = """
INSERT INTO partners_conventionterritory (text_id, department_id)
SELECT c.id, d.id FROM partners_conventiontext c
JOIN (SELECT id, row_number() OVER (ORDER BY code) AS rank, count(*) OVER () AS number FROM regions_department) d
    ON d.rank IN (1 + c.id % d.number, 1 + (7 * c.id) % d.number)
WHERE c.id % 3 > 0 AND NOT EXISTS (SELECT FROM partners_conventionterritory t WHERE t.text_id = c.id)
"""


def organizations() -> None:
    """Two thousand landlords."""
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute(ORGANIZATIONS)


def conventions(first: int, last: int) -> None:
    """Conventions number `first` to `last`, with a text and two parties each."""
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute(CONVENTIONS, [first, last])
        for statement in (TEXTS, PARTIES, TERRITORIES):
            cursor.execute(statement)


def settle() -> None:
    """What autovacuum would do within minutes."""
    with connection.cursor() as cursor:
        for table in ("convention", "conventiontext", "conventionterritory", "signatory", "organization"):
            cursor.execute(f"VACUUM ANALYZE partners_{table}")
        cursor.execute("CHECKPOINT")
