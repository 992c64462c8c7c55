"""From ids to a letter, at the moment it leaves: today's names, today's truth."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import css_inline
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template

from nqt.outbox.kinds import kind_of
from nqt.outbox.models import Message

STYLESHEET = "css/mail.css"
LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Letter:
    """What the reader gets."""

    subject: str
    text: str
    html: str


def render(message: Message) -> Letter | None:
    """The letter of a message; None when its kind says that it is no longer true.

    Besides the kind's own context, templates find `subject`, `why` and `stop` (why it came, how to get no more of
    them), `public_url` and `reader` (the account, if any). The text template is not HTML: nothing is escaped in it.
    """
    kind = kind_of(message.kind)
    if kind is None:
        raise LookupError(f"no kind of mail is called {message.kind!r}")
    facts = kind.build(message)
    if facts is None:
        return None
    subject = one_line(kind.says(kind.subject, facts))
    context: dict[str, Any] = {
        **facts,
        "subject": subject,
        "why": kind.reason(facts),
        "stop": kind.says(kind.stop, facts) if kind.is_reminder else "",
        "public_url": settings.PUBLIC_URL,
        "reader": message.user,
    }
    html = get_template(f"{kind.template}.html").render(context)
    text = get_template(f"{kind.template}.txt").template.render(Context(context, autoescape=False))
    return Letter(subject=subject, text=text.strip() + "\n", html=_inliner().inline(html))


def mail_of(message: Message, letter: Letter) -> EmailMultiAlternatives:
    """The letter in its envelope. Each copy of it carries the same Message-ID; no machine should answer it."""
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.to],
        headers={
            "Message-ID": message.message_id,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    mail.attach_alternative(letter.html, "text/html")
    return mail


def one_line(text: str) -> str:
    """A subject never breaks a header: every run of blanks and line ends is one space."""
    return " ".join(text.split())[:LONGEST_SUBJECT]


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    """Mail readers ignore stylesheets; media queries, for phones, stay in one."""
    found = finders.find(STYLESHEET)
    return css_inline.CSSInliner(
        extra_css=Path(found).read_text() if found else None,
        keep_at_rules=True,
        resolve_css_variables=True,
        load_remote_stylesheets=False,
    )
