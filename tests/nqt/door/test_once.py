"""What is sent twice is done once and answered alike: a form's token on pages, `Idempotency-Key` in the API."""

import datetime
import html
import re

import pytest
from django.utils import timezone

from nqt.common.errors import Conflict
from nqt.door.http import once
from nqt.door.models import Answered
from nqt.privacy.retention import purge
from tests.harness.at_once import at_once
from tests.harness.trial.models import Agreement, Body
from tests.harness.trial.resources import StaffAgreements
from tests.harness.trial.world import api, page, sent, text, typed
from tests.harness.unchanged import unchanged
from tests.harness.visitors import Visitor

FIELD = re.compile(r'name="once" value="([^"]+)"')
KEY = {"Idempotency-Key": "a key"}


def token(visitor, url):
    """Of the form as it is shown."""
    return FIELD.search(text(visitor.get(url)))[1]


def again(visitor):
    """Another window of the same browser."""
    twin = Visitor()
    twin.cookies = visitor.cookies
    return twin


# -- pages ------------------------------------------------------------------------------------------------------------
def test_form_sent_twice_makes_one_row_and_leads_to_it(world):
    url = page("agreements-new")
    form = typed(world, once=token(world.staff, url))
    answers = [world.staff.post(url, form) for _ in range(2)]
    made = Agreement.objects.get(title="Neuve")
    assert [answer.status_code for answer in answers] == [303, 303]
    assert {answer["Location"] for answer in answers} == {page("agreements-detail", public_id=made.public_id)}
    assert "rien n’a été enregistré une seconde fois" in text(world.staff.get(answers[1]["Location"]))


def test_two_forms_make_two_rows(world):
    url = page("bodies-new", "public")
    for _ in range(2):
        assert world.nobody.post(url, {"name": "Lyre", "once": token(world.nobody, url)}).status_code == 303
    assert Body.objects.filter(name="Lyre").count() == 2


def test_used_form_with_other_answers_comes_back_full_and_may_be_sent_again(world):
    url = page("agreements-new")
    form = typed(world, once=token(world.staff, url))
    made = world.staff.post(url, form).url
    with unchanged():
        refused = world.staff.post(url, {**form, "title": "Autre"})
    words = html.unescape(text(refused))
    assert refused.status_code == 400
    assert 'value="Autre"' in words and "a déjà servi" in words and f'href="{made}"' in words
    assert world.staff.post(url, {**form, "title": "Autre", "once": FIELD.search(words)[1]}).status_code == 303
    assert Agreement.objects.filter(title__in=["Neuve", "Autre"]).count() == 2


def test_refused_form_corrected_is_done_under_the_same_token(world):
    url = page("agreements-new")
    form = typed(world, once=token(world.staff, url))
    assert world.staff.post(url, {**form, "title": ""}).status_code == 400
    assert world.staff.post(url, form).status_code == 303


def test_command_sent_twice_is_done_once_and_its_second_answer_is_the_first(world):
    url = page("agreements-send", public_id=world.agreement.public_id)
    form = {"version": "1", "once": token(world.staff, url)}
    first, second = (world.staff.post(url, form) for _ in range(2))
    assert (
        (first.status_code, first["Location"]) == (second.status_code, second["Location"]) == (303, first["Location"])
    )
    world.agreement.refresh_from_db()
    assert (world.agreement.status, world.agreement.version) == ("sent", 2)


def test_change_sent_twice_is_no_conflict_with_oneself(world):
    url = page("agreements-edit", public_id=world.agreement.public_id)
    form = typed(world, version="1", once=token(world.staff, url))
    assert [world.staff.post(url, form).status_code for _ in range(2)] == [303, 303]
    assert world.staff.post(url, {**form, "title": "Encore"}).status_code == 409  # back, then other words: the version


def test_deletion_sent_twice_says_once_that_it_is_done(world):
    url = page("towns-delete", public_id=world.blois.public_id)
    form = {"once": token(world.staff, url)}
    assert [world.staff.post(url, form).status_code for _ in range(2)] == [303, 303]


def test_token_of_one_person_is_nothing_to_another(world):
    url = page("agreements-new")
    form = typed(world, once=token(world.staff, url))
    assert world.staff.post(url, form).status_code == 303
    assert world.regional.post(url, {**form, "title": "Sienne"}).status_code == 303


def test_what_an_action_wrote_before_it_refused_stays(world, monkeypatch):
    def count_then_refuse(*, actor, **facts):
        Body.objects.create(name="Essai compté")
        raise Conflict("Non.")

    monkeypatch.setitem(StaffAgreements.writes, "create", count_then_refuse)
    url = page("agreements-new")
    world.staff.post(url, typed(world, once=token(world.staff, url)))
    assert Body.objects.filter(name="Essai compté").exists()
    assert not Answered.objects.exists()


