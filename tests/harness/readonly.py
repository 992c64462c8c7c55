"""A GET writes nothing but sessions, the access log, the security log, throttle counters and a token's last use.

Guarded in every test: the promise of access.md is not left to reviewers. After `itou/utils/readonly.py` of les-emplois.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.core.handlers.base import BaseHandler
from django.db import connections
from django.http import HttpRequest, HttpResponse

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
ALLOWED = frozenset({"django_session", "audit_accessrecord", "audit_securityevent"})
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_WRITE = re.compile(
    r"\b(?:INSERT\s+INTO|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?|COPY|(?<!FOR\s)(?<!KEY\s)(?<!DO\s)UPDATE)\s+"
    r'(?:ONLY\s+)?"?(\w+)"?',
    re.IGNORECASE,
)


class GetWrote(AssertionError):
    """A page that was only read has written."""


def tables_written(sql: str) -> set[str]:
    """The tables a statement changes; what stands between quotes is no statement."""
    return {table.lower() for table in _WRITE.findall(_LITERAL.sub("''", sql))}


def _watch(path: str) -> Callable:
    def execute(execute: Callable, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        forbidden = tables_written(str(sql)) - ALLOWED
        if forbidden:
            raise GetWrote(f"GET {path} writes {', '.join(sorted(forbidden))}: {str(sql)[:300]}")
        return execute(sql, params, many, context)

    return execute


@contextmanager
def reads_only(path: str) -> Iterator[None]:
    """Within, a write to any other table raises."""
    with ExitStack() as stack:
        for connection in connections.all(initialized_only=True):
            stack.enter_context(connection.execute_wrapper(_watch(path)))
        yield


def guarded(get_response: Callable) -> Callable:
    """`BaseHandler.get_response`, that watches safe requests."""

    def respond(self: BaseHandler, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE:
            return get_response(self, request)
        with reads_only(request.path):
            return get_response(self, request)

    return respond
