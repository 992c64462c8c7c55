"""What the ground floor keeps about a person: account, invitations, devices, mail, words searched. It lies below this
room, so that its erasers are here.
"""

from urllib.parse import parse_qsl, urlencode

import pgtrigger
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils import timezone

from nqt.accounts.models import Invitation, User
from nqt.audit.models import APPEND_ONLY, AccessRecord
from nqt.common.text import fold
from nqt.jobs.models import Job
from nqt.outbox.models import Message
from nqt.privacy.erasing import Person, blank, eraser, remove, tracer
from nqt.privacy.models import RightsRequest
from nqt.privacy.subjects import files_of, words_of

HIDDEN = "***"
"""What stands in the access log for words that were searched."""
LEAST_TYPED = 3
"""Fewer letters look for nobody in particular."""


@eraser
def forget_account(person: Person) -> None:
    """The row stays, since acts refer to it: no name, an address that exists nowhere, no way to sign in."""
    invited = Invitation.objects.filter(email__in=person.emails)
    remove(invited)
    if person.user is None:
        return
    user = person.user
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    rows = User.objects.filter(pk=user.pk)
    blank(rows)
    nobody = User(password="")
    nobody.set_unusable_password()
    generation = user.session_generation + 1
    rows.update(password=nobody.password, session_generation=generation, last_login=timezone.now())


@eraser
def forget_mail(person: Person) -> None:
    """Lines of the mails written to the person, those on their way included."""
    Message.objects.filter(person.owns(email="to")).delete()


@eraser
def forget_jobs(person: Person) -> None:
    """Long work that the account asked for, with its files."""
    if person.user:
        remove(Job.objects.filter(owner=person.user))


@tracer
def forget_requests(person: Person) -> None:
    """What she asked in her own words, and what she was answered; that she asked, and when, is the proof of it."""
    for _, file in files_of(person):
        blank(RightsRequest.objects.of(file))


@tracer
def forget_searches(person: Person) -> None:
    """Words of lists taken out of the house, when they look for her; the line stays, and says that one searched."""
    words = {part for word in words_of(person) for part in fold(word.partition("@")[0]).split()}
    lines = AccessRecord.objects.exclude(description="").filter(description__contains="=")
    with pgtrigger.ignore(f"{AccessRecord._meta.label}:{APPEND_ONLY}"):
        for key, description in list(lines.values_list("pk", "description")):
            hidden = without(words, description)
            if hidden != description:
                AccessRecord.objects.filter(pk=key).update(description=hidden)


def without(words: set[str], description: str) -> str:
    """A list's name, the values that hold one of these folded words hidden: `/list.csv?search=***`."""
    path, asks, query = description.partition("?")
    asked = parse_qsl(query, keep_blank_values=True)
    kept = [(name, HIDDEN if _looks_for(words, value) else value) for name, value in asked]
    return description if kept == asked else f"{path}{asks}{urlencode(kept, safe='*')}"


def _looks_for(words: set[str], value: str) -> bool:
    """One of the words was typed, or its first letters."""
    typed = {part for part in fold(value).split() if len(part) >= LEAST_TYPED}
    return bool(typed & words) or any(word.startswith(part) for part in typed for word in words)
