"""People who apply and people who accompany: two graduates and two mentors with an account, and five told stories.

Each act goes through the feature's action, at its time, under the hat of whoever does it; the cohort around them
(`cohort.py`) is drawn.
"""

import datetime
from typing import Any

from mentoring.graduates import actions as graduates
from mentoring.graduates.models import Graduate
from mentoring.graduates.models.graduate import BEARER
from mentoring.mentors import actions as mentors
from mentoring.mentors.models import INVITATION_PURPOSE, Mentor
from mentoring.mentorships import actions as mentorships
from mentoring.mentorships.models import Mentorship
from mentoring.occupations.models import Occupation, StudyField
from mentoring.proposals import actions as offers
from mentoring.proposals.models import MatchProposal
from nqt.accounts.actions import invitation_accept
from nqt.accounts.actor import Actor
from nqt.accounts.hats import hats_of
from nqt.accounts.invitations import invitation_token
from nqt.accounts.models import Invitation
from nqt.accounts.roles import Audience
from nqt.demo.accounts import INES, NATIONAL, SOPHIE, THOMAS, YANIS, Account
from nqt.demo.clock import Teller, moment, working_day
from partners.organizations.models import Organization
from regions.territories.models import Commune

PHONE = "+33199000042"
REASONS = [
    {
        "criterion": "job",
        "points": 3800,
        "out_of": 4000,
        "staff": "Le métier visé est celui de la marraine ou du parrain.",
        "mentor": "Votre métier est celui que cette personne vise.",
    },
    {
        "criterion": "distance",
        "points": 1100,
        "out_of": 1500,
        "staff": "Ils sont à une dizaine de kilomètres l’un de l’autre.",
        "mentor": "Vous êtes à une dizaine de kilomètres l’un de l’autre.",
    },
]
"""Why the told pairs: as a run would say it."""


