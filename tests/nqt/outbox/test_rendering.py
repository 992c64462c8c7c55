"""What leaves is rendered from ids when it leaves."""

import pytest
from django.conf import settings
from django.template.loader import get_template

from nqt.outbox import kinds
from nqt.outbox.links import link
from nqt.outbox.rendering import mail_of, one_line, render
from tests.harness.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_text_is_not_escaped_and_html_is(letter):
    letter = render(letter(context={"name": "Zoé <b> & l’équipe"}))
    assert "Zoé <b> & l’équipe" in letter.text
    assert "Zoé &lt;b&gt; &amp; l’équipe" in letter.html


def test_html_carries_its_styles_inline_and_fetches_nothing(letter):
    html = render(letter()).html
    assert 'style="' in html
    assert "<link" not in html
    assert "http" not in html.replace(settings.PUBLIC_URL, "")


def test_names_are_those_of_the_day_it_leaves(letter):
    reader = UserFactory(first_name="Ada")
    facts = {"template": "emails/accounts/code", "answers": kinds.Answers.NOBODY, "owed": True}
    kinds.kind("tests.named", subject="Bonjour", **facts)(
        lambda message: {"first_name": message.user.first_name, "code": "42"}
    )
    message = letter("tests.named", to=reader.email, user=reader)
    reader.first_name = "Augusta"
    reader.save()
    message.refresh_from_db()
    assert "Augusta" in render(message).text


def test_reminder_says_why_it_came_and_how_to_stop_it(letter):
    letter = render(letter("tests.reminder"))
    for part in (letter.text, letter.html):
        assert "Vous recevez ce message parce que vous attendez ce rappel." in part
        assert "Ne plus recevoir les rappels d’essai" in part and f"{settings.PUBLIC_URL}/stop/" in part


def test_mail_that_is_owed_offers_no_way_to_stop_it(letter):
    message = letter()
    sent = render(message)
    assert "Ne plus recevoir" not in sent.text + sent.html
    assert "List-Unsubscribe" not in mail_of(message, sent).extra_headers


def test_envelope_says_that_no_machine_should_answer(letter):
    message = letter()
    mail = mail_of(message, render(message))
    assert mail.to == ["ada@example.org"]
    assert mail.extra_headers["Message-ID"] == message.message_id
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("text", ["a\r\nBcc: x", "a\nb", "a\u2028b", "a\x0bb", "  a \t b "])
def test_one_line_breaks_no_header(text):
    assert len(one_line(text).splitlines()) == 1


def test_every_kind_of_mail_has_both_its_templates():
    for kind in kinds.kinds():
        get_template(f"{kind.template}.html")
        get_template(f"{kind.template}.txt")


def test_link_leads_to_this_site_whatever_the_request():
    assert link("/signer/abc/") == f"{settings.PUBLIC_URL}/signer/abc/"
    for elsewhere in ("//evil.example/", "https://evil.example/", "signer/"):
        with pytest.raises(ValueError, match="not a path"):
            link(elsewhere)


def test_two_kinds_of_one_name_are_refused():
    with pytest.raises(ValueError, match="two kinds"):
        kinds.kind("tests.letter", subject="Autre", answers=kinds.Answers.NOBODY, owed=True)(lambda message: {})
