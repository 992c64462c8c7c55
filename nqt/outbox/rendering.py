"""From ids to a letter, at the moment it leaves: today's names, today's truth."""

from dataclasses import dataclass
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.utils import formataddr
from functools import lru_cache
from pathlib import Path
from typing import Any

import css_inline
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template

from nqt.outbox.kinds import Answers, Attached, Kind, kind_of
from nqt.outbox.links import link
from nqt.outbox.models import Message
from nqt.outbox.stops import one_click_of, page_of

STYLESHEET = "css/mail.css"
LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Letter:
    """What the reader gets."""

    subject: str
    text: str
    html: str
    reply_to: str = ""
    stop_path: str = ""
    """Where a mail program posts to stop the family; empty when the mail is owed."""
    files: tuple[Attached, ...] = ()


def render(message: Message) -> Letter | None:
    """The letter of a message; None when its kind says that it is no longer true.

    Besides the kind's own context, templates find `subject`, `why` and `stop_url` with `stop_label` (why it came, how
    to get no more of them), `answered_by` (who reads a reply), `public_url` and `reader` (the account, if any). The
    text template is not HTML: nothing is escaped in it.
    """
    kind = kind_of(message.kind)
    if kind is None:
        raise LookupError(f"no kind of mail is called {message.kind!r}")
    facts = kind.build(message)
    if facts is None:
        return None
    subject = one_line(kind.says(kind.subject, facts))
    answerer = answerer_of(kind, facts)
    context: dict[str, Any] = {
        **facts,
        "subject": subject,
        "why": kind.reason(facts),
        "stop_url": link(page_of(message, kind.family)) if kind.family else "",
        "stop_label": kind.family.label if kind.family else "",
        "answered_by": answerer.name,
        "public_url": settings.PUBLIC_URL,
        "reader": message.user,
    }
    html = get_template(f"{kind.template}.html").render(context)
    text = get_template(f"{kind.template}.txt").template.render(Context(context, autoescape=False))
    return Letter(
        subject=subject,
        text=text.strip() + "\n",
        html=_inliner().inline(html),
        reply_to=answerer.address,
        stop_path=one_click_of(message, kind.family) if kind.family else "",
        files=tuple(kind.files(facts)) if kind.files else (),
    )


def mail_of(message: Message, letter: Letter) -> EmailMultiAlternatives:
    """The letter in its envelope. Each copy of it carries the same Message-ID; no machine should answer it.

    A reply goes to whoever answers. What can be stopped is stopped by the mail program's own button (RFC 8058).
    """
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={
            "Message-ID": message.message_id,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            **_stop_headers(letter),
        },
    )
    mail.attach_alternative(letter.html, "text/html")
    for file in letter.files:
        mail.attach(_part(*file))
    return mail


def _stop_headers(letter: Letter) -> dict[str, str]:
    if not letter.stop_path:
        return {}
    return {"List-Unsubscribe": f"<{link(letter.stop_path)}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


@dataclass(frozen=True)
class Answerer:
    """Who reads a reply: the name told in the mail, and the address of `Reply-To`."""

    name: str = ""
    address: str = ""


def answerer_of(kind: Kind, facts: dict[str, Any]) -> Answerer:
    """The one who follows the matter while their account is open, else the team's box; nobody when none is invited."""
    if kind.answers is Answers.NOBODY:
        return Answerer()
    person = kind.answers(facts) if callable(kind.answers) else None
    if person is not None and person.is_active and person.email:
        name = one_line(person.get_full_name())
        return Answerer(
            f"{name}, de NQT," if name else "la personne qui suit ce dossier", formataddr((name, person.email))
        )
    return Answerer("l’équipe de NQT", settings.REPLY_TO_EMAIL)


def _part(name: str, content: bytes, content_type: str) -> MIMEBase:
    """An attached file; a calendar's type names its method and its alphabet, as mail programs need to show it."""
    main, _, parameters = content_type.partition(";")
    part = MIMEBase(*main.strip().split("/"))
    for parameter in filter(None, parameters.split(";")):
        part.set_param(*(word.strip() for word in parameter.split("=")))
    part.set_payload(content)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=name)
    return part


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
