"""Browsers and scripts of tests: signed in under a hat, with the CSRF token that a real page would have given."""

import json
from typing import Any

from django.middleware.csrf import _get_new_csrf_string
from django.test import Client

from tests.harness.factories.accounts import UserFactory, give_hat, sign_in, take_hats


class Visitor(Client):
    """Django's client with CSRF enforced; every post carries a good token unless `csrf=False`."""

    user: Any = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(enforce_csrf_checks=True, **kwargs)
        self._token = _get_new_csrf_string()
        self.cookies["csrftoken"] = self._token

    def generic(self, method: str, path: str, *args: Any, csrf: bool = True, headers: Any = None, **kwargs: Any) -> Any:
        """Add the token to whatever is not a reading."""
        if csrf and method not in ("GET", "HEAD", "OPTIONS"):
            headers = {"X-CSRFToken": self.cookies["csrftoken"].value, **(headers or {})}
        return super().generic(method, path, *args, headers=headers, **kwargs)

    def send(self, method: str, path: str, data: Any = None, *, version: int | None = None, **kwargs: Any) -> Any:
        """JSON to the API: `visitor.send("patch", url, {...}, version=3)`."""
        headers = {**({} if version is None else {"If-Match": f'"{version}"'}), **kwargs.pop("headers", {})}
        body = data if isinstance(data, str | bytes) else json.dumps({} if data is None else data)
        content_type = kwargs.pop("content_type", "application/json")
        return self.generic(method.upper(), path, body, content_type=content_type, headers=headers, **kwargs)


class Visitors:
    """`client_as("staff_national")`: one visitor a call, its hats taken back at the end of the test."""

    def __init__(self) -> None:
        self._users: list[Any] = []

    def __call__(self, role: str | None = None, *, user: Any = None, **hat: Any) -> Visitor:
        """A visitor under a hat of that role, or nobody; `hat` are the hat's fields."""
        visitor = Visitor()
        if role is None and user is None:
            return visitor
        visitor.user = user or UserFactory()
        if role is not None:
            give_hat(visitor.user, role, **hat)
            self._users.append(visitor.user)
        sign_in(visitor, visitor.user)
        return visitor

    def close(self) -> None:
        """Nobody keeps a hat that a test gave."""
        for user in self._users:
            take_hats(user)
