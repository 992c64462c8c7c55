"""Who is written to about a request: those who answer, and the person, if she has an address."""

from typing import Any

from django.utils import timezone

from nqt.outbox.post import post
from nqt.privacy.answerers import answerers_on
from nqt.privacy.models import RightsRequest
from nqt.privacy.rules import GOODBYE_WITHIN
from nqt.privacy.subjects import subject_of

GOODBYE = "privacy.erased"


def context_of(request: RightsRequest) -> dict[str, str]:
    """What a mail about a request carries: ids."""
    return {"request": str(request.public_id), "subject": f"rights-request:{request.public_id}"}


def ask_staff(request: RightsRequest) -> None:
    """Those who answer hear of it at once, without a name."""
    for user in answerers_on(timezone.localdate()):
        key = f"privacy.request_received:{request.public_id}:{user.public_id}"
        post("privacy.request_received", to=user.email, user=user, key=key, context=context_of(request))


def write_to(request: RightsRequest, file: Any, occasion: str) -> None:
    """`noted`, `answered` or `extended`."""
    if file is None or not file.email:
        return
    post(
        f"privacy.request_{occasion}",
        to=file.email,
        user=file.user,
        key=f"privacy.request_{occasion}:{request.public_id}:{request.version}",
        time_zone=subject_of(request.model).time_zone(file),
        context=context_of(request),
    )


def say_goodbye(request: RightsRequest, address: str) -> None:
    """Whoever asked to be forgotten is told that it is done (art. 12.3), once her own lines are gone."""
    post(
        GOODBYE,
        to=address,
        key=f"{GOODBYE}:{request.public_id}",
        context=context_of(request),
        expires_at=timezone.now() + GOODBYE_WITHIN,
    )