class Telling:
    """The stories, on one day's clock."""

    def __init__(
        self,
        teller: Teller,
        actors: dict[str, Actor],
        organizations: dict[str, Organization],
        today: datetime.date,
    ) -> None:
        self.teller, self.organizations, self.today = teller, organizations, today
        self.national = actors[NATIONAL.email]

    def day(self, offset: int, hour: int = 11, minute: int = 0) -> datetime.datetime:
        """A working moment, so many days from today."""
        return moment(working_day(self.today + datetime.timedelta(days=offset)), hour, minute)

    # people ----------------------------------------------------------------------------------------------------------
    def mentor(self, account: Account, days: int, **facts: Any) -> Mentor:
        """Invited by staff, joins the same afternoon."""
        with self.teller.at(self.national, self.day(days)):
            mentor = mentors.mentor_invite(
                actor=self.national,
                organization=self.organizations[account.organization],
                first_name=account.first_name,
                last_name=account.last_name,
                email=account.email,
                **facts,
            )
        invitation = Invitation.objects.about(INVITATION_PURPOSE, mentor.pk).open().get()
        with self.teller.at(Actor.anonymous(), self.day(days, 15)):
            invitation_accept(token=invitation_token(invitation), password=account.password)
        return Mentor.objects.select_related("user").get(pk=mentor.pk)

    def graduate(self, first_name: str, last_name: str, days: int, email: str = "", **facts: Any) -> Graduate:
        """Gives an address, fills in the form by the link, sends."""
        email = email or f"{first_name}.{last_name}".lower().replace("é", "e").replace("ï", "i") + "@example.org"
        with self.teller.at(Actor.anonymous(), self.day(days, 18)):
            graduates.application_start(actor=Actor.anonymous(), email=email)
        draft = Graduate.objects.get(email=email)
        bearer = Actor.anonymous(bearer=(BEARER, draft.pk))
        answers = {**self._usual(), "first_name": first_name, "last_name": last_name, **facts}
        with self.teller.at(bearer, self.day(days, 18, 20)):
            draft = graduates.draft_update(actor=bearer, target=draft, expected_version=draft.version, **answers)
            graduates.application_submit(actor=bearer, target=draft, accompaniment=True, shown_to_mentors=True)
        return self.again(draft)

    def _usual(self) -> dict[str, Any]:
        """What the told graduates answer, unless their story says otherwise."""
        return {
            "birth_date": datetime.date(self.today.year - 24, 4, 12),
            "phone": PHONE,
            "degree_level": 5,
            "degree_title": "Master urbanisme",
            "school": "Université de Cergy",
            "degree_year": self.today.year - 1,
            "study_field": StudyField.objects.filter(code="341").first(),
            "address": "13 impasse du Petit-Phare",
            "commune": Commune.objects.select_related("department").get(code="95268"),
            "background": ["scholarship"],
            "target_job": Occupation.objects.filter(code="K1802").first(),
            "project": "Je voudrais travailler à la rénovation des quartiers où j’ai grandi. Il me manque un premier "
            "réseau, et quelqu’un qui me dise si mon CV tient la route.",
            "wishes": ["cv", "network", "interview"],
            "languages": ["fr", "en"],
            "availability": ["lunch", "evening"],
            "accepts_remote": True,
        }

    @staticmethod
    def again(row: Any) -> Any:
        """As the database has it now."""
        return type(row).objects.get(pk=row.pk)

    # what staff do ---------------------------------------------------------------------------------------------------
    def accept(self, graduate: Graduate, days: int) -> Graduate:
        """Into the pool."""
        with self.teller.at(self.national, self.day(days)):
            return graduates.application_accept(actor=self.national, target=self.again(graduate))

    def offer(self, graduate: Graduate, mentor: Mentor, days: int) -> MatchProposal:
        """A pair that staff made and approved."""
        with self.teller.at(self.national, self.day(days, 12)):
            pair = MatchProposal.objects.create(graduate=graduate, mentor=mentor, score=8_400, parts=REASONS)
            return offers.proposal_approve(actor=self.national, target=pair)

    def pair(self, graduate: Graduate, mentor: Mentor, days: int) -> Mentorship:
        """Offered, and accepted the day after."""
        proposal = self.offer(graduate, mentor, days)
        actor = Actor.wearing(mentor.user, hats_of(mentor.user, Audience.MENTOR)[0])
        with self.teller.at(actor, self.day(days + 1, 13)):
            return offers.offer_accept(actor=actor, target=self.again(proposal))

    # what the two do -------------------------------------------------------------------------------------------------
    def meet(self, pair: Mentorship, asked: int, on: int, topic: str, *, note: str = "") -> None:
        """Proposed by the graduate, chosen by the mentor, and told when it is past."""
        person, other = pair.graduate.user, pair.mentor.user
        young = Actor.wearing(person, hats_of(person, Audience.GRADUATE)[0])
        mentor = Actor.wearing(other, hats_of(other, Audience.MENTOR)[0])
        slots = [self.day(on, 18, 30), self.day(on + 7, 12, 30)]
        with self.teller.at(young, self.day(asked, 19)):
            meeting = mentorships.meeting_propose(
                actor=young, mentorship=pair, slots=slots, mode="video", topic=topic, place=""
            )
        with self.teller.at(mentor, self.day(asked + 1, 9)):
            chosen = meeting.slots.order_by("starts_at").first()
            mentorships.meeting_confirm(actor=mentor, target=meeting, slot=chosen)
        if on < 0:
            with self.teller.at(mentor, self.day(on, 20)):
                mentorships.meeting_report(actor=mentor, target=self.again(meeting), outcome="held", shared_note=note)


def tell(
    teller: Teller, actors: dict[str, Actor], organizations: dict[str, Organization], today: datetime.date
) -> None:
    """Four people who have an account, then the late, the silent, the refused, the moved and the placed."""
    told = Telling(teller, actors, organizations, today)
    here = Commune.objects.select_related("department").get(code="95127")
    usual = {
        "title": "Cheffe de projet renouvellement urbain",
        "occupation": Occupation.objects.filter(code="K1802").first(),
        "study_field": StudyField.objects.filter(code="341").first(),
        "languages": ["fr", "en"],
        "offers": ["cv", "network", "interview"],
        "availability": ["lunch", "evening"],
        "commune": here,
        "capacity": 3,
        "presentation": "J’ai commencé avec un master et aucun réseau. On va vous en fabriquer un.",
    }
    thomas = told.mentor(THOMAS, -200, **{**usual, "title": "Chef de projet réhabilitation"})
    sophie = told.mentor(SOPHIE, -120, **usual)
    _ines(told, thomas)
    _yanis(told, sophie)
    told.graduate("Awa", "Sangaré", -18, degree_title="Master ressources humaines")
    _silent(told, sophie)
    _refused(told)
    _moved(told, thomas)
    _placed(told, thomas)


