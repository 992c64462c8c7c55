"""Staff: the articles of a text, written as one document."""

from typing import Any

from rest_framework import serializers

from nqt.accounts.roles import Audience
from nqt.door.forms.rows import Rows
from nqt.door.forms.serializers import DoorSerializer
from nqt.door.http.mount import door
from nqt.door.resource import Resource
from partners.conventions import actions
from partners.conventions.models import Article, Convention, Stage
from partners.conventions.resources.staff import StaffConventions


class ArticleWords(DoorSerializer):
    """An article of a body that is written whole; a new one has no id yet."""

    public_id = serializers.UUIDField(required=False, label="identifiant")

    class Meta:
        model = Article
        fields = ["public_id", "title", "wording"]


class BodyForm(DoorSerializer):
    """All the articles, in their order."""

    title = serializers.CharField(source="text.title", label="titre", read_only=True)
    stage = serializers.ChoiceField(source="text.stage", choices=Stage.choices, label="texte", read_only=True)
    articles = Rows(child=ArticleWords(), source="text.articles", max_length=80, label="articles")

    class Meta:
        model = Convention
        fields = ["public_id", "title", "stage", "articles", "version"]
        read_only_fields = ["public_id", "version"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The action takes them by their name."""
        written = attrs.pop("text", {})
        return super().validate({**attrs, **written})


class StaffBodies(Resource):
    """The common body of a convention, read and written as one document."""

    audience, model, verbs, versioned, has_list = Audience.STAFF, Convention, "RU", True, False
    serializer_class = BodyForm
    name, name_plural = "texte", "Textes"
    titles = {"update": "Rédiger le texte"}
    prefetch = ("text__articles",)
    template_folder = "partners/conventions/staff/body"
    writes = {"update": actions.body_write}

    def scope(self, queryset: Any) -> Any:
        """With the text of today."""
        return queryset.on(self.on)

    def crumbs(self) -> list[tuple[str, str]]:
        """Conventions, then the one whose text it is."""
        return [*self.conventions.crumbs(), (str(self.seen_object), self.conventions.url("detail", self.seen_object))]

    @property
    def conventions(self) -> StaffConventions:
        """The resource whose page leads here."""
        found = StaffConventions.seen_by(self.actor, request=self.request)
        found.door = self.door
        return found


door.register("convention-bodies", StaffBodies)
