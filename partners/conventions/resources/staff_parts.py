"""Staff: the articles and the parties of one convention, added and changed one at a time."""

from typing import Any

from django.db.models import Q

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience
from nqt.common.errors import Conflict, Refusal
from nqt.door.forms.serializers import DoorSerializer
from nqt.door.http.mount import door
from nqt.door.resource import ActionsField, Nested, Under, command
from partners.conventions import actions
from partners.conventions.actions.articles import may_move_down, may_move_up
from partners.conventions.models import Answer, Article, Convention, Signatory
from partners.conventions.resources.consequences import (
    annex_voids,
    new_link_sends,
    reminder_sends,
    replacing_does,
    succeeding_does,
    withdrawing_does,
)
from partners.conventions.resources.staff_inputs import ReasonGiven
from partners.conventions.resources.staff_party_forms import (
    AnnexChange,
    PartyChange,
    PartyForm,
    PartyPage,
    Replacement,
    Succeeding,
    successors_seen,
)
from partners.conventions.timeline import with_reminders


def of_text_read(convention: Convention) -> Q:
    """The rows of its text of today."""
    return Q(text=convention.text)


class OfConvention(Nested):
    """Rows of one convention, named in the address."""

    audience, versioned = Audience.STAFF, True
    under = Under(Convention, "convention", "conventions", by=of_text_read)


class ArticleForm(DoorSerializer):
    """An article."""

    actions = ActionsField()

    class Meta:
        model = Article
        fields = ["public_id", "position", "title", "wording", "version", "actions"]
        read_only_fields = ["public_id", "position", "version"]


class StaffArticles(OfConvention):
    """The common body, article by article."""

    model, verbs, serializer_class = Article, "CRUD", ArticleForm
    name, name_plural = "article", "Articles"
    titles = {"create": "Nouvel article", "update": "Modifier l’article", "destroy": "Supprimer l’article"}
    empty = "Le texte n’a pas encore d’article."
    sorts, default_sort = {"position": "position"}, "position"
    columns = ("position", "title")
    select = ("text__convention",)
    writes = {
        "create": actions.article_add,
        "update": actions.article_update,
        "destroy": actions.article_remove,
    }

    @command("Monter", may=may_move_up, icon="arrow-up")
    def up(self, article: Article, **data: Any) -> Article:
        """Before the previous one."""
        return actions.article_move(actor=self.actor, target=article, up=True, **data)

    @command("Descendre", may=may_move_down, icon="arrow-down")
    def down(self, article: Article, **data: Any) -> Article:
        """After the next one."""
        return actions.article_move(actor=self.actor, target=article, up=False, **data)


def has_a_successor(actor: Actor, line: Signatory) -> Refusal | None:
    """Another body, whom the reader may see, has followed this one."""
    refusal = actions.party_succeed.may(actor, line)
    if refusal or successors_seen(actor, line).exists():
        return refusal
    return Conflict("L’organisme qui a pris sa suite est hors de votre périmètre.")


class StaffParties(OfConvention):
    """The parties, their annex, the person asked, and what they answered."""

    model, verbs, serializer_class, line = Signatory, "CRUD", PartyPage, PartyForm
    forms = {"create": PartyForm, "update": PartyChange}
    name, name_plural = "partie", "Parties"
    titles = {"create": "Ajouter une partie", "update": "Annexe et signataire", "destroy": "Retirer la partie"}
    empty = "NQT n’a pas encore de partenaire dans cette convention."
    filters_beyond = frozenset({"Signatory.position"})  # the order of the text
    sorts, default_sort = {"position": "position"}, "position"
    columns = ("organization", "contact", "state", "signed_on")
    select = (
        "text__convention__owner",
        "organization__seat",
        "contact__organization",
        "contact__user",
        "delegated_by",
    )
    template_folder = "partners/conventions/staff/parties"
    writes = {"create": actions.party_add, "update": actions.party_update, "destroy": actions.party_remove}
    consequences = {"update": annex_voids, "destroy": withdrawing_does}

    def scope(self, queryset: Any) -> Any:
        """With who has followed whom."""
        return super().scope(queryset).with_standing()

    def decorated(self, queryset: Any) -> Any:
        """The page also tells the reminders."""
        found = super().decorated(queryset)
        return found if self.action in ("list", "export") else with_reminders(found)

    def get_serializer_class(self) -> type:
        """The person of a signed line does not change any more, unless there is nobody to ask again."""
        found, line = super().get_serializer_class(), self.seen_object
        has_signed = line is not None and line.answer == Answer.SIGNED and line.is_reachable
        return AnnexChange if found is PartyChange and has_signed else found

    @command(
        "Relancer",
        may=actions.signatory_remind.may,
        icon="send",
        consequence=reminder_sends,
        done="La relance est partie.",
    )
    def remind(self, line: Signatory, expected_version: int | None = None, **data: Any) -> Signatory:
        """One more mail, never twice in a day."""
        return actions.signatory_remind(actor=self.actor, target=line)

    replace = command(
        "Changer de signataire",
        actions.party_replace_person,
        input=Replacement,
        icon="user-share",
        consequence=replacing_does,
        done="La personne choisie a reçu son lien.",
    )

    reinvite = command(
        "Envoyer un nouveau lien",
        actions.party_reinvite,
        icon="refresh",
        consequence=new_link_sends,
        done="Un nouveau lien est parti.",
    )

    withdraw = command(
        "Retirer de la convention",
        actions.party_withdraw,
        input=ReasonGiven,
        icon="x",
        danger=True,
        consequence=withdrawing_does,
        done="L’organisme n’est plus parmi les parties.",
    )

    succeed = command(
        "Remplacer par son successeur",
        actions.party_succeed,
        may=has_a_successor,
        input=Succeeding,
        icon="refresh",
        consequence=succeeding_does,
        done="Le successeur est parmi les parties.",
    )

    reinstate = command(
        "Remettre parmi les parties",
        actions.party_reinstate,
        icon="refresh",
        done="L’organisme est de nouveau partie.",
    )


door.register("articles", StaffArticles)
door.register("parties", StaffParties)
