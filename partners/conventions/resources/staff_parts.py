"""Staff: the articles and the parties of one convention, added and changed one at a time."""

from typing import Any

from django.db.models import Q

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience
from nqt.door.forms.serializers import DoorSerializer
from nqt.door.http.mount import door
from nqt.door.resource import ActionsField, Nested, Under, command
from partners.conventions import actions
from partners.conventions.models import Answer, Article, Convention, Signatory, Stage
from partners.conventions.resources.consequences import (
    annex_voids,
    new_link_sends,
    new_link_waits,
    reminder_sends,
    reminder_waits,
    replacing_does,
    succeeding_does,
    withdrawing_does,
)
from partners.conventions.resources.staff_inputs import ReasonGiven
from partners.conventions.resources.staff_party_forms import (
    AnnexChange,
    PartyChange,
    PartyForm,
    Replacement,
    Succeeding,
    successors_seen,
)


def of_text_read(convention: Convention) -> Q:
    """The rows of its text of today."""
    return Q(text=convention.text)


class OfConvention(Nested):
    """Rows of one convention, named in the address."""

    audience, versioned = Audience.STAFF, True
    under = Under(Convention, "convention", "conventions", by=of_text_read)

    def open_to(self, verb: str, obj: Any) -> bool:
        """In the perimeter, while the text is open."""
        return self.above.is_written_by(self.actor) and self.above.text.is_open


class ArticleForm(DoorSerializer):
    """An article."""

    actions = ActionsField()

    class Meta:
        model = Article
        fields = ["public_id", "position", "title", "wording", "version", "actions"]
        read_only_fields = ["public_id", "position", "version"]


def open_text(actor: Actor, part: Article | Signatory) -> bool:
    """The words may still change, and the actor may change them."""
    return part.text.is_open and part.text.convention.is_written_by(actor)


def is_last(article: Article) -> bool:
    """Nothing comes after."""
    return not article.text.articles.filter(position__gt=article.position).exists()


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

    @command("Monter", condition=lambda actor, a: open_text(actor, a) and a.position > 1, icon="arrow-up")
    def up(self, article: Article, **data: Any) -> Article:
        """Before the previous one."""
        return actions.article_move(actor=self.actor, target=article, up=True, **data)

    @command("Descendre", condition=lambda actor, a: open_text(actor, a) and not is_last(a), icon="arrow-down")
    def down(self, article: Article, **data: Any) -> Article:
        """After the next one."""
        return actions.article_move(actor=self.actor, target=article, up=False, **data)


def line_where(check: Any) -> Any:
    """A command's condition: the convention is in the actor's perimeter, and `check(line)` holds."""
    return lambda actor, line: line.text.convention.is_written_by(actor) and check(line)


def can_be_asked_again(line: Signatory) -> bool:
    """Silent, or unwilling, or left aside by a round closed once in force; a link just asked for may still arrive."""
    if not line.is_reachable or actions.fresh_link(line):
        return False
    if line.answer == Answer.WITHDRAWN:
        return bool(line.text.effective_on and line.text.body_hash)
    return line.text.stage == Stage.TO_SIGN and line.answer != Answer.SIGNED


def can_be_reminded(line: Signatory) -> bool:
    """Silent, reachable, and not reminded within the pause."""
    return line.is_awaited and line.is_reachable and actions.reminder_pause(line) is None


def has_a_successor(actor: Actor, line: Signatory) -> bool:
    """A party of an open text that another, whom the reader may see, has followed."""
    return open_text(actor, line) and line.is_party and successors_seen(actor, line).exists()


class StaffParties(OfConvention):
    """The parties, their annex, the person asked, and what they answered."""

    model, verbs, serializer_class = Signatory, "CRUD", PartyForm
    forms = {"update": PartyChange}
    name, name_plural = "partie", "Parties"
    titles = {"create": "Ajouter une partie", "update": "Annexe et signataire", "destroy": "Retirer la partie"}
    empty = "NQT n’a pas encore de partenaire dans cette convention."
    filters_beyond = frozenset({"Signatory.position"})  # the order of the text
    sorts, default_sort = {"position": "position"}, "position"
    columns = ("organization", "contact", "state", "signed_on")
    select = ("text__convention", "organization", "contact__organization", "contact__user", "delegated_by")
    template_folder = "partners/conventions/staff/parties"
    writes = {"create": actions.party_add, "update": actions.party_update, "destroy": actions.party_remove}

    def scope(self, queryset: Any) -> Any:
        """With who has followed whom."""
        return super().scope(queryset).with_standing()

    def open_to(self, verb: str, obj: Any) -> bool:
        """An annex may also change once frozen: it voids that party's signature alone, until the entry into force."""
        if verb == "update" and self.above.text.stage == Stage.TO_SIGN:
            is_final = obj.answer == Answer.SIGNED and self.above.text.effective_on
            return self.above.is_written_by(self.actor) and obj.is_party and not is_final
        return super().open_to(verb, obj) and (verb != "destroy" or obj is None or obj.is_party)

    def consequence_of(self, verb: str, obj: Any) -> str | None:
        """On a frozen text an annex binds who signed it."""
        return withdrawing_does(obj) if verb == "destroy" else annex_voids(obj)

    def get_serializer_class(self) -> type:
        """The person of a signed line does not change any more, unless there is nobody to ask again."""
        found, line = super().get_serializer_class(), self.seen_object
        has_signed = line is not None and line.answer == Answer.SIGNED and line.is_reachable
        return AnnexChange if found is PartyChange and has_signed else found

    @command(
        "Relancer",
        condition=line_where(can_be_reminded),
        icon="send",
        consequence=reminder_sends,
        closed=reminder_waits,
        done="La relance est partie.",
    )
    def remind(self, line: Signatory, expected_version: int | None = None, **data: Any) -> Signatory:
        """One more mail, never twice in a day."""
        return actions.signatory_remind(actor=self.actor, target=line)

    replace = command(
        "Changer de signataire",
        actions.party_replace_person,
        condition=line_where(
            lambda line: line.text.stage == Stage.TO_SIGN and line.is_party and line.answer != Answer.SIGNED
        ),
        input=Replacement,
        icon="user-share",
        consequence=replacing_does,
        done="La personne choisie a reçu son lien.",
    )

    reinvite = command(
        "Envoyer un nouveau lien",
        actions.party_reinvite,
        condition=line_where(can_be_asked_again),
        icon="refresh",
        consequence=new_link_sends,
        closed=new_link_waits,
        done="Un nouveau lien est parti.",
    )

    withdraw = command(
        "Retirer de la convention",
        actions.party_withdraw,
        condition=line_where(lambda line: line.text.is_open and line.is_party and line.answer != Answer.SIGNED),
        input=ReasonGiven,
        icon="x",
        danger=True,
        consequence=withdrawing_does,
        done="L’organisme n’est plus parmi les parties.",
    )

    succeed = command(
        "Remplacer par son successeur",
        actions.party_succeed,
        condition=has_a_successor,
        input=Succeeding,
        icon="refresh",
        consequence=succeeding_does,
        done="Le successeur est parmi les parties.",
    )

    reinstate = command(
        "Remettre parmi les parties",
        actions.party_reinstate,
        condition=line_where(lambda line: line.text.is_open and not line.is_party),
        icon="refresh",
        done="L’organisme est de nouveau partie.",
    )


door.register("articles", StaffArticles)
door.register("parties", StaffParties)
