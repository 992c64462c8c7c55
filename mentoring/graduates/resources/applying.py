"""What an application asks, step by step, and what is read of it: fields and their words."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mentoring.graduates.actions.writing import lacking_of
from mentoring.graduates.consents import ACCOMPANIMENT, SHOWN_TO_MENTORS
from mentoring.graduates.eligibility import Evaluation, Met, evaluate_graduate
from mentoring.graduates.models import Background, DegreeLevel, Graduate, RuleKind, Verdict
from mentoring.occupations.models import Availability, Help, Language, Occupation, StudyField
from nqt.common.clocks import day_at
from nqt.door.forms.fields import ManyChoices, Year
from nqt.door.forms.or_words import RefOrWords, parted
from nqt.door.forms.serializers import DoorSerializer, InputSerializer, Ref
from nqt.door.resource import ActionsField
from partners.organizations.resources.fields import Phone
from regions.neighborhoods.locating import Answer, Reason
from regions.territories.models import Commune

STEPS = {
    "you": ["first_name", "last_name", "birth_date", "phone"],
    "degree": ["degree_level", "degree_title", "school", "degree_year", "study_field"],
    "home": ["address", "commune", "background"],
    "project": ["target_job", "project", "wishes", "languages", "availability", "accepts_remote"],
}
TITLES = {
    "you": "Vous",
    "degree": "Votre diplôme",
    "home": "Votre adresse",
    "project": "Votre projet",
}
UNSURE = {
    "": "Nous n’avons pas encore situé votre adresse.",
    Reason.NEAR_BORDER: "Votre adresse est à la limite d’un quartier prioritaire.",
    Reason.ADDRESS_NOT_FOUND: "Nous n’avons pas trouvé cette adresse.",
    Reason.ADDRESS_IMPRECISE: "Nous n’avons trouvé que votre rue, pas votre numéro.",
    Reason.GEOCODER_AWAY: "Le service des adresses ne répond pas en ce moment.",
    Reason.NO_REFERENCE: "Nous ne savons pas encore situer les adresses de votre territoire.",
}
"""Why an address tells nothing, in words for the person."""
NO_STREET = "Sans adresse, nous ne savons pas si vous habitez un quartier prioritaire."
LEVELS = {
    DegreeLevel.BELOW: "Bac+2 ou moins : BTS, DUT",
    DegreeLevel.BAC_3: "Bac+3 : licence, BUT, bachelor",
    DegreeLevel.BAC_4: "Bac+4 : maîtrise, master 1",
    DegreeLevel.BAC_5: "Bac+5 : master, ingénieur, école",
    DegreeLevel.BAC_8: "Bac+8 : doctorat",
}


class Choice(serializers.ChoiceField):
    """A choice shown as radio cards."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"style": {"widget": "cards"}, **kwargs})


def read_job() -> RefOrWords:
    """On a page the job of the register, or the words that stand for it."""
    return RefOrWords(read_only=True, allow_null=True, beside="target_job_words", label="métier visé")


def background() -> ManyChoices:
    """Situations that count beside the neighborhood."""
    return ManyChoices(
        choices=Background.choices,
        required=False,
        label="votre situation",
        help_text="Cochez ce qui vous concerne. Nous le vérifierons ensemble plus tard ; aucun document maintenant.",
    )


