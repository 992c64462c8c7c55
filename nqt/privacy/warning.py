"""A mail before a file is forgotten, where its term promises one; without that mail, nothing goes."""

import datetime
from typing import Any

import structlog
from django.db import models
from django.db.models import Exists, OuterRef, TextField, Value
from django.db.models.functions import Cast, Concat

from nqt.common.errors import Invalid
from nqt.common.keeping import Term, entry_of
from nqt.outbox.models import Message
from nqt.outbox.post import post
from nqt.privacy.models import RightsRequest
from nqt.privacy.subjects import subject_of

logger = structlog.get_logger(__name__)

KIND = "privacy.expiring"


def warn(model: type[models.Model], term: Term, now: datetime.datetime) -> int:
    """Write to everybody whose file enters its last days; how many."""
    if term.notice is None:
        return 0
    label = model._meta.label_lower
    soon = term.past(model, term.notice.after(now)).exclude(email="").exclude(email__iendswith="@erased.invalid")
    about = Concat(Value(f"{label}:"), Cast(OuterRef("public_id"), TextField()))
    told = Message.objects.of_kind(KIND).filter(about=about)
    held = RightsRequest.objects.asked().filter(model=label) | RightsRequest.objects.restricting(label)
    soon = soon.filter(~Exists(told)).exclude(public_id__in=held.values("object_public_id"))
    return sum(_write(file, label) for file in soon.order_by("pk").iterator())


def is_warned(file: Any, term: Term, now: datetime.datetime) -> bool:
    """Nothing was promised, nobody can be written to, or the mail is old enough."""
    if term.notice is None or not file.email:
        return True
    about = f"{file._meta.label_lower}:{file.public_id}"
    told = Message.objects.of_kind(KIND).filter(about=about, created_at__gte=term.after.before(now))
    return told.filter(created_at__lte=term.notice.before(now)).exists()


def expiring_term(file: Any, told_at: datetime.datetime) -> Term | None:
    """The term that a warning written then was about, if it still runs out."""
    terms = [term for term in entry_of(type(file)).terms if term.notice]
    soon = (one for one in terms if one.past(type(file), one.notice.after(told_at)).filter(pk=file.pk).exists())
    return next(soon, None)


def _write(file: Any, label: str) -> int:
    about = f"{label}:{file.public_id}"
    try:
        post(
            KIND,
            to=file.email,
            user=file.user,
            key=f"{KIND}:{about}",
            time_zone=subject_of(label).time_zone(file),
            context={"subject": about, "model": label, "file": str(file.public_id)},
        )
    except Invalid as refusal:
        logger.warning("privacy.warning_refused", model=label, code=refusal.code)
        return 0
    return 1
