"""What could hurt, sent to the conventions' API: refused, and nothing moves (rows A35 to A50 of the plan)."""

import gzip
import json
import uuid
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.harness.factories.conventions import a_draft, an_organization, nqt, to_sign
from tests.harness.unchanged import unchanged

pytestmark = pytest.mark.django_db
LIST = "/api/v1/staff/conventions/"
PROBLEM = "application/problem+json"


def one(convention, *more):
    return "/".join([f"{LIST}{convention.public_id}", *more]) + "/"


def good(**more):
    return {"title": "Neuve", "kind": "bilateral", "entry_rule": "all_signed", "territory_scope": "national", **more}


@pytest.fixture
def world(client_as):
    """A draft, and who may try what on it."""
    w = SimpleNamespace(draft=a_draft(title="Habitat Sud-Deux-Sèvres", parties=2))
    w.text = w.draft.text
    w.line, w.article = w.text.signatories.last(), w.text.articles.first()
    w.staff = client_as("staff_national")
    w.regional = client_as("staff_regional", department_codes=frozenset({"86"}))
    w.partner = client_as("partner_landlord", organization_id=w.line.organization_id)
    w.writes = {
        "create": ("post", LIST, None),
        "put": ("put", one(w.draft), w.draft.version),
        "patch": ("patch", one(w.draft), w.draft.version),
        "command": ("post", one(w.draft, "freeze"), w.draft.version),
        "nested create": ("post", one(w.draft, "parties"), None),
        "nested patch": ("patch", one(w.draft, "articles", str(w.article.public_id)), w.article.version),
    }
    return w


def send(world, write, body, **kwargs):
    method, url, version = world.writes[write]
    return world.staff.send(method, url, body, version=version, **kwargs)


def refused(response, status, *codes):
    problem = response.json()
    assert response.status_code == status, problem
    assert response["Content-Type"] == PROBLEM
    assert problem["detail"]
    if codes:
        assert {problem["code"], *(error["code"] for error in problem.get("errors", []))} & set(codes), problem


def named(response):
    return {error["pointer"].removeprefix("#/").split("/")[0] for error in response.json()["errors"]}


# -- A35 to A38, A41, A42: bodies -------------------------------------------------------------------------------------
BODIES = {
    "A35 truncated": '{"title": ',
    "A35 bracket": "[",
    "A35 array": "[]",
    "A35 null": "null",
    "A35 string": '"x"',
    "A36 deep": '{"a":' * 1000 + "1" + "}" * 1000,
    "A36 abyss": "[" * 200_000,
    "A37 twice": '{"title": "a", "title": "b"}',
    "A37 trailing comma": '{"title": "a",}',
    "A37 nan": '{"quorum": NaN}',
    "A37 infinity": '{"quorum": Infinity}',
    "A37 5000 digits": f'{{"quorum": {"1" * 5000}}}',
    "A38 bad utf-8": b'{"title": "\xff"}',
    "A38 surrogate": '{"title": "\\ud800"}',
    "A38 nul": '{"title": "a\\u0000b"}',
}


@pytest.mark.parametrize("name", BODIES)
def test_malformed_body_is_400_and_nothing_moves(world, name):
    with unchanged():
        for write in world.writes:
            refused(send(world, write, BODIES[name]), 400)


def test_body_of_three_megabytes_is_413(world):
    with unchanged():
        for write in world.writes:
            refused(send(world, write, json.dumps({"title": "x" * 3_000_000})), 413, "too_big")


TYPES = [
    "",
    "text/xml",
    "application/xml",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/json; charset=utf-7",
    "application/json; charset=latin-1",
]


@pytest.mark.parametrize("content_type", TYPES)
def test_body_of_another_type_is_415(world, content_type):
    with unchanged():
        for write in world.writes:
            refused(send(world, write, good(), content_type=content_type), 415)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "gzip, gzip"])
def test_compressed_body_is_415(world, encoding):
    bomb = gzip.compress(b" " * 10_000_000)
    with unchanged():
        refused(send(world, "create", bomb, headers={"Content-Encoding": encoding}), 415)


# -- A39: fields ------------------------------------------------------------------------------------------------------
FOREIGN = [
    "zz",
    "id",
    "pk",
    "role",
    "is_staff",
    "organisation",
    "score",
    "owner",
    "owner_id",
    "current",
    "_method",
    "__class__",
]
READ_ONLY = [
    "public_id",
    "number",
    "stage",
    "life",
    "version",
    "parties",
    "articles",
    "actions",
    "body_hash",
    "created_at",
]


