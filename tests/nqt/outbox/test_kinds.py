"""All the mails of the product: who answers each, which are owed, and what those that are not say."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from nqt.outbox.kinds import Answers, Kind, kinds
from nqt.outbox.rendering import answerer_of, mail_of, render
from tests.harness.factories.accounts import UserFactory

OWED = re.compile(r"code|invitation|sign|reset|link|received|confirmation", re.I)
INVITES = re.compile(
    r"répond(ez|re) (simplement )?à ce (message|courriel)|dites-(le |nous)|écrivez(?!-)|contactez|vos remarques|"
    r"votre interlocuteur|adressez-vous",
    re.I,
)
"""Words by which a mail invites an answer that is not the page of its link."""

OWED_REMINDERS = {"privacy.requests_due"}
"""A term of the law is not put off: it waits for the morning, and nobody stops it."""


def all_kinds() -> list[Kind]:
    return [kind for kind in kinds() if not kind.name.startswith("tests.")]


def source(kind: Kind) -> str:
    return Path(get_template(f"{kind.template}.txt").origin.name).read_text()


def test_the_product_has_the_mails_that_these_tests_know():
    assert len(all_kinds()) >= 45


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.name)
def test_every_mail_that_invites_an_answer_has_somebody_who_answers(kind):
    assert isinstance(kind.answers, Answers) or callable(kind.answers)
    if INVITES.search(source(kind)):
        assert kind.answers is not Answers.NOBODY


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.name)
def test_what_is_not_owed_says_why_it_came_and_reminders_can_be_stopped(kind):
    if kind.family:
        assert kind.why and kind.family.label
        assert "{% block why %}" not in source(kind), "its template would hide the reason"
    if kind.is_reminder:
        assert kind.family or kind.name in OWED_REMINDERS


def test_what_can_be_stopped_is_exactly_this():
    assert {kind.name: kind.family.name for kind in all_kinds() if kind.family} == {
        "mentoring.graduates.application_waiting": "mentoring.graduates.reminders",
        "mentoring.proposals.offer_reminder": "mentoring.proposals.reminders",
        "mentoring.mentorships.meeting_tomorrow": "mentoring.mentorships.reminders",
        "mentoring.mentorships.meeting_unreported": "mentoring.mentorships.reminders",
        "mentoring.mentorships.no_first_meeting": "mentoring.mentorships.reminders",
        "partners.conventions.ending": "partners.conventions.ends",
        "partners.conventions.signature_reminder": "partners.conventions.reminders",
        "partners.conventions.unsigned": "partners.conventions.reminders",
    }


@pytest.mark.parametrize("path", sorted(Path("templates/emails").rglob("*.*")), ids=str)
def test_no_mail_asks_to_be_answered_to_be_stopped(path):
    assert not re.search(r"ne plus recevoir[^.]*répond", path.read_text(), re.I)


@pytest.mark.django_db
def test_reply_goes_to_whoever_follows_while_their_account_is_open():
    follower = UserFactory(first_name="Claire", last_name="Vasseur", email="claire@nqt.example")
    kind = next(kind for kind in all_kinds() if kind.name == "partners.conventions.signature_request")
    assert answerer_of(kind, {"owner": follower}).address == "Claire Vasseur <claire@nqt.example>"
    follower.is_active = False
    assert answerer_of(kind, {"owner": follower}).address == settings.REPLY_TO_EMAIL
    assert answerer_of(kind, {"owner": None}).address == settings.REPLY_TO_EMAIL


@pytest.mark.django_db
def test_reply_to_is_in_the_envelope_and_told_in_the_letter(letter, settings):
    settings.REPLY_TO_EMAIL = "NQT <equipe@nqt.example>"
    message = letter()
    sent = render(message)
    assert mail_of(message, sent).message()["Reply-To"] == "NQT <equipe@nqt.example>"
    for part in (sent.text, sent.html):
        assert "Répondez à ce message\u00a0: l’équipe de NQT le lira." in part.replace("&nbsp;", "\u00a0")


@pytest.mark.django_db
def test_name_that_needs_quotes_or_breaks_lines_spoils_no_header(letter):
    follower = UserFactory(first_name='Zoé "Z"', last_name="de l’Isle,\r\nBcc: x@example.org", email="zoe@nqt.example")
    kind = next(kind for kind in all_kinds() if kind.name == "partners.conventions.signature_request")
    message = letter()
    sent = render(message)
    reply_to = answerer_of(kind, {"owner": follower}).address
    raw = mail_of(message, type(sent)(**{**vars(sent), "reply_to": reply_to})).message()
    assert raw["Reply-To"].endswith("<zoe@nqt.example>") and "\nBcc" not in raw.as_string()
