"""What the ground floor keeps about a person: her account, the mails she got, what she asked about her data."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst

from nqt.audit.models import SecurityEvent
from nqt.common.dates import french_day
from nqt.common.keeping import kept
from nqt.outbox.models import Message
from nqt.privacy.disclosing import Line, Section, known, sections
from nqt.privacy.erasing import Person
from nqt.privacy.models import RightsRequest
from nqt.privacy.subjects import files_of

SIGN_INS = 50


def told_at(moment) -> str:
    """'23 juillet 2015, 11 h 42', by the reader's clock."""
    local = timezone.localtime(moment)
    return f"{french_day(local.date())}, {local.hour} h {local.minute:02d}"


@sections(order=60)
def of_account(person: Person) -> Iterator[Section]:
    """How she signs in, and when she did."""
    user = person.user
    if user is None:
        return
    facts = known(
        ("Adresse de connexion", user.email),
        ("Compte créé le", french_day(timezone.localdate(user.date_joined))),
        ("Fuseau horaire", user.get_time_zone_display()),
        ("Mot de passe", "choisi, gardé sous une forme illisible" if user.has_usable_password() else ""),
        ("Double vérification", "activée" if user.authenticator_set.exists() else ""),
    )
    events = SecurityEvent.objects.filter(user=user).order_by("-at", "-pk")[:SIGN_INS]
    lines = [
        Line(capfirst(event.get_kind_display()), told_at(event.at), f"IP {event.ip}" if event.ip else "")
        for event in events
    ]
    note = (
        f"Les événements de connexion sont gardés {kept('audit.SecurityEvent')} ; voici les derniers." if lines else ""
    )
    yield Section("Votre compte", facts, lines, note)


@sections(order=70)
def of_mails(person: Person) -> Iterator[Section]:
    """Every mail that left for her; their text is not kept."""
    sent = Message.objects.sent().filter(Q(person.owns(email="to"))).order_by("-sent_at", "-pk")
    lines = [Line(message.subject or "Courriel", told_at(message.sent_at)) for message in sent]
    note = f"Leur objet et leur date sont gardés {kept('outbox.Message')} ; leur texte n’est pas gardé."
    yield Section("Les courriels que nous vous avons écrits", [], lines, note, empty="Aucun.")


@sections(order=80)
def of_requests(person: Person) -> Iterator[Section]:
    """What she asked before."""
    lines = []
    for _, file in files_of(person):
        for one in RightsRequest.objects.of(file):
            detail = " ".join(part for part in (one.words, one.answer) if part)
            lines.append(
                Line(
                    f"{capfirst(one.get_kind_display())} : {one.get_state_display()}",
                    french_day(one.received_on),
                    detail,
                )
            )
    yield Section("Vos demandes sur vos données", [], lines)
