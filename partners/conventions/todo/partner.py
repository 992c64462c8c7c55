"""What a partner must do: sign, when the person asked is the reader."""

from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from nqt.accounts.roles import Audience
from nqt.common.dates import french_day
from nqt.todo.piles import Pile, pile
from nqt.todo.things import Group, Item, Reader, Todo
from partners.conventions.models import Answer, Signatory
from partners.conventions.todo.lines import day_in

PARTIES = Signatory.objects.active().filter(text=OuterRef("text")).order_by().values("text")


@pile("partners.conventions.to_sign", Audience.PARTNER)
class ToSign(Pile):
    """Every line that waits for the reader's own answer."""

    since = "invited_at"
    group, place, icon, label, empty = Group.PERSON, "conventions", "signature", "Lire et signer", "textes à signer"

    def rows(self, reader: Reader) -> QuerySet[Any]:
        """Of the texts that count."""
        lines = Signatory.objects.visible_to(reader.actor).of_text_read(reader.on).awaited()
        return lines.asked_of(reader.actor.user)

    def late(self, reader: Reader) -> Q:
        """Past the day set for signing."""
        return Q(text__sign_by__lt=reader.on)

    def about(self) -> dict[str, Any]:
        """With how many have signed."""
        return {
            "what": "text__title",
            "party": "public_id",
            "sign_by": "text__sign_by",
            "parties": Subquery(PARTIES.annotate(n=Count("pk")).values("n")),
            "signed": Subquery(PARTIES.annotate(n=Count("pk", filter=Q(answer=Answer.SIGNED))).values("n")),
        }

    def one(self, item: Item, reader: Reader) -> Todo:
        by = day_in(item, "sign_by")
        signatures = f"Signatures : {item['signed']} sur {item['parties']}."
        return Todo(
            title=f"Signer « {item['what']} »",
            detail=f"Comptez cinq minutes de lecture, puis un code. {signatures}",
            tag=f"Attendue avant le {french_day(by)}"
            if by
            else f"Demandée le {french_day(timezone.localdate(item.since))}",
            tone="bad" if item.is_late else "warn",
            icon=self.icon,
            url=reverse("pages:partner:conventions-detail", kwargs={"public_id": item["party"]}),
            label=self.label,
        )
