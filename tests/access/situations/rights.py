"""The register of rights, and the page of all that is known; see `places.py`."""

from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.privacy.actions import request_make
from nqt.privacy.models import RightsRequest
from partners.organizations.models import Contact
from tests.access.places import Place, place
from tests.access.situations.partnership import for_staff
from tests.access.world import ELSEWHERE, NOTE, World, ids

MACHINE = Actor.system("tests")
WORDS = "Voici ce que vous avez demandé."


def asked(file, kind: str, *, state: str = "open", words: str = "Mon nom est mal écrit.") -> RightsRequest:
    request = request_make(actor=MACHINE, target=file, kind=kind, words=words)
    if state != "open":
        RightsRequest.objects.filter(pk=request.pk).update(state=state, answered_at=timezone.now())
    return request


@place("staff/rights-requests")
def register(world: World, role: str) -> Place:
    bodies = {
        "answer": {"answer": WORDS},
        "withdraw": {"reason": "Au téléphone"},
        "refuse": {"answer": WORDS},
        "extend": {"reason": "La demande est longue."},
    }
    return for_staff(
        role,
        ids(asked(world.graduate, "correction")),
        ids(asked(world.far_graduate, "correction", words=ELSEWHERE)),
        bodies=bodies,
    )


@place("staff/rights-request-data")
def data_of_request(world: World, role: str) -> Place:
    here, there = asked(world.graduate, "access"), asked(world.far_graduate, "access")
    return for_staff(role, ids(asked=here), ids(asked=there))


@place("graduate/rights-requests", "mentor/rights-requests", "partner/rights-requests")
def own_requests(world: World, role: str) -> Place:
    mine, other = files(world, role)
    bodies = {"create": {"kind": "access"}}
    here, there = asked(mine, "correction"), asked(other, "correction", words=ELSEWHERE)
    return Place(inside=ids(here), outside=ids(there), bodies=bodies, canaries=(ELSEWHERE, NOTE))


@place("graduate/my-data", "mentor/my-data", "partner/my-data")
def own_data(world: World, role: str) -> Place:
    return Place(canaries=(ELSEWHERE, NOTE))


def files(world: World, role: str):
    """The reader's file, and somebody else's."""
    match role:
        case Role.GRADUATE:
            return world.graduate, world.far_graduate
        case Role.MENTOR:
            return world.mentor, world.far_mentor
    mine = Contact.objects.get(user=world.visitors[role].user)
    other = Contact.objects.filter(organization=world.stranger).order_by("pk").first()
    return mine, other
