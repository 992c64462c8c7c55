"""Nothing in an address, a header or a cookie makes a page fail: every page of the door, and what stands beside it.

Parameters are not listed by hand: a page is read once, and what it looked for in its address is what is tried.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote
from zlib import crc32

import pytest
from django.db import transaction
from django.http import QueryDict

from nqt.door.http.mount import MountedRoute
from tests.access import situations  # noqa: F401  (fills the places)
from tests.access.matrix import ROLES, document, rows
from tests.access.places import place_of
from tests.access.test_beside import address as address_beside
from tests.access.test_matrix import address, rolled_back, routes_of, visitor_kwargs
from tests.access.world import World
from tests.harness.visitors import Visitor

VALUES = (
    "", "%00", "a%0d%0aX:1", "%ff%fe", "%ed%a0%80", "http://[", "[", "%22;b%3C%27", "9" * 400, "-1", "1e400", "NaN",
    "0001-01-01", "9999-12-31", "é" * 2000, "%E2%80%AE", "../../x", "%25", "٣", "None", "a@[::1]",
    "00000000-0000-0000-0000-000000000000",
)  # fmt: skip
"""As they stand in an address; decoded they are what headers and cookies hold."""
HEADERS = (
    "Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Content-Encoding", "Content-Type", "Forwarded",
    "HX-Boosted", "HX-Current-URL", "HX-History-Restore-Request", "HX-Prompt", "HX-Target", "HX-Trigger",
    "HX-Trigger-Name", "Idempotency-Key", "If-Match", "If-Modified-Since", "If-None-Match", "Origin", "Range",
    "Referer", "User-Agent", "X-Correlation-ID", "X-CSRFToken", "X-Forwarded-For", "X-Forwarded-Host",
    "X-Forwarded-Proto", "X-HTTP-Method-Override", "X-Request-ID", "X-Requested-With",
)  # fmt: skip
HELD = ("", "\x01", "http://[", "[", "\";b<'", "9" * 400, "é" * 300, 'text/html;charset="', "a, b;q=x", 'W/"1', "::1")
"""What a header may hold: a server lets no NUL and no line end through."""
COOKIES = ("csrftoken", "messages", "nqt_device", "django_language", "sessionid")
HTMX = {"HX-Request": "true"}
NOWHERE = "00000000-0000-4000-8000-000000000000"
OF_ITS_OWN = frozenset({"public_id", "fmt", "step", "code"})
"""Parts of an address that name no parent; the code of a poster that is unknown is answered as none."""
PARENT = re.compile(r"\(\?P<([a-z_]+)>")
ANSWERS = frozenset({200, 204, 301, 302, 303, 304, 400, 401, 403, 404, 405, 406, 409, 410, 415, 428})


@contextmanager
def looked_for() -> Iterator[set[str]]:
    """The parameters that a page asks of its address, collected while it answers."""
    names: set[str] = set()
    with pytest.MonkeyPatch.context() as patch:
        for method in ("get", "getlist", "__getitem__", "__contains__"):
            known = getattr(QueryDict, method)

            def recorded(self: QueryDict, name: str, *rest: Any, known: Any = known) -> Any:
                names.add(name)
                return known(self, name, *rest)

            patch.setattr(QueryDict, method, recorded)
        yield names


def faults(visitor: Any, url: str, method: str = "get", **headers: str) -> list[str]:
    """Nothing, or how the answer is wrong."""
    with transaction.atomic():
        try:
            response = getattr(visitor, method)(url, headers=headers)
            status = response.status_code
            if response.streaming:
                b"".join(response.streaming_content)
        except Exception as error:  # noqa: BLE001 - whatever it is, a page failed
            return [f"{method} {url[:200]} {str(headers)[:200]}: {error!r:.300}"]
        finally:
            transaction.set_rollback(True)
    return [] if status in ANSWERS else [f"{method} {url[:200]} {str(headers)[:200]}: {status}"]


def with_query(url: str, name: str, value: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{quote(name)}={value}"


def readings(world: World, key: str) -> Iterator[tuple[MountedRoute, str, Visitor, str]]:
    """The routes of a resource that answer GET, the action, somebody who may, and an address inside."""
    mine: dict[str, list[tuple[MountedRoute, str]]] = {}
    for route, method, action, verb in routes_of(key):
        if method == "GET":
            role = next(role for role in ROLES if rows()[key].scope(verb, role) is not None)
            mine.setdefault(role, []).append((route, action))
    for role, found in mine.items():
        with rolled_back():
            at = place_of(world, key, role)
            for route, action in found:
                yield route, action, world.visitors[role], address(route, at.inside)


KERNEL = frozenset({"sort", "page_size", "after", "before", "au", "search", "x"})
"""Read by the same code for every list: each list tries one of the values, all lists together try them all."""


READS_ITS_OWN = ("list", "show", "create_form")
"""Actions whose address has more than the kernel's parameters."""


def some_of(values: tuple[str, ...], number: int, *seed: str) -> list[str]:
    """The same few for the same page, others for the next one."""
    first = crc32("|".join(seed).encode())
    return [values[(first + step * 7) % len(values)] for step in range(number)]


