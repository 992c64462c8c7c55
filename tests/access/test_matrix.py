"""Every route has its row, and every row does what it says: answers, scope, masks, and nothing written when denied."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse

from nqt.door.http.mount import MountedRoute, door
from tests.access import situations  # noqa: F401  (fills the places)
from tests.access.contract import faults_of
from tests.access.matrix import PERSONS, ROLES, document, key_of, roles_of, rows, verb_of
from tests.access.places import Place, place_of
from tests.harness.unchanged import unchanged

DENIED = frozenset({401, 403, 404, 405})
DONE = frozenset({200, 201, 204, 303})
TURNED_BACK = DONE | {400, 409, 410, 428}
"""An open door behind which something is missing, or is not of the moment."""


# -- the world, built once a file; each test leaves it as it was -------------------------------------------------------
@pytest.fixture
def db() -> None:
    """The world's transaction stands for pytest-django's: a database is needed, and no test case around each test."""


Way = tuple[MountedRoute, str, str, str]
"""(route, method, action, verb)."""


@cache
def ways() -> dict[str, list[Way]]:
    """Resource → every way into it, on both mounts; made once, for the door mounts everything each time it is asked."""
    get_resolver().url_patterns  # noqa: B018
    found: dict[str, list[Way]] = {}
    for route in door.routes():
        found.setdefault(key_of(route), []).extend(
            (route, method.upper(), action, verb_of(route, action)) for method, action in route.actions.items()
        )
    return found


def routes_of(key: str) -> list[Way]:
    """Those of one resource."""
    return ways().get(key, [])


def address(route: MountedRoute, kwargs: dict[str, Any]) -> str:
    """The route's URL at a row; `query` is what the address asks."""
    needed = {name for name in ("public_id", "token", *kwargs) if f"<{name}>" in route.pattern}
    extra = {"fmt": "csv"} if "<fmt>" in route.pattern else {}
    if "<step>" in route.pattern:
        extra["step"] = next(iter(route.resource.steps))
    url = reverse(route.full_name, kwargs={name: kwargs[name] for name in needed} | extra)
    return f"{url}?{kwargs['query']}" if "query" in kwargs else url


