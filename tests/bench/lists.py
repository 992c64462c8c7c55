"""The conventions list at a thousand, a hundred thousand and a million rows."""

import hashlib
import re

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from nqt.accounts.models import User
from partners.conventions.models import Convention
from regions.assignments.models import Assignment
from tests.bench import fill
from tests.bench.base import milliseconds, say

API, PAGE, MORNING = "/api/v1/staff/conventions/", "/staff/conventions/", "/staff/today/"


def reader(name: str = "bench") -> Client:
    """A member of the national staff, signed in."""
    user = User.objects.create_user(f"{name}@nqt.example", first_name="Banc", last_name="D’essai")
    Assignment.objects.create(user=user, is_national=True)
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def statements(client: Client, url: str) -> list[str]:
    """The SQL of one reading."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    if response.status_code != 200:
        raise SystemExit(f"{url}: {response.status_code}")
    return [query["sql"] for query in captured.captured_queries]


def raw(sql: list[str]) -> float:
    """The same statements alone, rows fetched."""
    asked = [statement for statement in sql if statement.startswith("SELECT")]

    def run() -> None:
        with connection.cursor() as cursor:
            for statement in asked:
                cursor.execute(statement.replace("%", "%%"))
                cursor.fetchall()

    return milliseconds(run)


def deep(sort: str, rows: int) -> str:
    """The address of a page in the middle of the list."""
    row = Convention.objects.on(localdate()).order_by("text__folded", "pk")[rows // 2 : rows // 2 + 1].get()
    bond = hashlib.sha256(f"{API}|{sort}|[]".encode()).hexdigest()[:16]
    cursor = signing.Signer(salt="nqt.door.cursor").sign_object([bond, row.text.folded, row.pk])
    return f"{API}?sort={sort}&after={cursor}"


def weight(client: Client) -> tuple[int, int]:
    """Bytes of the page, and of its static files as compressed on the wire."""
    html = client.get(PAGE).content.decode()
    found, wanted = set(), set(re.findall(r'/static/([^"#]+)', html))
    while wanted:
        name = wanted.pop()
        found.add(name)
        if name.endswith(".css"):
            text = staticfiles_storage.open(name).read().decode()
            folder = name.rpartition("/")[0]
            for link in re.findall(r'url\("?([^")#]+)"?\)', text):
                if not link.startswith(("data:", "http")):
                    wanted.add(_beside(folder, link)) if _beside(folder, link) not in found else None
    return len(html.encode()), sum(map(_on_the_wire, found))


def _beside(folder: str, link: str) -> str:
    parts = [part for part in folder.split("/") if part]
    for step in link.split("/"):
        if step == "..":
            parts.pop()
        elif step != ".":
            parts.append(step)
    return "/".join(parts)


def _on_the_wire(name: str) -> int:
    for suffix in (".br", ".gz", ""):
        if staticfiles_storage.exists(name + suffix):
            return staticfiles_storage.size(name + suffix)
    return 0


def measure(largest: int) -> bool:
    """Print the figures of the list; False when one misses its bound."""
    client = reader()
    fill.organizations()
    fill.conventions(1, 10)
    fill.settle()
    few = len(statements(client, PAGE))
    fill.conventions(11, 1_000)
    fill.settle()
    many = len(statements(client, PAGE))
    good = say("list, statements at 10 and 1,000 rows", f"{few} and {many}", "equal, ≤ 12", few == many <= 12)
    small = milliseconds(lambda: client.get(f"{API}?sort=title"))
    fill.conventions(1_001, 100_000)
    fill.settle()
    sql = raw(statements(client, API))
    json, page = milliseconds(lambda: client.get(API)), milliseconds(lambda: client.get(PAGE))
    good &= say("list, JSON against its SQL, 100,000 rows", f"{json:.1f} / {sql:.1f} ms", "≤ 12", json <= 12 * sql)
    bound = 2 * json + 20
    good &= say("list, page, 100,000 rows", f"{page:.1f} ms", f"≤ {bound:.0f} ms and ≤ 50 ms", page <= min(bound, 50))
    morning = milliseconds(lambda: client.get(MORNING))
    good &= say("aujourd’hui, page, 100,000 rows", f"{morning:.1f} ms", "≤ 80 ms", morning <= 80)
    found = milliseconds(lambda: client.get(f"{PAGE}?search=ecluse+habitat"), 7)
    say("list, search of two words, 100,000 rows", f"{found:.1f} ms", "(told)", True)
    html, static = weight(client)
    good &= say("list, HTML", f"{html / 1024:.1f} KB", "≤ 40 KB", html <= 40 * 1024)
    good &= say("list, static files on the wire", f"{static / 1024:.1f} KB", "≤ 150 KB", static <= 150 * 1024)
    if largest > 100_000:
        fill.conventions(100_001, largest)
        fill.settle()
        middle = deep("title", largest)
        cost = milliseconds(lambda: client.get(middle))
        figure = f"list, JSON in the middle of {largest:,} rows against 1,000"
        good &= say(figure, f"{cost:.1f} / {small:.1f} ms", "≤ 2", cost <= 2 * small)
    return good
