"""What the two of a pair find: meetings to choose, to tell and to propose."""

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from mentoring.mentorships.models import Meeting, MeetingState, Mentorship
from nqt.accounts.roles import Audience
from nqt.common.dates import french_day
from nqt.todo.piles import Pile, pile
from nqt.todo.things import Item, Reader, Todo

OF_PAIR = Meeting.objects.filter(mentorship=OuterRef("pk"))
OF_SAME_PAIR = Meeting.objects.filter(mentorship=OuterRef("mentorship"))


def coming(meetings: QuerySet[Any], now: datetime.datetime) -> QuerySet[Any]:
    """Confirmed, and not over."""
    return meetings.filter(state=MeetingState.CONFIRMED, ends_at__gte=now)


class OfMentor(Pile):
    """Of the reader's graduates."""

    def meetings(self, reader: Reader) -> QuerySet[Any]:
        """Those of her pairs."""
        return Meeting.objects.visible_to(reader.actor)

    def about(self) -> dict[str, Any]:
        pair = {"what": "mentorship__graduate__first_name", "pair": "mentorship__public_id"}
        return {**pair, "meeting": "public_id"}

    def pair_url(self, item: Item) -> str:
        return reverse("pages:mentor:mentees-detail", kwargs={"public_id": item["pair"]})


@pile("mentoring.mentorships.to_choose", Audience.MENTOR)
class ToChoose(OfMentor):
    """The graduate proposed times."""

    since = "updated_at"
    gravity, label, empty = 2, "Choisir", "créneaux à choisir"

    def rows(self, reader: Reader) -> QuerySet[Any]:
        """Until one is confirmed."""
        return self.meetings(reader).filter(state=MeetingState.PROPOSED, proposed_by="graduate")

    def one(self, item: Item, reader: Reader) -> Todo:
        title = f"Choisir un créneau avec {item['what']}"
        return Todo(title, self.pair_url(item), self.label, tag="À confirmer", tone="warn")


@pile("mentoring.mentorships.to_tell", Audience.MENTOR)
class ToTell(OfMentor):
    """A meeting is over, and nobody has said whether it was held."""

    since = "starts_at"
    gravity, icon, label, empty = 3, "check", "Le dire", "rendez-vous à raconter"

    def rows(self, reader: Reader) -> QuerySet[Any]:
        """The oldest first."""
        return self.meetings(reader).unreported(reader.now)

    def one(self, item: Item, reader: Reader) -> Todo:
        return Todo(
            title=f"Avez-vous rencontré {item['what']} ?",
            url=reverse("pages:mentor:meetings-report", kwargs={"public_id": item["meeting"]}),
            label=self.label,
            tag=french_day(timezone.localdate(item.since)),
            icon=self.icon,
        )


@pile("mentoring.mentorships.to_begin", Audience.MENTOR)
class ToBegin(OfMentor):
    """Nothing was ever planned with one of her graduates."""

    since = "announced_at"
    gravity, icon, label, empty = 4, "calendar-event", "Proposer", "premiers rendez-vous à proposer"

    def rows(self, reader: Reader) -> QuerySet[Any]:
        """Neither proposed, nor confirmed, nor held."""
        planned = OF_PAIR.filter(state__in=(MeetingState.PROPOSED, MeetingState.CONFIRMED, MeetingState.HELD))
        return Mentorship.objects.visible_to(reader.actor).filter(~Exists(planned))

    def about(self) -> dict[str, Any]:
        return {"what": "graduate__first_name", "pair": "public_id"}

    def one(self, item: Item, reader: Reader) -> Todo:
        return Todo(
            title=f"Proposer un premier rendez-vous à {item['what']}",
            url=self.pair_url(item),
            label=self.label,
            tag="Rien de prévu",
            icon=self.icon,
        )


class OfGraduate(Pile):
    """Of the reader's mentor."""

    icon = "calendar-event"

    def url(self, item: Item) -> str:
        return reverse("pages:graduate:mentorships-detail", kwargs={"public_id": item["pair"]})


@pile("mentoring.mentorships.to_propose", Audience.GRADUATE)
class ToPropose(OfGraduate):
    """She leads: nothing is to come, she proposes."""

    since = "announced_at"
    gravity, label, empty = 1, "Proposer des créneaux", "rendez-vous à proposer"

    def rows(self, reader: Reader) -> QuerySet[Any]:
        """Neither a meeting to come nor times to choose among."""
        to_come = coming(OF_PAIR, reader.now)
        pairs = Mentorship.objects.visible_to(reader.actor).active()
        return pairs.filter(~Exists(to_come), ~Exists(OF_PAIR.filter(state=MeetingState.PROPOSED)))

    def about(self) -> dict[str, Any]:
        return {"pair": "public_id"}

    def one(self, item: Item, reader: Reader) -> Todo:
        return Todo("Proposer un rendez-vous", self.url(item), self.label, icon=self.icon)


@pile("mentoring.mentorships.to_pick", Audience.GRADUATE)
class ToPick(OfGraduate):
    """The mentor proposed times."""

    since = "updated_at"
    gravity, label, empty = 2, "Choisir", "créneaux à choisir"

    def rows(self, reader: Reader) -> QuerySet[Any]:
        """The last proposal, unless a meeting is to come already."""
        pairs = Mentorship.objects.visible_to(reader.actor).active()
        later = OF_SAME_PAIR.filter(state=MeetingState.PROPOSED, pk__gt=OuterRef("pk"))
        return Meeting.objects.filter(
            Q(mentorship__in=pairs, state=MeetingState.PROPOSED, proposed_by="mentor"),
            ~Exists(coming(OF_SAME_PAIR, reader.now)),
            ~Exists(later),
        )

    def about(self) -> dict[str, Any]:
        return {"pair": "mentorship__public_id"}

    def one(self, item: Item, reader: Reader) -> Todo:
        return Todo("Choisir un créneau", self.url(item), self.label, icon=self.icon)
