"""Refusals that happen before a resource is reached: no such address, no CSRF token, a fault of ours."""

import sys

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from nqt.door.http.problems import PROBLEM_JSON, Problem, problem_of
from nqt.door.http.renderers import ApiRenderer, problem_page, unshared

API = "/api/"
UNREADABLE = "Ce formulaire contient des caractères illisibles : il n’est pas écrit en UTF-8. Rien n’a été enregistré."


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The same problem that a resource would give: a document under `/api/`, a page elsewhere."""
    if request.path.startswith(API):
        response = HttpResponse(ApiRenderer().render(problem.as_dict()), PROBLEM_JSON, problem.status)
        response["Vary"] = "Cookie"
    else:
        response = HttpResponse(problem_page(problem, request), status=problem.status)
        unshared(response)
    for name, value in problem.headers.items():
        response[name] = value
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 for what is too big."""
    if isinstance(exception, RequestDataTooBig):
        return answer(request, Problem(413))
    if isinstance(exception, BadRequest):
        return answer(request, Problem(400, "encoding", UNREADABLE))
    return answer(request, problem_of(exception) or Problem(400))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return answer(request, Problem(403, "permission_denied"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form from elsewhere, or one that waited for too long."""
    return answer(
        request,
        Problem(
            403, "csrf", "Ce formulaire a trop attendu, ou venait d’ailleurs. Ouvrez-le à nouveau, puis recommencez."
        ),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same as for what one may not see."""
    return answer(request, Problem(404))


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the database does not answer; nothing is asked of the database to say so."""
    failure = sys.exc_info()[1]
    problem = problem_of(failure) if isinstance(failure, Exception) else None
    return answer(request, problem if problem and problem.status == 503 else Problem(500))
