"""The application, step by step: what the holder of the link and the signed-in graduate fill in alike."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from rest_framework.request import Request

from mentoring.graduates import actions
from mentoring.graduates.actions.applying import EDITABLE
from mentoring.graduates.consents import ACCOMPANIMENT, SHOWN_TO_MENTORS
from mentoring.graduates.models import Graduate, GraduateState
from mentoring.graduates.resources.applying import (
    SHORT,
    STEPS,
    TITLES,
    ApplicationForm,
    ApplicationPage,
    Sending,
    evaluation_of,
    lacking,
    neighborhood_words,
)
from nqt.common.errors import Invalid
from nqt.door.forms.fields import TEXT_SUFFIX
from nqt.door.forms.form import Form
from nqt.door.resource import Resource, command
from nqt.door.resource.commands import Command
from nqt.door.resource.writing import see_other

READING = frozenset({"read", "later"})
WAYS = ("back", "later")
"""`?then=`: where one goes once what is typed is kept, good or not yet."""


class Applying(Resource):
    """One application, for whoever it is about."""

    model, verbs, versioned, has_list = Graduate, "RU", True, False
    serializer_class = ApplicationPage
    forms = {"update": ApplicationForm}
    steps = STEPS
    name, name_plural = "candidature", "Candidature"
    template_folder = "mentoring/graduates/application"
    select = ("commune__department", "department", "target_job", "study_field")
    writes = {"update": actions.draft_update}
    channel = "portal"

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Coming back leads to the first step that lacks an answer; `?read` and `?later` read over all the same."""
        obj = self.get_object()
        missing = lacking(obj) if self.door == "pages" and obj.state in EDITABLE else []
        if missing and not READING & set(request.query_params):
            return HttpResponseRedirect(self.url("step", obj, step=missing[0]))
        return super().retrieve(request, *args, **kwargs)

    def run(self, declared: Command) -> Any:
        """A second click on “Envoyer” finds it sent, and is answered like the first."""
        if declared.name == "submit" and self.door == "pages" and self.get_object().state == GraduateState.SUBMITTED:
            return self.written(self.get_object(), 200, declared.done)
        return super().run(declared)

    def title_of(self, verb: str) -> str:
        """The step's."""
        return TITLES.get(self.kwargs.get("step", ""), "Votre candidature")

    def crumbs(self) -> list[tuple[str, str]]:
        """Steps lead back, no trail."""
        return []

    def after(self, obj: Graduate) -> str:
        """On to the next step; the last one leads to reading over."""
        order = list(STEPS)
        step = self.kwargs.get("step")
        following = order[order.index(step) + 1 :] if step in order else []
        return self.url("step", obj, step=following[0]) if following else self.url("detail", obj)

    def written(self, obj: Graduate, status: int, message: str) -> Any:
        """A step that is kept says so on the next page, by its time; an address says what was found of it."""
        if self.door == "api" or "step" not in self.kwargs:
            return super().written(obj, status, message)
        self.current = None
        if self.kwargs["step"] == "home":
            messages.info(self.request._request, neighborhood_words(obj))
        return see_other(self.leaving(obj) or self.after(obj))

    # -- going back, or away: what can be kept is kept ----------------------------------------------------------------
    def leaving(self, obj: Graduate) -> str | None:
        """Where “Étape précédente” and “Finir plus tard” lead, once what is typed is kept."""
        order, way = list(STEPS), self.request.query_params.get("then")
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

    def steps_around(self, obj: Graduate | None) -> dict[str, Any]:
        """Where one is among the steps, for both pages."""
        here = self.kwargs.get("step", "review")
        order = [*STEPS, "review"]
        rank = order.index(here)
        missing = lacking(obj) if obj else []
        shown = [
            {
                "key": step,
                "label": SHORT[step],
                "url": f"{self.url('detail', obj)}?read" if step == "review" else self.url("step", obj, step=step),
                "is_here": step == here,
                "is_done": step != here and step != "review" and step not in missing,
            }
            for step in order
        ]
        before = shown[rank - 1]["url"] if rank else None
        paused = "later" in self.request.query_params
        saved_at = obj.updated_at if obj and (obj.first_name or obj.version > 1) else None
        return {"steps": shown, "rank": rank + 1, "before": before, "saved_at": saved_at, "paused": paused}

    def form_page(self, form: Form, title: str, obj: Any = None, **extra: Any) -> Any:
        """With the steps around the form."""
        around = self.steps_around(obj) if self.kwargs.get("step") and obj is not None else {"steps": []}
        return super().form_page(form, title, obj, **{**around, **extra})

    def detail_context(self, obj: Graduate) -> dict[str, Any]:
        """With the steps, and the texts to agree to."""
        missing = lacking(obj)
        return {
            **super().detail_context(obj),
            **self.steps_around(obj),
            "neighborhood": neighborhood_words(obj) if obj.qpv_on else "",
            "sections": [
                {
                    "key": step,
                    "label": TITLES[step],
                    "fields": fields,
                    "url": self.url("step", obj, step=step),
                    "is_missing": step in missing,
                }
                for step, fields in STEPS.items()
            ],
            "next_step": self.url("step", obj, step=missing[0]) if missing else None,
            "conditions": evaluation_of(obj).checks,
            "texts": [("accompaniment", ACCOMPANIMENT.text), ("shown_to_mentors", SHOWN_TO_MENTORS.text)],
        }

    @command(
        "Envoyer ma candidature",
        may=actions.application_submit.may,
        input=Sending,
        icon="send",
        done="Votre candidature est envoyée.",
    )
    def submit(self, graduate: Graduate, **data: Any) -> Graduate:
        """With both consents."""
        return actions.application_submit(actor=self.actor, target=graduate, channel=self.channel, **data)
