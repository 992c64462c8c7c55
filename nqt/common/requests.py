"""One log line a request: who asked for which page, and what became of it."""

from django.contrib.admindocs.views import simplify_regex
from django.http import HttpRequest
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
