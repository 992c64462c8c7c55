"""Applications and graduates; see `places.py`."""

from django.utils import timezone

from mentoring.graduates import links
from mentoring.graduates.consents import TEXTS
from mentoring.graduates.models import Consent, GraduateState, SourcingLink
from tests.access.places import Place, place
from tests.access.situations.partnership import NOTED, for_staff
from tests.access.world import ELSEWHERE, NOTE, World, ids
from tests.harness.factories.mentoring import a_graduate, a_study_field, an_occupation
from tests.harness.factories.organizations import an_organization
from tests.harness.factories.regions import CommuneFactory

STEP = {"first_name": "Inès", "last_name": "Belkacem", "birth_date": "2002-05-04", "phone": "0612345678"}
CONSENTS = {"accompaniment": True, "shown_to_mentors": True}


@place("public/apply")
def apply(world: World, role: str) -> Place:
    return Place(bodies={"start": {"email": "nouvelle@example.org"}})


@place("public/apply-from")
def apply_from(world: World, role: str) -> Place:
    link = SourcingLink.objects.create(label="Affiche")
    return Place(inside={"code": link.code}, bodies={"start": {"email": "nouvelle@example.org"}})


@place("graduate/employers")
def employers(world: World, role: str) -> Place:
    return Place(inside=ids(an_organization("Habitat connu")))


@place("public/application")
def by_link(world: World, role: str) -> Place:
    draft = a_graduate(GraduateState.DRAFT, department=world.territories["17"], last_name=ELSEWHERE)
    other = a_graduate(GraduateState.DRAFT)
    token = links.APPLICATION.sign(draft)
    other_token = links.APPLICATION.sign(other)[:-4] + "AAAA"
    return Place(
        inside={"token": token},
        outside={"token": other_token},
        bodies={"update": whole(world), "submit": CONSENTS},
    )


def whole(world: World) -> dict:
    """A whole form."""
    commune = CommuneFactory(department=world.territories["17"])
    return {
        **STEP,
        "degree_level": 5,
        "degree_title": "Master",
        "degree_year": timezone.localdate().year - 1,
        "commune": str(commune.public_id),
        "target_job": str(an_occupation().public_id),
        "study_field": str(a_study_field().public_id),
    }


@place("staff/graduates")
def staff_graduates(world: World, role: str) -> Place:
    here = world.territories["17"]
    submitted = a_graduate(GraduateState.SUBMITTED, department=here)
    bodies = {
        "create": {**whole(world), "phone": "0612345678"},
        "update": {**whole(world), "phone": "0612345678"},
        "ask_more": {"question": "Pouvez-vous préciser ?"},
        "refuse": {"shown_reason": "Le diplôme manque encore.", "reason": ""},
        "note_request": NOTED,
        "correct_qpv": {"qpv": "in", "reason": "Quittance vue"},
    }
    return for_staff(role, ids(submitted), ids(world.far_graduate), bodies=bodies)


@place("staff/sourcing-links")
def sourcing(world: World, role: str) -> Place:
    link = SourcingLink.objects.create(label="Affiche")
    return Place(inside=ids(link), bodies={"create": {"label": "Forum"}, "update": {"label": "Forum de mai"}})


@place("graduate/home", "mentor/home")
def homes(world: World, role: str) -> Place:
    return Place(canaries=(ELSEWHERE, NOTE))


@place("graduate/application")
def own_application(world: World, role: str) -> Place:
    mine = world.graduate
    type(mine).objects.filter(pk=mine.pk).update(state=GraduateState.MORE_INFO, question="Quel diplôme ?")
    return Place(inside=ids(mine), outside=ids(world.far_graduate), bodies={"update": whole(world), "submit": CONSENTS})


@place("graduate/profile")
def own_profile(world: World, role: str) -> Place:
    body = {"phone": "0612345678", "target_job": str(an_occupation().public_id), "project": "Autre chose"}
    return Place(inside=ids(world.graduate), outside=ids(world.far_graduate), bodies={"update": body})


@place("graduate/consents")
def own_consents(world: World, role: str) -> Place:
    given = {"text_version": "1", "text_hash": TEXTS[0].hash, "channel": "link"}
    mine = Consent.objects.create(graduate=world.graduate, purpose=TEXTS[0].purpose, **given)
    theirs = Consent.objects.create(graduate=world.far_graduate, purpose=TEXTS[0].purpose, **given)
    return Place(inside=ids(mine), outside=ids(theirs))
