"""The same thing sent twice is done once and answered alike: a form's single-use token, the API's `Idempotency-Key`.

The turn is a lock that lives as long as the transaction of the act, and the answer is a row of the same transaction: a
process that dies leaves neither, and a connection that hangs is ended by PostgreSQL after 60 s, its lock with it.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.utils.crypto import salted_hmac
from rest_framework import exceptions
from rest_framework.request import Request

from nqt.common.sealing import seal, unseal
from nqt.common.turns import at_once_or_not, one_at_a_time
from nqt.door.forms.tokens import ONCE
from nqt.door.http.problems import problem_of
from nqt.door.http.renderers import ApiRenderer, ExactEncoder
from nqt.door.models import Answered

HEADER = "Idempotency-Key"
LONGEST = 255
_PURPOSE = "nqt.door.answered"
_TELLING = ("Location", "ETag")


class Running(exceptions.APIException):
    """The same is being done at this very moment."""

    status_code, default_code, wait = 409, "running", 1
    default_detail = "Cette demande est déjà en cours. Réessayez dans un instant."


class KeyReused(exceptions.APIException):
    """One key, two bodies."""

    status_code, default_code = 422, "key_reused"
    default_detail = "Cette clé Idempotency-Key a déjà servi pour une autre demande."


class Reused(Exception):  # noqa: N818 (the mount says what becomes of it)
    """A token that has already served for something else; `location` is where that led."""

    def __init__(self, location: str) -> None:
        self.location = location


@dataclass(frozen=True)
class Sending:
    """One thing sent: whose and under which token, and what it says."""

    key: str
    fingerprint: str

    def known(self) -> HttpResponse | None:
        """The answer that it had already; `Reused` when the token served for something else."""
        row = Answered.objects.filter(key=self.key).first()
        if row is None:
            return None
        kept = json.loads(unseal(row.answer, purpose=_PURPOSE))
        if row.fingerprint != self.fingerprint:
            raise Reused(kept["headers"].get("Location", ""))
        response = HttpResponse(kept["body"], "application/json", kept["status"], headers=kept["headers"])
        if not kept["body"]:
            del response["Content-Type"]
        return response

    def keep(self, response: Any) -> None:
        """Beside what the act has written: both are there, or neither."""
        body = ApiRenderer().render(response.data).decode() if hasattr(response, "data") else ""
        headers = {name: response[name] for name in _TELLING if name in response}
        answer = json.dumps({"status": response.status_code, "headers": headers, "body": body})
        Answered.objects.create(key=self.key, fingerprint=self.fingerprint, answer=seal(answer, purpose=_PURPOSE))


def once(sending: Sending, act: Callable[[], Any], *, of_page: bool) -> tuple[Any, bool]:
    """Do it, unless it was done: the answer, and whether it is one of before; a page waits for its turn.

    What an act wrote before it refused (a wrong code is counted) stays, as without a token; the token may serve again.
    """
    refusal: Exception | None = None
    with transaction.atomic():
        _take_turn(sending.key, waits=of_page)
        if (before := sending.known()) is not None:
            return before, True
        try:
            response = act()
        except Exception as exc:
            if problem_of(exc) is None or isinstance(exc, DatabaseError) or connection.needs_rollback:
                raise
            refusal = exc
        else:
            if is_done(response, of_page=of_page):
                sending.keep(response)
    if refusal is not None:
        raise refusal
    return response, False


def is_done(response: Any, *, of_page: bool) -> bool:
    """A page that goes on to another has done something, one that is shown has not; the API says it by its status."""
    return bool(300 <= response.status_code < 400 if of_page else response.status_code < 300)


def _take_turn(key: str, *, waits: bool) -> None:
    name = f"door.once:{key}"
    if waits:
        one_at_a_time(name)
    elif not at_once_or_not(name):
        raise Running


def of_form(request: Request, who: str) -> Sending | None:
    """What a page's form sends; None when it carries no token. A token is one address's."""
    token = request._request.POST.get(ONCE, "")
    if not 0 < len(token) <= LONGEST:
        return None
    return Sending(_digest(who, request.path, token), _digest(*_said(request._request)))


def of_api(request: Request, who: str) -> Sending | None:
    """What a machine sends; None when it gives no key."""
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
        raise exceptions.ParseError(f"{HEADER} porte {LONGEST} caractères simples au plus.")
    body = json.dumps(request.data, cls=ExactEncoder, sort_keys=True)
    return Sending(_digest(who, "api", key), _digest(request.get_full_path(), body))


def _said(request: Any) -> Iterator[str]:
    yield request.get_full_path()
    for name, values in sorted(request.POST.lists()):
        if name not in ("csrfmiddlewaretoken", ONCE):
            yield json.dumps([name, values])
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            yield json.dumps([name, file.name, hashlib.file_digest(file, "sha256").hexdigest()])
            file.seek(0)


def _digest(*parts: str) -> str:
    """Keyed: a dump without `SECRET_KEY` does not let answers be guessed."""
    return salted_hmac(_PURPOSE, json.dumps(parts), algorithm="sha256").hexdigest()
