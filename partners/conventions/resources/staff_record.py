"""Staff: what is asked to enter a convention signed before the software."""

from typing import Any

from django.core.exceptions import ValidationError
from rest_framework import serializers

from nqt.common.dates import Known, read_known
from nqt.common.validators import validate_date, validate_one_line, validate_plain_text
from nqt.door.forms.serializers import Ref
from nqt.door.resource.several import Several
from partners.conventions.models import Convention, ConventionKind
from partners.conventions.resources.territory import WithTerritory
from partners.organizations.models import Organization

PRECISE = "Le jour, le mois ou l’année, selon ce qu’on sait : 23/07/2015, 07/2015 ou 2015."


class KnownDateTyped(serializers.CharField):
    """A date as precisely as it is known: what is typed says it."""

    default_error_messages = {"unread": "Écrivez 23/07/2015, 07/2015 ou 2015."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 30, "style": {"attrs": {"inputmode": "text"}}, **kwargs})

    def to_internal_value(self, data: Any) -> Known | None:
        """The date and its precision; nothing typed is no date."""
        text = super().to_internal_value(data)
        if not text:
            return None
        try:
            known = read_known(text)
            validate_date(known.date)
        except ValidationError as error:
            raise serializers.ValidationError(error.messages) from error
        except ValueError:
            self.fail("unread")
        return known


class RecordedConvention(WithTerritory):
    """Everything at once: it is complete when it enters."""

    parties = Several(
        Ref(queryset=Organization.objects.all(), suggest="organizations"),
        allow_empty=False,
        label="parties",
        help_text="Tous ceux qui ont signé avec NQT, qui est toujours partie.",
    )
    signed_on = KnownDateTyped(label="date de signature", help_text=PRECISE)
    starts_on = KnownDateTyped(required=False, allow_blank=True, label="début", help_text="De même.")
    ends_on = KnownDateTyped(required=False, allow_blank=True, label="dernier jour", help_text="De même.")
    reference = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=60,
        validators=[validate_one_line],
        label="numéro d’époque",
        help_text="S’il est connu. Il est gardé avec la source : notre registre commence avec le logiciel.",
    )
    source = serializers.CharField(
        min_length=3,
        max_length=400,
        validators=[validate_plain_text],
        label="d’où on le sait",
        help_text="L’original, un article, un souvenir ; et ce qui reste incertain.",
        style={"base_template": "textarea.html", "rows": 3},
    )

    class Meta:
        model = Convention
        fields = [
            "title",
            "kind",
            "parties",
            "signed_on",
            "starts_on",
            "ends_on",
            "notice_months",
            "renewal_months",
            "territory_scope",
            "departments",
            "reference",
            "source",
        ]
        extra_kwargs = {
            "kind": {"required": True, "initial": ConventionKind.BILATERAL},
            "renewal_months": {"help_text": "Vide : on ne sait pas si elle se reconduit."},
        }
        fieldsets = {
            "La convention": ["title", "kind", "parties"],
            "Territoire": ["territory_scope", "departments"],
            "Dates, comme on les sait": ["signed_on", "starts_on", "ends_on", "notice_months", "renewal_months"],
            "Sources": ["reference", "source"],
        }
