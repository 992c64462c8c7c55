"""A file about a person takes note of what she asks about her data: by post, by phone, aloud.

    class StaffGraduates(TakesRequests, Resource): ...

The request enters the register; whoever answers is mailed. The file says what waits, and what is restricted.
"""

from typing import Any

from rest_framework import serializers

from nqt.accounts.actor import Actor
from nqt.common.errors import Conflict, Refusal
from nqt.common.validators import validate_date, validate_plain_text
from nqt.door.forms.serializers import InputSerializer
from nqt.door.resource.base import Resource
from nqt.door.resource.commands import Command, command
from nqt.privacy.actions import request_make
from nqt.privacy.models import Channel, RequestState, RightKind, RightsRequest

BY_STAFF = [(one.value, one.label) for one in (Channel.MAIL, Channel.POST, Channel.PHONE, Channel.ALOUD)]
WORDS = {"base_template": "textarea.html", "rows": 4}


class NotedRequest(InputSerializer):
    """What she asked, how, and the day it came."""

    kind = serializers.ChoiceField(choices=RightKind.choices, label="ce qu’elle demande")
    channel = serializers.ChoiceField(choices=BY_STAFF, label="par quel moyen")
    received_on = serializers.DateField(
        label="reçue le", validators=[validate_date], help_text="Le délai d’un mois court de ce jour."
    )
    words = serializers.CharField(
        label="ses mots",
        max_length=1000,
        required=False,
        allow_blank=True,
        validators=[validate_plain_text],
        style=WORDS,
        help_text="Nécessaire pour une rectification : ce qui est à corriger.",
    )


def may_note_request(actor: Actor, file: Any) -> Refusal | None:
    """About somebody who was not forgotten."""
    return Conflict("Cette personne est effacée.") if RightsRequest.objects.of(file).forgotten().exists() else None


class TakesRequests(Resource):
    """The act, and what the page of the file says of requests."""

    @classmethod
    def commands(cls) -> list[Command]:
        """This act comes after those of the file itself."""
        return sorted(super().commands(), key=lambda declared: declared.name == "note_request")

    @command(
        "Noter une demande sur ses données",
        may=may_note_request,
        input=NotedRequest,
        icon="lock",
        consequence=lambda _: "L’équipe nationale est avertie ; la personne aussi, si elle a une adresse électronique.",
        done="La demande est notée au registre.",
    )
    def note_request(self, file: Any, **data: Any) -> None:
        """By post, by phone, aloud: articles 15 to 18 of the GDPR."""
        facts = {name: value for name, value in data.items() if name != "expected_version"}
        request_make(actor=self.actor, target=file, **facts)

    def detail_context(self, obj: Any) -> dict[str, Any]:
        """With the requests that wait, and a restriction."""
        told = RightsRequest.objects.of(obj).exclude(state__in=[RequestState.WITHDRAWN, RequestState.LIFTED])
        shown = [one for one in told if one.state == RequestState.OPEN or one.restricts]
        return {**super().detail_context(obj), "rights": shown}