@contextmanager
def rolled_back() -> Iterator[None]:
    """What a request did is undone before the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(visitor: Any, route: MountedRoute, method: str, url: str, body: Any = None, version: int | None = 1) -> Any:
    """One request; `version=None` reads the current one first, as a writer does."""
    if method == "GET":
        return visitor.get(url)
    if version is None and route.resource.versioned:
        version = current_version(visitor, route, url)
    if "<step>" in route.pattern:  # a page of a long form asks for the fields of its step alone
        body = {name: body[name] for name in next(iter(route.resource.steps.values())) if name in (body or {})}
    if route.mount == "pages":
        return visitor.post(url, {**as_form(body), **({"version": version} if version else {})})
    return visitor.send(method, url, body, version=version)


def as_form(body: Any) -> dict[str, Any]:
    """A JSON body as a browser posts it: a list written whole has its rows by their number."""
    form = {}
    for name, value in (body or {}).items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            form |= {f"{name}[{rank}]{part}": said for rank, row in enumerate(value) for part, said in row.items()}
        elif value is not False:
            form[name] = value
    return form


def current_version(visitor: Any, route: MountedRoute, url: str) -> int:
    """Read as an API client would; rows that cannot be read alone are at their first version or refuse anyway."""
    if "<public_id>" not in route.pattern and "<token>" not in route.pattern:
        return 1
    kwargs = visitor_kwargs(url, route)
    if not route.resource.offers("retrieve"):
        return 1
    name = f"api:{route.audience}:{route.resource.basename}-detail"
    etag = visitor.get(reverse(name, kwargs=kwargs)).get("ETag", '"1"')
    return int(etag.strip('"'))


def visitor_kwargs(url: str, route: MountedRoute) -> dict[str, Any]:
    match = get_resolver().resolve(url)
    return {name: value for name, value in match.kwargs.items() if name not in ("fmt", "step")}


def text_of(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode()


# -- the table --------------------------------------------------------------------------------------------------------
def test_every_route_has_its_row_and_every_row_its_route():
    mounted = {key: {verb for _route, _method, _action, verb in found} for key, found in ways().items()}
    assert {key: set(row.cells) for key, row in rows().items()} == mounted


def test_every_row_says_why_it_exists_and_names_known_roles():
    for row in rows().values():
        assert row.purpose.endswith(".")
        for cell in row.cells.values():
            assert set(cell) <= {*roles_of(row.audience), "everyone"}, row.key
    assert {role for audience in document()["roles"] for role in roles_of(audience)} == set(PERSONS)


# -- denied -----------------------------------------------------------------------------------------------------------
def denial_of(route: MountedRoute, role: str) -> int:
    """What a role that the cell does not name is answered."""
    if role == "anonymous":
        return 302 if route.mount == "pages" else 401
    return 403 if role in roles_of(route.audience) else 404


@pytest.mark.parametrize("key", rows())
def test_denied_role_gets_its_answer_and_changes_nothing(world, key):
    row, wrong = rows()[key], []
    insider = next(role for role in ROLES if role in roles_of(row.audience))
    at = place_of(world, key, insider)
    with unchanged():
        for role in ROLES:
            for route, method, _action, verb in routes_of(key):
                if row.scope(verb, role) is not None:
                    continue
                url = address(route, at.inside)
                status = ask(world.visitors[role], route, method, url, at.bodies.get(verb)).status_code
                if status != denial_of(route, role):
                    wrong.append(f"{role} {method} {url}: {status}, not {denial_of(route, role)}")
    assert not wrong


@pytest.mark.parametrize("key", [key for key in rows() if not key.startswith("public/")])
def test_another_audience_s_door_looks_like_no_page(world, key):
    row, unknown = rows()[key], {}
    stranger = world.visitors["mentor" if row.audience != "mentor" else "graduate"]
    at = place_of(world, key, roles_of(row.audience)[0])
    for route, method, _action, _verb in routes_of(key):
        if method == "GET":
            url = address(route, at.inside)
            missing = f"{'/api/v1' if route.mount == 'api' else ''}/{row.audience}/no-such-page/"
            if route.mount not in unknown:
                unknown[route.mount] = stranger.get(missing)
            response = stranger.get(url)
            assert response.status_code == unknown[route.mount].status_code == 404
            assert response.content == unknown[route.mount].content
            assert dict(response.headers) == dict(unknown[route.mount].headers)


# -- allowed ----------------------------------------------------------------------------------------------------------
def allowed_cases() -> list[tuple[str, str]]:
    return [(key, role) for key, row in rows().items() for role in ROLES if any(row.scope(v, role) for v in row.cells)]


@pytest.mark.parametrize(("key", "role"), allowed_cases())
def test_allowed_role_reaches_its_rows(world, key, role):
    row, at = rows()[key], place_of(world, key, role)
    visitor, wrong = world.visitors[role], []
    for route, method, action, verb in routes_of(key):
        if row.scope(verb, role) is None:
            continue
        url, body = address(route, at.inside), at.bodies.get(verb)
        with rolled_back():
            response = ask(visitor, route, method, url, body, version=None)
            is_asking = route.command is not None or action == "destroy_form"  # an act that may be closed now
            is_reading = method == "GET" and not is_asking
            expected = (
                {200} if is_reading else {200, 409} if method == "GET" else DONE if body is not None else TURNED_BACK
            )
            if response.status_code not in expected:
                wrong.append(f"{method} {url}: {response.status_code} {text_of(response)[:300]}")
            elif route.mount == "api":
                wrong += [f"{method} {url} answers {fault}" for fault in faults_of(route, method, response)]
            if method == "GET" and response.status_code == 200:
                check_masks(row.fields_hidden_from(role), at, response, url)
    assert not wrong, "\n".join(wrong)


def check_masks(fields: list[str], at: Place, response: Any, url: str) -> None:
    """No forbidden field in JSON, no word of what is out of sight in anything."""
    words = text_of(response)
    for canary in at.canaries:
        assert canary not in words, f"{url} tells {canary}"
    if response["Content-Type"] == "application/json":
        data = response.json()
        for line in data.get("results", [data]):
            assert not set(fields) & set(line), f"{url} has {set(fields) & set(line)}"


def out_of_scope_cases() -> list[tuple[str, str]]:
    """Where a role reaches some rows and not all."""
    scopes = {
        (key, role): {rows()[key].scope(verb, role) for verb in rows()[key].cells} for key, role in allowed_cases()
    }
    return [case for case, found in scopes.items() if not found <= {"all", "reference", "own", None}]


@pytest.mark.parametrize(("key", "role"), out_of_scope_cases())
def test_row_out_of_scope_is_unknown_and_unchanged(world, key, role):
    row, at, wrong = rows()[key], place_of(world, key, role), []
    if at.outside is None:
        pytest.skip("one page of one's own: its canaries are checked where it is read")
    visitor = world.visitors[role]
    nowhere = {name: uuid.uuid4() if name != "token" else "x" * 40 for name in at.outside}
    with unchanged():
        for route, method, _action, verb in routes_of(key):
            if row.scope(verb, role) is None or not set(at.outside) & {
                n for n in at.outside if f"<{n}>" in route.pattern
            }:
                continue
            body = at.bodies.get(verb)
            foreign = ask(visitor, route, method, address(route, at.outside), body)
            unknown = ask(visitor, route, method, address(route, nowhere), body)
            if foreign.status_code != 404 or unmarked(foreign) != unmarked(unknown):
                wrong.append(
                    f"{method} {address(route, at.outside)}: {foreign.status_code}, unknown {unknown.status_code}"
                )
    assert not wrong


def unmarked(response: Any) -> tuple[int, str, dict[str, str]]:
    """An answer without the CSRF token, which differs each time."""
    lines = [line for line in response.content.decode().splitlines() if "csrfmiddlewaretoken" not in line]
    return response.status_code, "\n".join(lines), dict(response.headers)


@pytest.mark.parametrize(("key", "role"), out_of_scope_cases())
def test_row_in_sight_but_not_one_s_own_is_not_written(world, key, role):
    row, at, wrong = rows()[key], place_of(world, key, role), []
    if at.readable is None:
        pytest.skip("what this role reads there, it may write")
    visitor = world.visitors[role]
    with unchanged():
        for route, method, action, verb in routes_of(key):
            if row.scope(verb, role) is None or "<public_id>" not in route.pattern:
                continue
            response = ask(visitor, route, method, address(route, at.readable), at.bodies.get(verb))
            expected = {200} if action == "retrieve" else {403, 409, 400}
            if response.status_code not in expected:
                wrong.append(f"{method} {address(route, at.readable)}: {response.status_code}")
    assert not wrong


@pytest.mark.parametrize("key", rows())
def test_method_that_the_address_lacks_is_405_for_those_inside(world, key):
    row = rows()[key]
    role = next(role for role in ROLES if any(row.scope(verb, role) for verb in row.cells))
    at, visitor, wrong = place_of(world, key, role), world.visitors[role], []
    with unchanged():
        for route in {route.full_name: route for route, *_ in routes_of(key)}.values():
            for method in {"POST", "PUT", "PATCH", "DELETE"} - {m.upper() for m in route.actions}:
                status = visitor.send(method, address(route, at.inside), {}).status_code
                if status != 405:
                    wrong.append(f"{method} {address(route, at.inside)}: {status}")
    assert not wrong
