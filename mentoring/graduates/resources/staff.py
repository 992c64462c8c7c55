"""Staff: the list of applications, the file, and what is decided on it."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone

from mentoring.graduates import actions
from mentoring.graduates.eligibility import evaluate_graduate
from mentoring.graduates.late import NATIONAL_AFTER, REGIONAL_AFTER
from mentoring.graduates.models import DegreeLevel, Graduate, GraduateState, SourcingLink
from mentoring.graduates.resources.applying import STEPS
from mentoring.graduates.resources.staff_inputs import ProofSeen, Question, Reason, Refusing
from mentoring.graduates.resources.staff_serializers import FileForm, GraduateLine, GraduatePage
from mentoring.graduates.twins import twins_of
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience, Role
from nqt.audit import history
from nqt.audit.models import AccessRecord
from nqt.common.clocks import day_at
from nqt.common.errors import Conflict, Refusal
from nqt.common.keeping import NAMELESS
from nqt.common.text import counted
from nqt.door.http.mount import door
from nqt.door.lists.filters import RefFilter
from nqt.door.pages.navigation import Place, Trade
from nqt.door.resource import Queued, command
from nqt.door.resource.rights import TakesRequests
from nqt.privacy.actions import person_erase
from nqt.privacy.erasing import erasing_does
from nqt.privacy.subjects import person_of
from regions.neighborhoods.locating import Answer
from regions.territories.models import Department

READINGS = 8
UNDER = "under"
WAITING = [
    *((str(days), f"depuis {counted(days, 'jour')} ou plus") for days in (REGIONAL_AFTER, NATIONAL_AFTER)),
    *((f"{UNDER}{days}", f"depuis moins de {counted(days, 'jour')}") for days in (REGIONAL_AFTER, NATIONAL_AFTER)),
]
SOUGHT = [("again", "un autre à trouver")]


class GraduateFilter(django_filters.FilterSet):
    """Filters of the list."""

    state = django_filters.ChoiceFilter(choices=GraduateState.choices, label="Candidature")
    department = RefFilter(Department, suggest="departments", label="Département")
    qpv = django_filters.ChoiceFilter(choices=Answer.choices, label="Quartier")
    degree_level = django_filters.ChoiceFilter(choices=DegreeLevel.choices, label="Niveau")
    origin = RefFilter(SourcingLink, suggest="sourcing-links", label="Origine")
    waiting = django_filters.ChoiceFilter(method="filter_waiting", choices=WAITING, label="Sans réponse")

    mentor = django_filters.ChoiceFilter(method="filter_mentor", choices=SOUGHT, label="Parrain")

    class Meta:
        model = Graduate
        fields: list[str] = []

    def filter_waiting(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Submitted, and nobody has answered for so many days, or for less."""
        days, today = int(value.removeprefix(UNDER)), timezone.localdate()
        under = value.startswith(UNDER)
        return queryset.unanswered_under(days, today) if under else queryset.unanswered_for(days, today)

    def filter_mentor(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Whose pair ended, and for whom somebody else is to be found."""
        return queryset.to_pair_again()


def accepting_does(graduate: Graduate) -> str | None:
    """Said before: a condition that the rules of today do not find met."""
    wrong = [check.sentence for check in evaluate_graduate(graduate, day_at(graduate.time_zone)).lacking]
    return f"Une condition n’est pas remplie : {' '.join(wrong)} Vous décidez." if wrong else None


def told(graduate: Graduate) -> str:
    """How the person learns the answer; said on the page of the next one."""
    return (
        "Un courriel le lui dit." if graduate.email else "Sans adresse électronique\u00a0: dites-le-lui par téléphone."
    )


def may_be_erased(actor: Actor, graduate: Graduate) -> Refusal | None:
    """Once sent; a draft goes by itself. Once."""
    erased = Conflict("Cette personne est effacée.") if graduate.last_name == NAMELESS["last_name"] else None
    return actions.qpv_correct.may(actor, graduate) or erased


class StaffGraduates(TakesRequests, Queued):
    """The applications of the perimeter."""

    audience, model, verbs, versioned, personal = Audience.STAFF, Graduate, "CRUX", True, True
    name, name_plural = "jeune diplômé", "Jeunes diplômés"
    nav = Place(Trade.ACCOMPANYING, "Jeunes diplômés", "school", 20, "Candidatures et dossiers", on_phone=True)
    help = "Les candidatures à lire, et les jeunes que NQT accompagne."
    empty = "Aucune candidature ici. Les jeunes candidatent en ligne ; vous pouvez aussi en saisir une pour quelqu’un."
    serializer_class, line, filterset_class = GraduatePage, GraduateLine, GraduateFilter
    forms = {"create": FileForm, "update": FileForm}
    titles = {"create": "Saisir une candidature", "update": "Corriger le dossier"}
    search = "Nom ou adresse électronique"
    shown_as = {"waiting": "submitted_at"}
    filters_beyond = frozenset({"mentor"})  # the list of pairs says it
    sorts, default_sort = {"state": "reading_order", "submitted": "submitted_at", "name": "folded"}, "state"
    columns = (
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
    )
    select = ("department", "target_job", "origin")
    allow = {"erase": {Role.STAFF_NATIONAL}}
    template_folder = "mentoring/graduates/staff"
    writes = {"create": actions.application_type, "update": actions.file_update}
    awaits, decides = Q(state=GraduateState.SUBMITTED), frozenset({"accept", "ask_more", "refuse"})

    degree_fields = STEPS["degree"]
    home_fields = ("address", "commune", "department", "qpv", "background")
    project_fields = (*STEPS["project"], "excluded_employers")

    def decorated(self, queryset: QuerySet) -> QuerySet:
        """Each with its submissions; the page reads more of them."""
        rows = super().decorated(queryset).prefetch_related("applications")
        if self.action in ("list", "export", "suggest"):
            return rows
        people = ("typed_by", "qpv_checked_by", "study_field", "commune__department", "user")
        return rows.select_related(*people).prefetch_related("applications__typed_by", "excluded_employers")

    def read_around(self, obj: Graduate) -> dict[str, str]:
        """All that waits for an answer."""
        return {"state": str(GraduateState.SUBMITTED)}

    def detail_context(self, obj: Graduate) -> dict[str, Any]:
        """With what happened, who read it, and whoever looks like the same person."""
        readings = AccessRecord.objects.of(obj).select_related("user")[:READINGS]
        found = {"entries": history.of(obj), "readings": readings, "twins": twins_of(obj, self.actor)}
        return {**super().detail_context(obj), **found}

    accept = command(
        "Accepter",
        actions.application_accept,
        icon="check",
        consequence=accepting_does,
        done=lambda graduate: f"{graduate}\u00a0: candidature acceptée. {told(graduate)}",
    )

    ask_more = command(
        "Demander un complément",
        actions.application_ask_more,
        input=Question,
        icon="message",
        done=lambda graduate: f"{graduate}\u00a0: complément demandé. {told(graduate)}",
    )

    refuse = command(
        "Refuser",
        actions.application_refuse,
        input=Refusing,
        icon="x",
        danger=True,
        consequence=lambda _: "La personne reçoit votre réponse, avec ce qui existe d’autre. Vous pourrez rouvrir.",
        done=lambda graduate: f"{graduate}\u00a0: candidature refusée. {told(graduate)}",
    )

    reopen = command(
        "Rouvrir",
        actions.application_reopen,
        input=Reason,
        icon="arrow-back-up",
        done="La candidature est à relire.",
    )

    correct_qpv = command(
        "Corriger le quartier",
        actions.qpv_correct,
        input=ProofSeen,
        icon="map-pin",
        consequence=lambda _: "À faire quand vous avez vu un justificatif. Votre nom est noté.",
        done="Le quartier est corrigé.",
    )

    send = command(
        "Envoyer pour cette personne",
        actions.typed_submit,
        icon="send",
        consequence=lambda _: (
            "La personne vous a dit qu’elle accepte que NQT garde ces informations et montre son "
            "projet, sans son nom, à des parrains. Votre nom est noté."
        ),
        done="La candidature est envoyée.",
    )

    @command(
        "Effacer la personne",
        may=may_be_erased,
        icon="x",
        danger=True,
        consequence=lambda graduate: erasing_does(person_of(graduate)),
        done="La personne est effacée.",
    )
    def erase(self, graduate: Graduate, **data: Any) -> Graduate:
        """Art. 17 of the GDPR."""
        person_erase(actor=self.actor, target=graduate, person=person_of(graduate))
        return graduate


door.register("graduates", StaffGraduates)
