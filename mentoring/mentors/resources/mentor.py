"""The mentor's own profile: read, changed on a phone, paused."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.mentors import actions
from mentoring.mentors.dependents import with_places
from mentoring.mentors.models import Mentor
from mentoring.mentors.resources import fields
from nqt.accounts.roles import Audience
from nqt.common.validators import validate_date
from nqt.door.forms.serializers import DoorSerializer
from nqt.door.http.mount import door
from nqt.door.pages.navigation import Place
from nqt.door.resource import ActionsField, Resource, command
from partners.organizations.resources.fields import Phone


class OwnProfilePage(DoorSerializer):
    """What NQT knows of the reader."""

    name = serializers.CharField(source="full_name", label="nom", read_only=True)
    employer = fields.Employer()
    phone = Phone(read_only=True)
    occupation = serializers.StringRelatedField(label="métier", read_only=True)
    study_field = serializers.StringRelatedField(label="domaine d’études", read_only=True)
    commune = serializers.StringRelatedField(label="lieu de travail", read_only=True)
    places = fields.Places()
    languages = fields.languages(read_only=True)
    offers = fields.offers(read_only=True)
    availability = fields.availability(read_only=True)
    actions = ActionsField()

    class Meta:
        model = Mentor
        fields = [
            "public_id",
            "name",
            "state",
            "paused_until",
            "employer",
            "email",
            "phone",
            "title",
            "commune",
            "occupation",
            "study_field",
            "places",
            "capacity",
            "available_from",
            "radius_km",
            "accepts_remote",
            "availability",
            "languages",
            "offers",
            "time_given",
            "presentation",
            "version",
            "actions",
        ]
        read_only_fields = fields


class OwnProfileForm(DoorSerializer):
    """What is the mentor's to say."""

    phone = Phone()
    commune = fields.commune()
    occupation = fields.occupation()
    study_field = fields.study_field()
    capacity = fields.capacity()
    radius_km = fields.radius()
    languages = fields.languages()
    offers = fields.offers()
    availability = fields.availability()
    time_given = fields.time_given()

    class Meta:
        model = Mentor
        fields = [
            "capacity",
            "available_from",
            "availability",
            "commune",
            "radius_km",
            "accepts_remote",
            "offers",
            "languages",
            "time_given",
            "title",
            "occupation",
            "study_field",
            "phone",
            "presentation",
        ]
        fieldsets = {
            "Combien, et quand": ["capacity", "available_from", "availability"],
            "Où": ["commune", "radius_km", "accepts_remote"],
            "Votre aide": ["offers", "languages", "time_given"],
            "Votre métier": ["title", "occupation", "study_field"],
            "Pour faire connaissance": ["phone", "presentation"],
        }
        extra_kwargs = {
            "available_from": {"validators": [validate_date], "help_text": "Vide : dès maintenant."},
            "presentation": {"help_text": "Lu par les jeunes que vous accompagnez."},
            "accepts_remote": {"label": "j’accepte un suivi à distance"},
        }


class OwnProfile(Resource):
    """One's own profile: the list is one page."""

    audience, model, verbs, versioned = Audience.MENTOR, Mentor, "RU", True
    serializer_class = OwnProfilePage
    forms = {"update": OwnProfileForm}
    name, name_plural = "profil", "profils"
    nav = Place("", "Moi", "user", 40)
    titles = {"list": "Mon profil", "update": "Modifier mon profil"}
    sorts, default_sort = {"name": "folded"}, "name"
    columns = ("name", "state", "places")
    select = ("department", "commune__department", "occupation", "study_field")
    template_folder = "mentoring/mentors/mentor"
    writes = {"update": actions.mentor_edit}

    def decorated(self, queryset: Any) -> Any:
        """With employer and places."""
        return with_places(super().decorated(queryset).with_employer(self.on))

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """On pages, the one row is shown whole."""
        if self.door == "api":
            return super().list(request, *args, **kwargs)
        own = get_object_or_404(self.get_queryset())
        self.kwargs[self.lookup_field] = str(own.public_id)
        self.action = "retrieve"
        return self.retrieve(request)

    def after(self, obj: Any) -> str:
        """Back to the profile, at its short address."""
        return self.url("list") if self.door == "pages" else super().after(obj)

    def crumbs(self) -> Any:
        """The page is its own."""
        return [] if self.action == "retrieve" else super().crumbs()

    pause = command(
        "Faire une pause",
        actions.mentor_pause,
        input=fields.OwnPausing,
        icon="player-pause",
        consequence=lambda m: (
            "Vous gardez les jeunes que vous suivez ; aucun autre ne vous est proposé. Une proposition à laquelle vous "
            "n’avez pas répondu est faite à quelqu’un d’autre."
        ),
        done="C’est noté : vous êtes en pause.",
    )

    resume = command(
        "Reprendre",
        actions.mentor_resume,
        icon="refresh",
        done="Vous êtes de nouveau disponible.",
    )


door.register("profile", OwnProfile)
