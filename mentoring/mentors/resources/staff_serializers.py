"""Staff: what a mentor's line, page and forms hold."""

from rest_framework import serializers

from mentoring.mentors.models import Mentor
from mentoring.mentors.resources import fields
from nqt.accounts.asking import holder_field
from nqt.common.validators import validate_date, validate_email_address, validate_one_line
from nqt.door.forms.fields import StoppedMails
from nqt.door.forms.serializers import DoorSerializer, InputSerializer, Ref
from nqt.door.resource import ActionsField
from partners.organizations.models import Organization
from partners.organizations.resources.fields import Phone


class MentorLine(DoorSerializer):
    """A row of the list."""

    name = serializers.CharField(source="full_name", label="nom", read_only=True)
    employer = fields.Employer()
    department = serializers.StringRelatedField(label="département", read_only=True)
    places = fields.Places()
    space = fields.Space()

    class Meta:
        model = Mentor
        fields = ["public_id", "name", "state", "employer", "title", "department", "places", "space", "updated_at"]
        read_only_fields = fields


class MentorPage(MentorLine):
    """The page to read."""

    phone = Phone(read_only=True)
    occupation = serializers.StringRelatedField(label="métier", read_only=True)
    study_field = serializers.StringRelatedField(label="domaine d’études", read_only=True)
    commune = serializers.StringRelatedField(label="lieu de travail", read_only=True)
    languages = fields.languages(read_only=True)
    offers = fields.offers(read_only=True)
    availability = fields.availability(read_only=True)
    invited_by = serializers.StringRelatedField(label="saisie ou invitation par", read_only=True)
    stopped_mails = StoppedMails()
    actions = ActionsField()

    class Meta(MentorLine.Meta):
        fields = [
            *MentorLine.Meta.fields,
            "email",
            "stopped_mails",
            "phone",
            "occupation",
            "study_field",
            "commune",
            "capacity",
            "radius_km",
            "accepts_remote",
            "languages",
            "offers",
            "availability",
            "time_given",
            "available_from",
            "paused_until",
            "presentation",
            "invited_by",
            "version",
            "actions",
        ]
        read_only_fields = fields


class MentorForm(DoorSerializer):
    """What staff correct."""

    address_holder = holder_field(write_only=True)
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
            "first_name",
            "last_name",
            "address_holder",
            "email",
            "phone",
            "title",
            "commune",
            "occupation",
            "study_field",
            "capacity",
            "available_from",
            "radius_km",
            "accepts_remote",
            "availability",
            "languages",
            "offers",
            "time_given",
            "presentation",
        ]
        fieldsets = {
            "La personne": ["first_name", "last_name", "address_holder", "email", "phone"],
            "Son travail": ["title", "commune", "occupation", "study_field"],
            "Ce qu’elle peut donner": [
                "capacity",
                "available_from",
                "radius_km",
                "accepts_remote",
                "availability",
                "languages",
                "offers",
                "time_given",
            ],
            "Pour les jeunes": ["presentation"],
        }
        extra_kwargs = {
            "first_name": {"style": {"attrs": {"autocomplete": "off"}}},
            "available_from": {"validators": [validate_date], "help_text": "Vide : dès maintenant."},
            "email": {"help_text": "Une autre adresse annule l’invitation envoyée à l’ancienne."},
        }


class MentorStart(InputSerializer):
    """Whom to invite, or to enter."""

    first_name = serializers.CharField(label="prénom", max_length=80, validators=[validate_one_line])
    last_name = serializers.CharField(label="nom", max_length=80, validators=[validate_one_line])
    email = serializers.EmailField(label="adresse électronique", validators=[validate_email_address])
    address_holder = holder_field()
    organization = Ref(queryset=Organization.objects.all(), suggest="organizations", label="employeur")
    title = serializers.CharField(
        label="fonction", max_length=120, required=False, allow_blank=True, validators=[validate_one_line]
    )
    commune = fields.commune()


class EmployerChange(InputSerializer):
    """For whom, since when."""

    organization = Ref(queryset=Organization.objects.all(), suggest="organizations", label="nouvel employeur")
    valid_from = serializers.DateField(
        label="à partir du",
        required=False,
        allow_null=True,
        validators=[validate_date],
        help_text="Vide : aujourd’hui. L’emploi d’avant finit ce jour-là.",
    )


class EmploymentEnding(InputSerializer):
    """Since when."""

    valid_until = serializers.DateField(
        label="à partir du",
        required=False,
        allow_null=True,
        validators=[validate_date],
        help_text="Le premier jour sans emploi chez ce partenaire. Vide : aujourd’hui.",
    )
