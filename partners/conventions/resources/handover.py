"""What a colleague follows, on the colleague's page, and passing it on in one act."""

from typing import Any

from nqt.accounts.roles import Audience, Role
from nqt.common.text import counted
from nqt.door.http.mount import door, nested
from nqt.door.resource import Resource, command
from nqt.door.resource.panel import panel
from partners.conventions import actions
from partners.conventions.models import Convention
from partners.conventions.resources.staff_inputs import Entrusting
from partners.conventions.resources.staff_list import as_rows
from partners.conventions.resources.staff_serializers import ConventionLine
from regions.assignments.models import Assignment
from regions.assignments.resources import StaffAssignments


def handing_over_does(resource: "FollowedConventions") -> str:
    """Said before acting: how many, and whose."""
    count = actions.followed_by(resource.colleague).count()
    if count == 0:
        return f"{resource.colleague} ne suit aucune convention en cours."
    conventions = f"{counted(count, 'convention')} en cours changent" if count > 1 else "Une convention en cours change"
    return f"{conventions} de main. Pour revenir en arrière, faites l’inverse depuis la page de l’autre personne."


@panel("assignments", parent="assignment", order=10, template="partners/conventions/staff/_panel.html")
class FollowedConventions(Resource):
    """What the person of an assignment follows and is not over; national staff pass it on."""

    dated = True
    audience, model, verbs = Audience.STAFF, Convention, "R"
    allow = {"hand_over": {Role.STAFF_NATIONAL}}
    serializer_class = ConventionLine
    name, name_plural = "convention suivie", "Conventions suivies"
    empty = "Aucune convention en cours n’est suivie par cette personne."
    sorts, default_sort = {"starts": "text__starts_on", "updated": "updated_at"}, "-updated"
    columns = ("title", "number", "stage", "life", "signed", "period")

    @property
    def assignment(self) -> Assignment:
        """The one of the address, among those that the actor may see."""
        return self.parent(Assignment, "assignment")

    @property
    def colleague(self) -> Any:
        """Who follows."""
        return self.assignment.user

    def scope(self, queryset: Any) -> Any:
        """Followed by this person and not over, as of the day read."""
        return queryset.filter(pk__in=actions.followed_by(self.colleague).values("pk")).as_of(self.on)

    def decorated(self, queryset: Any) -> Any:
        """As in the list of conventions."""
        return as_rows(queryset)

    def crumbs(self) -> list[tuple[str, str]]:
        """The way back to the colleague."""
        return [*StaffAssignments.seen_by(self.actor).crumbs(), (str(self.colleague), self.after(None))]

    def home_url(self) -> str:
        """The colleague's page shows these rows: giving up leads there."""
        return self.after(None)

    def after(self, obj: Any) -> str:
        """Back to the colleague."""
        return StaffAssignments.seen_by(self.actor).url("detail", self.assignment)

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


door.register(nested("assignments", "assignment", "conventions"), FollowedConventions, "followed-conventions")
