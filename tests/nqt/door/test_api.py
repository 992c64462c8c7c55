"""The API: versions, commands, problems, and bodies that could hurt (rows A35 to A52 of the reliability plan)."""

import json
import re

import pytest
from django.db import OperationalError, connection
from django.db.models import ProtectedError, RestrictedError

from nqt.common.violations import Cited, named_violations
from nqt.door.resource.commands import Command
from tests.harness.trial.models import Agreement, Body, Town
from tests.harness.trial.resources import StaffAgreements
from tests.harness.trial.world import an_agreement, api, page, sent, text, typed
from tests.harness.unchanged import unchanged


def fields_of(response) -> set[str]:
    """The fields that a problem points to."""
    return {error["pointer"].removeprefix("#/") for error in response.json()["errors"]}


# -- versions ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("header", "status", "code"),
    [
        (None, 428, "version_required"),
        ("*", 428, "version_required"),
        ('"6"', 412, "stale"),
        ('"x"', 412, "stale"),
        ('"7", "8"', 400, "parse_error"),
        ("7", 400, "parse_error"),
    ],
)
@pytest.mark.parametrize("method", ["put", "patch", "delete", "post"])
def test_write_without_the_version_seen_is_refused(world, method, header, status, code):
    Agreement.objects.update(version=7)
    name = "agreements-send" if method == "post" else "agreements-detail"
    body = {} if method in ("delete", "post") else sent(world) if method == "put" else {"title": "X"}
    headers = {} if header is None else {"If-Match": header}
    with unchanged():
        response = world.staff.send(method, api(name, public_id=world.agreement.public_id), body, headers=headers)
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_write_with_the_version_seen_answers_with_the_next(world):
    url = api("agreements-detail", public_id=world.agreement.public_id)
    assert world.staff.get(url)["ETag"] == '"1"'
    response = world.staff.send("patch", url, {"title": "Autre titre"}, version=1)
    assert response.status_code == 200
    assert response["ETag"] == '"2"'
    assert response.json()["title"] == "Autre titre"
    assert world.staff.send("delete", url, version=2).status_code == 204
    assert not Agreement.objects.exists()


def test_create_answers_201_with_its_address(world):
    response = world.staff.send("post", api("agreements-list"), sent(world))
    made = Agreement.objects.get(title="Neuve")
    assert response.status_code == 201
    assert response["Location"] == api("agreements-detail", public_id=made.public_id)
    assert response.json()["public_id"] == str(made.public_id)


def test_stale_form_shows_mine_against_theirs(world):
    Agreement.objects.update(version=7, title="Leur titre", amount="99.00")
    url = page("agreements-edit", public_id=world.agreement.public_id)
    with unchanged():
        form = typed(world, title="Mon titre", version="1", town=str(world.tours.public_id))
        response = world.staff.post(url, form)
    words = text(response)
    assert response.status_code == 409
    assert "Mon titre" in words
    assert "Leur titre" in words
    assert 'name="version" value="7"' in words
    assert world.staff.post(url, {**form, "version": "7"}).status_code == 303


def opened(client, url):
    """The form as a browser has it: what it showed and the version, ready to be posted with other answers."""
    shown = text(client.get(url))
    return {name: re.search(f'name="{name}" value="([^"]*)"', shown)[1] for name in ("version", "seen")}


def as_it_is(world, **changes):
    """The answers of the world's agreement, as its form shows them."""
    kept = {
        "title": "Première",
        "town": str(world.tours.public_id),
        "town__text": "Tours (37261)",
        "themes": [str(theme.public_id) for theme in world.agreement.themes.all()],
        "amount": "1234,50",
        "internal_note": world.agreement.internal_note,
    }
    return typed(world, **{**kept, **changes})