def test_fault_of_ours_leaves_nothing_and_the_token_serves_again(world, monkeypatch):
    url = page("agreements-new")
    form = typed(world, once=token(world.staff, url))
    world.staff.raise_request_exception = False
    with monkeypatch.context() as patched, unchanged():
        patched.setattr(once.Sending, "keep", lambda *args: 1 / 0)
        assert world.staff.post(url, form).status_code == 500
    assert world.staff.post(url, form).status_code == 303


def test_answers_are_sealed_and_gone_after_a_day(world):
    url = page("agreements-new")
    world.staff.post(url, typed(world, once=token(world.staff, url)))
    row = Answered.objects.get()
    assert "agreements" not in row.answer
    purge(now=timezone.now())
    assert Answered.objects.exists()
    Answered.objects.update(made_at=timezone.now() - datetime.timedelta(days=1, minutes=1))
    purge(now=timezone.now())
    assert not Answered.objects.exists()


# -- the API ----------------------------------------------------------------------------------------------------------
def test_key_sent_twice_is_answered_byte_for_byte(world):
    first, second = (world.staff.send("post", api("agreements-list"), sent(world), headers=KEY) for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content) == (201, first.content)
    assert first["Location"] == second["Location"]
    assert first["ETag"] == second["ETag"]
    assert first["Content-Type"] == second["Content-Type"]
    assert Agreement.objects.filter(title="Neuve").count() == 1


@pytest.mark.parametrize("other", ["body", "address"])
def test_key_with_another_request_is_422(world, other):
    assert world.staff.send("post", api("agreements-list"), sent(world), headers=KEY).status_code == 201
    with unchanged():
        if other == "body":
            answer = world.staff.send("post", api("agreements-list"), sent(world, title="Autre"), headers=KEY)
        else:
            url = api("agreements-send", public_id=world.agreement.public_id)
            answer = world.staff.send("post", url, {}, version=1, headers=KEY)
    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")


def test_refusal_is_not_kept(world):
    bad = world.staff.send("post", api("agreements-list"), sent(world, title=""), headers=KEY)
    assert bad.status_code == 400
    assert world.staff.send("post", api("agreements-list"), sent(world), headers=KEY).status_code == 201


def test_key_of_one_account_is_nothing_to_another(world):
    assert world.staff.send("post", api("agreements-list"), sent(world), headers=KEY).status_code == 201
    body = sent(world, title="Sienne")
    assert world.regional.send("post", api("agreements-list"), body, headers=KEY).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "é", "a\tb"])
def test_key_that_is_none_is_400(world, key):
    with unchanged():
        answer = world.staff.send("post", api("agreements-list"), sent(world), headers={"Idempotency-Key": key})
    assert answer.status_code == 400


def test_body_too_big_is_413_under_a_key_too(world):
    body = sent(world, internal_note="x" * 3_000_000)
    assert world.staff.send("post", api("agreements-list"), body, headers=KEY).status_code == 413


# -- at the same moment -----------------------------------------------------------------------------------------------
@pytest.fixture
def unlimited(settings):
    settings.DOOR_RATES = {**settings.DOOR_RATES, "visitor": "1000/min"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_token", [True, False], ids=["token", "control"])
def test_five_equal_forms_at_once_make_one_row(world, unlimited, has_token):
    url = page("bodies-new", "public")
    form = {"name": "Lyre", **({"once": token(world.nobody, url)} if has_token else {})}
    answers = at_once(*[lambda: again(world.nobody).post(url, form)] * 5)
    assert {answer.status_code for answer in answers} == {303}
    assert Body.objects.filter(name="Lyre").count() == (1 if has_token else 5)
    assert len({answer["Location"] for answer in answers}) == (1 if has_token else 5)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_key", [True, False], ids=["key", "control"])
def test_five_equal_requests_at_once_make_one_row(world, unlimited, has_key):
    url, headers = api("bodies-list", "public"), KEY if has_key else {}
    answers = at_once(*[lambda: again(world.nobody).send("post", url, {"name": "Lyre"}, headers=headers)] * 5)
    made = [answer for answer in answers if answer.status_code == 201]
    busy = [answer for answer in answers if answer.status_code == 409]
    assert len(made) + len(busy) == 5
    assert all(answer["Retry-After"] == "1" and answer.json()["code"] == "running" for answer in busy)
    assert Body.objects.filter(name="Lyre").count() == (1 if has_key else 5)
    assert len({answer.content for answer in made}) == (1 if has_key else 5)