@pytest.mark.parametrize("field", [*FOREIGN, *READ_ONLY, "entered_on", "terminated_on", "notice_on", "origin"])
def test_field_that_is_none_or_is_not_written_is_refused_by_name(world, field):
    with unchanged():
        for write in ("create", "put", "patch"):
            response = send(world, write, good(**{field: "x"}))
            refused(response, 400, "unknown", "read_only")
            assert named(response) == {field}


@pytest.mark.parametrize("field", ["answer", "state", "signed_on", "link_round", "position", "text", "convention"])
def test_field_of_a_party_that_is_not_written_is_refused_by_name(world, field):
    with unchanged():
        response = send(world, "nested create", {"organization": str(world.line.organization.public_id), field: "x"})
    refused(response, 400, "unknown", "read_only")
    assert named(response) == {field}


@pytest.mark.parametrize("field", ["number", "stage", "version", "actor", "expected_version", "target"])
def test_command_takes_its_own_fields_alone(world, field):
    with unchanged():
        response = send(world, "command", {field: "x"})
    refused(response, 400, "unknown")
    assert named(response) == {field}


NOWHERE = "00000000-0000-4000-8000-000000000000"
VALUES = [
    *[("title", value) for value in ("", "   ", None, True, [], {}, "x" * 1000, "a\nb", "a\u202eb")],
    *[("kind", value) for value in ("nothing", "", None, 1, [], {})],
    *[
        ("starts_on", value)
        for value in ("2026-02-31", "31/02/2026", "2026-13-01", 45000, "1", True, [], {}, "0000-01-01")
    ],
    *[("quorum", value) for value in (-1, 10**12, 1.5, "deux", True, [], {}, 1e300)],
    *[("notice_months", value) for value in (-1, 10**12, "x", True, [])],
    *[("renewal_months", value) for value in (-1, 10**12, "x", [])],
    *[("departments", value) for value in ("x", None, 3, {}, ["x"], [None], [[]], [NOWHERE], [{"a": 1}])],
    *[("parent", value) for value in ("x", 3, True, [], {}, NOWHERE, "../")],
    *[("partner", value) for value in ("x", 3, [], {}, NOWHERE)],
    *[("with_members", value) for value in ("perhaps", 3, [], {})],
]


@pytest.mark.parametrize(("field", "value"), VALUES, ids=[f"{field}-{value!r:.40}" for field, value in VALUES])
def test_value_that_a_field_does_not_take_is_refused_at_its_name(world, field, value):
    with unchanged():
        response = send(world, "create", good(**{field: value}))
    refused(response, 400)
    assert named(response) == {field}


@pytest.mark.parametrize(
    ("starts_on", "ends_on"), [("2026-05-02", "2026-05-01"), ("2026-05-02", "1926-05-02"), ("2126-01-01", "2126-01-01")]
)
def test_dates_out_of_order_are_refused(world, starts_on, ends_on):
    with unchanged():
        refused(send(world, "create", good(starts_on=starts_on, ends_on=ends_on)), 400)


# -- A43: pages -------------------------------------------------------------------------------------------------------
PAGES = [
    *[f"page={value}" for value in ("0", "-1", "abc", "1e30", "2")],
    *[f"page_size={value}" for value in ("0", "-1", "abc", "1e9", "", "1.5", "１", "101", "9999999999")],
    *[f"after={value}" for value in ("xyz", "'", "%00", "a:b:c", "1" * 5000)],
    "limit=1",
    "offset=1",
    "after=a&before=b",
]


@pytest.mark.parametrize("query", PAGES)
def test_page_that_is_none_is_400(world, query):
    refused(world.staff.get(f"{LIST}?{query}"), 400)


def cursor(world):
    nqt()
    a_draft()
    return world.staff.get(f"{LIST}?page_size=1").json()["next"].split("after=")[1].split("&")[0]


@pytest.mark.parametrize("more", ["sort=title", "search=habitat", "stage=draft", "au=2015-01-01"])
def test_cursor_of_another_order_or_other_filters_is_400(world, more):
    refused(world.staff.get(f"{LIST}?after={cursor(world)}&{more}"), 400, "cursor")


