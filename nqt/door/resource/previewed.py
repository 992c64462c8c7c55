"""What is asked is first shown with what it would bring, nothing written: `Previewed`.

    @command("Proposer celles qui sont cochées", detail=False, input=Selected, preview=foresee)
    def approve_some(self, _, **typed): ...

    try_weights = command("Essayer d’autres poids", detail=False, input=Trial, preview=weigh, answer=Weighed)

On pages the first is a question: `preview.html` shows what would be done, and sends the same answers again with the
mark of what was read; if something else would be done by then, it is asked again. A machine has nobody to ask: its POST
acts. The second does nothing but show, beside a form of `drafts`, whose page is `draft.html`.
"""

from typing import Any, ClassVar

from rest_framework.response import Response

from nqt.door.forms.form import Form
from nqt.door.forms.serializers import TECHNICAL
from nqt.door.resource.base import Resource
from nqt.door.resource.commands import Command

CONFIRMED = "confirmed"
"""The hidden field by which a page says which preview was read: its `mark`."""


class Previewed(Resource):
    """Some of its acts are shown before they are done."""

    drafts: ClassVar[dict[str, type]] = {}
    """`create`, or a preview → the serializer of the form on its page, which also asks on whom to try it."""
    found: Any = None
    """What a preview found."""
    previewed: ClassVar[type | None] = None
    """The serializer by which pages show it."""

    @property
    def is_draft(self) -> bool:
        """A form beside which previews are shown."""
        return self.door == "pages" and self.act_of(self.action) in self.drafts

    def get_serializer_class(self) -> type:
        """A page's form may ask more than the act takes."""
        return self.drafts[self.act_of(self.action)] if self.is_draft else super().get_serializer_class()

    def run(self, declared: Command) -> Any:
        """Shown first; done once that very preview is confirmed."""
        if declared.preview is None or (self.door == "api" and declared.acts):
            return super().run(declared)
        obj = self.target(declared)
        serializer = self.bind(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        self.found = declared.preview(self, obj, serializer.validated_data)
        if self.door == "api":
            return Response(declared.answer(self.found).data)
        confirmed = self.request.data.get(CONFIRMED)
        if declared.acts and confirmed == self.found.mark:
            return super().run(declared)
        return self.form_page(Form(self.current), declared.label, obj, command=declared, is_other=bool(confirmed))

    def form_page(self, form: Form, title: str, obj: Any = None, **extra: Any) -> Response:
        """With what was found, and all that was answered, to be sent again."""
        shown = None if self.found is None else self.previewed(self.found, context=self.get_serializer_context()).data
        answers = [] if self.found is None else list(self.request.data.lists())
        kept = [(name, value) for name, values in answers if name not in TECHNICAL for value in values]
        return super().form_page(form, title, obj, **{"found": shown, "kept": kept, **extra})

    def kind_of_page(self, context: dict[str, Any]) -> str:
        """A draft and a question have pages of their own."""
        if "form" not in context:
            return super().kind_of_page(context)
        return "draft" if self.is_draft else "preview" if self.found is not None else super().kind_of_page(context)
