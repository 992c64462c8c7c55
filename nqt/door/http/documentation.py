"""The API's documentation: the library's two pages, which read no parameter but their own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from nqt.door.http.failures import answer
from nqt.door.http.problems import Problem, problem_of


class Strict:
    """What the library would take from an address (a language, a version that it copies into a header) is refused."""

    parameters: frozenset[str] = frozenset()
    http_method_names = ["get", "head"]
    request: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """400 for a parameter that nobody offers, as on any list."""
        if set(request.GET) - self.parameters:
            return answer(request, Problem(400, "unknown_parameter", "Ce paramètre n’existe pas pour cette page."))
        return super().dispatch(request, *args, **kwargs)

    def handle_exception(self, exc: Exception) -> HttpResponse:
        """A refusal is a problem, whatever the renderer of the page."""
        problem = problem_of(exc)
        if problem is None:
            return super().handle_exception(exc)
        return answer(self.request, problem)


class Schema(Strict, SpectacularAPIView):
    """OpenAPI of the API mount, as YAML or as JSON by what is accepted."""


class Documentation(Strict, SpectacularSwaggerSplitView):
    """The same to read; `script` asks for the page's own script."""

    parameters = frozenset({"script"})
