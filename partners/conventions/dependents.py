"""What conventions hold on organizations and their people."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.common.text import counted
from partners.conventions.actions.soliciting import ask_at_new_address
from partners.conventions.models import Convention, Signatory, Stage
from partners.conventions.models.words import OVER
from partners.organizations.dependents import Dependent, register
from partners.organizations.models import Contact, Organization


@register
class OfConventions(Dependent):
    """Who is a party of what still runs, who is asked to sign."""

    def before_archiving(self, record: Organization | Contact, actor: Actor) -> Iterator[str]:
        """Where the signature is awaited; what the organization is a party to besides."""
        if isinstance(record, Contact):
            asked = Signatory.objects.awaited().filter(contact=record)
            sentence = "Sa signature est attendue sur {} : son lien ne vaudra plus, il faudra trouver qui signe."
        else:
            asked = Signatory.objects.awaited().filter(organization=record)
            sentence = "Sa signature est attendue sur {} : le lien envoyé ne vaudra plus."
        awaited = Convention.objects.filter(pk__in=asked.values("text__convention"))
        if awaited.exists():
            yield sentence.format(_named(awaited, actor))
        if isinstance(record, Organization):
            running = _running().having_party(record).exclude(pk__in=awaited)
            if running.exists():
                yield f"Il reste partie à {_named(running, actor)}."

    def before_new_address(self, contact: Contact, actor: Actor) -> Iterable[str]:
        """Which links will leave again."""
        asked = _asked_of(contact).values("text__convention")
        conventions = Convention.objects.filter(pk__in=asked)
        if conventions.exists():
            yield f"Si elle change, un nouveau lien partira à la nouvelle adresse pour {_named(conventions, actor)}."

    def hold(self, contact: Contact) -> None:
        """The conventions that wait for the person, in one order."""
        waiting = Convention.objects.filter(pk__in=_asked_of(contact).values("text__convention"))
        list(waiting.select_for_update(of=("self",)).order_by("pk").values_list("pk"))

    def address_changed(self, contact: Contact, actor: Actor) -> None:
        """The link that went astray has ended: each line awaited gets another."""
        for line in _asked_of(contact).reachable().select_related("text__convention").order_by("text__convention"):
            ask_at_new_address(actor=actor, target=line)


def _asked_of(contact: Contact) -> QuerySet[Signatory]:
    return Signatory.objects.awaited().filter(contact=contact)


def _running() -> QuerySet[Convention]:
    """Being prepared, signed or in force: not abandoned, not over."""
    life = Convention.objects.with_life(timezone.localdate())
    return life.exclude(text__stage=Stage.ABANDONED).exclude(life__in=OVER)


def _named(conventions: QuerySet[Convention], actor: Actor) -> str:
    """« Titre », « Titre »; how many others the actor may not read."""
    seen = conventions.visible_to(actor).on(timezone.localdate()).order_by("text__folded", "pk")
    total, titles = conventions.count(), seen.values_list("text__title", flat=True)
    names = [f"«\u00a0{title}\u00a0»" for title in titles]
    if hidden := total - len(names):
        names.append(f"{counted(hidden, 'convention')} hors de votre périmètre")
    return ", ".join(names)