def test_stale_form_takes_over_what_its_writer_left_alone(world):
    Agreement.objects.update(internal_note="Deux\nlignes")
    world.agreement.refresh_from_db()
    url = page("agreements-edit", public_id=world.agreement.public_id)
    mine = {**as_it_is(world, title="Mon titre", internal_note="Deux\r\nlignes"), **opened(world.staff, url)}
    Agreement.objects.update(version=2, amount="99.00", ends_on="2017-01-01", town=world.blois)
    world.agreement.themes.clear()
    refused = world.staff.post(url, mine)
    words = text(refused)
    assert refused.status_code == 409
    assert "Ma saisie" not in words, "nothing was changed by both"
    for taken in ("Montant : 99,00", "Fin : 1er janvier 2017", "Commune : Blois (41018)", "Thèmes : –"):
        assert taken in words, taken
    assert 'value="Mon titre"' in words and 'value="2017-01-01"' in words and 'value="99,00"' in words
    assert f'name="town" value="{world.blois.public_id}"' in words and 'value="Blois (41018)"' in words
    assert "checked" not in words, "the themes are the other's"


def test_stale_form_lists_what_both_changed_and_what_it_took_is_not_mine_later(world):
    url = page("agreements-edit", public_id=world.agreement.public_id)
    mine = {**as_it_is(world, title="Mon titre", starts_on="2015-02-01"), **opened(world.staff, url)}
    Agreement.objects.update(version=2, starts_on="2015-04-01", amount="99.00")
    refused = world.staff.post(url, mine)
    words = text(refused)
    assert words.count('<th scope="row"') == 1
    assert "1er février 2015" in words and "1er avril 2015" in words
    again = {name: re.search(f'name="{name}" value="([^"]*)"', words)[1] for name in ("version", "seen")}
    Agreement.objects.update(version=3, amount="98.00")
    words = text(world.staff.post(url, {**mine, **again, "amount": "99,00"}))
    assert "Ma saisie" not in words and "Montant : 98,00" in words


def test_refused_form_still_knows_what_it_showed(world):
    url = page("agreements-edit", public_id=world.agreement.public_id)
    mine = {**as_it_is(world, title=""), **opened(world.staff, url)}
    assert f'name="seen" value="{mine["seen"]}"' in text(world.staff.post(url, mine))


def test_forged_memory_of_a_form_is_no_memory(world):
    url = page("agreements-edit", public_id=world.agreement.public_id)
    mine = {**as_it_is(world, title="Mon titre"), **opened(world.staff, url), "seen": "e30:forged"}
    Agreement.objects.update(version=2, amount="99.00")
    assert "Ma saisie" in text(world.staff.post(url, mine))


@pytest.mark.parametrize(("version", "status"), [("", 400), ("abc", 409), ("9" * 30, 409)])
def test_form_without_a_good_version_is_refused(world, version, status):
    url = page("agreements-edit", public_id=world.agreement.public_id)
    with unchanged():
        form = typed(world, version=version, town=str(world.tours.public_id))
        assert world.staff.post(url, form).status_code == status


# -- commands ---------------------------------------------------------------------------------------------------------
def test_actions_are_those_open_now_for_page_and_json(world):
    url = api("agreements-detail", public_id=world.agreement.public_id)
    actions = world.staff.get(url).json()["actions"]
    assert [action["name"] for action in actions] == ["send", "archive_politely"]
    assert actions[0] == {
        "name": "send",
        "label": "Envoyer",
        "method": "POST",
        "url": api("agreements-send", public_id=world.agreement.public_id),
        "fields": [],
        "danger": False,
        "icon": "",
        "consequence": "Organisation A pourra la lire.",
    }
    shown = text(world.staff.get(page("agreements-detail", public_id=world.agreement.public_id)))
    assert page("agreements-send", public_id=world.agreement.public_id) in shown
    assert page("agreements-sign", public_id=world.agreement.public_id) not in shown


