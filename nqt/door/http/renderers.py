"""One response, two representations: the page's template, or JSON."""

import decimal
from typing import Any

from django.template import loader
from django.utils.cache import patch_vary_headers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.utils.encoders import JSONEncoder
from rest_framework.utils.serializer_helpers import ReturnDict

from nqt.door.http.problems import Problem
from nqt.door.pages.records import as_record, as_records


class ExactEncoder(JSONEncoder):
    """Decimals as strings: a machine that reads 0.1 as a float has lost money."""

    def default(self, obj: Any) -> Any:
        """DRF's would hand Decimals over as they are."""
        return str(obj) if isinstance(obj, decimal.Decimal) else super().default(obj)


class ApiRenderer(JSONRenderer):
    """JSON; the media type is the response's own when it is a problem."""

    encoder_class = ExactEncoder


class PageRenderer(BaseRenderer):
    """HTML: the whole page, or the named part of the same template when htmx asks."""

    media_type, format, charset = "text/html", "html", "utf-8"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> str:
        """The page of what the resource answered."""
        view, request, response = (renderer_context[name] for name in ("view", "request", "response"))
        unshared(response)
        if response.status_code == 204:
            return ""
        if isinstance(data, Problem):
            return problem_page(data, request._request, view)
        context = page_data(data)
        template = loader.select_template([*view.template_names(context), *view.whole_page(context)])
        return template.render({**view.page_context(), **context}, request._request)


def problem_page(problem: Problem, request: Any, view: Any = None) -> str:
    """The page of a refusal; when the service itself fails nothing is asked of it, not even who is signed in."""
    template = loader.select_template([f"{problem.status}.html", "door/problem.html"])
    if problem.status >= 500:
        return template.render({"problem": problem})
    around = view.page_context() if view else {}
    return template.render({"problem": problem, "back": way_back(problem, request, view), **around}, request)


def way_back(problem: Problem, request: Any, view: Any = None) -> dict[str, str] | None:
    """From a refusal to the object that was acted upon, or to the form that waited for too long."""
    if problem.code == "csrf":
        return {"label": "Rouvrir le formulaire", "url": request.get_full_path()}
    seen = getattr(view, "seen_object", None)
    if seen is None and problem.status == 409 and getattr(view, "current_command", None):
        return {"label": "Revenir en arrière", "url": view.about(None)["back"]}
    if seen is None or problem.status in (404, 410):
        return None
    return {"label": f"Revenir à « {seen} »", "url": view.about(seen)["back"]}


def page_data(data: Any) -> dict[str, Any]:
    """Serialized data as records; `record` and `records` are the same rows for every template."""
    if isinstance(data, ReturnDict):
        return {"record": as_record(data)}
    context = dict(data or {})
    if isinstance(context.get("record"), ReturnDict):
        context["record"] = as_record(context["record"])
    if "results" in context:
        context["records"] = as_records(context.pop("results"))
    return context


def unshared(response: Any) -> None:
    """No page is kept by a cache; one address has a page and a fragment."""
    patch_vary_headers(response, ["Cookie", "HX-Request", "HX-Target"])
    response["Cache-Control"] = "private, no-store"
