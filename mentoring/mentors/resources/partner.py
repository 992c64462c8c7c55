"""The partner portal: those of us who accompany a graduate; by name, activity and number, nothing else."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from mentoring.mentors import actions
from mentoring.mentors.dependents import with_places
from mentoring.mentors.models import Mentor, MentorState
from mentoring.mentors.resources import fields
from mentoring.mentors.words import ACTIVITIES, TOLD_AS_THEY_ARE, UNAVAILABLE
from nqt.accounts.asking import holder_field
from nqt.accounts.roles import Audience
from nqt.common.validators import validate_email_address, validate_one_line
from nqt.door.forms.serializers import DoorSerializer, InputSerializer
from nqt.door.http.mount import door
from nqt.door.pages.navigation import Place
from nqt.door.resource import ActionsField, Resource, command
from partners.organizations.resources.fields import Inviting


class Activity(serializers.ChoiceField):
    """Active or not: an employer does not read why."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=ACTIVITIES, source="*", read_only=True, **{"label": "activité", **kwargs})

    def to_representation(self, mentor: Mentor) -> str:
        return mentor.state if mentor.state in TOLD_AS_THEY_ARE else UNAVAILABLE


class OurMentorLine(DoorSerializer):
    """A name, whether active, how many graduates: facts about the partner's own contribution (access.md, c)."""

    name = serializers.CharField(source="full_name", label="nom", read_only=True)
    activity = Activity()
    accompanied = serializers.IntegerField(label="jeunes suivis", read_only=True)
    actions = ActionsField()

    class Meta:
        model = Mentor
        fields = ["public_id", "name", "activity", "accompanied", "version", "actions"]
        read_only_fields = fields


class OurInvitation(InputSerializer):
    """Whom to invite."""

    first_name = serializers.CharField(label="prénom", max_length=80, validators=[validate_one_line])
    last_name = serializers.CharField(label="nom", max_length=80, validators=[validate_one_line])
    email = serializers.EmailField(
        label="adresse électronique professionnelle",
        validators=[validate_email_address],
        help_text="Un lien personnel y part. La personne décide elle-même.",
    )
    title = serializers.CharField(
        label="fonction", max_length=120, required=False, allow_blank=True, validators=[validate_one_line]
    )
    address_holder = holder_field()
    commune = fields.commune(help_text="Là où elle travaille : NQT propose des jeunes proches.")


class OurMentors(Resource):
    """Our mentors of the day."""

    audience, model, verbs, versioned = Audience.PARTNER, Mentor, "CR", True
    serializer_class = OurMentorLine
    forms = {"create": OurInvitation}
    name, name_plural = "parrain ou marraine", "Parrains et marraines"
    nav = Place("", "Parrains", "heart-handshake", 40)
    titles = {"create": "Inviter un parrain ou une marraine"}
    help = "Vos collègues qui accompagnent un jeune diplômé. Vos administrateurs en invitent d’autres."
    empty = "Personne encore. Invitez un ou une collègue : une heure par mois suffit pour commencer."
    search = "Nom"
    sorts, default_sort = {"name": "folded"}, "name"
    columns = ("name", "activity", "accompanied")
    writes = {"create": actions.mentor_invite}

    def recorded(self, obj: Mentor) -> str:
        """Whom was written to."""
        return fields.invitation_told(obj)

    def scope(self, queryset: QuerySet) -> QuerySet:
        """Not those who stopped."""
        return queryset.exclude(state=MentorState.LEFT)

    def searched(self, queryset: QuerySet, words: str) -> QuerySet:
        """By name alone: the address is not this reader's."""
        return queryset.named(words)

    def decorated(self, queryset: QuerySet) -> QuerySet:
        """With the number of graduates, and the last invitation."""
        return with_places(super().decorated(queryset).with_invitation())

    remind = command(
        "Renvoyer l’invitation",
        actions.mentor_remind,
        may=actions.mentor_uninvite.may,
        input=Inviting,
        icon="send",
        consequence=lambda m: fields.inviting_sends(
            f"Un nouveau lien part à {m.first_name} ; l’ancien ne vaut plus.", m
        ),
        done=lambda m: fields.invitation_told(m, shows_address=False),
    )

    uninvite = command(
        "Retirer l’invitation",
        actions.mentor_uninvite,
        icon="x",
        danger=True,
        consequence=lambda m: f"Le lien envoyé à {m.first_name} ne vaudra plus.",
        done="L’invitation est retirée.",
    )


door.register("mentors", OurMentors, basename="mentors")
