"""Reading a text and answering for one party: shared by the personal link and the partner portal."""

from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate
from rest_framework.request import Request
from rest_framework.response import Response

from nqt.door.forms.form import Form
from nqt.door.http.problems import Problem
from nqt.door.pages.addresses import address
from nqt.door.resource import Resource, command
from partners.conventions import actions
from partners.conventions.models import Signatory
from partners.conventions.resources.signing_serializers import (
    CodeInput,
    DelegateInput,
    OwnLine,
    OwnPage,
    RefuseInput,
    SignInput,
)

ASKED_ON_THE_PAGE = {"sign": SignInput, "refuse": RefuseInput, "delegate": DelegateInput}
"""Command → what its panel asks."""


class OwnTexts(Resource):
    """The text of a convention for one of its parties."""

    model, verbs = Signatory, "R"
    select = ("text__convention__owner", "organization", "contact__user", "delegated_by__organization")
    prefetch = ("text__signatories__organization",)

    def decorated(self, queryset: QuerySet) -> QuerySet:
        """With who answers remarks."""
        return super().decorated(queryset).with_follower(localdate())

    def get_serializer_context(self) -> dict[str, Any]:
        """The line read says which party is the reader's, and which annex its consent names."""
        return {**super().get_serializer_context(), "line": self.seen_object}


class Signing(OwnTexts):
    """What the person asked may do with a line: get a code, sign, refuse, delegate.

    Questions are asked on the page of the text itself, each in its panel: their own addresses lead there, and a refused
    answer comes back there, with what was typed.
    """

    serializer_class, line = OwnPage, OwnLine
    name, name_plural, titles = "convention", "conventions", {"list": "Mes conventions"}
    sorts, default_sort = {"frozen": "text__frozen_at"}, "-frozen"
    opened: str = ""
    """The command whose panel is open."""

    def link_round(self) -> int | None:
        """The round of the personal link used; None in the portal."""
        return None

    # -- one page for all its questions ---------------------------------------------------------------------------
    def detail_context(self, obj: Signatory) -> dict[str, Any]:
        """The panels' forms, with what was typed in the refused one, and the copy to print."""
        return {
            **super().detail_context(obj),
            "forms": {name: self.form_of(name, obj) for name in ASKED_ON_THE_PAGE},
            "opened": self.opened,
            "copy": address(
                f"pages:{self.audience}:convention-copy-list", **{self.lookup_field: str(self.identify(obj))}
            ),
        }

    def form_of(self, name: str, line: Signatory) -> Form:
        """A panel's questions."""
        if self.current is not None and self.opened == name:
            return Form(self.current, prefix=f"{name}_")
        asked = ASKED_ON_THE_PAGE[name](context=self.get_serializer_context())
        begun = {"name": str(line.contact)} if name == "sign" and line.contact else {}
        return Form(asked, begun, prefix=f"{name}_")

    def page_with(self, opened: str, *, status: int = 200) -> Response:
        """The page of the text, one panel open."""
        self.action, self.opened = "retrieve", opened
        line = self.get_object()
        return Response({"record": self.get_serializer(line).data, **self.detail_context(line)}, status=status)

    def command_form(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A question's own address: the page, where it is asked."""
        self.target(self.current_command)
        return self.page_with(self.command_name)

    def refused_form(self, problem: Problem) -> Response:
        """The page, what was typed, the sentence beside its field; a page of its own once the panel is closed."""
        declared = self.current_command
        if declared and not self.is_open(declared, self.seen_object):
            return super().refused_form(problem)
        errors = problem.errors if isinstance(problem.errors, dict) else {"non_field_errors": problem.errors}
        self.current._errors = errors
        return self.page_with(self.command_name, status=problem.status)

    def after(self, obj: Signatory) -> str:
        """Back to the page; a code comes back to the panel that asked for it."""
        if self.opened == "delegate":
            return f"{self.url('delegate', obj)}#delegate"
        return f"{super().after(obj)}#signature" if self.opened else super().after(obj)

    # -- answers --------------------------------------------------------------------------------------------------
    @command(
        "Recevoir mon code",
        may=actions.signing_code_request.may,
        input=CodeInput,
        icon="mail",
        done="Un code vient de vous être envoyé.",
    )
    def request_code(self, line: Signatory, purpose: str) -> Signatory:
        """Six digits, mailed now; this first act marks the text as viewed."""
        actions.signing_code_request(actor=self.actor, target=line, link_round=self.link_round())
        self.opened = purpose
        return line

    @command(
        "Signer",
        may=actions.convention_sign.may,
        input=SignInput,
        icon="signature",
        done="Merci, votre signature est enregistrée.",
    )
    def sign(self, line: Signatory, **data: Any) -> Signatory:
        """The act itself."""
        return actions.convention_sign(actor=self.actor, target=line, link_round=self.link_round(), **data)

    @command(
        "Refuser de signer",
        may=actions.convention_refuse.may,
        input=RefuseInput,
        icon="x",
        danger=True,
        done="Votre refus est transmis.",
    )
    def refuse(self, line: Signatory, **data: Any) -> Signatory:
        """No, and why."""
        return actions.convention_refuse(actor=self.actor, target=line, link_round=self.link_round(), **data)

    @command(
        "Déléguer à un ou une collègue",
        may=actions.signature_delegate.may,
        input=DelegateInput,
        icon="user-share",
        consequence=lambda line: "Votre lien ne vaudra plus ; votre collègue reçoit le sien par courriel.",
        done="Votre collègue vient de recevoir son lien.",
    )
    def delegate(self, line: Signatory, **data: Any) -> Signatory:
        """A colleague signs."""
        return actions.signature_delegate(actor=self.actor, target=line, link_round=self.link_round(), **data)
