"""What is sent twice is done once: every POST passes here, between the checks of who asks and what is done."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from rest_framework.request import Request

from nqt.door.http import once
from nqt.door.http.problems import Problem
from nqt.door.http.throttles import who_asks
from nqt.door.resource.commands import Commanding

ALREADY = "C’est déjà fait : rien n’a été enregistré une seconde fois."
SERVED = (
    "Ce formulaire a déjà servi, avec d’autres réponses, qui sont enregistrées. Vos réponses sont ci-dessous : relisez,"
    " puis envoyez-les si elles sont à enregistrer aussi."
)
Handler = Callable[..., Any]


class Sending(Commanding):
    """The part of a resource that knows what it has already answered."""

    def doing_once(self, handler: Handler) -> Handler:
        """The handler of a POST, that does the same thing once."""

        def answer(request: Request, *args: Any, **kwargs: Any) -> Any:
            read = once.of_api if self.door == "api" else once.of_form
            sent = read(request, f"{who_asks(request, self.actor)}:{self.actor.hat_key}")
            act = lambda: handler(request, *args, **kwargs)  # noqa: E731
            return act() if sent is None else self.answer_once(sent, act)

        return answer

    def answer_once(self, sent: once.Sending, act: Handler) -> Any:
        """What it does, or what it was answered; a token of something else is refused with all that was typed."""
        try:
            response, is_of_before = once.once(sent, act, of_page=self.door == "pages")
        except once.Reused as reused:
            if self.door == "api":
                raise once.KeyReused from None
            return act() if self.is_guarded() else self.ask_again(reused.location)
        if is_of_before and self.door == "pages":
            messages.info(self.request._request, ALREADY)
        return response

    def is_guarded(self) -> bool:
        """What changes one row has its own answer to a form that waited: the version, or nothing to change twice."""
        return self.action in ("update", "destroy") or "version" in self.request.data

    def ask_again(self, made: str) -> Any:
        """The form, full, under a new token, with the way to what is there already."""
        declared = self.current_command
        if declared:
            self.target(declared)
        else:
            self.parents()
            self.check_open("create")
        self.made = made
        self.bind(data=self.request.data)
        return self.refused_form(Problem(400, "used", errors={"non_field_errors": [SERVED]}))
