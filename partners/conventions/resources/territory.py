"""Where a convention applies, as one says it: everywhere, or in these departments. An empty list says nothing."""

from typing import Any

from rest_framework import serializers

from partners.conventions.models.words import TerritoryScope
from partners.conventions.resources.fields import OfText
from regions.territories.fields import DepartmentRef


class Scope(serializers.ChoiceField):
    """The choice; departments that are named say it too."""

    default_error_messages = {
        "required": "Dites où elle s’applique : partout en France, ou dans des départements.",
        "null": "Dites où elle s’applique : partout en France, ou dans des départements.",
    }

    def __init__(self, **kwargs: Any) -> None:
        words = {"label": "où elle s’applique", "style": {"widget": "radio"}, **kwargs}
        super().__init__(choices=TerritoryScope.choices, **words)

    def get_value(self, dictionary: Any) -> Any:
        """Nothing chosen beside named departments means them."""
        value = super().get_value(dictionary)
        if value in (serializers.empty, "", None):
            named = self.parent.fields["departments"].get_value(dictionary)
            named = named if isinstance(named, list) else []
            return TerritoryScope.DEPARTMENTS if named else serializers.empty
        return value


class WithTerritory(OfText):
    """A form that asks for the territory: `departments` reaches the action as it was meant, empty for the country."""

    territory_scope = Scope(source="text.territory_scope")
    departments = DepartmentRef(
        source="text.departments",
        many=True,
        required=False,
        label="départements",
        help_text="À cocher si elle ne vaut pas partout en France.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Choice and boxes agree; a territory that is not spoken of stays as it is."""
        attrs = super().validate(attrs)
        scope, departments = attrs.pop("territory_scope", None), attrs.get("departments")
        if scope is None and departments is None:
            return attrs
        if scope == TerritoryScope.NATIONAL and departments:
            raise serializers.ValidationError(
                {"territory_scope": "Une convention nationale n’a pas de département : décochez-les."}
            )
        if scope == TerritoryScope.NATIONAL:
            return {**attrs, "departments": []}
        if departments is None and self.partial and self.instance and self.instance.text.departments.all():
            return attrs
        if not departments:
            raise serializers.ValidationError(
                {"departments": "Cochez au moins un département, ou choisissez « Partout en France »."}
            )
        return attrs
