"""Fields that several audiences share."""

import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from nqt.common.dates import known
from nqt.door.forms.serializers import DoorSerializer
from partners.conventions.actions.life import running_until
from partners.conventions.models import Answer, ConventionText, Life, Signatory, Stage
from partners.conventions.models.terms import TERMS
from partners.conventions.wording import STAFF_ANSWERS, answer_of


class OfText(DoorSerializer):
    """A convention with terms of its text, read or typed as if they were its own."""

    def get_extra_kwargs(self) -> dict[str, Any]:
        """Where each term is."""
        kwargs = super().get_extra_kwargs()
        of_text = {
            name: {"source": f"text.{name}", **kwargs.get(name, {})} for name in self.Meta.fields if name in TERMS
        }
        return {**kwargs, **of_text}

    def build_field(self, field_name: str, *args: Any) -> tuple[type, dict[str, Any]]:
        """As the column of the text says."""
        if field_name.startswith("text."):
            return self.build_standard_field(field_name, ConventionText._meta.get_field(field_name[5:]))
        return super().build_field(field_name, *args)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What is typed reaches the action by its name."""
        terms = attrs.pop("text", {})
        return super().validate({**attrs, **terms})


class AnswerState(serializers.ChoiceField):
    """A party's answer as staff read it: also late, or delegated."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=STAFF_ANSWERS, source="*", read_only=True, **{"label": "réponse", **kwargs})

    def to_representation(self, line: Signatory) -> str:
        """The code."""
        return answer_of(line, self.context["on"])


class StageField(serializers.ChoiceField):
    """The stage of the current text as of the day read; annotated by the queryset."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Stage.choices, read_only=True, **{"label": "texte", **kwargs})


class LifeField(serializers.ChoiceField):
    """The life as of the day read; annotated by the queryset."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Life.choices, read_only=True, **{"label": "vie", **kwargs})


class AskedAt(serializers.DateTimeField):
    """When the person was asked in the round that runs: a text back in draft asks nobody."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, allow_null=True, **{"label": "invitée le", **kwargs})

    def to_representation(self, line: Signatory) -> Any:
        """The moment, while the line has been asked."""
        is_asked = line.answer != Answer.LISTED and line.invited_at
        return super().to_representation(line.invited_at) if is_asked else None


class TermUntil(serializers.DateField):
    """Where a tacit renewal carries a convention, unless a notice is given: the last day of the running term."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            source="text", read_only=True, allow_null=True, **{"label": "terme, puis reconduite", **kwargs}
        )

    def to_representation(self, text: ConventionText) -> Any:
        """None when an end is fixed, or unknown."""
        renews = text.renewal_months and not text.last_day
        end = running_until(text, self.context["on"]) if renews else None
        return super().to_representation(end) if end else None


@extend_schema_field({"type": "string"})
class Period(serializers.Field):
    """'1er septembre 2015 – 31 août 2018', each bound as precisely as it is known."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **{"label": "période", "source": "text", **kwargs})

    def to_representation(self, text: ConventionText) -> str:
        """In words."""
        start = bare(text.starts_on, text.starts_precision)
        end = bare(text.last_day or text.ends_on, text.last_day_precision)
        if not start and not end:
            return ""
        if is_renewed(text, self.context["on"]):
            return f"{start}, reconduite"
        if not end:
            return f"depuis {known(text.starts_on, text.starts_precision).removeprefix('en ')}"
        return f"{start} – {end}" if start else f"jusqu’à {end}"


def bare(date: datetime.date | None, precision: str) -> str:
    """'juillet 2015', '1er septembre 2015': a known date without its preposition."""
    return known(date, precision).removeprefix("le ").removeprefix("en ")


def is_renewed(text: ConventionText, on: datetime.date) -> bool:
    """Past its first term, and still running by tacit renewal."""
    first_term_over = text.ends_on is not None and text.ends_on < on
    return bool(text.renewal_months) and not text.last_day and first_term_over


def person(label: str, source: str | None = None) -> serializers.StringRelatedField:
    """A person's name, to be read."""
    return serializers.StringRelatedField(label=label, source=source, read_only=True)