class ProfileFields(DoorSerializer):
    """What somebody aims at and when she is free."""

    target_job = RefOrWords(
        queryset=Occupation.objects,
        suggest="occupations",
        beside="target_job_words",
        none="Aucun de ces métiers",
        label="métier visé",
        help_text="Écrivez un métier ou un intitulé de poste, puis choisissez : urbaniste, comptable…",
    )
    wishes = ManyChoices(choices=Help.choices, required=False, label="ce que vous attendez")
    languages = ManyChoices(choices=Language.choices, required=False, label="langues que vous parlez")
    availability = ManyChoices(choices=Availability.choices, required=False, label="quand vous êtes disponible")
    project = serializers.CharField(
        label="quelques mots pour votre parrain ou marraine",
        max_length=600,
        required=False,
        allow_blank=True,
        style={"base_template": "textarea.html", "rows": 5},
        help_text="Ce que vous cherchez, ce qui vous bloque. Un parrain ou une marraine à qui l’on propose de vous "
        "accompagner lira ce texte ; n’y mettez ni nom ni adresse.",
    )

    class Meta:
        model = Graduate
        fields = STEPS["project"]
        extra_kwargs = {"accepts_remote": {"label": "un suivi à distance me convient"}}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A job of the register, or its words."""
        return parted(attrs, "target_job", "target_job_words")


class ApplicationForm(ProfileFields):
    """All steps; a page shows one at a time."""

    phone = Phone(help_text="Pour vous joindre si un courriel se perd.")
    degree_level = Choice(
        choices=[(level.value, words) for level, words in LEVELS.items()],
        label="votre niveau le plus haut, obtenu",
        help_text="NQT accompagne à partir de bac+3.",
    )
    degree_year = Year(label="année d’obtention", help_text="Quatre chiffres.", min_value=1900, max_value=2100)
    study_field = Ref(
        queryset=StudyField.objects,
        suggest="study-fields",
        label="domaine d’études",
        required=False,
        allow_null=True,
        help_text="Écrivez un mot, puis choisissez : droit, informatique, commerce…",
    )
    commune = Ref(
        queryset=Commune.objects,
        suggest="communes",
        label="commune",
        help_text="Son nom ou son code postal, puis choisissez.",
    )
    background = background()

    class Meta(ProfileFields.Meta):
        fields = [name for step in STEPS.values() for name in step]
        extra_kwargs = {
            **ProfileFields.Meta.extra_kwargs,
            "first_name": {"required": True, "allow_blank": False, "style": {"attrs": {"autocomplete": "given-name"}}},
            "last_name": {"required": True, "allow_blank": False, "style": {"attrs": {"autocomplete": "family-name"}}},
            "birth_date": {"required": True, "allow_null": False, "style": {"attrs": {"autocomplete": "bday"}}},
            "degree_title": {"required": True, "allow_blank": False, "help_text": "Comme il est écrit dessus."},
            "address": {
                "label": "numéro et rue",
                "style": {"attrs": {"autocomplete": "street-address"}},
                "help_text": "Pour savoir si vous habitez un quartier prioritaire. Aucun parrain ne la voit. Si vous "
                "n’avez pas d’adresse stable, laissez vide.",
            },
        }


class ConditionSerializer(serializers.Serializer):
    """One condition of access, as it stands today."""

    kind = serializers.ChoiceField(choices=RuleKind.choices, label="condition")
    answer = serializers.ChoiceField(choices=[(met.value, met.value) for met in Met], label="réponse")
    sentence = serializers.CharField(label="ce qui est dit")


class ReadApplication(ApplicationForm):
    """The same fields, to read; a draft lacks some, an erased person most."""

    degree_level = serializers.ChoiceField(
        choices=DegreeLevel.choices, label="niveau le plus haut", read_only=True, allow_null=True
    )
    commune = Ref(read_only=True, allow_null=True, label="commune")
    study_field = Ref(read_only=True, allow_null=True, label="domaine d’études")
    target_job = read_job()


class ApplicationPage(ReadApplication):
    """To read over before sending, or where it stands once sent."""

    conditions = serializers.SerializerMethodField(label="conditions")
    verdict = serializers.SerializerMethodField(label="conditions remplies")
    missing = serializers.SerializerMethodField(label="étapes à compléter")
    qpv = serializers.ChoiceField(choices=Graduate._meta.get_field("qpv").choices, read_only=True, label="quartier")
    actions = ActionsField()

    class Meta(ApplicationForm.Meta):
        fields = [
            "email",
            "state",
            "submitted_at",
            "updated_at",
            "question",
            *ApplicationForm.Meta.fields,
            "target_job_words",
            "qpv",
            "qpv_reason",
            "conditions",
            "verdict",
            "missing",
            "version",
            "actions",
        ]
        read_only_fields = fields

    @extend_schema_field(ConditionSerializer(many=True))
    def get_conditions(self, graduate: Graduate) -> list[dict[str, str]]:
        """As the rules of the day say."""
        return evaluation_of(graduate).stored()

    @extend_schema_field(serializers.ChoiceField(choices=Verdict.choices))
    def get_verdict(self, graduate: Graduate) -> str:
        """All of them together."""
        return str(evaluation_of(graduate).verdict)

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=list(STEPS))))
    def get_missing(self, graduate: Graduate) -> list[str]:
        """Steps with an empty field that is needed."""
        return lacking(graduate)


def lacking(graduate: Graduate) -> list[str]:
    """Steps with an empty field that is needed."""
    empty = set(lacking_of(graduate))
    return [step for step, fields in STEPS.items() if empty & set(fields)]


def evaluation_of(graduate: Graduate) -> Evaluation:
    """Today's, asked once for a row."""
    if not hasattr(graduate, "_evaluation"):
        graduate._evaluation = evaluate_graduate(graduate, day_at(graduate.time_zone))
    return graduate._evaluation


class ApplicationSent(DoorSerializer):
    """What a link still shows once the application was sent: nothing of the file."""

    actions = ActionsField()

    class Meta:
        model = Graduate
        fields = ["state", "submitted_at", "actions"]
        read_only_fields = fields


class Sending(InputSerializer):
    """What the person agrees to when she sends."""

    accompaniment = serializers.BooleanField(label=ACCOMPANIMENT.text)
    shown_to_mentors = serializers.BooleanField(label=SHOWN_TO_MENTORS.text)


def neighborhood_words(graduate: Graduate) -> str:
    """What an address tells, said kindly; a person checks what it does not tell."""
    match graduate.qpv:
        case Answer.IN:
            return "Votre adresse est dans un quartier prioritaire : c’est une des conditions pour être accompagné."
        case Answer.OUT:
            return "Votre adresse n’est pas dans un quartier prioritaire. D’autres situations comptent aussi."
    why = UNSURE.get(graduate.qpv_reason, UNSURE[""]) if graduate.address else NO_STREET
    return f"{why} Nous vérifierons ensemble, vous pouvez continuer."