@pytest.mark.parametrize("key", rows())
def test_no_parameter_and_no_fragment_makes_a_page_fail(world, key):
    wrong = []
    for route, action, visitor, url in readings(world, key):
        names: set[str] = set(KERNEL)
        if route.mount == "pages":
            with looked_for() as names:
                wrong += faults(visitor, url, **HTMX)
            wrong += faults(visitor, url, "options")
        own = names - KERNEL if action in READS_ITS_OWN else set()
        for name in sorted(own):
            for value in some_of(VALUES, 1, key, name):
                wrong += faults(visitor, with_query(url, name, value))
        name = some_of(tuple(sorted(names & KERNEL | {"x"})), 1, route.full_name)[0]
        for value in some_of(VALUES, 1, route.full_name, name):
            wrong += faults(visitor, with_query(url, name, value))
    assert not wrong, "\n".join(wrong)


BESIDE = [name for name, answers in document()["beside"].items() if answers]
PLAIN = ("/", "/apply/", "/communes/suggestions/", "/staff/today/", "/staff/organizations/", "/no-such-page/",
    "/staff/organizations.csv", "/staff/conventions/new/", "/api/v1/staff/organizations/")  # fmt: skip
"""One page of each kind: what headers and cookies meet is the same code for all pages of a kind."""


@pytest.mark.parametrize("header", HEADERS)
def test_no_header_makes_a_page_fail(world, header):
    wrong = []
    for url in (*PLAIN, *map(address_beside, ("account_login", "mfa_index", "api-docs"))):
        visitor = world.visitors[some_of(("anonymous", "staff_national"), 1, header, url)[0]]
        for value in some_of(HELD, 1, header, url):
            wrong += faults(visitor, url, **{header: value, **(HTMX if header.startswith("HX-") else {})})
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("value", HELD)
def test_no_current_address_of_a_browser_makes_its_sign_in_fail(world, value):
    nobody = world.visitors["anonymous"]
    answer = nobody.get("/staff/organizations/", headers={**HTMX, "HX-Current-URL": value})
    assert answer.status_code == 401
    assert answer["HX-Redirect"].startswith("/accounts/login/?next=/")


@pytest.mark.parametrize("name", COOKIES)
def test_no_cookie_makes_a_page_fail(world, name):
    wrong = []
    for audience in ("anonymous", "staff_national"):
        visitor = world.visitors[audience]
        kept = visitor.cookies[name].value if name in visitor.cookies else None
        for value in HELD:
            visitor.cookies[name] = value
            for url in some_of(("/", "/apply/", "/staff/hats/", "/accounts/login/", "/api/v1/staff/hats/"), 2, value):
                wrong += faults(visitor, url)
        visitor.cookies.pop(name)
        if kept is not None:
            visitor.cookies[name] = kept
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", BESIDE)
def test_no_parameter_makes_a_page_beside_the_door_fail(world, name):
    wrong = []
    url, answers = address_beside(name), document()["beside"][name]
    visitor = world.visitors["anonymous" if answers[0] == 200 else "staff_national"]
    with looked_for() as names:
        wrong += faults(visitor, url, **HTMX)
    wrong += faults(visitor, url, "options")
    for parameter in sorted(names | {"next", "version", "lang", "format", "script"}):
        for value in some_of(VALUES, 1, name, parameter):
            wrong += faults(visitor, with_query(url, parameter, value))
    assert not wrong, "\n".join(wrong)


# -- as strict as lists -----------------------------------------------------------------------------------------------
NONSENSE = {"sort": "nonsense", "page_size": "x", "after": "y", "no_such": "1"}


def of_action(action: str) -> list[str]:
    """The resources with a route of this action."""
    return [key for key in rows() if any(made == action for _route, _method, made, _verb in routes_of(key))]


@pytest.mark.parametrize("key", sorted({*of_action("export"), *of_action("suggest")}))
def test_file_and_suggestions_are_as_strict_as_their_list(world, key):
    wrong = []
    for route, action, visitor, url in readings(world, key):
        if route.mount == "pages" and action in ("list", "export", "suggest"):
            for name, value in NONSENSE.items():
                status = visitor.get(with_query(url, name, value)).status_code
                if status != 400:
                    wrong.append(f"{route.full_name} {name}={value}: {status}")
    assert not wrong, "\n".join(wrong)


NESTED = [key for key in rows() if any("/(?P<" in r.pattern.split("<public_id>")[0][:-4] for r, *_ in routes_of(key))]


@pytest.mark.parametrize("key", NESTED)
def test_list_under_an_unknown_parent_is_no_page(world, key):
    wrong = []
    for route, _action, visitor, url in readings(world, key):
        parents = {name: NOWHERE for name in PARENT.findall(route.pattern) if name not in OF_ITS_OWN}
        if not parents or "<token>" in route.pattern:
            continue
        known = visitor_kwargs(url.split("?")[0], route)
        status = visitor.get(address(route, {**known, **parents})).status_code
        if status != 404:
            wrong.append(f"{route.full_name} {parents}: {status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("version", ["%00", "%0d%0aX:1", "a%22;b", "1"])
def test_schema_takes_no_version(world, version):
    answer = world.visitors["anonymous"].get(f"/api/v1/schema/?version={version}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert "Content-Disposition" not in answer


@pytest.mark.parametrize("page", ["/apply/", "/accounts/login/"])
def test_form_that_is_not_utf8_is_refused(world, page):
    form = b"email=andr\xe9%40example.org"
    answer = world.visitors["anonymous"].generic("POST", page, form, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert "UTF-8" in answer.content.decode()
