"""The gap table at a hundred thousand graduates who wait and ten thousand mentors: statements, time, exactness."""

from django.db import connection

from mentoring.graduates.models import Graduate
from mentoring.mentors.models import Mentor
from mentoring.occupations.models import Occupation
from regions.territories.models import Department
from tests.bench.base import milliseconds, say, without_triggers
from tests.bench.lists import raw, reader, statements
from tests.harness.factories.mentoring import a_commune, a_graduate, a_mentor, an_occupation

API, PAGE = "/api/v1/staff/matching-gaps/", "/staff/matching-gaps/"
CELL = "?region=11&sector=M"
JOBS = "A1101 C1501 D1401 E1103 F1106 G1703 H1206 J1502 K1802 K2111 M1203 M1805 N1303".split()
GRADUATES, MENTORS = 100_000, 10_000


def measure() -> bool:
    """Print the figures; False when one misses its bound."""
    client = reader("gaps")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE mentoring_graduate, mentoring_mentor CASCADE")  # those of other measures
    department = Department.objects.get(code="75")
    for code in JOBS:
        job = an_occupation(code, f"Métier {code}")
        a_graduate(commune=a_commune(department), target_job=job)
        a_mentor(commune=a_commune(department), occupation=job)
    a_mentor("paused", commune=a_commune(department), occupation=an_occupation("M1805"))
    a_mentor(commune=a_commune(department), occupation=an_occupation("M1805"))
    few = len(statements(client, PAGE)), len(statements(client, PAGE + CELL))
    fill()
    many = len(statements(client, PAGE)), len(statements(client, PAGE + CELL))
    good = say("gaps, statements at a few and 100,000 graduates", f"{few} and {many}", "equal, ≤ 20", few == many)
    good &= max(many) <= 20
    sql = raw(statements(client, API))
    json, page = milliseconds(lambda: client.get(API), 5), milliseconds(lambda: client.get(PAGE), 5)
    bound = 2 * sql + 150
    good &= say("gaps, JSON against its SQL", f"{json:.0f} / {sql:.0f} ms", f"≤ {bound:.0f} ms", json <= bound)
    good &= say("gaps, page", f"{page:.0f} ms", "≤ 750 ms", page <= 750)
    cell = milliseconds(lambda: client.get(PAGE + CELL), 5)
    good &= say("gaps, a cell opened", f"{cell:.0f} ms", "≤ 750 ms", cell <= 750)
    told = client.get(API).json()
    return good & _is_exact(told)


def _is_exact(told: dict) -> bool:
    """Nobody is followed here: who waits is the pool, and each cell is a plain count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.code, left(o.code, 1), count(*) FROM mentoring_graduate g "
            "JOIN mentoring_occupation o ON o.id = g.target_job_id "
            "JOIN regions_regiondepartment l ON l.department_id = g.department_id AND l.valid_until IS NULL "
            "JOIN regions_region r ON r.id = l.region_id WHERE g.state = 'pool' GROUP BY 1, 2"
        )
        expected = {(region, sector): people for region, sector, people in cursor.fetchall()}
    found = {(c["region"], c["sector"]): c["waiting"] for row in told["rows"] for c in row["cells"] if c["waiting"]}
    cells = sum(expected.values())
    return say("gaps, people counted against a raw count", f"{sum(found.values())} / {cells}", "=", found == expected)


def fill() -> None:
    """Copies of the last people of each table, in every department and of every job."""
    departments = list(Department.objects.order_by("code").values_list("pk", flat=True)[:96])
    jobs = list(Occupation.objects.filter(code__in=JOBS).order_by("code").values_list("pk", flat=True))
    _copy(
        Graduate, GRADUATES, "target_job_id", departments, jobs, {"pooled_at": "pooled_at - n * interval '5 minutes'"}
    )
    _copy(Mentor, MENTORS, "occupation_id", departments, jobs, {"capacity": "mod(n, 4)"})
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _copy(model: type, rows: int, job: str, departments: list[int], jobs: list[int], own: dict[str, str]) -> None:
    """Over departments and jobs."""
    spread = {
        "department_id": f"(ARRAY{departments})[1 + mod(n, {len(departments)})]",
        job: f"(ARRAY{jobs})[1 + mod(n, {len(jobs)})]",
    }
    copies(model, rows, {**spread, **own})


def copies(model: type, rows: int, own: dict[str, str]) -> None:
    """Of the last row, in one statement; `own` gives columns in SQL, `n` counts the copies."""
    table = model._meta.db_table
    own = {
        "id": "",
        "public_id": "gen_random_uuid()",
        "user_id": "NULL",
        "email": "'manque' || n || '@example.org'",
        **own,
    }
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'",
            [table],
        )
        columns = {name: own.get(name, f'"{name}"') for (name,) in cursor.fetchall() if own.get(name) != ""}
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns.values())} "  # noqa: S608
            f"FROM (SELECT * FROM {table} ORDER BY id DESC LIMIT 1) AS first, generate_series(1, %s) n",
            [rows],
        )
