"""The address decides the representation, and who may ask for it."""

import uuid

import pytest

from nqt.audit.models import SecurityEvent
from tests.harness.trial.models import Agreement
from tests.harness.trial.world import an_agreement, api, page, sent, text, typed
from tests.harness.unchanged import unchanged

SIGN_IN = "/accounts/login/?next="


def test_addresses_of_a_resource_differ_by_their_prefix_alone(world):
    assert page("agreements-list") == "/staff/agreements/"
    assert api("agreements-list") == "/api/v1/staff/agreements/"
    assert page("bodies-list", "public") == "/bodies/"


@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/html", "image/png", ""])
def test_accept_header_whatever_it_says_changes_nothing(world, accept):
    html = world.staff.get(page("agreements-list"), headers={"accept": accept})
    json = world.staff.get(api("agreements-list"), headers={"accept": accept})
    assert html["Content-Type"].startswith("text/html")
    assert json["Content-Type"] == "application/json"


def test_page_without_session_leads_to_sign_in_and_back(world):
    response = world.nobody.get(page("agreements-list") + "?status=draft")
    assert response.status_code == 302
    assert response.url == f"{SIGN_IN}/staff/agreements/%3Fstatus%3Ddraft"


def test_fragment_without_session_asks_the_browser_to_sign_in(world):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/staff/agreements/?status=draft"}
    response = world.nobody.get(page("agreements-list"), headers=headers)
    assert response.status_code == 401
    assert response["HX-Redirect"] == f"{SIGN_IN}/staff/agreements/%3Fstatus%3Ddraft"


def test_api_without_session_answers_401_with_a_challenge(world):
    response = world.nobody.get(api("agreements-list"))
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Session"
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "not_authenticated"


@pytest.mark.parametrize("address", [page, api])
def test_another_audience_s_resource_looks_like_no_page_at_all(world, address):
    foreign = world.partner.get(address("agreements-list"))
    unknown = world.partner.get(address("agreements-list").replace("agreements", "nothing"))
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content
    assert dict(foreign.headers) == dict(unknown.headers)


@pytest.mark.parametrize("address", [page, api])
def test_row_out_of_scope_looks_like_an_unknown_one(world, address):
    hidden = an_agreement(world, body=world.other, status="sent")
    foreign = world.partner.get(address("agreements-detail", "partner", public_id=hidden.public_id))
    unknown = world.partner.get(address("agreements-detail", "partner", public_id=uuid.uuid4()))
    assert foreign.status_code == unknown.status_code == 404
    assert without_token(foreign) == without_token(unknown)
    assert dict(foreign.headers) == dict(unknown.headers)


def without_token(response) -> str:
    lines = response.content.decode().splitlines()
    return "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line)


@pytest.mark.parametrize("method", ["options", "head", "put", "delete"])
def test_hidden_row_by_any_method_answers_as_an_unknown_one(world, method):
    hidden = an_agreement(world, body=world.other, status="sent")
    answers = [
        world.partner.generic(method.upper(), api("agreements-detail", "partner", public_id=public_id))
        for public_id in (hidden.public_id, uuid.uuid4())
    ]
    assert answers[0].status_code == answers[1].status_code
    assert answers[0].content == answers[1].content


def test_options_of_a_visible_row_names_the_methods(world):
    response = world.staff.options(api("agreements-detail", public_id=world.agreement.public_id))
    assert response.status_code == 204
    assert set(response["Allow"].split(", ")) == {"GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}


def test_verb_that_the_resource_lacks_is_405(world):
    Agreement.objects.update(status="sent")
    url = api("agreements-detail", "partner", public_id=world.agreement.public_id)
    with unchanged():
        for method in ("put", "patch", "delete", "trace"):
            response = world.partner.send(method, url)
            assert response.status_code == 405, method
            assert "GET" in response["Allow"]
        assert world.staff.post(page("agreements-list"), {}).status_code == 405


@pytest.mark.parametrize("trick", [{"headers": {"X-HTTP-Method-Override": "DELETE"}}, {"data": {"_method": "DELETE"}}])
def test_method_override_is_ignored(world, trick):
    with unchanged():
        response = world.staff.post(page("agreements-detail", public_id=world.agreement.public_id), **trick)
    assert response.status_code == 405


def test_verb_that_this_role_may_not_is_403(world):
    url = page("agreements-delete", public_id=world.agreement.public_id)
    with unchanged():
        assert world.regional.get(url).status_code == 403
        response = world.regional.post(url, {"version": 1})
    assert response.status_code == 403
    assert "Vous n’avez pas le droit" in text(response)
    assert world.staff.post(url, {"version": 1}).status_code == 303


def test_denial_leaves_a_line_in_the_security_log(world):
    world.partner.get(page("agreements-list"))
    event = SecurityEvent.objects.get(kind="denied")
    assert event.user_id == world.partner.user.pk
    assert "staff/agreements/" in event.path


@pytest.mark.parametrize(
    "malformed", ["0", "-1", str(2**63), "1" * 25, "%2e%2e%2f", "..;", "é", "6b1f-", "new%00", "6B1F" * 9]
)
def test_malformed_id_is_404_on_both_mounts(world, malformed):
    assert world.staff.get(f"/staff/agreements/{malformed}/").status_code == 404
    assert world.staff.get(f"/api/v1/staff/agreements/{malformed}/").status_code == 404


def test_id_of_another_table_is_404(world):
    assert world.staff.get(page("agreements-detail", public_id=world.tours.public_id)).status_code == 404


def test_every_page_route_refuses_a_post_without_its_token(world):
    pages = [page("agreements-new"), page("agreements-edit", public_id=world.agreement.public_id)]
    pages += [page("agreements-send", public_id=world.agreement.public_id), page("bodies-new", "public")]
    for visitor in (world.staff, world.nobody):
        with unchanged():
            for url in pages:
                response = visitor.post(url, typed(world), csrf=False)
                assert response.status_code == 403, url
                assert "formulaire a expiré" in text(response)


def test_api_write_without_token_is_refused(world):
    with unchanged():
        assert world.staff.send("post", api("agreements-list"), sent(world), csrf=False).status_code == 403


def test_landing_leads_each_to_its_home(world):
    assert world.staff.get("/").url == "/staff/today/"
    assert world.partner.get("/").url == "/partner/agreements/"


def test_page_is_kept_by_no_cache(world):
    response = world.staff.get(page("agreements-list"))
    assert response["Cache-Control"] == "private, no-store"
    assert {"HX-Request", "Cookie"} <= {name.strip() for name in response["Vary"].split(",")}
