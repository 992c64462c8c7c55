"""What staff read of an application, and what they type."""

from django.utils import timezone
from rest_framework import serializers

from mentoring.graduates.eligibility import Met
from mentoring.graduates.models import Application, Graduate, Verdict
from mentoring.graduates.resources.applying import ApplicationForm, ConditionSerializer, ReadApplication
from mentoring.graduates.resources.employers import avoided_employers
from nqt.common.clocks import day_at
from nqt.door.forms.fields import StoppedMails, Year
from nqt.door.forms.serializers import DoorSerializer
from nqt.door.resource import ActionsField
from partners.organizations.resources.fields import Phone


class Day(serializers.DateTimeField):
    """A moment of which a list only says the day."""

    def words(self, value: str, instance: Graduate) -> str:
        """'07/11/2026'."""
        return f"{timezone.localdate(instance.submitted_at):%d/%m/%Y}" if instance.submitted_at else ""


def why(sent: Application | None) -> str:
    """What stands against it, then what is to be checked, in the words of the day of sending; empty when all is met."""
    checks = sent.checks if sent else []
    told = {met: [check.get("told") or check["sentence"] for check in checks if check["answer"] == met] for met in Met}
    return " ".join([*told[Met.NO], *told[Met.UNKNOWN]])


class GraduateLine(DoorSerializer):
    """A row of the list; reads the submissions, fetched with it."""

    name = serializers.CharField(source="full_name", label="nom", read_only=True)
    department = serializers.StringRelatedField(label="département", read_only=True)
    target_job = serializers.CharField(source="job_named", label="métier visé", read_only=True)
    origin = serializers.StringRelatedField(label="origine", read_only=True)
    submitted_at = Day(label="envoyée le", read_only=True, allow_null=True)
    verdict = serializers.ChoiceField(
        source="last_sent.verdict", choices=Verdict.choices, label="conditions", read_only=True, allow_null=True
    )
    verdict_why = serializers.SerializerMethodField(label="ce qui manque ou reste à vérifier")

    class Meta:
        model = Graduate
        fields = [
            "public_id",
            "name",
            "state",
            "verdict",
            "verdict_why",
            "department",
            "qpv",
            "degree_level",
            "target_job",
            "submitted_at",
            "origin",
        ]
        read_only_fields = fields

    def get_verdict_why(self, graduate: Graduate) -> str:
        """In words; a proof seen since is said too."""
        is_seen = graduate.qpv_checked_by_id is not None
        seen = f"Justificatif vu\u00a0: {graduate.get_qpv_display().lower()}." if is_seen else ""
        return f"{why(graduate.last_sent)} {seen}".strip()


class CheckSerializer(ConditionSerializer):
    """One condition as it stood on the day of sending, in a few words for whoever reads the file."""

    told = serializers.CharField(default="", label="ce que lit l’équipe")


class SubmissionSerializer(DoorSerializer):
    """What was sent on a day, and what the rules of that day said."""

    typed_by = serializers.CharField(source="typed_by.get_full_name", label="saisie par", read_only=True, default="")
    checks = CheckSerializer(many=True, read_only=True, label="conditions")

    class Meta:
        model = Application
        fields = ["submitted_at", "verdict", "checks", "typed_by"]
        read_only_fields = fields


class GraduatePage(ReadApplication):
    """The file."""

    name = serializers.CharField(source="full_name", label="nom", read_only=True)
    age = serializers.SerializerMethodField(label="âge")
    typed_by = serializers.CharField(source="typed_by.get_full_name", label="saisie par", read_only=True, default="")
    qpv_checked_by = serializers.CharField(
        source="qpv_checked_by.get_full_name", label="vérifié par", read_only=True, default=""
    )
    qpv_generation = Year(label="génération", read_only=True, allow_null=True)
    department = serializers.StringRelatedField(label="département", read_only=True)
    origin = serializers.StringRelatedField(label="origine", read_only=True)
    stopped_mails = StoppedMails()
    excluded_employers = serializers.StringRelatedField(many=True, read_only=True, label="employeurs à éviter")
    applications = SubmissionSerializer(many=True, read_only=True, label="envois")
    actions = ActionsField()

    class Meta(ApplicationForm.Meta):
        fields = [
            "public_id",
            "name",
            "state",
            "submitted_at",
            "answered_at",
            "pooled_at",
            "question",
            "shown_reason",
            "email",
            "stopped_mails",
            "age",
            *ApplicationForm.Meta.fields,
            "target_job_words",
            "excluded_employers",
            "department",
            "qpv",
            "qpv_reason",
            "qpv_code",
            "qpv_generation",
            "qpv_on",
            "qpv_checked_by",
            "origin",
            "typed_by",
            "applications",
            "version",
            "actions",
        ]
        read_only_fields = fields

    def get_age(self, graduate: Graduate) -> int | None:
        """Full years on the day read; today is the person's, by the clock of her department."""
        on = self.context["on"]
        return graduate.age_on(day_at(graduate.time_zone) if on == timezone.localdate() else on)


class FileForm(ApplicationForm):
    """What staff type for somebody, or correct."""

    email = serializers.EmailField(
        label="adresse électronique", required=False, allow_blank=True, help_text="Facultative avec un téléphone."
    )
    phone = Phone()
    excluded_employers = avoided_employers(
        "organizations", help_text="La personne ne veut pas d’un parrain qui y travaille : le sien, celui d’un proche."
    )

    class Meta(ApplicationForm.Meta):
        fields = ["first_name", "last_name", "email", *ApplicationForm.Meta.fields[2:], "excluded_employers"]
        fieldsets = {
            "La personne": ["first_name", "last_name", "birth_date", "email", "phone"],
            "Son diplôme": ["degree_level", "degree_title", "school", "degree_year", "study_field"],
            "Où elle habite": ["address", "commune", "background"],
            "Son projet": [
                "target_job",
                "project",
                "wishes",
                "languages",
                "availability",
                "accepts_remote",
                "excluded_employers",
            ],
        }