def test_command_that_the_role_may_not_is_no_button_and_403(world):
    url = api("agreements-detail", public_id=world.agreement.public_id)
    assert "archive_politely" not in {action["name"] for action in world.regional.get(url).json()["actions"]}
    with unchanged():
        refused = world.regional.send("post", url + "archive-politely/", {"how": "expired"}, version=1)
    assert refused.status_code == 403
    assert refused.json()["code"] == "permission_denied"


def test_command_answers_with_the_resource_as_it_has_become(world):
    url = api("agreements-send", public_id=world.agreement.public_id)
    response = world.staff.send("post", url, version=1)
    assert response.status_code == 200
    assert (response.json()["status"], response["ETag"]) == ("sent", '"2"')


def test_command_that_hides_the_object_answers_204(world, monkeypatch):
    Agreement.objects.update(status="sent")
    url = api("agreements-refuse", "partner", public_id=world.agreement.public_id)

    def hand_over(step_name, actor, target, *args, **kwargs):
        Agreement.objects.filter(pk=target.pk).update(body=world.other)
        return target

    monkeypatch.setattr("tests.harness.trial.actions._moved", hand_over)
    assert world.partner.send("post", url, {"reason": "Budget voté"}, version=1).status_code == 204


@pytest.mark.parametrize("address", [page, api])
def test_transition_closed_in_this_state_is_409(world, address):
    url = address("agreements-sign", public_id=world.agreement.public_id)
    with unchanged():
        if address is page:
            assert world.staff.get(url).status_code == 409
            response = world.staff.post(url, {"version": "1"})
        else:
            response = world.staff.send("post", url, version=1)
            assert response.json()["code"] == "invalid_transition"
    assert response.status_code == 409


def posted(visitor, address, name, data, version=1):
    """The same command through either mount."""
    if address is page:
        return visitor.post(name, {**data, **({} if version is None else {"version": str(version)})})
    return visitor.send("post", name, data, version=version)


@pytest.mark.parametrize("address", [page, api])
@pytest.mark.parametrize("kind", ["local", "national"])
@pytest.mark.parametrize("status", Agreement.Status.values)
def test_command_whose_button_is_hidden_refuses_a_post_and_changes_nothing(world, address, kind, status):
    Agreement.objects.update(status=status, kind=kind)
    detail = page("agreements-detail", public_id=world.agreement.public_id)
    shown = {action["name"] for action in world.staff.get(f"/api/v1{detail}").json()["actions"]}
    hidden = {"send", "sign", "refuse", "publish", "archive_politely"} - shown
    assert hidden
    for name in hidden:
        url = address(f"agreements-{name.replace('_', '-')}", public_id=world.agreement.public_id)
        assert url not in text(world.staff.get(detail))
        with unchanged():
            response = posted(world.staff, address, url, {"reason": "Budget voté"})
        assert response.status_code == 409, name
        assert "n’est pas possible" in (response.json()["detail"] if address is api else text(response))


@pytest.mark.parametrize("address", [page, api])
def test_command_whose_condition_holds_is_done(world, address):
    Agreement.objects.update(kind="national")
    url = address("agreements-publish", public_id=world.agreement.public_id)
    assert posted(world.staff, address, url, {"reason": "Budget voté"}).status_code in (200, 303)
    world.agreement.refresh_from_db()
    assert world.agreement.internal_note == "Budget voté"


def test_command_is_refused_by_permission_then_condition_then_version_then_input(world, monkeypatch):
    url = api("agreements-publish", public_id=world.agreement.public_id)
    monkeypatch.setattr(StaffAgreements, "allow", {"publish": {"staff_national"}})
    bad = {"reason": "non"}
    assert world.regional.send("post", url, bad).status_code == 403
    assert world.staff.send("post", url, bad).status_code == 409
    Agreement.objects.update(kind="national")
    assert world.staff.send("post", url, bad).status_code == 428
    assert world.staff.send("post", url, bad, version=7).status_code == 400
    assert world.staff.send("post", url, {"reason": "Budget voté"}, version=7).status_code == 412


