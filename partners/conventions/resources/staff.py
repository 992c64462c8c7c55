"""Staff: the list, the page, the form and the acts of a convention."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch
from django.utils.timezone import localdate

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience, Role
from nqt.door.http.mount import door
from nqt.door.pages.navigation import Place, Trade
from nqt.door.resource import Resource, command
from partners.conventions import actions
from partners.conventions.models import Convention, Signatory, Stage
from partners.conventions.models.terms import TERMS
from partners.conventions.resources.consequences import (
    closing_leaves,
    freezing_does,
    notice_does,
    reminded_now,
    reminding_sends,
    reminding_waits,
    reopening_voids,
    reviewing_does,
    terminating_does,
)
from partners.conventions.resources.staff_inputs import DatedReason, Entrusting, Freezing, ReasonGiven
from partners.conventions.resources.staff_list import ConventionFilter, as_rows
from partners.conventions.resources.staff_record import RecordedConvention
from partners.conventions.resources.staff_serializers import (
    ConventionForm,
    ConventionLine,
    ConventionPage,
    ConventionPlace,
    ConventionStart,
)
from partners.conventions.timeline import with_reminders
from regions.assignments.models import Assignment


def writer(check: Any = None) -> Any:
    """A command's condition: the convention is in the actor's perimeter, and `check(convention)` holds."""

    def condition(actor: Actor, convention: Convention) -> bool:
        return convention.is_written_by(actor) and (check is None or check(convention))

    return condition


def staged(*stages: Stage) -> Any:
    """A command's condition on the stage of the text."""
    return writer(lambda convention: convention.text.stage in stages)


def can_be_reminded(convention: Convention) -> bool:
    """Somebody is silent, reachable, and was not reminded within the pause."""
    is_awaited = any(line.is_awaited for line in convention.text.parties)
    return is_awaited and bool(reminded_now(convention))


def followed_by_another(actor: Actor, convention: Convention) -> bool:
    """In the perimeter, and not the reader's own already."""
    return convention.is_written_by(actor) and convention.owner_id != actor.user.pk


