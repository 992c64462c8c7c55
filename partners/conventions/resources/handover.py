"""What a colleague follows, on the colleague's page, and passing it on in one act."""

from typing import Any

from django.db.models import Q

from nqt.accounts.roles import Audience, Role
from nqt.common.text import counted
from nqt.door.http.mount import door
from nqt.door.resource import Nested, OnPage, Under, command
from partners.conventions import actions
from partners.conventions.models import Convention
from partners.conventions.resources.staff_inputs import Entrusting
from partners.conventions.resources.staff_list import as_rows
from partners.conventions.resources.staff_serializers import ConventionLine
from regions.assignments.models import Assignment


def handing_over_does(resource: "FollowedConventions") -> str:
    """Said before acting: how many, and whose."""
    count = actions.followed_by(resource.colleague).count()
    if count == 0:
        return f"{resource.colleague} ne suit aucune convention en cours."
    conventions = f"{counted(count, 'convention')} en cours changent" if count > 1 else "Une convention en cours change"
    return f"{conventions} de main. Pour revenir en arrière, faites l’inverse depuis la page de l’autre personne."


def followed(assignment: Assignment) -> Q:
    """By the person who holds it, and not over."""
    return Q(pk__in=actions.followed_by(assignment.user).values("pk"))


class FollowedConventions(Nested):
    """What the person of an assignment follows and is not over; national staff pass it on."""

    under = Under(Assignment, "assignment", "assignments", by=followed)
    panel = OnPage(order=10, template="partners/conventions/staff/_panel.html")
    dated = True
    audience, model, verbs = Audience.STAFF, Convention, "R"
    allow = {"hand_over": {Role.STAFF_NATIONAL}}
    serializer_class = ConventionLine
    name, name_plural = "convention suivie", "Conventions suivies"
    empty = "Aucune convention en cours n’est suivie par cette personne."
    sorts, default_sort = {"starts": "text__starts_on", "updated": "updated_at"}, "-updated"
    columns = ("title", "number", "stage", "life", "signed", "period")

    @property
    def colleague(self) -> Any:
        """Who follows."""
        return self.above.user

    def scope(self, queryset: Any) -> Any:
        """As of the day read."""
        return super().scope(queryset).as_of(self.on)

    def decorated(self, queryset: Any) -> Any:
        """As in the list of conventions."""
        return as_rows(queryset)

    @command(
        "Transmettre le suivi",
        detail=False,
        input=Entrusting,
        icon="user-share",
        consequence=handing_over_does,
        done="Le suivi est transmis.",
    )
    def hand_over(self, _nothing: None, *, colleague: Assignment) -> None:
        """All of it to another colleague."""
        actions.conventions_hand_over(actor=self.actor, of=self.colleague, to=colleague.user)


door.register("conventions", FollowedConventions, "followed-conventions")