@pytest.mark.parametrize("address", [page, api])
def test_command_closed_between_the_check_and_the_act_is_refused_by_the_action(world, address, monkeypatch):
    monkeypatch.setattr(Command, "refusal", lambda *args: None)
    url = address("agreements-sign", public_id=world.agreement.public_id)
    with unchanged():
        response = posted(world.staff, address, url, {})
    assert response.status_code == 409
    assert "dans l’état « Brouillon »" in (response.json()["detail"] if address is api else text(response))


def test_command_s_form_asks_and_keeps_what_was_typed(world):
    Agreement.objects.update(status="sent")
    url = page("agreements-refuse", "partner", public_id=world.agreement.public_id)
    asked = text(world.partner.get(url))
    assert "Motif" in asked
    assert "id_reason_help" in asked
    refused = world.partner.post(url, {"reason": "non", "version": "1"})
    assert refused.status_code == 400
    assert 'value="non"' in text(refused)
    assert world.partner.post(url, {"reason": "Budget voté", "version": "1"}).status_code == 303
    world.agreement.refresh_from_db()
    assert (world.agreement.status, world.agreement.refusal) == ("refused", "Budget voté")


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [("forbidden", 403, "permission_denied"), ("expired", 410, "expired"), ("too_many", 429, "too_many")],
)
def test_refusal_of_an_action_is_a_problem_and_a_page(world, how, status, code):
    url = api("agreements-archive-politely", public_id=world.agreement.public_id)
    response = world.staff.send("post", url, {"how": how}, version=1)
    assert (response.status_code, response.json()["code"]) == (status, code)
    shown = world.staff.post(url.replace("/api/v1", ""), {"how": how, "version": "1"})
    assert shown.status_code == status
    assert "<h1>" in text(shown)


def test_object_closed_to_changes_shows_no_way_to_them(world):
    Agreement.objects.update(status="signed")
    shown = text(world.staff.get(page("agreements-detail", public_id=world.agreement.public_id)))
    edit = page("agreements-edit", public_id=world.agreement.public_id)
    assert edit not in shown
    with unchanged():
        assert world.staff.get(edit).status_code == 409
        response = world.staff.send(
            "patch", api("agreements-detail", public_id=world.agreement.public_id), {"title": "X"}, version=1
        )
    assert (response.status_code, response.json()["code"]) == (409, "conflict")


# -- bodies -----------------------------------------------------------------------------------------------------------
HUGE = 10**400
BAD_BODIES = {
    "truncated": '{"title": ',
    "bracket": "[",
    "array": "[]",
    "null": "null",
    "string": '"x"',
    "deep": "[" * 65 + "]" * 65,
    "abyss": "[" * 100_000,
    "deep object": '{"a":' * 3000 + "1" + "}" * 3000,
    "twice": '{"title": "a", "title": "b"}',
    "trailing comma": '{"title": "a",}',
    "nan": '{"amount": NaN}',
    "infinity": '{"amount": -Infinity}',
    "long integer": f'{{"amount": {HUGE}}}',
    "5000 digits": f'{{"amount": {"1" * 5000}}}',
    "long float": f'{{"amount": 1.{"1" * 5000}}}',
    "bad utf-8": b'{"title": "\xff\xfe"}',
    "utf-16": '{"title": "a"}'.encode("utf-16"),
    "lone surrogate": '{"title": "\\ud800"}',
    "surrogate as a name": '{"\\ud800": 1}',
    "nul": '{"title": "a\\u0000b"}',
    "nul as a name": '{"a\\u0000": 1}',
    "empty": "",
}