def test_cursor_tampered_with_is_400(world):
    text = cursor(world)
    assert world.staff.get(f"{LIST}?after={text}").status_code == 200
    for place in (0, len(text) // 2, len(text) - 1):
        changed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        refused(world.staff.get(f"{LIST}?after={changed}"), 400, "cursor")
    refused(world.staff.get(f"/api/v1/staff/organizations/?after={text}"), 400, "cursor")


# -- A44: filters and sorts -------------------------------------------------------------------------------------------
QUERIES = [
    *[f"ordering={name}" for name in ("user__password", "-title")],
    *[f"sort={name}" for name in ("owner__password", "text__body", "--title", "title,number", "?", "pk", "id;drop")],
    "partner__contact__email__startswith=a",
    "owner__email=a",
    "text__signatories__contact__email__startswith=a",
    "title=x",
    "stage__in=draft",
    *[f"stage={value}" for value in ("nothing", "%00", "draft,to_sign", "' OR 1=1--")],
    *[f"life={value}" for value in ("x", "%00")],
    *[f"department={value}" for value in ("86", "x", "%00", NOWHERE, "1" * 400)],
    *[f"ends_before={value}" for value in ("x", "2026-02-31", "45000", "%00")],
    *[f"au={value}" for value in ("x", "2026-02-31", "1899-12-31", "9999-12-31", "20260101", "%00")],
    "fields=title",
    "format=xml",
    "_method=DELETE",
]


@pytest.mark.parametrize("query", QUERIES)
def test_filter_or_sort_that_is_none_is_400_for_every_role(world, query):
    answers = [visitor.get(f"{LIST}?{query}") for visitor in (world.staff, world.regional)]
    for answer in answers:
        refused(answer, 400)
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize("query", ["owner__email=a", "sort=contact__email", "ordering=id", "stage=draft"])
def test_partner_s_list_answers_alike(world, query):
    refused(world.partner.get(f"/api/v1/partner/conventions/?{query}"), 400)


# -- A45: search ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["x" * 20_000, "x" * 201, "mot " * 3000, "a " * 21, "%00", "a%00b"])
def test_search_too_long_or_with_a_nul_is_400(world, text):
    refused(world.staff.get(f"{LIST}?search={text}"), 400, "search")


@pytest.mark.parametrize("signs", ["%25", "_", "%5C", "%25%25", "_%25_", ".*", "'", "%F0%9F%8F%A0"])
def test_search_of_signs_alone_finds_nothing_rather_than_everything(world, signs):
    assert world.staff.get(f"{LIST}?search={signs}").json()["count"] == 0


@pytest.mark.parametrize("text", ["hab%25zz", "h_zz", "zz.*", "(a%2B)%2B$zz", "zz' OR '1'='1", "%25zz%25", "zz\\"])
def test_search_takes_signs_for_spaces_and_never_for_wildcards(world, text):
    assert world.staff.get(f"{LIST}?search={text}").json()["count"] == 0


@pytest.mark.parametrize("text", ["a " * 20, "x" * 200, "(a%2B)%2B$" * 10, "é" * 200, "%25" * 200])
def test_search_at_its_longest_is_a_few_conditions(world, text):
    """A word repeated is one condition; nothing is tried again and again as a pattern."""
    with CaptureQueriesContext(connection) as captured:
        assert world.staff.get(f"{LIST}?search={text.strip()}").status_code == 200
    assert max(query["sql"].count("LIKE") for query in captured) <= 8


# -- A46: ids ---------------------------------------------------------------------------------------------------------
IDS = ["0", "-1", str(2**63), "1" + "0" * 24, "%2e%2e%2f", "..;", "é", "%00", "null", NOWHERE, "zz" * 18, "{}"]


@pytest.mark.parametrize("malformed", IDS)
def test_id_that_is_none_is_404_everywhere(world, malformed):
    for url in (f"{LIST}{malformed}/", f"{LIST}{malformed}/freeze/", f"{LIST}{malformed}/parties/"):
        refused(world.staff.get(url) if "freeze" not in url else world.staff.send("post", url, {}), 404)
    refused(world.staff.get(one(world.draft, "parties", malformed)), 404)


def test_id_of_another_table_is_404(world):
    for other in (world.line, world.article, world.line.organization, world.staff.user):
        refused(world.staff.get(one(other)), 404)
        refused(world.staff.get(one(world.draft, "articles", str(world.line.public_id))), 404)


def test_row_of_another_parent_is_404(world):
    other = a_draft()
    article = other.text.articles.first()
    with unchanged():
        url = one(world.draft, "articles", str(article.public_id))
        refused(world.staff.get(url), 404)
        refused(world.staff.send("patch", url, {"title": "X"}, version=article.version), 404)


# -- A47: methods -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["trace", "connect", "propfind", "query", "x" * 40])
def test_method_that_is_none_is_405(world, method):
    with unchanged():
        for url in (LIST, one(world.draft), one(world.draft, "freeze")):
            response = world.staff.send(method, url, {})
            assert response.status_code == 405
            assert "HEAD" in response["Allow"] or "POST" in response["Allow"]


@pytest.mark.parametrize("method", ["put", "patch", "delete", "post"])
def test_write_of_what_is_only_read_is_405(world, method):
    visible = to_sign()
    line = visible.text.signatories.last()
    url = f"/api/v1/partner/conventions/{line.public_id}/"
    with unchanged():
        assert world.partner.send(method, url, {}).status_code == 405


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"])
def test_method_override_is_ignored(world, header):
    with unchanged():
        for override in ("DELETE", "PUT", "TRACE"):
            assert world.staff.get(one(world.draft), headers={header: override}).status_code == 200
            assert world.staff.send("post", one(world.draft), {}, headers={header: override}).status_code == 405


# -- A48: hidden rows -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["get", "head", "options", "put", "patch", "delete", "post"])
def test_hidden_row_by_any_method_answers_as_an_unknown_one(world, client_as, method):
    hidden = to_sign().text.signatories.last()
    stranger = client_as("partner_landlord", organization_id=world.line.organization_id)
    answers = [
        stranger.generic(method.upper(), f"/api/v1/partner/conventions/{public_id}/")
        for public_id in (hidden.public_id, uuid.uuid4())
    ]
    assert answers[0].status_code == answers[1].status_code in (404, 405)
    assert answers[0].content == answers[1].content
    assert dict(answers[0].headers) == dict(answers[1].headers)


def test_head_of_a_row_is_its_get_without_a_body(world):
    read, head = world.staff.get(one(world.draft)), world.staff.head(one(world.draft))
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == read["ETag"]


# -- A49: forgery -----------------------------------------------------------------------------------------------------
FORGED = {
    "no token": {"csrf": False},
    "a token too short": {"headers": {"X-CSRFToken": "x"}},
    "a token of another": {"headers": {"X-CSRFToken": "a" * 32}},
    "no origin": {"headers": {"Origin": "null"}},
    "another origin": {"headers": {"Origin": "https://evil.example"}},
}


@pytest.mark.parametrize("forged", FORGED)
def test_write_that_another_site_could_send_is_403(world, forged):
    with unchanged():
        for write in world.writes:
            refused(send_forged(world, write, **FORGED[forged]), 403)


def send_forged(world, write, *, headers=None, csrf=True):
    method, url, version = world.writes[write]
    match = {} if version is None else {"If-Match": f'"{version}"'}
    body = json.dumps(good())
    return world.staff.generic(
        method.upper(), url, body, content_type="application/json", csrf=csrf, headers={**match, **(headers or {})}
    )


def test_write_without_a_session_is_401(client_as, world):
    with unchanged():
        refused(client_as().send("post", LIST, good()), 401, "not_authenticated")


# -- A50: versions ----------------------------------------------------------------------------------------------------
VERSIONS = {
    "absent": (None, 428, "version_required"),
    "any": ("*", 428, "version_required"),
    "stale": ('"0"', 412, "stale"),
    "of the future": ('"999"', 412, "stale"),
    "no number": ('"x"', 412, "stale"),
    "huge": (f'"{"9" * 40}"', 412, "stale"),
    "two": ('"{}", "2"', 400, "parse_error"),
    "weak": ('W/"{}"', 400, "parse_error"),
    "bare": ("{}", 400, "parse_error"),
    "empty": ("", 400, "parse_error"),
}
VERSIONED = {
    "put": ("put", (), good()),
    "patch": ("patch", (), {"title": "X"}),
    "delete": ("delete", (), {}),
    "freeze": ("post", ("freeze",), {}),
    "abandon": ("post", ("abandon",), {"reason": "Plus d’objet."}),
}


@pytest.mark.parametrize("version", VERSIONS)
def test_write_without_the_version_seen_is_refused(world, version):
    header, status, code = VERSIONS[version]
    headers = {} if header is None else {"If-Match": header.format(world.draft.version)}
    with unchanged():
        for method, more, body in VERSIONED.values():
            refused(world.staff.send(method, one(world.draft, *more), body, headers=headers), status, code)


@pytest.mark.parametrize("name", VERSIONED)
def test_write_with_the_version_seen_is_done(world, name):
    """Positive control of the tables above: the same requests, with nothing wrong, go through."""
    method, more, body = VERSIONED[name]
    response = world.staff.send(method, one(world.draft, *more), body, version=world.draft.version)
    assert response.status_code in (200, 204), response.content


def test_good_bodies_of_the_tables_go_through(world):
    assert world.staff.send("post", LIST, good()).status_code == 201
    party = {"organization": str(an_organization().public_id)}
    assert send(world, "nested create", party).status_code == 201
    assert send(world, "nested patch", {"title": "Bilan"}).status_code == 200
