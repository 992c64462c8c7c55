"""Staff: the list, the page, the form and the acts of a convention."""

import datetime
from typing import Any

import django_filters
from django.db.models import Prefetch
from django.utils.timezone import localdate

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience, Role
from nqt.common.dates import french_day
from nqt.door.filters import RefFilter
from nqt.door.mount import door
from nqt.door.resource import Resource, command
from partners.conventions import actions
from partners.conventions.actions.life import end_of_term
from partners.conventions.models import Convention, ConventionKind, Life, Origin, Signatory, Stage
from partners.conventions.resources.staff_serializers import (
    ConventionForm,
    ConventionLine,
    ConventionPage,
    ConventionStart,
    DatedReason,
    Entrusting,
    Freezing,
    ReasonGiven,
)
from partners.conventions.timeline import with_reminders
from regions.assignments.models import Assignment
from regions.territories.models import Department

FOLLOWERS = [("me", "par moi"), ("nobody", "par personne")]
"""“Nobody” includes colleagues who have left."""


class ConventionFilter(django_filters.FilterSet):
    """Filters of the list."""

    stage = django_filters.ChoiceFilter(choices=Stage.choices, label="Texte")
    life = django_filters.ChoiceFilter(method="filter_life", choices=Life.choices, label="Vie")
    kind = django_filters.ChoiceFilter(choices=ConventionKind.choices, label="Nature")
    origin = django_filters.ChoiceFilter(choices=Origin.choices, label="Origine")
    follower = django_filters.ChoiceFilter(method="filter_follower", choices=FOLLOWERS, label="Suivi")
    department = RefFilter(Department, suggest="departments", field_name="territories__department", label="Département")
    ends_before = django_filters.DateFilter(field_name="last_day", lookup_expr="lt", label="Finit avant le")

    class Meta:
        model = Convention
        fields: list[str] = []

    def filter_follower(self, queryset: Any, name: str, value: str) -> Any:
        """Mine, or nobody's."""
        return queryset.filter(owner=self.request.user) if value == "me" else queryset.without_follower(localdate())

    def filter_life(self, queryset: Any, name: str, value: str) -> Any:
        """As of the day read."""
        return queryset.filter(life=value)


WINDOW = (
    "public_id",
    "position",
    "text_id",
    "answer",
    "signed_on",
    "invited_at",
    "viewed_at",
    "refused_at",
    "delegated_by_id",
    "organization__public_id",
    "organization__name",
    "organization__short_name",
)
"""What a party's window in the list reads: annexes and reasons stay in the table."""


def as_rows(queryset: Any) -> Any:
    """What a row of a list reads: the windows of its parties."""
    lines = Signatory.objects.select_related("organization").only(*WINDOW)
    rows = queryset.select_related("current", "owner").defer("current__body", "end_reason")
    return rows.prefetch_related("departments", Prefetch("current__signatories", lines))


def writer(check: Any = None) -> Any:
    """A command's condition: the convention is in the actor's perimeter, and `check(convention)` holds."""

    def condition(actor: Actor, convention: Convention) -> bool:
        return convention.is_written_by(actor) and (check is None or check(convention))

    return condition


def staged(*stages: Stage) -> Any:
    """A command's condition on the stage of the text."""
    return writer(lambda convention: convention.current.stage in stages)


def reopening_voids(convention: Convention) -> str:
    """Said before acting: whose signature will be void."""
    signed = actions.voided_by_reopening(convention)
    if not signed:
        return "Aucune signature n’est encore recueillie. Les liens envoyés ne vaudront plus."
    plural = "s" if len(signed) > 1 else ""
    return f"Annule {len(signed)} signature{plural} : {', '.join(signed)}. Les liens envoyés ne vaudront plus."


def reviewing_does(convention: Convention) -> str:
    """Said before acting: who will be written to."""
    names = [f"{line.contact} ({line.organization})" for line in actions.readers(convention)]
    if not names:
        return (
            "Les parties liront le projet dans leur espace partenaire. Aucune n’y a de compte : personne n’est prévenu."
        )
    return f"Les parties liront le projet dans leur espace partenaire. Un courriel part à : {', '.join(names)}."


