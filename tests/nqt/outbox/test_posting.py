"""Posting writes a row in the caller's transaction, once for its key."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from nqt.common.errors import Invalid
from nqt.outbox import publishing
from nqt.outbox.models import Message, State
from nqt.outbox.post import message_id_of, post
from nqt.outbox.sealed import secret_of
from tests.harness.at_once import at_once


@pytest.mark.django_db
def test_post_twice_with_one_key_writes_one_message():
    first = post("tests.letter", to="ada@example.org", key="letter:1:ada:first")
    second = post("tests.letter", to="other@example.org", key="letter:1:ada:first")
    assert first == second
    assert Message.objects.get().to == "ada@example.org"


@pytest.mark.django_db(transaction=True)
def test_post_at_the_same_instant_with_one_key_writes_one_message(published):
    answers = at_once(*[lambda: post("tests.letter", to="ada@example.org", key="letter:1").pk] * 8)
    assert len(set(answers)) == 1
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_post_outlives_its_conflict_inside_the_callers_transaction(monkeypatch):
    """Somebody else wrote the key between the look and the insert: the caller's other writes stand."""
    post("tests.letter", to="ada@example.org", key="letter:1")
    monkeypatch.setattr(Message.objects.__class__, "get", _blind_once(Message.objects.__class__.get))
    with transaction.atomic():
        post("tests.letter", to="bob@example.org", key="letter:2")
        assert post("tests.letter", to="ada@example.org", key="letter:1").to == "ada@example.org"
    assert Message.objects.count() == 2


def _blind_once(get):
    seen = []

    def blind(self, *args, **kwargs):
        if kwargs.get("key") == "letter:1" and not seen:
            seen.append(True)
            raise Message.DoesNotExist
        return get(self, *args, **kwargs)

    return blind


@pytest.mark.django_db(transaction=True)
def test_post_committed_publishes_its_id_once(published):
    with transaction.atomic():
        message = post("tests.letter", to="ada@example.org", key="letter:1")
        post("tests.letter", to="ada@example.org", key="letter:1")
        assert publishing.publisher.settle()
        assert published == []
    assert publishing.publisher.settle()
    assert published == [("outbox.deliver", message.pk)]


@pytest.mark.django_db(transaction=True)
def test_post_rolled_back_leaves_nothing(published):
    with pytest.raises(RuntimeError), transaction.atomic():
        post("tests.letter", to="ada@example.org", key="letter:1")
        raise RuntimeError
    assert publishing.publisher.settle()
    assert published == []
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_post_for_later_is_not_published_yet(published):
    post("tests.letter", to="ada@example.org", key="letter:1", due_at=timezone.now() + datetime.timedelta(hours=1))
    assert publishing.publisher.settle()
    assert published == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "nobody",
        "ada@example.org\r\nBcc: eve@example.org",
        "ada@[127.0.0.1]",
        f"{'a' * 65}@example.org",
        "",
    ],
)
def test_post_to_an_address_no_mail_reaches_is_refused(address):
    with pytest.raises(Invalid):
        post("tests.letter", to=address, key="letter:1")
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_post_folds_the_address_to_its_one_spelling():
    assert post("tests.letter", to=" Ada+NQT@Example.org ", key="letter:1").to == "ada+nqt@example.org"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value",
    ["ada@example.org", "x" * 121, {"name": "Ada"}, ["ada@example.org"], 1.5],
    ids=lambda value: str(value)[:12],
)
def test_post_with_words_instead_of_ids_is_refused(value):
    with pytest.raises(TypeError):
        post("tests.letter", to="ada@example.org", key="letter:1", context={"who": value})


@pytest.mark.django_db
def test_post_of_an_unknown_kind_is_refused():
    with pytest.raises(LookupError):
        post("tests.nothing", to="ada@example.org", key="letter:1")


@pytest.mark.django_db
def test_secret_is_sealed_in_its_row():
    message = post("tests.letter", to="ada@example.org", key="letter:1", secret={"code": "K7PQ2M"})
    message.refresh_from_db()
    assert "K7PQ2M" not in message.secret
    assert secret_of(message) == {"code": "K7PQ2M"}


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.SENT, State.BOUNCED, State.FAILED, State.EXPIRED, State.WITHDRAWN])
def test_secret_of_a_message_that_is_over_is_refused_by_the_database(state):
    message = post("tests.letter", to="ada@example.org", key="letter:1", secret={"code": "K7PQ2M"})
    sent_at = timezone.now() if state == State.SENT else None
    with pytest.raises(IntegrityError, match="outbox_message_secret_wiped"), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(state=state, sent_at=sent_at)


def test_message_id_follows_the_key_alone():
    assert message_id_of("letter:1") == message_id_of("letter:1") != message_id_of("letter:2")
    assert message_id_of("letter:1").endswith("@nqt.example>")


@pytest.mark.django_db
def test_messages_about_an_object_are_found_last_first(letter):
    first = letter(context={"subject": "convention:1"})
    second = letter(context={"subject": "convention:1"})
    letter(context={"subject": "convention:2"})
    assert list(Message.objects.about("convention", 1)) == [second, first]
