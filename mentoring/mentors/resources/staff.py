"""Staff: the mentors of the perimeter."""

from typing import Any

import django_filters
from django.db.models import F, QuerySet

from mentoring.mentors import actions
from mentoring.mentors.actions.writing import foreign
from mentoring.mentors.dependents import with_places
from mentoring.mentors.models import Mentor, MentorState
from mentoring.mentors.resources.fields import MentorPausing, MentorReason, invitation_told, inviting_sends
from mentoring.mentors.resources.staff_serializers import (
    EmployerChange,
    EmploymentEnding,
    MentorForm,
    MentorLine,
    MentorPage,
    MentorStart,
)
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience, Role
from nqt.audit import history
from nqt.common.errors import Conflict, Refusal
from nqt.common.keeping import NAMELESS
from nqt.common.text import of
from nqt.door.http import asof
from nqt.door.http.mount import door
from nqt.door.lists.filters import RefFilter
from nqt.door.pages.navigation import Place, Trade
from nqt.door.resource import Resource, command
from nqt.door.resource.rights import TakesRequests
from nqt.privacy.actions import person_erase
from nqt.privacy.erasing import erasing_does
from nqt.privacy.subjects import person_of
from partners.organizations.models import Organization
from partners.organizations.resources.fields import Inviting
from regions.territories.models import Department


class MentorFilter(django_filters.FilterSet):
    """Filters of the list; those who left are asked for."""

    state = django_filters.ChoiceFilter(
        choices=[*MentorState.choices, ("all", "tous")],
        empty_label="présents",
        method="filter_state",
        label="État",
    )
    places = django_filters.ChoiceFilter(
        choices=[("free", "une place au moins"), ("full", "complet")], method="filter_places", label="Places"
    )
    department = RefFilter(Department, suggest="departments", label="Département")
    employer = RefFilter(Organization, suggest="organizations", method="filter_employer", label="Employeur")

    class Meta:
        model = Mentor
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Those who are here, unless others are asked for."""
        kept = super().filter_queryset(queryset)
        return kept if self.form.cleaned_data["state"] else kept.exclude(state=MentorState.LEFT)

    def filter_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """One state, or all."""
        return queryset if value == "all" else queryset.filter(state=value)

    def filter_places(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Places left are only those of somebody who takes graduates."""
        counted = with_places(queryset)
        if value == "free":
            return counted.filter(state=MentorState.ACTIVE, capacity__gt=F("accompanied") + F("held"))
        return counted.filter(capacity__lte=F("accompanied") + F("held"))

    def filter_employer(self, queryset: QuerySet, name: str, value: Organization) -> QuerySet:
        """Who works there on the day read."""
        return queryset.employed_by(value.pk, asof.asked(self.request) or asof.today())


def awaited(actor: Actor, mentor: Mentor) -> Refusal | None:
    """The button of another invitation, while the first is not answered."""
    answered = None if mentor.state == MentorState.INVITED else Conflict("Cette invitation a déjà reçu sa réponse.")
    return actions.mentor_remind.may(actor, mentor) or answered


def without_space(actor: Actor, mentor: Mentor) -> Refusal | None:
    """The button of a first invitation, for somebody who said yes otherwise."""
    waits = Conflict("Une invitation est déjà partie : renvoyez-la.") if mentor.state == MentorState.INVITED else None
    return actions.mentor_remind.may(actor, mentor) or waits


def may_be_erased(actor: Actor, mentor: Mentor) -> Refusal | None:
    """Somebody of the perimeter; once."""
    erased = Conflict("Cette personne est effacée.") if mentor.last_name == NAMELESS["last_name"] else None
    return foreign(actor, mentor) or erased


def leaving_does(mentor: Mentor) -> str:
    """Said before acting."""
    account = " Son espace de parrain ou marraine se ferme." if mentor.has_account else ""
    return f"Plus aucun jeune ne sera proposé à {mentor.first_name}.{account} La fiche reste, et se rétablit."