def freezing_does(convention: Convention) -> str:
    """Said before acting: who will be written to."""
    people = len(convention.current.parties)
    return f"Le texte ne changera plus, il reçoit son numéro, et {people} personnes reçoivent leur lien pour signer."


def followed_by_another(actor: Actor, convention: Convention) -> bool:
    """In the perimeter, and not the reader's own already."""
    return convention.is_written_by(actor) and convention.owner_id != actor.user.pk


def closing_leaves(convention: Convention) -> str:
    """Said before acting: who is left aside."""
    names = actions.left_aside(convention)
    living = (
        "reste en vigueur" if convention.has_begun() else f"entre en vigueur le {french_day(convention.entered_on)}"
    )
    return (
        f"La convention {living} pour ceux qui ont signé. Ne seront plus parties : {', '.join(names)}. "
        "Vous pourrez leur envoyer un nouveau lien plus tard."
    )


def notice_does(convention: Convention) -> str:
    """Said before acting: the last day, for a notice given today."""
    end = end_of_term(convention, datetime.date.today())
    return f"Donné aujourd’hui, le préavis fixerait le dernier jour au {french_day(end)}." if end else ""


class StaffConventions(Resource):
    """All conventions of the perimeter."""

    audience, model, verbs, versioned = Audience.STAFF, Convention, "CRUDX", True
    name, name_plural = "convention", "Conventions"
    nav = ("Partenariats", "Conventions", "file-text", 10)
    help = "Ce que NQT et ses partenaires ont signé, ou préparent."
    empty = "Aucune convention ici. Commencez-en une : NQT y sera partie, les articles habituels y seront."
    serializer_class, line, filterset_class = ConventionPage, ConventionLine, ConventionFilter
    forms = {"create": ConventionStart, "update": ConventionForm}
    titles = {"create": "Nouvelle convention", "update": "Modifier la convention"}
    filters_beyond = frozenset({"territories"})  # the rows name them: see `territory`
    search = "Titre, numéro, partie"
    sorts = {"title": "folded", "number": "number", "starts": "starts_on", "ends": "last_day", "updated": "updated_at"}
    default_sort = "-updated"
    columns = (
        "number",
        "title",
        "kind",
        "stage",
        "life",
        "signed",
        "starts_on",
        "last_day",
        "term_until",
        "territory",
        "owner",
    )
    allow = {"entrust": {Role.STAFF_NATIONAL}}
    template_folder = "partners/conventions/staff"
    writes = {
        "create": actions.convention_create,
        "update": actions.convention_update,
        "destroy": actions.convention_delete,
    }

    def scope(self, queryset: Any) -> Any:
        """As of the day read; a list has no convention that was begun later."""
        known = queryset.existing(self.on) if self.action in ("list", "export") else queryset
        return known.as_of(self.on)

    def decorated(self, queryset: Any) -> Any:
        """The page also reads the articles, the people and their reminders."""
        if self.action in ("list", "export", "suggest"):
            return as_rows(queryset)
        lines = with_reminders(Signatory.objects.select_related("organization", "contact", "delegated_by"))
        page = queryset.select_related("current", "owner", "parent")
        return page.prefetch_related(
            "departments", "territories__department", "current__articles", Prefetch("current__signatories", lines)
        )

    def open_to(self, verb: str, obj: Convention) -> bool:
        """In the perimeter; a draft alone is deleted."""
        if not obj.is_written_by(self.actor):
            return False
        return obj.can_be_deleted if verb == "destroy" else obj.current.stage != Stage.ABANDONED

    @command("Mettre en relecture", condition=staged(Stage.DRAFT), icon="eye", consequence=reviewing_does)
    def review(self, convention: Convention, **data: Any) -> Convention:
        """Partners may read it."""
        return actions.convention_submit_for_review(actor=self.actor, target=convention, **data)

    @command(
        "Figer et faire signer",
        condition=staged(Stage.DRAFT, Stage.IN_REVIEW),
        input=Freezing,
        icon="lock",
        consequence=freezing_does,
    )
    def freeze(self, convention: Convention, **data: Any) -> Convention:
        """Number, hashes, personal links."""
        return actions.convention_freeze(actor=self.actor, target=convention, **data)

    @command("Relancer ceux qui n’ont pas répondu", condition=staged(Stage.TO_SIGN), icon="send")
    def remind(self, convention: Convention, **data: Any) -> Convention:
        """One mail to each silent person."""
        return actions.convention_remind(actor=self.actor, target=convention, **data)

    @command(
        "Clore les signatures",
        condition=writer(lambda c: c.current.stage == Stage.TO_SIGN and c.entered_on),
        input=ReasonGiven,
        icon="lock",
        danger=True,
        consequence=closing_leaves,
    )
    def close_round(self, convention: Convention, **data: Any) -> Convention:
        """In force for those who signed: nobody waits for the others any longer."""
        return actions.convention_close_round(actor=self.actor, target=convention, **data)

    @command("Suivre moi-même", condition=followed_by_another, icon="user")
    def follow(self, convention: Convention, **data: Any) -> Convention:
        """The reader follows it from now on."""
        return actions.convention_entrust(actor=self.actor, target=convention, to=self.actor.user, **data)

    @command("Confier le suivi", condition=writer(), input=Entrusting, icon="user-share")
    def entrust(self, convention: Convention, colleague: Assignment, **data: Any) -> Convention:
        """A colleague follows it from now on."""
        return actions.convention_entrust(actor=self.actor, target=convention, to=colleague.user, **data)

    @command(
        "Repasser en brouillon",
        condition=writer(lambda c: c.current.stage in (Stage.IN_REVIEW, Stage.TO_SIGN) and not c.has_begun()),
        input=ReasonGiven,
        icon="edit",
        danger=True,
        consequence=reopening_voids,
    )
    def back_to_draft(self, convention: Convention, **data: Any) -> Convention:
        """The words are open again."""
        return actions.convention_back_to_draft(actor=self.actor, target=convention, **data)

    @command(
        "Abandonner",
        condition=writer(lambda c: (c.current.is_open or c.current.stage == Stage.TO_SIGN) and not c.has_begun()),
        input=ReasonGiven,
        icon="x",
        danger=True,
        consequence=reopening_voids,
    )
    def abandon(self, convention: Convention, **data: Any) -> Convention:
        """Nobody will sign it."""
        return actions.convention_abandon(actor=self.actor, target=convention, **data)

    @command("Reprendre", condition=staged(Stage.ABANDONED), input=ReasonGiven, icon="refresh")
    def reopen(self, convention: Convention, **data: Any) -> Convention:
        """A draft again."""
        return actions.convention_reopen(actor=self.actor, target=convention, **data)

    @command(
        "Enregistrer un préavis",
        condition=writer(lambda c: c.has_begun() and c.ends_on and not c.notice_on and not c.terminated_on),
        input=DatedReason,
        icon="hourglass",
        consequence=notice_does,
    )
    def give_notice(self, convention: Convention, **data: Any) -> Convention:
        """It will not be renewed."""
        return actions.notice_give(actor=self.actor, target=convention, **data)

    @command(
        "Annuler le préavis",
        condition=writer(lambda c: c.notice_on and not c.terminated_on),
        input=ReasonGiven,
        icon="refresh",
    )
    def cancel_notice(self, convention: Convention, **data: Any) -> Convention:
        """It goes on."""
        return actions.notice_cancel(actor=self.actor, target=convention, **data)

    @command(
        "Résilier",
        condition=writer(lambda c: c.has_begun() and not c.terminated_on),
        input=DatedReason,
        icon="x",
        danger=True,
        consequence=lambda c: "La convention cesse à cette date, avant son terme.",
    )
    def terminate(self, convention: Convention, **data: Any) -> Convention:
        """It ends early."""
        return actions.convention_terminate(actor=self.actor, target=convention, **data)

    @command(
        "Revenir sur la résiliation", condition=writer(lambda c: c.terminated_on), input=ReasonGiven, icon="refresh"
    )
    def resume(self, convention: Convention, **data: Any) -> Convention:
        """It was a mistake, or is taken back."""
        return actions.convention_resume(actor=self.actor, target=convention, **data)


door.register("conventions", StaffConventions)
