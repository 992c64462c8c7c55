"""Hours are typed and read where the reader lives: Paris, Fort-de-France, Pointe-à-Pitre, Saint-Denis."""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from rest_framework.request import Request

from mentoring.graduates.models import Graduate
from mentoring.mentors.models import Mentor
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.outbox.nights import zone_of


def reader_zone(actor: Actor | None) -> ZoneInfo | None:
    """The zone of the department of a graduate or a mentor; None for everybody else."""
    people: Any = {Role.GRADUATE: Graduate, Role.MENTOR: Mentor}.get(actor.role) if actor else None
    if people is None:
        return None
    name = people.objects.visible_to(actor).values_list("department__time_zone", flat=True).first()
    return zone_of(name or "")


class WhereTheReaderIs:
    """A resource whose hours are those of the reader's clock, in what is typed and in what is shown."""

    zone: ZoneInfo | None = None

    def zone_of_reader(self) -> ZoneInfo | None:
        """From the hat; a personal link says otherwise."""
        return reader_zone(self.actor)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Known once the actor is; given back when the request ends."""
        super().initial(request, *args, **kwargs)
        self.zone = self.zone_of_reader()
        if self.zone:
            self.scope_of_request.enter_context(timezone.override(self.zone))

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """The answer is written on the same clock: templates are rendered after the view, hence here."""
        answer = super().dispatch(request, *args, **kwargs)
        if self.zone and hasattr(answer, "render") and not answer.is_rendered:
            with timezone.override(self.zone):
                answer.render()
        return answer
