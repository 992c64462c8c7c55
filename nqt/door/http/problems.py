"""Every refusal, said once: what was raised becomes one problem, shown as a page or as `application/problem+json`.

The JSON follows RFC 9457: `type`, `title`, `status`, `detail`, `code`, and for what was typed `errors`, each with a
`pointer` into the body (or the name of a `parameter`). Texts are French sentences; never a stack, never SQL.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django_fsm import TransitionNotAllowed
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from nqt.common import errors
from nqt.common.faults import place_of
from nqt.common.violations import violation_of
from nqt.door.pages import kept

logger = structlog.get_logger(__name__)
PROBLEM_JSON = "application/problem+json"
RETRY_AFTER = 5
"""Seconds before trying again when the database does not answer; it is back in less than ten."""

TITLES = {
    400: "Demande incorrecte",
    401: "Connexion nécessaire",
    403: "Accès refusé",
    404: "Page introuvable",
    405: "Action impossible ici",
    409: "Ce n’est plus possible",
    410: "Lien expiré",
    412: "Fiche modifiée entre-temps",
    413: "Envoi trop lourd",
    415: "Format non accepté",
    422: "Clé déjà utilisée",
    428: "Version nécessaire",
    429: "Trop de demandes",
    500: "Erreur inattendue",
    503: "Service momentanément indisponible",
    507: "Plus de place",
}
DETAILS = {
    400: "Cette demande n’a pas pu être comprise.",
    401: "Connectez-vous pour continuer.",
    403: "Vous n’avez pas le droit de faire cela. Si votre travail le demande, adressez-vous à l’équipe nationale.",
    404: "Cette page n’existe pas, ou n’est pas de celles que vous pouvez voir.",
    405: "Cette adresse ne permet pas cette action.",
    409: "Ce n’est plus possible dans l’état actuel.",
    410: "Ce lien a déjà servi, ou il a trop attendu. Demandez-en un autre à la personne qui vous l’a envoyé.",
    413: "Cet envoi dépasse la taille permise. Revenez en arrière et envoyez moins de texte, ou un fichier plus léger.",
    415: "Ce format d’envoi n’est pas accepté ici.",
    429: "Trop de demandes en peu de temps. Attendez un peu avant de recommencer.",
    500: "L’erreur a été enregistrée. Réessayez ; si elle persiste, prévenez-nous.",
    503: "Le service ne répond pas en ce moment. Réessayez dans quelques instants.",
}
CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_big", 500: "error", 503: "unavailable"}
SESSION_OVER = "Votre session a expiré : reconnectez-vous pour continuer."
NOT_SAVED = "Ce que vous veniez d’envoyer n’est pas enregistré. Une fois connecté, vous reviendrez au formulaire."
WAITS = (
    "Ce que vous veniez d’envoyer n’est pas enregistré, mais n’est pas perdu : connectez-vous dans le quart d’heure, et"
    " vous le retrouverez dans le formulaire."
)
_ALWAYS_SAID_ALIKE = frozenset({401, 403, 404, 405, 415})
"""DRF's own words for these are English, or say more than they should."""
_STATUS = (
    (errors.Invalid, 400),
    (errors.Forbidden, 403),
    (errors.Conflict, 409),
    (errors.Stale, 412),
    (errors.Expired, 410),
    (errors.TooMany, 429),
    (errors.Unavailable, 503),
    (errors.NoRoom, 507),
    (errors.Refusal, 409),
)


class VersionRequired(exceptions.APIException):
    """The writer does not say which version it has seen."""

    status_code, default_code = 428, "version_required"
    default_detail = "Indiquez la version lue, dans l’en-tête If-Match."


