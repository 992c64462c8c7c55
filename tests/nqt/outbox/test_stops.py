"""One click stops a family of mails at an address, for good, and another starts it again."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from nqt.outbox import actions, kinds, stops
from nqt.outbox.by_hand import TooSoon, pause_of, post_by_hand
from nqt.outbox.delivery import drain
from nqt.outbox.models import Message, State, Stop
from nqt.outbox.rendering import mail_of, render
from tests.harness.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
URL = re.compile(r"<(https?://[^>]+)>")


def wish_of(message: Message) -> stops.Wish:
    return stops.read(stops.token_of(message, kinds.kind_of(message.kind).family))


def one_click_path(message: Message) -> str:
    header = mail_of(message, render(message)).extra_headers["List-Unsubscribe"]
    return URL.fullmatch(header)[1].removeprefix(settings.PUBLIC_URL)


def state_of(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def test_headers_are_those_of_one_click(letter):
    message = letter("tests.news")
    headers = mail_of(message, render(message)).extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert URL.fullmatch(headers["List-Unsubscribe"])[1].startswith(f"{settings.PUBLIC_URL}/stop/")
    assert "ada" not in headers["List-Unsubscribe"]


def test_mail_program_posts_without_cookie_or_form_token_and_it_is_done(letter):
    message = letter("tests.news")
    program = Client(enforce_csrf_checks=True)
    answer = program.post(one_click_path(message), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and not answer.cookies
    assert stops.is_stopped(message)
    assert program.post(one_click_path(message), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Stop.objects.count() == 1


def test_multipart_post_is_a_post(letter):
    message = letter("tests.news")
    body = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    answer = Client().post(one_click_path(message), body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 200 and stops.is_stopped(message)


def test_opening_the_link_stops_nothing_and_leads_to_the_page_that_asks(letter):
    message = letter("tests.news")
    opened = Client().get(one_click_path(message))
    assert opened.status_code == 302
    page = Client().get(opened["Location"])
    assert page.status_code == 200 and "Ne plus recevoir les rappels d’essai\u00a0?" in page.content.decode()
    assert not Stop.objects.exists()


def test_post_of_something_else_stops_nothing(letter):
    assert Client().post(one_click_path(letter("tests.news")), {"x": "1"}).status_code == 400
    assert not Stop.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_made_up_link_is_no_page(letter, method):
    path = one_click_path(letter("tests.news"))
    token = path.split("/")[2]
    for wrong in (token[:-3] + "xxx", "x" * 60):
        assert (
            getattr(Client(), method)(path.replace(token, wrong), {"List-Unsubscribe": "One-Click"}).status_code == 404
        )


def test_page_asks_does_and_does_the_contrary(client_as, letter):
    message = letter("tests.news")
    family = kinds.kind_of("tests.news").family
    path = stops.page_of(message, family)
    visitor = client_as()
    assert visitor.post(f"{path}stop/", {}, csrf=False).status_code == 403
    assert visitor.post(f"{path}stop/", {}).status_code == 303
    assert stops.is_stopped(message)
    page = visitor.get(path).content.decode()
    assert "Vous ne recevez plus les rappels d’essai" in page and "Les recevoir de nouveau" in page
    assert visitor.post(f"{path}resume/", {}).status_code == 303
    assert not stops.is_stopped(message) and not Stop.objects.exists()


def test_mail_that_waits_is_stopped_when_it_would_leave(letter, mailoutbox):
    news, owed, other = letter("tests.news"), letter(), letter("tests.news", to="grace@example.org")
    actions.mail_stop(wish=wish_of(news))
    drain(budget=None)
    assert (state_of(news), state_of(owed), state_of(other)) == (State.STOPPED, State.SENT, State.SENT)
    assert news.secret == "" and {mail.to[0] for mail in mailoutbox} == {"ada@example.org", "grace@example.org"}


def test_address_is_one_however_it_is_written(letter):
    actions.mail_stop(wish=wish_of(letter("tests.news", to=" Ada@Example.ORG ")))
    assert stops.is_stopped(letter("tests.news"))


def test_family_stops_whole_and_another_goes_on(letter):
    kinds.kind(
        "tests.other",
        subject="Autre",
        template="emails/accounts/code",
        answers=kinds.Answers.TEAM,
        family=kinds.family("tests.others", "les nouvelles d’essai"),
        why="vous lisez",
    )(lambda message: None)
    actions.mail_stop(wish=wish_of(letter("tests.news")))
    assert stops.is_stopped(letter("tests.reminder")) and not stops.is_stopped(letter("tests.other"))


def test_stop_outlives_the_erasure_of_its_person_and_holds_no_address(letter):
    reader = UserFactory(email="ada@example.org")
    actions.mail_stop(wish=wish_of(letter("tests.news", user=reader)))
    Message.objects.all().delete()
    reader.delete()
    assert stops.is_stopped(letter("tests.news"))
    assert "ada" not in str(Stop.objects.values().get())


def test_stop_holds_when_the_services_key_changes(letter, settings):
    message = letter("tests.news")
    actions.mail_stop(wish=wish_of(message))
    former = stops.token_of(message, kinds.kind_of("tests.news").family)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" + "1" * 50
    assert stops.is_stopped(message) and stops.read(former) is not None


def test_mail_by_hand_is_refused_and_the_refusal_told_before(letter):
    actions.mail_stop(wish=wish_of(letter("tests.news")))
    with pytest.raises(TooSoon, match="ne veut plus de ces courriels") as refusal:
        post_by_hand("tests.news", to="ada@example.org", subject="mentor:1")
    assert refusal.value.code == "stopped"
    assert pause_of("tests.news", to="ada@example.org", subject="mentor:1").sentence == refusal.value.message


def test_staff_read_what_an_address_has_stopped(letter):
    actions.mail_stop(wish=wish_of(letter("tests.news")))
    [(label, since)] = stops.stopped_by("ADA@example.org")
    assert label == "les rappels d’essai" and since
    assert stops.stopped_by("grace@example.org") == [] == stops.stopped_by("")


def test_link_is_told_apart_from_other_signed_things():
    assert stops.read("x" * 50) is None
    assert reverse("mail_stop_one_click", kwargs={"token": "x" * 50}).startswith("/stop/")