class StaffMentors(TakesRequests, Resource):
    """Whom one may call on, and what each can give."""

    dated = True
    audience, model, verbs, versioned, personal = Audience.STAFF, Mentor, "CRUX", True, True
    serializer_class, line = MentorPage, MentorLine
    forms = {"create": MentorStart, "update": MentorForm}
    filterset_class, search = MentorFilter, "Nom ou adresse électronique"
    shown_as = {"state": "state", "places": "places", "employer": "employer"}
    sorts, default_sort = {"name": "folded", "updated": "updated_at"}, "name"
    columns = ("name", "state", "employer", "title", "department", "places", "space")
    select = ("user", "department", "commune__department", "occupation", "study_field", "invited_by")
    name, name_plural = "parrain ou marraine", "Parrains et marraines"
    nav = Place(Trade.ACCOMPANYING, "Parrains et marraines", "users-group", 22, "Qui peut accompagner, combien")
    titles = {"create": "Inviter un parrain ou une marraine", "update": "Modifier le profil"}
    help = "Qui accompagne, pour quel employeur, et combien de jeunes encore."
    empty = "Personne ne répond à cette recherche. Invitez quelqu’un, ou élargissez les filtres."
    allow = {"erase": {Role.STAFF_NATIONAL}}
    template_folder = "mentoring/mentors/staff"
    writes = {"create": actions.mentor_invite, "update": actions.mentor_edit}

    def decorated(self, queryset: QuerySet) -> QuerySet:
        """With employer, places and invitation."""
        return with_places(super().decorated(queryset).with_employer(self.on).with_invitation())

    def detail_context(self, obj: Mentor) -> dict[str, Any]:
        """With what happened."""
        return {**super().detail_context(obj), "entries": history.of(obj)}

    def recorded(self, obj: Mentor) -> str:
        """Whom was written to."""
        return invitation_told(obj)

    add = command(
        "Noter quelqu’un qui a déjà dit oui",
        actions.mentor_add,
        detail=False,
        input=MentorStart,
        icon="plus",
        consequence=lambda resource: "Aucun courriel ne part : l’invitation à ouvrir son espace s’envoie ensuite.",
        done="C’est noté : ce parrain ou cette marraine peut recevoir une proposition.",
    )

    remind = command(
        "Renvoyer l’invitation",
        actions.mentor_remind,
        may=awaited,
        input=Inviting,
        icon="send",
        consequence=lambda m: inviting_sends(f"Un nouveau lien part à {m.email} ; l’ancien ne vaut plus.", m),
        done=invitation_told,
    )

    open_space = command(
        "Inviter à ouvrir son espace",
        actions.mentor_remind,
        may=without_space,
        input=Inviting,
        icon="send",
        consequence=lambda m: inviting_sends(f"Un lien personnel, à usage unique, part à {m.email}.", m),
        done=invitation_told,
    )

    change_employer = command(
        "Changer d’employeur",
        actions.employment_change,
        input=EmployerChange,
        icon="building-community",
    )

    end_employment = command(
        "Terminer l’emploi",
        actions.employment_end,
        input=EmploymentEnding,
        icon="x",
        consequence=lambda m: f"{m} ne comptera plus parmi les parrains et marraines {of(m.held_now[0].organization)}.",
    )

    pause = command(
        "Mettre en pause",
        actions.mentor_pause,
        input=MentorPausing,
        icon="player-pause",
        consequence=lambda m: (
            f"Les jeunes que suit {m.first_name} restent ; aucun autre ne lui est proposé. Une proposition qui attend "
            "sa réponse est retirée."
        ),
        done="C’est noté : en pause.",
    )

    resume = command(
        "Reprendre",
        actions.mentor_resume,
        icon="refresh",
        done="De nouveau disponible.",
    )

    leave = command(
        "Retirer",
        actions.mentor_leave,
        input=MentorReason,
        icon="x",
        danger=True,
        consequence=leaving_does,
        done="Cette personne n’est plus parmi les parrains et marraines.",
    )

    restore = command(
        "Rétablir",
        actions.mentor_restore,
        input=MentorReason,
        icon="arrow-back-up",
        consequence=lambda m: f"La fiche {of(m.first_name)} reprend : des jeunes peuvent lui être proposés.",
        done="De nouveau parmi les parrains et marraines.",
    )

    @command(
        "Effacer la personne",
        may=may_be_erased,
        icon="x",
        danger=True,
        consequence=lambda mentor: erasing_does(person_of(mentor)),
        done="La personne est effacée.",
    )
    def erase(self, mentor: Mentor, **data: Any) -> Mentor:
        """Art. 17 of the GDPR."""
        person_erase(actor=self.actor, target=mentor, person=person_of(mentor))
        return mentor


door.register("mentors", StaffMentors)