@pytest.mark.parametrize("name", BAD_BODIES)
def test_body_that_could_hurt_is_400(world, name):
    with unchanged():
        response = world.staff.send("post", api("agreements-list"), BAD_BODIES[name])
    assert response.status_code == 400, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["title"] == "Demande incorrecte"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("body", {"a": 1}),
        ("body", "zz"),
        ("body", 3),
        ("body", None),
        ("body", "6b1f0e1c-0000-4000-8000-000000000000"),
        ("themes", "x"),
        ("themes", ["zz"]),
        ("themes", {}),
        ("themes", {"zz": 1}),
        ("amount", "1e999999"),
        ("amount", 1e300),
        ("amount", "12 345,67"),
        ("title", "x" * 101),
        ("title", ["a"]),
        ("title", True),
        ("kind", "unknown"),
        ("starts_on", "2015-02-30"),
        ("starts_on", 45000),
        ("is_confidential", "perhaps"),
    ],
)
def test_value_that_a_field_does_not_take_is_named(world, field, value):
    with unchanged():
        response = world.staff.send("post", api("agreements-list"), sent(world, **{field: value}))
    assert response.status_code == 400
    assert field in {name.split("/")[0] for name in fields_of(response)}


@pytest.mark.parametrize("field", ["zz", "id", "public_id", "status", "version", "role", "is_staff", "created_at"])
def test_unknown_or_read_only_field_is_refused_by_name(world, field):
    with unchanged():
        response = world.staff.send("post", api("agreements-list"), sent(world, **{field: "x"}))
        form = world.staff.post(page("agreements-new"), typed(world, title="", **{field: "x"}))
    assert response.status_code == 400
    assert fields_of(response) == {field}
    assert response.json()["errors"][0]["code"] in ("unknown", "read_only")
    assert form.status_code == 400
    assert ("Ce champ ne se modifie pas." in text(form) or "Ce champ n’existe pas." in text(form)) == (
        field != "version"
    )


@pytest.mark.parametrize(
    "content_type",
    ["text/xml", "application/x-www-form-urlencoded", "", "application/json; charset=utf-7", "text/plain", "json"],
)
def test_body_of_another_type_is_415(world, content_type):
    with unchanged():
        response = world.staff.send("post", api("agreements-list"), sent(world), content_type=content_type)
    assert response.status_code == 415


def test_compressed_body_is_415(world):
    with unchanged():
        headers = {"Content-Encoding": "gzip"}
        assert world.staff.send("post", api("agreements-list"), b"\x1f\x8b", headers=headers).status_code == 415


def test_body_too_big_is_413_on_both_mounts(world):
    with unchanged():
        body = json.dumps(sent(world, internal_note="x" * 3_000_000))
        assert world.staff.send("post", api("agreements-list"), body).status_code == 413
        response = world.staff.post(page("agreements-new"), typed(world, internal_note="x" * 3_000_000))
    assert response.status_code == 413
    assert "trop lourd" in text(response)


def test_form_with_too_many_fields_is_400(world):
    with unchanged():
        form = typed(world, **{f"f{number}": "x" for number in range(1001)})
        assert world.staff.post(page("agreements-new"), form).status_code == 400


@pytest.mark.parametrize("name", ["title", "internal_note", "town__text"])
def test_form_with_a_nul_is_400(world, name):
    with unchanged():
        assert world.staff.post(page("agreements-new"), typed(world, **{name: "a\0b"})).status_code == 400


def test_reference_out_of_scope_is_unknown(world):
    """A partner could only point to what it sees: staff see all, so the scope is narrowed here."""
    world.staff.user.refresh_from_db()
    Body.objects.filter(pk=world.other.pk).delete()
    response = world.staff.send("post", api("agreements-list"), sent(world, body=str(world.other.public_id)))
    assert response.status_code == 400
    assert response.json()["errors"][0]["detail"] == "Aucune fiche ne correspond."


