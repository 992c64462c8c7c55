"""What holds for every page of accounts, allauth's among them: kept by no cache, and a refused form is no success."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

PREFIXES = ("/accounts/", "/invitation/")


class AccountPages:
    """Middleware, the first of all: what it says of an answer holds for refusals and failures too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """They show addresses, codes and recovery codes: no browser and no proxy keeps them."""
        response = self.get_response(request)
        if request.path_info.startswith(PREFIXES):
            response["Cache-Control"] = "private, no-store"
        return response

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """400 for a form that comes back with what is wrong; allauth answers 200."""
        if request.path_info.startswith(PREFIXES) and response.status_code == HTTPStatus.OK:
            context: dict[str, Any] = response.context_data or {}
            if getattr(context.get("form"), "errors", None):
                response.status_code = HTTPStatus.BAD_REQUEST
        return response
