"""A partner's own mentors: who they are, how many they accompany, and never whom."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from mentoring.mentors import actions
from mentoring.mentors.models import Mentor, MentorState
from mentoring.mentors.resources.fields import with_employer
from nqt.accounts.roles import Audience
from nqt.door.mount import door
from nqt.door.resource import ActionsField, Resource, command
from nqt.door.serializers import DoorSerializer, Ref
from partners.organizations.actions.portal import ADMINISTER
from regions.territories.models import Commune


class OwnMentor(DoorSerializer):
    """Name, active or not, how many are accompanied (access.md)."""

    name = serializers.CharField(source="full_name", label="nom", read_only=True)
    accompanied = serializers.IntegerField(label="jeunes suivis", read_only=True)
    actions = ActionsField()

    class Meta:
        model = Mentor
        fields = ["public_id", "name", "title", "state", "accompanied", "capacity", "time_given", "version", "actions"]
        read_only_fields = fields


class ColleagueMentor(DoorSerializer):
    """Whom to invite."""

    commune = Ref(
        queryset=Commune.objects,
        suggest="communes",
        label="commune du lieu de travail",
        help_text="Son nom ou son code postal, puis choisissez.",
    )

    class Meta:
        model = Mentor
        fields = ["first_name", "last_name", "email", "title", "commune"]


class OwnMentors(Resource):
    """Who accompanies, among my colleagues of today."""

    audience, model, verbs, versioned = Audience.PARTNER, Mentor, "CR", True
    serializer_class = OwnMentor
    forms = {"create": ColleagueMentor}
    name, name_plural = "parrain ou marraine", "Parrains et marraines"
    help = "Vos collègues qui accompagnent des jeunes diplômés. Ce qu’ils se disent reste entre eux."
    empty = "Personne encore. Invitez un collègue à accompagner une jeune diplômée ou un jeune diplômé."
    nav = ("", "Parrains", "heart-handshake", 40)
    titles = {"create": "Inviter un collègue à parrainer"}
    sorts, default_sort = {"name": "folded"}, "name"
    columns = ("name", "title", "state", "accompanied", "capacity", "time_given")
    writes = {"create": actions.colleague_mentor_invite}
    reserved = frozenset({"create", "remind"})

    def may(self, action: str | None) -> bool:
        """Everybody reads; the administrators invite."""
        return super().may(action) and (self.act_of(action) not in self.reserved or self.actor.can(ADMINISTER))

    def scope(self, queryset: QuerySet) -> QuerySet:
        """Those who left are no longer shown."""
        return with_employer(queryset, self.on).exclude(state=MentorState.LEFT)

    @command(
        "Renvoyer l’invitation",
        condition=lambda _, mentor: mentor.state == MentorState.INVITED,
        icon="send",
        done="Une nouvelle invitation est partie.",
    )
    def remind(self, mentor: Mentor, **data: Any) -> Mentor:
        """Another link."""
        return actions.mentor_invite_again(actor=self.actor, target=mentor, **data)


door.register("mentors", OwnMentors)