@dataclass
class Problem:
    """A refusal in words."""

    status: int
    code: str = ""
    detail: str = ""
    errors: Any = None
    """Field → sentences, as DRF nests them."""
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.code = self.code or CODES.get(self.status, "invalid")
        self.detail = self.detail or DETAILS.get(self.status, DETAILS[400])

    @property
    def title(self) -> str:
        """A few words for the status."""
        return TITLES.get(self.status, TITLES[400])

    def as_dict(self, *, of_query: bool = False) -> dict[str, Any]:
        """The RFC 9457 document; the errors of a query name parameters instead of pointing into a body."""
        document = {
            "type": f"urn:nqt:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        }
        if self.errors is not None:
            document["errors"] = [_error(path, leaf, of_query) for path, leaf in _leaves(self.errors)]
        return document

    def sentences(self) -> list[str]:
        """Each error as one line, for a page without a form."""
        return [str(leaf) for _path, leaf in _leaves(self.errors)] if self.errors is not None else []


def _leaves(detail: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(detail, dict):
        for name, below in detail.items():
            yield from _leaves(below, (*path, str(name)))
    elif isinstance(detail, list | tuple):
        nested = any(isinstance(below, dict | list) for below in detail)
        for index, below in enumerate(detail):
            yield from _leaves(below, (*path, str(index)) if nested else path)
    else:
        yield path, detail


def _error(path: tuple[str, ...], leaf: Any, of_query: bool) -> dict[str, str]:
    path = tuple(part for part in path if part != "non_field_errors")
    where = {"parameter": path[0]} if of_query and path else {"pointer": "#" + "".join(f"/{part}" for part in path)}
    return {**where, "detail": str(leaf), "code": getattr(leaf, "code", "invalid")}


def problem_of(exc: Exception) -> Problem | None:
    """What an exception says to the person; None for what is a fault of ours."""
    if isinstance(exc, IntegrityError):
        exc = violation_of(exc)
    if isinstance(exc, TransitionNotAllowed):
        exc = errors.InvalidTransition()
    if isinstance(exc, errors.Refusal):
        return _refusal(exc)
    if isinstance(exc, exceptions.APIException):
        return _api_exception(exc)
    if isinstance(exc, Http404):
        return Problem(404)
    if isinstance(exc, PermissionDenied):
        return Problem(403, "permission_denied")
    if isinstance(exc, RequestDataTooBig):
        return Problem(413)
    if isinstance(exc, TooManyFieldsSent | TooManyFilesSent):
        return Problem(400, "too_many_fields", "Cet envoi compte trop de champs.")
    if isinstance(exc, SuspiciousOperation):
        return Problem(400, "malformed")
    if isinstance(exc, OperationalError | InterfaceError):
        return Problem(503, headers={"Retry-After": str(RETRY_AFTER)})
    return None


def _refusal(exc: errors.Refusal) -> Problem:
    status = next(status for kind, status in _STATUS if isinstance(exc, kind))
    said = {name: [exceptions.ErrorDetail(text, exc.code)] for name, text in exc.fields.items()} or None
    if status == 400 and said is None:
        said = {"non_field_errors": [exceptions.ErrorDetail(str(exc.message), exc.code)]}
    headers = {"Retry-After": str(RETRY_AFTER)} if status == 503 else {}
    return Problem(status, exc.code, str(exc.message), said, headers)


def _api_exception(exc: Any) -> Problem:
    headers = {}
    if getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = exc.auth_header
    if getattr(exc, "wait", None):
        headers["Retry-After"] = str(max(1, round(exc.wait)))
    if isinstance(exc, exceptions.ValidationError):
        return Problem(400, "invalid", "Corrigez ce qui est signalé.", _typeset(exc.detail), headers)
    code = exc.get_codes() if isinstance(exc.detail, exceptions.ErrorDetail) else exc.default_code
    detail = "" if exc.status_code in _ALWAYS_SAID_ALIKE else str(exc.detail)
    return Problem(exc.status_code, code, detail, None, headers)


def _typeset(detail: Any) -> Any:
    """Sentences of the libraries have typewriter's apostrophes."""
    if isinstance(detail, dict):
        return {name: _typeset(below) for name, below in detail.items()}
    if isinstance(detail, list | tuple):
        return [_typeset(below) for below in detail]
    return exceptions.ErrorDetail(str(detail).replace("'", "’"), getattr(detail, "code", "invalid"))


def handler(exc: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """DRF's exception handler: the problem as a response, that the resource's renderer writes out."""
    view, request = context["view"], context["request"]
    pages = getattr(view, "door", "api") == "pages"
    if pages and isinstance(exc, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return to_sign_in(request)
    problem = problem_of(exc)
    if problem is None:
        return None
    if problem.status >= 500:
        logger.error("door.unavailable", error=place_of(exc))
    if pages and problem.status in (412, 428):
        problem.status = 409 if problem.status == 412 else 400
    if problem.status == 405:
        problem.headers["Allow"] = ", ".join(view.allowed_methods)
    if pages:
        return Response(problem, status=problem.status, headers=problem.headers)
    of_query = request.method in ("GET", "HEAD")
    return Response(
        problem.as_dict(of_query=of_query), status=problem.status, headers=problem.headers, content_type=PROBLEM_JSON
    )


def to_sign_in(request: Request) -> HttpResponse:
    """A page goes to the sign-in page, which says why, and comes back; a fragment asks the browser to."""
    _say_why(request)
    if request.headers.get("HX-Request") == "true":
        back = redirect_to_login(_page_of(request.headers.get("HX-Current-URL", "")))
        return HttpResponse(status=401, headers={"HX-Redirect": back.url})
    return redirect_to_login(request.get_full_path())


def _page_of(url: str) -> str:
    """The page that a browser says it shows, within this site; what is no address is the front door."""
    try:
        here = urlsplit(url)
    except ValueError:
        return "/"
    page = here.path + (f"?{here.query}" if here.query else "")
    return page if page[:1] == "/" and url_has_allowed_host_and_scheme(page, allowed_hosts=None) else "/"


def _say_why(request: Request) -> None:
    """The session that the browser shows is no more; what it sent is not saved."""
    said = messages.get_messages(request._request)
    is_over = settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.is_empty()
    if is_over and not len(said):
        messages.info(request._request, SESSION_OVER)
    if request.method == "POST":
        messages.warning(request._request, WAITS if kept.keep(request._request) else NOT_SAVED)