class StaffConventions(Resource):
    """All conventions of the perimeter."""

    dated = True
    audience, model, verbs, versioned = Audience.STAFF, Convention, "CRUDX", True
    name, name_plural = "convention", "Conventions"
    nav = Place(Trade.PARTNERSHIPS, "Conventions", "file-text", 10, "Rédiger, faire signer, renouveler", on_phone=True)
    help = "Ce que NQT et ses partenaires ont signé, ou préparent."
    empty = "Aucune convention ici. Commencez-en une : NQT y sera partie, les articles habituels y seront."
    serializer_class, line, filterset_class = ConventionPage, ConventionLine, ConventionFilter
    forms = {"create": ConventionStart, "update": ConventionForm}
    titles = {"create": "Nouvelle convention", "update": "Modifier la convention"}
    shown_as = {"department": "territory", "life": "life", "follower": "owner", "todo": "stage"}
    search = "Titre, numéro, partie, signataire"
    sorts = {
        "title": "text__folded",
        "number": "number",
        "starts": "text__starts_on",
        "ends": "text__last_day",
        "updated": "updated_at",
    }
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
    allow = {"entrust": {Role.STAFF_NATIONAL}, "record": {Role.STAFF_NATIONAL}}
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
        people = ("organization", "contact__organization", "delegated_by")
        lines = with_reminders(Signatory.objects.with_standing().select_related(*people))
        page = queryset.select_related("owner", "parent")
        return page.prefetch_related("text__departments", "text__articles", Prefetch("text__signatories", lines))

    def open_to(self, verb: str, obj: Convention) -> bool:
        """In the perimeter; a draft alone is deleted."""
        if not obj.is_written_by(self.actor):
            return False
        if verb == "destroy":
            return obj.can_be_deleted and not obj.local_versions.exists()
        return obj.text.stage != Stage.ABANDONED

    def consequence_of(self, verb: str, obj: Convention) -> str | None:
        """A draft that is deleted leaves nothing to read."""
        said = "Le projet disparaît, avec ses articles et ses parties. Personne n’est prévenu."
        return said if verb == "destroy" else None

    def get_serializer_class(self) -> type:
        """Once the text is frozen the form asks what may still change; the action refuses the rest by name."""
        found = super().get_serializer_class()
        if found is not ConventionForm or self.seen_object is None or self.seen_object.text.is_open:
            return found
        typed = self.request.data if isinstance(self.request.data, Mapping) else {}
        return found if set(TERMS) & set(typed) else ConventionPlace

    record = command(
        "Enregistrer une convention déjà signée",
        actions.signed_convention_record,
        detail=False,
        input=RecordedConvention,
        icon="history",
        done="La convention est enregistrée, signée par toutes ses parties.",
    )

    review = command(
        "Mettre en relecture",
        actions.convention_submit_for_review,
        condition=staged(Stage.DRAFT),
        icon="eye",
        consequence=reviewing_does,
        done="Le projet est en relecture : les parties peuvent le lire.",
    )

    freeze = command(
        "Figer et faire signer",
        actions.convention_freeze,
        condition=staged(Stage.DRAFT, Stage.IN_REVIEW),
        input=Freezing,
        icon="lock",
        consequence=freezing_does,
        done="Le texte est figé : un lien pour signer part à chacun.",
    )

    remind = command(
        "Relancer ceux qui n’ont pas répondu",
        actions.convention_remind,
        condition=writer(can_be_reminded),
        icon="send",
        consequence=reminding_sends,
        closed=reminding_waits,
        done="Les relances sont parties.",
    )

    close_round = command(
        "Clore les signatures",
        actions.convention_close_round,
        condition=writer(lambda c: c.text.stage == Stage.TO_SIGN and c.entered_on),
        input=ReasonGiven,
        icon="lock",
        danger=True,
        consequence=closing_leaves,
        done="Les signatures sont closes.",
    )

    @command(
        "Suivre moi-même", condition=followed_by_another, icon="user", done="Vous suivez maintenant cette convention."
    )
    def follow(self, convention: Convention, **data: Any) -> Convention:
        """The reader follows it from now on."""
        return actions.convention_entrust(actor=self.actor, target=convention, to=self.actor.user, **data)

    @command(
        "Confier le suivi", condition=writer(), input=Entrusting, icon="user-share", done="Le suivi a changé de main."
    )
    def entrust(self, convention: Convention, colleague: Assignment, **data: Any) -> Convention:
        """A colleague follows it from now on."""
        return actions.convention_entrust(actor=self.actor, target=convention, to=colleague.user, **data)

    back_to_draft = command(
        "Repasser en brouillon",
        actions.convention_back_to_draft,
        condition=writer(lambda c: c.text.stage in (Stage.IN_REVIEW, Stage.TO_SIGN) and not c.has_begun()),
        input=ReasonGiven,
        icon="edit",
        danger=True,
        consequence=reopening_voids,
        done="Le texte est de nouveau un brouillon.",
    )

    abandon = command(
        "Abandonner",
        actions.convention_abandon,
        condition=writer(lambda c: (c.text.is_open or c.text.stage == Stage.TO_SIGN) and not c.has_begun()),
        input=ReasonGiven,
        icon="x",
        danger=True,
        consequence=reopening_voids,
        done="La convention est abandonnée.",
    )

    reopen = command(
        "Reprendre",
        actions.convention_reopen,
        condition=staged(Stage.ABANDONED),
        input=ReasonGiven,
        icon="refresh",
        done="La convention est de nouveau un brouillon.",
    )

    give_notice = command(
        "Enregistrer un préavis",
        actions.notice_give,
        condition=writer(lambda c: c.has_begun() and c.text.ends_on and not c.notice_on and not c.terminated_on),
        input=DatedReason,
        icon="hourglass",
        danger=True,
        consequence=notice_does,
        done="Le préavis est enregistré.",
    )

    cancel_notice = command(
        "Annuler le préavis",
        actions.notice_cancel,
        condition=writer(lambda c: c.notice_on and not c.terminated_on and c.closes_on >= localdate()),
        closed=lambda c: "Le préavis a produit son effet : la convention est terminée." if c.notice_on else None,
        input=ReasonGiven,
        icon="refresh",
        done="Le préavis est annulé : la convention continue.",
    )

    terminate = command(
        "Résilier",
        actions.convention_terminate,
        condition=writer(lambda c: c.has_begun() and not c.terminated_on),
        input=DatedReason,
        icon="x",
        danger=True,
        consequence=terminating_does,
        done="La résiliation est enregistrée.",
    )

    resume = command(
        "Revenir sur la résiliation",
        actions.convention_resume,
        condition=writer(lambda c: c.terminated_on),
        input=ReasonGiven,
        icon="refresh",
        done="La résiliation est annulée.",
    )


door.register("conventions", StaffConventions)
