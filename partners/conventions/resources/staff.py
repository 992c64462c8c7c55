"""Staff: the list, the page, the form and the acts of a convention."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience, Role
from nqt.common.errors import Conflict, Refusal
from nqt.door.http.mount import door
from nqt.door.pages.navigation import Place, Trade
from nqt.door.resource import Resource, command
from partners.conventions import actions
from partners.conventions.models import Convention, Signatory
from partners.conventions.models.terms import TERMS
from partners.conventions.resources.consequences import (
    closing_leaves,
    freezing_does,
    notice_does,
    reminding_sends,
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


def followed_by_another(actor: Actor, convention: Convention) -> Refusal | None:
    """Whoever may entrust it, and does not follow it already."""
    mine = convention.owner_id == actor.user.pk
    return actions.convention_entrust.may(actor, convention) or (Conflict("Vous la suivez déjà.") if mine else None)


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
    consequences = {
        "destroy": lambda _: "Le projet disparaît, avec ses articles et ses parties. Personne n’est prévenu."
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
        icon="eye",
        consequence=reviewing_does,
        done="Le projet est en relecture : les parties peuvent le lire.",
    )

    freeze = command(
        "Figer et faire signer",
        actions.convention_freeze,
        input=Freezing,
        icon="lock",
        consequence=freezing_does,
        done="Le texte est figé : un lien pour signer part à chacun.",
    )

    remind = command(
        "Relancer ceux qui n’ont pas répondu",
        actions.convention_remind,
        icon="send",
        consequence=reminding_sends,
        done="Les relances sont parties.",
    )

    close_round = command(
        "Clore les signatures",
        actions.convention_close_round,
        input=ReasonGiven,
        icon="lock",
        danger=True,
        consequence=closing_leaves,
        done="Les signatures sont closes.",
    )

    @command("Suivre moi-même", may=followed_by_another, icon="user", done="Vous suivez maintenant cette convention.")
    def follow(self, convention: Convention, **data: Any) -> Convention:
        """The reader follows it from now on."""
        return actions.convention_entrust(actor=self.actor, target=convention, to=self.actor.user, **data)

    @command(
        "Confier le suivi",
        may=actions.convention_entrust.may,
        input=Entrusting,
        icon="user-share",
        done="Le suivi a changé de main.",
    )
    def entrust(self, convention: Convention, colleague: Assignment, **data: Any) -> Convention:
        """A colleague follows it from now on."""
        return actions.convention_entrust(actor=self.actor, target=convention, to=colleague.user, **data)

    back_to_draft = command(
        "Repasser en brouillon",
        actions.convention_back_to_draft,
        input=ReasonGiven,
        icon="edit",
        danger=True,
        consequence=reopening_voids,
        done="Le texte est de nouveau un brouillon.",
    )

    abandon = command(
        "Abandonner",
        actions.convention_abandon,
        input=ReasonGiven,
        icon="x",
        danger=True,
        consequence=reopening_voids,
        done="La convention est abandonnée.",
    )

    reopen = command(
        "Reprendre",
        actions.convention_reopen,
        input=ReasonGiven,
        icon="refresh",
        done="La convention est de nouveau un brouillon.",
    )

    give_notice = command(
        "Enregistrer un préavis",
        actions.notice_give,
        input=DatedReason,
        icon="hourglass",
        danger=True,
        consequence=notice_does,
        done="Le préavis est enregistré.",
    )

    cancel_notice = command(
        "Annuler le préavis",
        actions.notice_cancel,
        input=ReasonGiven,
        icon="refresh",
        done="Le préavis est annulé : la convention continue.",
    )

    terminate = command(
        "Résilier",
        actions.convention_terminate,
        input=DatedReason,
        icon="x",
        danger=True,
        consequence=terminating_does,
        done="La résiliation est enregistrée.",
    )

    resume = command(
        "Revenir sur la résiliation",
        actions.convention_resume,
        input=ReasonGiven,
        icon="refresh",
        done="La résiliation est annulée.",
    )


door.register("conventions", StaffConventions)
