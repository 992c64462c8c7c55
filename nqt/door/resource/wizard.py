"""A long form, step by step, each kept when one leaves it: `Wizard`.

    class Applying(Wizard):
        steps = {"you": ["first_name", …], "degree": […]}
        step_titles, review = {"you": "Vous", "degree": "Votre diplôme"}, "Relire"

        def lacking(self, obj): ...

Each step has its address; the last one leads to the object's page, where all is read over. Coming back leads to the
first step that lacks an answer, unless one asks to read (`?read`). “Étape précédente” and “Finir plus tard” (`?then=`)
keep what is good of a step and hold nobody back for what is not.
"""

import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponseRedirect
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from nqt.common.errors import Invalid
from nqt.door.forms.fields import TEXT_SUFFIX
from nqt.door.forms.form import Form
from nqt.door.resource.base import Resource
from nqt.door.resource.writing import see_other

REVIEW = "review"
"""The page of the object, as the step after all others."""
READING = frozenset({"read", "later"})
WAYS = ("back", "later")
"""`?then=`: where one goes once what is typed is kept, good or not yet."""


class Wizard(Resource):
    """One object, filled in by steps."""

    step_titles: ClassVar[dict[str, str]] = {}
    review: ClassVar[str] = "Relire"
    """What reading over is called among the steps."""

    # -- what a room says ---------------------------------------------------------------------------------------------
    def lacking(self, obj: Any) -> list[str]:
        """Steps with an empty answer that is needed."""
        return []

    def is_begun(self, obj: Any) -> bool:
        """Something was kept already."""
        return bool(obj.version > 1)

    def told_after(self, obj: Any) -> str:
        """What a step found, said on the next page: a step that is kept says so there by its time."""
        return ""

    # -- where one is -------------------------------------------------------------------------------------------------
    @property
    def step(self) -> str | None:
        """Of the address; creating begins with the first."""
        first = next(iter(self.steps)) if self.action in ("create", "create_form") else None
        return self.kwargs.get("step", first)

    def fields_of_step(self) -> list[str] | None:
        """Those asked at this address; a machine gives all at once."""
        if self.door == "api":
            return None
        if self.step is not None and self.step not in self.steps:
            raise exceptions.NotFound
        return self.steps.get(self.step or "")

    def title_of(self, verb: str) -> str:
        """The step's."""
        return self.step_titles.get(self.kwargs.get("step", ""), super().title_of(verb))

    def crumbs(self) -> list[tuple[str, str]]:
        """Steps lead back, no trail."""
        return []

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Coming back leads to the first step that lacks an answer; `?read` and `?later` read over all the same."""
        obj = self.get_object()
        missing = self.lacking(obj) if self.door == "pages" and self.can_write("update", obj) else []
        if missing and not READING & set(request.query_params):
            return HttpResponseRedirect(self.url("step", obj, step=missing[0]))
        return super().retrieve(request, *args, **kwargs)

    # -- going on -----------------------------------------------------------------------------------------------------
    def after(self, obj: Any) -> str:
        """On to the next step; the last one leads to reading over."""
        order = list(self.steps)
        following = order[order.index(self.step) + 1 :] if self.step in order else []
        return self.url("step", obj, step=following[0]) if following else self.url("detail", obj)

    def written(self, obj: Any, status: int, message: str) -> Any:
        """Without a word but what was found."""
        if self.door == "api" or "step" not in self.kwargs:
            return super().written(obj, status, message)
        self.current = None
        if said := self.told_after(obj):
            messages.info(self.request._request, said)
        return see_other(self.leaving(obj) or self.after(obj))

    # -- going back, or away: what can be kept is kept ----------------------------------------------------------------
    def leaving(self, obj: Any) -> str | None:
        """Where “Étape précédente” and “Finir plus tard” lead, once what is typed is kept."""
        order, way = list(self.steps), self.request.query_params.get("then")
        if way == "back":
            rank = order.index(self.kwargs["step"])
            return self.url("step", obj, step=order[rank - 1]) if rank else f"{self.url('detail', obj)}?read"
        return f"{self.url('detail', obj)}?later" if way == "later" else None

    @property
    def is_leaving(self) -> bool:
        """The step is left by another way than “Continuer”."""
        return self.door == "pages" and "step" in self.kwargs and self.request.query_params.get("then") in WAYS

    def bind(self, *args: Any, **kwargs: Any) -> Any:
        """Leaving a step, an answer that is not good yet, or not given, keeps nobody there."""
        bound = super().bind(*args, **kwargs)
        if "data" not in kwargs or not self.is_leaving:
            return bound
        if not bound.is_valid():
            wrong = set(bound.errors)
            good = self.request.data.copy()
            for name in list(good):
                if name.removesuffix(TEXT_SUFFIX) in wrong:
                    good.pop(name)
            bound = super().bind(*args, **{**kwargs, "data": good, "partial": True})
        return bound

    def write(self, serializer: Any, function: Any, **extra: Any) -> Any:
        """The same for what the action alone refuses: a year to come is left aside."""
        try:
            return super().write(serializer, function, **extra)
        except Invalid as refusal:
            if not self.is_leaving:
                raise
            kept = {name: value for name, value in serializer.validated_data.items() if name not in refusal.fields}
            return function(actor=self.actor, **kept, **extra)

    # -- pages --------------------------------------------------------------------------------------------------------
    def saved_at(self, obj: Any) -> datetime.datetime | None:
        """When something was last kept."""
        return obj.updated_at if obj is not None and self.is_begun(obj) else None

    def steps_around(self, obj: Any) -> dict[str, Any]:
        """Where one is among the steps, for both pages."""
        here = self.kwargs.get("step", REVIEW)
        missing = self.lacking(obj)
        shown = [
            {
                "key": step,
                "label": self.step_titles.get(step, self.review),
                "url": f"{self.url('detail', obj)}?read" if step == REVIEW else self.url("step", obj, step=step),
                "is_here": step == here,
                "is_done": step not in (here, REVIEW, *missing),
            }
            for step in (*self.steps, REVIEW)
        ]
        rank = next(number for number, step in enumerate(shown) if step["is_here"])
        return {
            "steps": shown,
            "rank": rank + 1,
            "before": shown[rank - 1]["url"] if rank else None,
            "saved_at": self.saved_at(obj),
            "paused": "later" in self.request.query_params,
        }

    def form_page(self, form: Form, title: str, obj: Any = None, **extra: Any) -> Response:
        """With the steps around the form."""
        around = self.steps_around(obj) if self.kwargs.get("step") and obj is not None else {"steps": []}
        return super().form_page(form, title, obj, **{**around, **extra})

    def detail_context(self, obj: Any) -> dict[str, Any]:
        """With the steps, and what each of them asks, to read over."""
        missing = self.lacking(obj)
        sections = [
            {
                "key": step,
                "label": self.step_titles[step],
                "fields": fields,
                "url": self.url("step", obj, step=step),
                "is_missing": step in missing,
            }
            for step, fields in self.steps.items()
        ]
        next_step = self.url("step", obj, step=missing[0]) if missing else None
        found = {"sections": sections, "next_step": next_step}
        return {**super().detail_context(obj), **self.steps_around(obj), **found}
