"""`manage.py routes`: every page and API address with its audience, methods and resource."""

import re
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.urls import get_resolver

from nqt.accounts.roles import Audience
from nqt.door.http.mount import door

_GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")


class Command(BaseCommand):
    """List the door's addresses."""

    help = "List every page and API route with its audience, methods, action and resource."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--audience staff` for one audience."""
        parser.add_argument("--audience", choices=Audience.values, help="only this audience")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a route; loading the addresses is what makes features register."""
        get_resolver().url_patterns  # noqa: B018
        mounts = {"pages": "/", "api": "/api/v1/"}
        for route in door.routes():
            if options["audience"] in (None, route.audience):
                path = mounts[route.mount] + _GROUP.sub(r"<\1>", route.pattern).replace("^", "").replace("$", "")
                methods = " ".join(f"{method.upper()}:{action}" for method, action in route.actions.items())
                self.stdout.write(
                    f"{route.audience:9} {path.replace(chr(92), ''):70} {methods:36} {route.resource.__name__}"
                )
