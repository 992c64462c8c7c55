"""What a test run refuses that Django lets pass: undefined variables, chance order, loose pages, the network."""

import re
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import (
    SQLAggregateCompiler,
    SQLCompiler,
    SQLDeleteCompiler,
    SQLInsertCompiler,
    SQLUpdateCompiler,
)
from django.http import HttpResponse
from django.template import Node

OURS = (str(Path(settings.BASE_DIR) / "templates"), str(Path(settings.BASE_DIR) / "tests"))


# -- templates --------------------------------------------------------------------------------------------------------
class Undefined(str):
    """`string_if_invalid` that fails in our templates; in those of libraries it is silent, as they expect."""

    def __mod__(self, variable: Any) -> str:
        origin = _origin_of_caller()
        if origin.startswith(OURS):
            raise AssertionError(f"{origin}: {{{{ {variable} }}}} is not defined.")
        return ""


def _origin_of_caller() -> str:
    frame = sys._getframe(2)
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None) is not None:
            return str(node.origin.name)
        frame = frame.f_back
    return ""


# -- order ------------------------------------------------------------------------------------------------------------
WRITERS = (SQLAggregateCompiler, SQLDeleteCompiler, SQLInsertCompiler, SQLUpdateCompiler)


def shuffled(get_order_by: Callable) -> Callable:
    """`SQLCompiler.get_order_by`: a list that asks for no order comes in any."""

    def order_by(self: SQLCompiler) -> list:
        found = get_order_by(self)
        query = self.query
        settled = query.subquery or query.distinct or query.combinator or query.group_by is not None
        if found or settled or isinstance(self, WRITERS) or not query.default_cols:
            return found
        expression = OrderBy(Random()).resolve_expression(query, allow_joins=True, reuse=None)
        return [(expression, (*self.compile(expression), False))]

    return order_by


# -- pages ------------------------------------------------------------------------------------------------------------
_POST_FORM = re.compile(rb"<form\b[^>]*\bmethod=\"post\"[^>]*>.*?</form>", re.DOTALL | re.IGNORECASE)
_OTHERWISE = re.compile(rb'action="/accounts/|name="hat"')
"""Signing in and out is the library's, an invitation serves once; changing hats twice is changing them once."""
_LOOSE = re.compile(rb"\sstyle=\"|<script>|<style|\son\w+=\"|javascript:", re.IGNORECASE)


def check_page(path: str, response: HttpResponse) -> None:
    """Every form that posts carries its tokens; nothing in a page needs a loose Content-Security-Policy."""
    if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
        return
    for form in _POST_FORM.findall(response.content):
        if b"csrfmiddlewaretoken" not in form:
            raise AssertionError(f"{path}: a form posts without its CSRF token: {form[:200]!r}")
        is_beside = path.startswith(("/accounts/", "/invitation/"))
        if b'name="once"' not in form and not (is_beside or _OTHERWISE.search(form)):
            raise AssertionError(f"{path}: a form posts without {{% once %}}: {form[:200]!r}")
    loose = _LOOSE.search(response.content)
    if loose and "'unsafe-inline'" not in response.get("Content-Security-Policy", ""):
        start = max(0, loose.start() - 80)
        raise AssertionError(f"{path}: inline style or script: {response.content[start : loose.end() + 80]!r}")


# -- network ----------------------------------------------------------------------------------------------------------
LOCAL = ("127.0.0.1", "::1", "localhost", "0.0.0.0")  # noqa: S104


def local_only(connect: Callable) -> Callable:
    """`socket.connect` within this machine."""

    def connect_locally(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOCAL:
            raise AssertionError(f"A test reaches for {address[0]}: nothing here may leave the machine.")
        return connect(self, address)

    return connect_locally
