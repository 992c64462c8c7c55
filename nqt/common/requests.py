"""What is done for every request: one log line says who asked for which page, and a form that is no text is refused."""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.contrib.admindocs.views import simplify_regex
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware
from structlog.contextvars import bind_contextvars

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


class RequestLog(RequestMiddleware):
    """The library's, without addresses: those of personal links are secrets, those of searches hold names."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """'GET sign/<token>/': the pattern of the page; what is no page of ours is not repeated."""
        method = request.method if request.method in METHODS else "?"
        match = getattr(request, "resolver_match", None)
        return f"{method} {simplify_regex(match.route).lstrip('/') if match else '?'}"

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """By public id, and only when the request has asked for its user: a log line costs no statement."""
        user = getattr(request, "_cached_user", None)
        if user is not None and user.is_authenticated:
            bind_contextvars(user=str(user.public_id))


class ReadableForms:
    """Middleware: a form whose bytes are not UTF-8 is refused (400); Django would save U+FFFD in their place.

    A form with files has its texts checked one by one, by its fields: U+FFFD is in none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Read the body before anything else does."""
        is_form = request.method == "POST" and request.content_type == "application/x-www-form-urlencoded"
        if is_form and (request.encoding or "utf-8").lower() in ("utf-8", "utf8"):
            try:
                unquote_to_bytes(request.body.replace(b"+", b" ")).decode()
            except UnicodeDecodeError:
                raise BadRequest("utf-8") from None
        return self.get_response(request)