def _ines(told: Telling, thomas: Mentor) -> None:
    """Accompanied: one meeting behind her, the next one in a few days."""
    graduate = told.graduate(INES.first_name, INES.last_name, -70, email=INES.email)
    pair = told.pair(told.accept(graduate, -62), thomas, -58)
    pair = Mentorship.objects.select_related("graduate__user", "mentor__user").get(pk=pair.pk)
    told.meet(pair, -55, -45, "faire connaissance", note="Un CV d’une page pour la prochaine fois.")
    told.meet(pair, -3, 4, "préparer l’entretien à la communauté d’agglomération")
    with_password(graduate, INES)


def _yanis(told: Telling, sophie: Mentor) -> None:
    """Accepted, and offered to Sophie, who has not answered yet."""
    graduate = told.graduate(YANIS.first_name, YANIS.last_name, -30, email=YANIS.email)
    told.offer(told.accept(graduate, -22), sophie, -4)
    with_password(graduate, YANIS)


def with_password(graduate: Graduate, account: Account) -> None:
    """Graduates sign in by a mailed code; in the demo also by its one password."""
    user = Graduate.objects.select_related("user").get(pk=graduate.pk).user
    user.set_password(account.password)
    user.save(update_fields=["password"])


def _silent(told: Telling, sophie: Mentor) -> None:
    """Offered, never answered: the offer expired and the graduate waits."""
    graduate = told.graduate("Mehdi", "Fadel", -40, degree_title="Master habitat")
    told.offer(told.accept(graduate, -33), sophie, -15)
    with told.teller.at(Actor.system("offers"), told.day(-2, 3)):
        offers.offers_expire(now=told.day(-2, 3))


def _refused(told: Telling) -> None:
    """A degree below what is asked: a person answers, kindly."""
    facts = {"degree_level": 2, "degree_title": "BTS professions immobilières"}
    graduate = told.graduate("Chloé", "Marquet", -12, **facts)
    with told.teller.at(told.national, told.day(-6)):
        graduates.application_refuse(
            actor=told.national,
            target=told.again(graduate),
            shown_reason="Nous accompagnons à partir d’un diplôme de niveau bac+3 ; le vôtre est un bac+2.",
            reason="À revoir si elle termine sa licence.",
        )


def _moved(told: Telling, thomas: Mentor) -> None:
    """She moved to La Réunion: the pair ends, and she waits for somebody there."""
    graduate = told.graduate("Kenza", "Haddad", -90)
    pair = told.pair(told.accept(graduate, -82), thomas, -75)
    with told.teller.at(told.national, told.day(-20)):
        mentorships.mentorship_close(
            actor=told.national, target=told.again(pair), close_reason="changed", close_note="Départ à Saint-Denis."
        )
        fresh = told.again(graduate)
        graduates.file_update(
            actor=told.national,
            target=fresh,
            expected_version=fresh.version,
            address="25 avenue Lucien-Fabiani",
            commune=Commune.objects.select_related("department").get(code="97414"),
        )


def _placed(told: Telling, thomas: Mentor) -> None:
    """She found: the pair ends for the best of reasons."""
    graduate = told.graduate("Sarah", "Villard", -150)
    pair = told.pair(told.accept(graduate, -142), thomas, -135)
    pair = Mentorship.objects.select_related("graduate__user", "mentor__user").get(pk=pair.pk)
    told.meet(pair, -130, -120, "préparer un entretien", note="Prête pour l’entretien de jeudi.")
    with told.teller.at(told.national, told.day(-10)):
        mentorships.mentorship_close(
            actor=told.national,
            target=told.again(pair),
            close_reason="taken_off",
            close_note="Chargée d’opérations, en CDI.",
        )
