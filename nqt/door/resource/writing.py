"""How a resource is written: one action a write, the version its writer has seen, refusals that keep what was typed."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from nqt.common.errors import Stale
from nqt.door.forms.comparing import SEEN, compare, remembered
from nqt.door.forms.form import Form
from nqt.door.http.problems import Problem, VersionRequired, problem_of
from nqt.door.pages import kept
from nqt.door.resource.reading import Reading


class Writing(Reading):
    """The part of a resource that answers POST, PUT, PATCH and DELETE, and shows the forms that lead there."""

    current: Any = None
    """The serializer of this write; a refused one is shown again with its errors."""
    made: str = ""
    """Where the form led that this one repeats."""

    # -- forms ----------------------------------------------------------------------------------------------------
    def bind(self, *args: Any, **kwargs: Any) -> Any:
        """The serializer of this request, kept to the fields of the step."""
        step = self.fields_of_step()
        if step is not None:
            kwargs["only"] = step
        self.current = self.get_serializer(*args, **kwargs)
        return self.current

    def fields_of_step(self) -> list[str] | None:
        """The fields asked at this address, where they are not all (`Wizard`)."""
        return None

    def form_page(self, form: Form, title: str, obj: Any = None, *, status: int = 200, **extra: Any) -> Response:
        """The page of a form about an object, or about a new one."""
        context = {
            "form": form,
            "title": title,
            "stale": None,
            "seen": "",
            "command": None,
            "made": self.made,
            "step": self.kwargs.get("step"),
            **self.about(obj),
            **extra,
        }
        if "consequence" not in context:
            context["consequence"] = self.foretold(obj)
        return Response(context, status=status)

    def foretold(self, obj: Any) -> str | None:
        """What is said before acting: of the command of this address, else of the write."""
        declared = self.current_command
        if declared:
            return declared.says(obj if declared.detail else self)
        said = self.consequences.get(self.act_of(self.action))
        return said(obj) if said and obj is not None else None

    def about(self, obj: Any) -> dict[str, Any]:
        """What a form says of its object: its words, the version seen, where giving up leads."""
        reading = obj is not None and self.has_page()
        return {
            "subject": "" if obj is None else str(obj),
            "version": getattr(obj, "version", None) if self.versioned else None,
            "back": self.url("detail", obj) if reading else self.home_url(),
        }

    def create_form(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """An empty form, or one begun by the address: `?organization=<id>` fills the field of that name."""
        self.parents()
        self.check_open("create")
        form, sent = self.begun()
        form.initial = {name: value for name, value in request.query_params.items() if name in form.serializer.fields}
        return self.form_page(form, self.title_of("create"), **sent)

    def update_form(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The object's values to change."""
        obj = self.get_object()
        self.check_open("update", obj)
        form, sent = self.begun(obj)
        seen = {"seen": remembered(form)} if self.versioned and not sent else sent
        return self.form_page(form, self.title_of("update"), obj, **seen)

    def begun(self, *obj: Any) -> tuple[Form, dict[str, Any]]:
        """A form to fill in; as it was sent if the session had ended meanwhile, with the version seen then."""
        sent = kept.take(self.request._request)
        if sent is None:
            return Form(self.bind(*obj)), {}
        messages.info(self.request._request, kept.FOUND)
        return Form(self.bind(*obj, data=sent)), {name: sent[name] for name in ("version", SEEN) if name in sent}

    def destroy_form(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Asked before anything disappears."""
        obj = self.get_object()
        self.check_open("destroy", obj)
        return Response(
            {"confirm": True, "title": self.title_of("destroy"), "consequence": self.foretold(obj), **self.about(obj)}
        )

    # -- writes ---------------------------------------------------------------------------------------------------
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        parents = self.parents()
        serializer = self.bind(data=request.data)  # first: a refusal shows again what was typed
        self.check_open("create")
        obj = self.write(serializer, self.writes["create"], **parents)
        return self.written(obj, 201, self.recorded(obj))

    def recorded(self, obj: Any) -> str:
        """Said after creating: what was done, and what happens now when something does."""
        return "C’est enregistré."

    def update(self, request: Request, *args: Any, partial: bool = False, **kwargs: Any) -> Any:
        """Every field at once: on a page an unticked box is false, an absent list is empty."""
        obj = self.get_object()
        serializer = self.bind(obj, data=request.data, partial=partial)  # a page that is refused keeps what was typed
        self.check_open("update", obj)
        changed = self.write(serializer, self.writes["update"], target=obj, **self.expected(obj))
        return self.written(changed or obj, 200, "C’est modifié.")

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Some fields: the API alone."""
        return self.update(request, *args, partial=True, **kwargs)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Gone, by the action that says what goes with it."""
        obj = self.get_object()
        self.check_open("destroy", obj)
        self.writes["destroy"](actor=self.actor, target=obj, **self.expected(obj))
        if self.door == "api":
            return Response(status=204)
        messages.success(request._request, "C’est supprimé.")
        return see_other(self.home_url())

    def write(self, serializer: serializers.Serializer, function: Callable, **extra: Any) -> Any:
        """Check what was typed, then call one action; the action owns the transaction."""
        serializer.is_valid(raise_exception=True)
        return function(actor=self.actor, **serializer.validated_data, **extra)

    def written(self, obj: Any, status: int, message: str) -> Any:
        """A page goes on to what follows; the API answers with the object as it has become."""
        self.current = None
        if self.door == "pages":
            messages.success(self.request._request, message)
            return see_other(self.after(obj))
        self.action = "retrieve"
        fresh = self.decorated(self.get_queryset()).filter(pk=obj.pk).first() if obj is not None else None
        if fresh is None:
            return Response(status=204)  # done, and out of this actor's sight since
        headers = self.etag(fresh)
        if status == 201 and self.has_page():
            headers["Location"] = self.url("detail", fresh)
        return Response(self.get_serializer(fresh).data, status=status, headers=headers)

    def check_open(self, verb: str, obj: Any = None) -> None:
        """The verb exists and the role may; this object does not take it, and the action says why."""
        if refusal := self.refusal_of(verb, obj):
            raise refusal

    # -- versions -------------------------------------------------------------------------------------------------
    def expected(self, obj: Any) -> dict[str, int]:
        """The version the writer has seen: `If-Match` in the API, a hidden field on pages."""
        if not self.versioned or obj is None:
            return {}
        if self.door == "api":
            return {"expected_version": _if_match(self.request.headers.get("If-Match"))}
        seen = str(self.request.data.get("version", ""))
        if not seen:
            raise VersionRequired("Ce formulaire est incomplet : rechargez la page.")
        if not re.fullmatch(r"[0-9]{1,9}", seen):
            raise Stale
        return {"expected_version": int(seen)}

    # -- refusals -------------------------------------------------------------------------------------------------
    def handle_exception(self, exc: Exception) -> Any:
        """On a page, a refused form comes back with its values; everything else is a problem."""
        if self.door == "pages" and self.current is not None:
            problem = problem_of(exc)
            if problem is not None and problem.status == 400 and problem.errors is not None:
                return self.refused_form(problem)
            if problem is not None and problem.status == 409 and self.current.fields:
                return self.refused_form(replace(problem, errors={"non_field_errors": [problem.detail]}))
            if isinstance(exc, Stale) and self.seen_object is not None and self.current.is_valid():
                fresh = self.get_queryset().filter(pk=self.seen_object.pk).first()
                if fresh is not None:
                    return self.stale_form(fresh)
                exc = exceptions.NotFound()
        return super().handle_exception(exc)

    def refused_form(self, problem: Problem) -> Response:
        """400, or 409: the same form, the values kept, the sentences beside the fields."""
        errors = problem.errors if isinstance(problem.errors, dict) else {"non_field_errors": problem.errors}
        self.current._errors = errors
        obj = self.seen_object
        seen = {name: self.request.data.get(name) for name in ("version", SEEN)} if self.versioned else {}
        declared = self.current_command
        title = declared.label if declared else self.title_of(self.action)
        closed = {"consequence": None} if problem.status == 409 else {}  # nothing will follow
        extra = {"command": declared, **seen, **closed}
        return self.form_page(Form(self.current), title, obj, status=problem.status, **extra)

    def stale_form(self, fresh: Any) -> Response:
        """409: what both people changed, in words; what this writer left alone is as the row holds it now."""
        declared, form = self.current_command, Form(self.current)
        stale = compare(form, fresh, str(self.request.data.get(SEEN, "")))
        if declared:
            return self.form_page(form, declared.label, fresh, status=409, command=declared, stale=stale)
        theirs = Form(self.bind(fresh))
        form.take_over(theirs, stale.taken_whole)
        title, seen = self.title_of("update"), remembered(theirs)
        return self.form_page(form, title, fresh, status=409, stale=stale, seen=seen)


def _if_match(header: str | None) -> int:
    """One strong entity tag, as the object was read."""
    if header is None or header.strip() == "*":
        raise VersionRequired
    if not re.fullmatch(r'"[^",]*"', header.strip()):
        raise exceptions.ParseError("If-Match porte une version et une seule, entre guillemets.")
    value = header.strip().strip('"')
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise Stale
    return int(value)


def see_other(url: str) -> HttpResponseRedirect:
    """303: what follows is read with GET."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response
