"""A mentor's own profile."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from mentoring.mentors import actions
from mentoring.mentors.models import Mentor
from mentoring.mentors.resources.fields import PROFILE, MentorProfileForm, with_employer
from mentoring.mentors.resources.staff import Pausing
from nqt.accounts.roles import Audience
from nqt.door.mount import door
from nqt.door.resource import ActionsField, Resource, command


class OwnProfile(MentorProfileForm):
    """What graduates and NQT know of me."""

    name = serializers.CharField(source="full_name", label="nom", read_only=True)
    employer = serializers.CharField(label="employeur", read_only=True, allow_null=True)
    actions = ActionsField()

    class Meta(MentorProfileForm.Meta):
        fields = ["public_id", "name", "state", "employer", "email", *PROFILE, "paused_until", "version", "actions"]
        read_only_fields = fields


class MyProfile(Resource):
    """My profile: how many, when, where."""

    audience, model, verbs, versioned = Audience.MENTOR, Mentor, "RU", True
    serializer_class, forms = OwnProfile, {"update": MentorProfileForm}
    name, name_plural = "mon profil", "Mon profil"
    nav = ("", "Moi", "user", 40)
    titles = {"update": "Modifier mon profil"}
    sorts, default_sort = {"name": "folded"}, "name"
    columns = ("name", "state", "capacity")
    select = ("commune__department", "occupation", "study_field")
    writes = {"update": actions.profile_update}

    def scope(self, queryset: QuerySet) -> QuerySet:
        """With today's employer."""
        return with_employer(queryset, self.on)

    @command("Me mettre en pause", transition="pause", input=Pausing, icon="player-pause", done="Vous êtes en pause.")
    def pause(self, mentor: Mentor, **data: Any) -> Mentor:
        """No new graduate."""
        return actions.mentor_pause(actor=self.actor, target=mentor, **data)

    @command("Reprendre", transition="resume", icon="arrow-back-up", done="Bon retour.")
    def resume(self, mentor: Mentor, **data: Any) -> Mentor:
        """Back."""
        return actions.mentor_resume(actor=self.actor, target=mentor, **data)


door.register("profile", MyProfile)
