"""What the acts on a convention ask."""

from django.utils.timezone import localdate
from rest_framework import serializers

from nqt.common.validators import validate_date, validate_plain_text
from nqt.door.forms.serializers import InputSerializer, Ref
from regions.assignments.models import Assignment


class ReasonGiven(InputSerializer):
    """Why, in a sentence kept in the history."""

    reason = serializers.CharField(
        label="motif",
        max_length=500,
        min_length=3,
        validators=[validate_plain_text],
        style={"base_template": "textarea.html"},
    )


class Entrusting(InputSerializer):
    """Who follows it."""

    colleague = Ref(queryset=Assignment.objects, suggest="assignments", label="collègue")


class Freezing(InputSerializer):
    """By when signatures are expected."""

    sign_by = serializers.DateField(
        label="à signer avant le",
        required=False,
        allow_null=True,
        validators=[validate_date],
        help_text="Passée cette date, une réponse est en retard.",
    )

    def get_fields(self) -> dict[str, serializers.Field]:
        """The date of the round before is proposed again, while it is to come."""
        fields = super().get_fields()
        convention = getattr(self.context.get("view"), "seen_object", None)
        before = convention.text.sign_by if convention is not None else None
        if before and before >= localdate():
            fields["sign_by"].initial = before
        return fields


class DatedReason(ReasonGiven):
    """When and why."""

    on = serializers.DateField(label="date", validators=[validate_date])

    class Meta:
        fieldsets = {"": ["on", "reason"]}
