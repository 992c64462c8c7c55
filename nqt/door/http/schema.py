"""OpenAPI of the API mount: commands, versions, keyset pages and references, as they are."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from nqt.door.http.asof import PARAMETER as AS_OF
from nqt.door.http.once import HEADER
from nqt.door.http.problems import PROBLEM_JSON
from nqt.door.lists.filters import SEARCH

_TEXT = {"type": "string"}
_LINK = {"type": "string", "nullable": True}


class ProblemSerializer(serializers.Serializer):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = serializers.ListField(child=serializers.DictField(), required=False)  # type: ignore[assignment]


class Suggestion(serializers.Serializer):
    """One answer to what is being typed."""

    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    text = serializers.CharField(help_text="What the box holds once it is chosen.")


class Suggestions(serializers.Serializer):
    """The first answers."""

    suggestions = Suggestion(many=True)


class DoorSchema(AutoSchema):
    """One operation an action; a tag is an audience and what it works with."""

    view: Any

    @property
    def command(self) -> Any:
        """The command that the operation runs."""
        return self.view.current_command

    def get_tags(self) -> list[str]:
        """`staff: conventions`; what lies under a convention is with it."""
        audience = str(self.view.audience)
        return [f"{audience}: {self.path.split(f'/{audience}/', 1)[1].split('/')[0]}"]

    def get_operation_id(self) -> str:
        """`staff_conventions_list`, `staff_conventions_send`."""
        resource = self.view.basename.replace("-", "_")
        return f"{self.view.audience}_{resource}_{self.view.action}"

    def get_summary(self) -> str:
        """The command's label, or the resource's words."""
        if self.command:
            return f"{self.command.label} ({self.view.name or self.view.name_plural})"
        return str(self.view.name_plural)

    def get_description(self) -> str:
        """The resource's help."""
        return str(self.view.help)

    def get_response_serializers(self) -> Any:
        """A command answers with the resource; refusals are problems."""
        problem = OpenApiResponse(ProblemSerializer, "Refus, en une phrase.")
        return {**self._good_responses(), ("default", PROBLEM_JSON): problem}

    def _good_responses(self) -> dict[int, Any]:
        view = self.view
        out_of_sight = {204: OpenApiResponse(None, "C’est fait ; il n’y a plus rien à lire ici.")}
        if view.action == "destroy" or (self.command and view.single):
            return out_of_sight
        if self.command and self.command.answer:
            return {200: self.command.answer}
        if self.command or view.action in ("update", "partial_update"):
            return {200: type(view).serializer_class, **out_of_sight}
        if view.action == "suggest":
            return {200: Suggestions}
        if view.action in ("list", "show"):
            return {200: view.get_serializer_class()}
        return {201 if view.action == "create" else 200: type(view).serializer_class}

    def get_override_parameters(self) -> list[OpenApiParameter]:
        """What the kernel reads beside the declared filters."""
        view = self.view
        parameters = [OpenApiParameter(AS_OF, str, description="Situation à cette date (2015-07-23).")]
        if view.versioned and (self.method in ("PUT", "PATCH", "DELETE") or (self.command and self.command.detail)):
            parameters.append(OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True))
        if self.method == "POST":
            said = "Une clé au choix de l’appelant : la même demande envoyée deux fois est faite une fois."
            parameters.append(OpenApiParameter(HEADER, str, OpenApiParameter.HEADER, description=said))
        if view.action == "list":
            sorts = [name for key in view.sorts for name in (key, f"-{key}")]
            parameters += [OpenApiParameter(name, str) for name in ("after", "before")]
            parameters += [OpenApiParameter("page_size", int), OpenApiParameter("sort", str, enum=sorts)]
        if view.search and view.action in ("list", "suggest"):
            parameters.append(OpenApiParameter(SEARCH, str, description=view.search))
        return parameters

    def get_filter_backends(self) -> list:
        """The filterset is described as django-filter's backend would be."""
        return [_Filterset] if self.view.action in ("list", "suggest") else []

    def _is_list_view(self, serializer: Any = None) -> bool:
        return self.view.action == "list"

    def _get_paginator(self) -> Any:
        return _Envelope() if self.view.action == "list" else None


class _Filterset:
    """The filters' parameters, text or one of the allowed words."""

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        found = []
        cls = view.filterset_class
        for name, declared in (cls.base_filters if cls else {}).items():
            suffixes = getattr(declared.field_class.widget, "suffixes", ())
            choices = declared.extra.get("choices", ())
            schema = (
                {**_TEXT, "enum": [str(key) for key, _label in choices]} if choices and not callable(choices) else _TEXT
            )
            for each in [f"{name}_{suffix}" for suffix in suffixes] or [name]:
                found.append({"name": each, "in": "query", "required": False, "schema": schema})
        return found


class _Envelope:
    """A page of a list."""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        properties = {
            "count": {"type": "integer"},
            "count_capped": {"type": "boolean", "description": "Plus de 10 000."},
            "next": _LINK,
            "previous": _LINK,
            "results": schema,
        }
        return {"type": "object", "required": list(properties), "properties": properties}

    def get_schema_operation_parameters(self, view: Any) -> list:
        return []


class RefExtension(OpenApiSerializerFieldExtension):
    """A reference is the public id of what it points to."""

    target_class = "nqt.door.forms.fields.Ref"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """A UUID."""
        return {"type": "string", "format": "uuid"}


class RefOrWordsExtension(OpenApiSerializerFieldExtension):
    """Read, a reference; written, a reference or words."""

    target_class = "nqt.door.forms.or_words.RefOrWords"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """A UUID, or `{"words": "…"}`."""
        ref = {"type": "string", "format": "uuid"}
        words = {"type": "object", "required": ["words"], "properties": {"words": {"type": "string"}}}
        return {"oneOf": [ref, words]} if direction == "request" else ref


class AmountExtension(OpenApiSerializerFieldExtension):
    """An amount is a string of digits, which no binary floating point rounds."""

    target_class = "nqt.door.forms.fields.Amount"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """`"1234.50"`."""
        return {"type": "string", "format": "decimal"}


class ActionsExtension(OpenApiSerializerFieldExtension):
    """The commands open now."""

    target_class = "nqt.door.resource.commands.ActionsField"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """As `Commanding.describe` gives them."""
        properties = {
            **dict.fromkeys(("name", "label", "method", "url", "icon"), _TEXT),
            "fields": {"type": "array", "items": _TEXT},
            "danger": {"type": "boolean"},
            "consequence": _LINK,
        }
        return {"type": "array", "readOnly": True, "items": {"type": "object", "properties": properties}}


class SessionExtension(OpenApiAuthenticationExtension):
    """The session's cookie."""

    target_class = "nqt.door.http.authentication.ApiSession"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """With `X-CSRFToken` on writes."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
