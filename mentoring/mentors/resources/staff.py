"""Staff: the mentors of the perimeter."""

from typing import Any

import django_filters
from django.db.models import F, QuerySet

from mentoring.mentors import actions
from mentoring.mentors.actions.writing import is_kept_by
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


def kept(check: Any = None) -> Any:
    """A command's condition: in the actor's perimeter, and `check(mentor)` holds."""

    def condition(actor: Actor, mentor: Mentor) -> bool:
        return is_kept_by(actor, mentor) and (check is None or bool(check(mentor)))

    return condition


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

    def open_to(self, verb: str, obj: Mentor) -> bool:
        """In the perimeter, and not gone."""
        return is_kept_by(self.actor, obj) and obj.state != MentorState.LEFT

    @command(
        "Noter quelqu’un qui a déjà dit oui",
        detail=False,
        input=MentorStart,
        icon="plus",
        consequence=lambda resource: "Aucun courriel ne part : l’invitation à ouvrir son espace s’envoie ensuite.",
        done="C’est noté : ce parrain ou cette marraine peut recevoir une proposition.",
    )
    def add(self, _: None, **data: Any) -> Mentor:
        """Active at once."""
        return actions.mentor_add(actor=self.actor, **data)

    @command(
        "Renvoyer l’invitation",
        condition=kept(lambda m: m.state == MentorState.INVITED),
        input=Inviting,
        icon="send",
        consequence=lambda m: inviting_sends(f"Un nouveau lien part à {m.email} ; l’ancien ne vaut plus.", m),
        done=invitation_told,
    )
    def remind(self, mentor: Mentor, **data: Any) -> Mentor:
        """Another link."""
        return actions.mentor_remind(actor=self.actor, target=mentor, **data)

    @command(
        "Inviter à ouvrir son espace",
        condition=kept(lambda m: not m.has_account and m.state in (MentorState.ACTIVE, MentorState.PAUSED)),
        input=Inviting,
        icon="send",
        consequence=lambda m: inviting_sends(f"Un lien personnel, à usage unique, part à {m.email}.", m),
        done=invitation_told,
    )
    def open_space(self, mentor: Mentor, **data: Any) -> Mentor:
        """For somebody entered by staff."""
        return actions.mentor_remind(actor=self.actor, target=mentor, **data)

    @command(
        "Changer d’employeur",
        condition=kept(lambda m: m.state != MentorState.LEFT),
        input=EmployerChange,
        icon="building-community",
    )
    def change_employer(self, mentor: Mentor, **data: Any) -> Mentor:
        """From a day on."""
        return actions.employment_change(actor=self.actor, target=mentor, **data)

    @command(
        "Terminer l’emploi",
        condition=kept(lambda m: m.held_now and m.held_now[0].valid_until is None),
        input=EmploymentEnding,
        icon="x",
        consequence=lambda m: f"{m} ne comptera plus parmi les parrains et marraines {of(m.held_now[0].organization)}.",
    )
    def end_employment(self, mentor: Mentor, **data: Any) -> Mentor:
        """Works there no more."""
        return actions.employment_end(actor=self.actor, target=mentor, **data)

    @command(
        "Mettre en pause",
        transition="pause",
        condition=kept(),
        input=MentorPausing,
        icon="player-pause",
        consequence=lambda m: (
            f"Les jeunes que suit {m.first_name} restent ; aucun autre ne lui est proposé. Une proposition qui attend "
            "sa réponse est retirée."
        ),
        done="C’est noté : en pause.",
    )
    def pause(self, mentor: Mentor, **data: Any) -> Mentor:
        """No one new for now."""
        return actions.mentor_pause(actor=self.actor, target=mentor, **data)

    @command("Reprendre", transition="resume", condition=kept(), icon="refresh", done="De nouveau disponible.")
    def resume(self, mentor: Mentor, **data: Any) -> Mentor:
        """Back."""
        return actions.mentor_resume(actor=self.actor, target=mentor, **data)

    @command(
        "Retirer",
        transition="leave",
        condition=kept(),
        input=MentorReason,
        icon="x",
        danger=True,
        consequence=leaving_does,
        done="Cette personne n’est plus parmi les parrains et marraines.",
    )
    def leave(self, mentor: Mentor, **data: Any) -> Mentor:
        """Not a mentor any more."""
        return actions.mentor_leave(actor=self.actor, target=mentor, **data)

    @command(
        "Rétablir",
        transition="restore",
        condition=kept(),
        input=MentorReason,
        icon="arrow-back-up",
        consequence=lambda m: f"La fiche {of(m.first_name)} reprend : des jeunes peuvent lui être proposés.",
        done="De nouveau parmi les parrains et marraines.",
    )
    def restore(self, mentor: Mentor, **data: Any) -> Mentor:
        """A mentor again."""
        return actions.mentor_restore(actor=self.actor, target=mentor, **data)

    @command(
        "Effacer la personne",
        condition=kept(lambda m: m.last_name != NAMELESS["last_name"]),
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
