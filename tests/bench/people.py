"""The list of graduates at a hundred thousand rows: statements, time, search, weight."""

from django.db import connection

from mentoring.graduates.models import Graduate
from regions.territories.models import Department
from tests.bench.base import milliseconds, say, without_triggers
from tests.bench.lists import raw, reader, statements
from tests.harness.factories.mentoring import a_commune, a_graduate

API, PAGE = "/api/v1/staff/graduates/", "/staff/graduates/"
NAMES = "Belkacem Moreira Traoré Delmas Nguyen Payet Lacombe Haddad".split()
STATES = ("pool", "pool", "submitted", "refused", "more_info")


def measure() -> bool:
    """Print the figures; False when one misses its bound."""
    client = reader("people")
    for rank, department in enumerate(Department.objects.order_by("code")[:20]):
        a_graduate(STATES[rank % len(STATES)], commune=a_commune(department), last_name=NAMES[rank % len(NAMES)])
    settle()
    few = len(statements(client, PAGE))
    fill(100_000)
    settle()
    many = len(statements(client, PAGE))
    good = say("graduates, statements at a few and 100,000 rows", f"{few} and {many}", "equal, ≤ 12", few == many <= 12)
    sql = raw(statements(client, API))
    json, page = milliseconds(lambda: client.get(API)), milliseconds(lambda: client.get(PAGE))
    good &= say("graduates, JSON against its SQL", f"{json:.1f} / {sql:.1f} ms", "≤ 12", json <= 12 * sql)
    bound = 2 * json + 20
    good &= say("graduates, page", f"{page:.1f} ms", f"≤ {bound:.0f} ms and ≤ 50 ms", page <= min(bound, 50))
    found = milliseconds(lambda: client.get(f"{PAGE}?search=traore+yanis"), 7)
    say("graduates, search of two words", f"{found:.1f} ms", "(told)", True)
    html = len(client.get(PAGE).content)
    return good & say("graduates, HTML", f"{html / 1024:.1f} KB", "≤ 40 KB", html <= 40 * 1024)


def fill(rows: int) -> None:
    """Copies of the first ones, with a name and an address of their own."""
    table = Graduate._meta.db_table
    own = {
        "id": None,
        "public_id": "gen_random_uuid()",
        "email": "'banc' || id || '-' || n || '@example.org'",
        "last_name": "last_name || ' ' || md5(n::text)",
        "submitted_at": "submitted_at - n * interval '1 minute'",
    }
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'",
            [table],
        )
        columns = {name: own.get(name, f'"{name}"') for (name,) in cursor.fetchall() if own.get(name, "") is not None}
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns.values())} "  # noqa: S608
            f"FROM (SELECT * FROM {table} ORDER BY id DESC LIMIT 20) AS first, generate_series(1, %s) n",
            [rows // 20],
        )


def settle() -> None:
    """What autovacuum would do within minutes."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {Graduate._meta.db_table}")
