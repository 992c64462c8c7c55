"""Mails about a right: to those who answer, and to the person; and what a restriction holds back."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from nqt.outbox.kinds import Answers, kind
from nqt.outbox.links import link
from nqt.outbox.models import Message
from nqt.outbox.withholding import withholder
from nqt.privacy.models import RequestState, RightsRequest
from nqt.privacy.subjects import subject_of, subjects
from nqt.privacy.warning import expiring_term
from nqt.privacy.words import OUTCOMES, RIGHTS

PAGE = "rights-requests"


def _request(message: Message, *states: str) -> RightsRequest | None:
    found = RightsRequest.objects.filter(public_id=message.context["request"])
    return found.filter(state__in=states).first() if states else found.first()


def _facts(request: RightsRequest) -> dict[str, Any]:
    return {"right": RIGHTS[request.kind], "received_on": request.received_on, "due_on": request.due_on}


@kind(
    "privacy.request_received",
    subject=lambda context: f"Une demande {context['right']} à traiter",
    answers=Answers.NOBODY,
    owed=True,
)
def request_received(message: Message) -> dict[str, Any] | None:
    """To staff, while it waits; who asks is read inside the house."""
    request, reader = _request(message, RequestState.OPEN), message.user
    if request is None or reader is None:
        return None
    url = reverse(f"pages:staff:{PAGE}-detail", kwargs={"public_id": request.public_id})
    return {**_facts(request), "first_name": reader.first_name, "url": link(url)}


def _told(message: Message, *states: str) -> dict[str, Any] | None:
    """To the person, at her address of today."""
    request = _request(message, *states)
    if request is None:
        return None
    subject = subject_of(request.model)
    file = subject.model._base_manager.filter(public_id=request.object_public_id).first()
    if file is None or file.email.lower() != message.to.lower():
        return None
    url = ""
    if file.user_id:
        try:
            url = link(reverse(f"pages:{subject.audience}:{PAGE}-detail", kwargs={"public_id": request.public_id}))
        except NoReverseMatch:  # an audience without pages
            url = ""
    return {**_facts(request), "first_name": file.first_name, "url": url}


@kind(
    "privacy.request_noted",
    subject=lambda context: f"Votre demande {context['right']} est reçue",
    answers=Answers.TEAM,
    owed=True,
)
def request_noted(message: Message) -> dict[str, Any] | None:
    """By when she is answered; a day that has gone by is promised to nobody."""
    request, facts = _request(message), _told(message, RequestState.OPEN)
    return {**facts, "is_late": request.is_late} if facts and request else None


@kind(
    "privacy.request_extended",
    subject=lambda context: f"Votre demande {context['right']} prend plus de temps",
    answers=Answers.TEAM,
    owed=True,
)
def request_extended(message: Message) -> dict[str, Any] | None:
    """Why, and until when."""
    request, facts = _request(message), _told(message, RequestState.OPEN)
    return {**facts, "reason": request.delay_reason} if facts and request else None


@kind(
    "privacy.request_answered",
    subject=lambda context: f"Votre demande {context['right']} : notre réponse",
    answers=Answers.TEAM,
    owed=True,
)
def request_answered(message: Message) -> dict[str, Any] | None:
    """Done, refused with its reason, or lifted."""
    request = _request(message)
    facts = _told(message, RequestState.DONE, RequestState.REFUSED, RequestState.LIFTED)
    if facts is None or request is None:
        return None
    is_refused = request.state == RequestState.REFUSED
    return {**facts, "answer": request.answer, "outcome": OUTCOMES[request.state], "is_refused": is_refused}


@kind("privacy.erased", subject="Vos données sont effacées", answers=Answers.TEAM, owed=True)
def erased(message: Message) -> dict[str, Any] | None:
    """The last mail: it names nobody."""
    request = _request(message, RequestState.DONE)
    return request and {"received_on": request.received_on}


@kind(
    "privacy.requests_due",
    subject=lambda context: f"{context['number']} demande{'s' if context['number'] > 1 else ''} de droits à traiter",
    answers=Answers.NOBODY,
    owed=True,
    reminder=True,
    why="vous répondez aux demandes de droits",
)
def requests_due(message: Message) -> dict[str, Any] | None:
    """To those who answer, when a term comes near or has passed."""
    reader, number = message.user, RightsRequest.objects.asked().count()
    if reader is None or not number:
        return None
    url = f"{reverse(f'pages:staff:{PAGE}-list')}?state=open"
    return {"first_name": reader.first_name, "number": number, "url": link(url)}


@kind("privacy.expiring", subject="Votre dossier NQT va être effacé", answers=Answers.TEAM, owed=True)
def expiring(message: Message) -> dict[str, Any] | None:
    """To whoever was not heard of for long, before the purge: unless she came back meanwhile."""
    subject = subject_of(message.context["model"])
    file = subject.model._base_manager.filter(public_id=message.context["file"]).first()
    if file is None or file.email.lower() != message.to.lower():
        return None
    term = expiring_term(file, message.created_at)
    if term is None or term.notice is None:
        return None
    url = link(reverse("account_login")) if file.user_id and file.user.is_active else ""
    erased_on = timezone.localdate(term.notice.after(message.created_at))
    return {"first_name": file.first_name, "erased_on": erased_on, "silence": term.after.french, "url": url}


@withholder
def restricted(message: Message) -> bool:
    """The reader's data are restricted: nothing leaves that is not owed."""
    if not RightsRequest.objects.filter(state=RequestState.DONE, kind="restriction").exists():
        return False
    for subject in subjects():
        held = RightsRequest.objects.restricting(subject.label).values("object_public_id")
        reader = subject.model._base_manager.filter(public_id__in=held, email__iexact=message.to)
        if reader.exists():
            return True
    return False
