"""A person asks, and sees where what she asked stands."""

from typing import Any

from rest_framework import exceptions, serializers

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience
from nqt.common.dates import french_day
from nqt.common.validators import validate_plain_text
from nqt.door.forms.serializers import DoorSerializer
from nqt.door.http.mount import door
from nqt.door.pages.addresses import address
from nqt.door.resource import ActionsField, Resource, command
from nqt.home.rights.fields import StateField
from nqt.privacy import actions
from nqt.privacy.models import RightsRequest
from nqt.privacy.subjects import subject_for

ASKING = [
    ("access", "Avoir accès à tout ce que NQT sait de moi"),
    ("correction", "Faire corriger une information"),
    ("erasure", "Faire effacer mes données"),
    ("restriction", "Faire limiter l’usage de mes données"),
]


def own_file(actor: Actor) -> Any:
    """The reader's own file. Raises `NotFound` without one."""
    subject = subject_for(actor.audience)
    file = subject.own(actor) if subject else None
    if file is None:
        raise exceptions.NotFound
    return file


def ask(*, actor: Actor, kind: str, words: str = "") -> RightsRequest:
    """About oneself."""
    return actions.request_make(actor=actor, target=own_file(actor), kind=kind, words=words)


class OwnRequest(DoorSerializer):
    """One request, as its author reads it."""

    state = StateField()
    actions = ActionsField()

    class Meta:
        model = RightsRequest
        fields = [
            "public_id",
            "kind",
            "state",
            "received_on",
            "due_on",
            "words",
            "delay_reason",
            "answer",
            "answered_at",
            "version",
            "actions",
        ]
        read_only_fields = fields


class Asking(DoorSerializer):
    """What one asks."""

    kind = serializers.ChoiceField(choices=ASKING, label="votre demande", style={"widget": "radio"})
    words = serializers.CharField(
        label="vos précisions",
        max_length=1000,
        required=False,
        allow_blank=True,
        validators=[validate_plain_text],
        style={"base_template": "textarea.html", "rows": 4},
        help_text="Pour une correction, dites ce qui est à corriger.",
    )

    class Meta:
        model = RightsRequest
        fields = ["kind", "words"]


class OwnRequests(Resource):
    """Mine."""

    model, verbs, versioned = RightsRequest, "CR", True
    serializer_class, forms, writes = OwnRequest, {"create": Asking}, {"create": ask}
    name, name_plural = "demande", "demandes"
    help = "La loi nous donne un mois pour répondre. Vous pouvez lire tout de suite ce que nous savons de vous."
    empty = "Vous n’avez rien demandé."
    titles = {"list": "Mes demandes sur mes données", "create": "Faire une demande sur mes données"}
    sorts, default_sort = {"due": "due_on"}, "-due"
    columns = ("kind", "state", "received_on", "due_on")
    template_folder = "home/rights/own"

    def written(self, obj: RightsRequest, status: int, message: str) -> Any:
        """Asked: by when one is answered."""
        if self.act_of(self.action) == "create":
            message = f"Votre demande est notée. Nous y répondons avant la fin du {french_day(obj.due_on)}."
        return super().written(obj, status, message)

    def list_context(self) -> dict[str, Any]:
        """With the way to the page of all that is known."""
        return {**super().list_context(), "data": address(f"pages:{self.audience}:my-data-list")}

    withdraw = command(
        "Retirer ma demande",
        actions.request_withdraw,
        icon="arrow-back-up",
        done="Votre demande est retirée.",
    )


class GraduateRequests(OwnRequests):
    """Of a graduate."""

    audience = Audience.GRADUATE


class MentorRequests(OwnRequests):
    """Of a mentor."""

    audience = Audience.MENTOR


class PartnerRequests(OwnRequests):
    """Of a contact, under the hat of one organization."""

    audience = Audience.PARTNER


for requests in (GraduateRequests, MentorRequests, PartnerRequests):
    door.register("rights-requests", requests)