# -- failures ---------------------------------------------------------------------------------------------------------
def test_database_that_does_not_answer_is_503_with_retry_after(world, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("tests.harness.trial.models.AgreementQuerySet.visible_to", fail)
    for address in (page, api):
        response = world.staff.get(address("agreements-list"))
        assert response.status_code == 503
        assert response["Retry-After"] == "5"
        assert "server closed" not in text(response)


def test_fault_of_ours_is_500_without_a_word_of_code(world, monkeypatch):
    monkeypatch.setattr("tests.harness.trial.models.AgreementQuerySet.visible_to", lambda *args: 1 / 0)
    world.staff.raise_request_exception = False
    for address in (page, api):
        response = world.staff.get(address("agreements-list"))
        assert response.status_code == 500
        assert "division" not in text(response)
        assert "ZeroDivision" not in text(response)
    assert response["Content-Type"] == "application/problem+json"


def test_problem_follows_rfc_9457(world):
    problem = world.staff.send("post", api("agreements-list"), sent(world, title="")).json()
    assert set(problem) == {"type", "title", "status", "detail", "code", "errors"}
    assert problem["type"] == "urn:nqt:problem:invalid"
    assert problem["errors"] == [{"pointer": "#/title", "detail": "Ce champ attend une réponse.", "code": "blank"}]


def test_constraint_violated_through_the_api_has_its_sentence(world):
    an_agreement(world, title="Neuve")
    response = world.staff.send("post", api("agreements-list"), sent(world))
    assert response.status_code == 400
    assert response.json()["detail"] == "Cette organisation a déjà une convention de ce nom."
    assert response.json()["code"] == "trial_title_once"
    assert re.fullmatch("#/title", response.json()["errors"][0]["pointer"])


# -- rows that others refer to ----------------------------------------------------------------------------------------
def deleted(visitor, address, town):
    if address is page:
        return visitor.post(page("towns-delete", public_id=town.public_id))
    return visitor.send("delete", api("towns-detail", public_id=town.public_id))


@pytest.mark.parametrize("address", [page, api])
def test_destroy_of_a_row_that_others_refer_to_is_409_with_a_sentence(world, address):
    with unchanged():
        response = deleted(world.staff, address, world.tours)
    assert response.status_code == 409
    words = text(response)
    assert "D’autres fiches s’y réfèrent : elle ne peut pas être supprimée." in words
    assert "Agreement" not in words
    if address is api:
        assert response.json()["code"] == "cited"
    assert deleted(world.staff, address, world.blois).status_code in (204, 303)


@pytest.mark.parametrize("address", [page, api])
def test_destroy_of_a_row_cited_meanwhile_is_409_by_the_database(world, address, monkeypatch):
    def delete(town, *args):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("DELETE FROM trial_town WHERE id = %s", [town.pk])

    monkeypatch.setattr(Town, "delete", delete)
    with unchanged():
        response = deleted(world.staff, address, world.tours)
    assert response.status_code == 409
    assert "Une fiche liée a changé entre-temps." in text(response)


@pytest.mark.parametrize("error", [ProtectedError, RestrictedError])
def test_action_that_names_violations_answers_a_cited_row_alike(world, error):
    with pytest.raises(Cited), named_violations():
        raise error("Cannot delete", {world.agreement})


@pytest.mark.parametrize("address", [page, api])
def test_write_of_a_row_gone_meanwhile_is_no_fault_of_ours(world, address, monkeypatch):
    changed = StaffAgreements.writes["update"]

    def after_its_deletion(*, target, **facts):
        Agreement.objects.filter(pk=target.pk).delete()
        return changed(target=target, **facts)

    monkeypatch.setitem(StaffAgreements.writes, "update", after_its_deletion)
    if address is page:
        form = typed(world, version="1", town=str(world.tours.public_id))
        response = world.staff.post(page("agreements-edit", public_id=world.agreement.public_id), form)
        assert response.status_code == 404
    else:
        url = api("agreements-detail", public_id=world.agreement.public_id)
        assert world.staff.send("patch", url, {"title": "X"}, version=1).status_code == 412
