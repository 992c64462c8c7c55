"""The invented cohort: graduates, mentors and the pairs they already make, drawn from `distributions.py`.

Written in bulk, in their state, with the steps and the history they would have left; the five told stories
(`journeys.py`) go through the actions instead.
"""

import datetime
import itertools
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pgtrigger
from django.db import connection
from django.utils import timezone

from mentoring.graduates.models import Graduate, GraduateState
from mentoring.mentors.models import Employment, Mentor, MentorState
from mentoring.mentorships.models import Meeting, MeetingState, Mentorship, MentorshipState
from mentoring.occupations.models import Occupation, StudyField
from nqt.audit.models import TransitionLog
from nqt.common.text import fold
from nqt.demo import distributions as drawn
from nqt.demo import submissions
from nqt.demo.clock import moment, working_day
from nqt.demo.tables import rows
from partners.organizations.models import Organization, OrganizationKind
from regions.coverage.models import covered_departments
from regions.territories.models import Commune

BATCH = 2_000
TOWNS = 600
"""The largest communes of the departments covered, where people are drawn."""
FICTION = "+33199000000"
"""Numbers that the regulator keeps for fiction begin here."""


@dataclass
class Ground:
    """What is drawn from, read once."""

    today: datetime.date
    dice: random.Random
    towns: list[Commune] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    neighborhoods: list[dict[str, str]] = field(default_factory=list)
    communes: dict[str, Commune] = field(default_factory=dict)
    studies: list[dict[str, str]] = field(default_factory=list)
    fields: dict[str, StudyField] = field(default_factory=dict)
    jobs: dict[str, Occupation] = field(default_factory=dict)
    _serial: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @classmethod
    def of(cls, today: datetime.date, seed: int) -> "Ground":
        """Communes by population, neighborhoods of the demo, nomenclatures."""
        ground = cls(today, random.Random(seed))  # noqa: S311 - a demo that draws the same each time
        covered = covered_departments(today)
        towns = Commune.objects.filter(department__in=covered, parent=None).exclude(population=None)
        ground.towns = list(towns.select_related("department").order_by("-population", "code")[:TOWNS])
        ground.weights = [town.population for town in ground.towns]
        codes = [row["commune"] for row in rows("history/neighborhoods")]
        ground.communes = {
            commune.code: commune
            for commune in Commune.objects.filter(code__in=codes, department__in=covered).select_related("department")
        }
        ground.neighborhoods = [row for row in rows("history/neighborhoods") if row["commune"] in ground.communes]
        ground.studies = list(rows("invented/studies"))
        ground.fields, ground.jobs = (
            StudyField.objects.in_bulk(field_name="code"),
            {occupation.code: occupation for occupation in Occupation.objects.all()},
        )
        return ground

    def one_of(self, weights: drawn.Weighted):
        """A key, by weight."""
        return self.dice.choices(list(weights), list(weights.values()))[0]

    def some_of(self, chances: dict[str, float]) -> list[str]:
        """Each key by its own chance."""
        return [key for key, chance in chances.items() if self.dice.random() < chance]

    def study(self) -> dict[str, str]:
        """A line of `invented/studies.csv`."""
        return self.dice.choices(self.studies, [float(row["weight"]) for row in self.studies])[0]

    def person(self, domain: str) -> dict[str, str]:
        """A name, an address that nobody has, a number kept for fiction."""
        number = next(self._serial)
        first_name, last_name = self.dice.choice(drawn.FIRST_NAMES), self.dice.choice(drawn.LAST_NAMES)
        local = "".join(letter for letter in fold(f"{first_name} {last_name}") if letter.isalnum() or letter == " ")
        return {
            "first_name": first_name,
            "last_name": last_name,
            "email": f"{local.replace(' ', '.')}.{number}@{domain}",
            "phone": f"{FICTION[:-4]}{self.dice.randrange(10_000):04}",
        }


def tell(*, today: datetime.date, seed: int, graduates: int, mentors: int) -> None:
    """As many of each; nothing when there are none to draw."""
    if not (graduates or mentors):
        return
    ground = Ground.of(today, seed)
    people = _graduates(ground, graduates)
    sponsors = _mentors(ground, mentors)
    _pairs(ground, [person for person in people if person.accompanied], sponsors)
    _steps(people)
    submissions.submit(people, today)
    _date()


# graduates -----------------------------------------------------------------------------------------------------------
def _graduates(ground: Ground, number: int) -> list[Graduate]:
    people = [_graduate(ground) for _ in range(number)]
    Graduate.objects.bulk_create(people, batch_size=BATCH)
    return people


def _graduate(ground: Ground) -> Graduate:
    dice, state = ground.dice, ground.one_of(drawn.STATES)
    study, level = ground.study(), ground.one_of(drawn.LEVELS)
    titles = study["level_titles"].split("|")
    birth_date = ground.today - datetime.timedelta(days=365 * ground.one_of(drawn.AGES) + dice.randrange(365))
    graduate = Graduate(
        state=GraduateState.POOL if state == "accompanied" else state,
        **ground.person("example.org"),
        birth_date=birth_date,
        degree_level=level,
        degree_title=titles[0] if level <= 3 else dice.choice(titles[1:]),
        degree_year=ground.today.year - dice.choice([0, 0, 1, 1, 1, 2, 3]),
        study_field=ground.fields.get(study["field"]),
        target_job=ground.jobs.get(dice.choice(study["jobs"].split())),
        project=dice.choice(drawn.PROJECTS),
        wishes=ground.some_of(drawn.HELP),
        languages=["fr", *ground.some_of(drawn.LANGUAGES)],
        availability=ground.some_of(drawn.MOMENTS),
        accepts_remote=dice.random() < drawn.REMOTE["graduate"],
        **_home(ground),
        **_dates(ground, state),
    )
    graduate.accompanied = state == "accompanied"
    return graduate


def _home(ground: Ground) -> dict:
    """Where somebody lives, what is known of the neighborhood, and the situation that goes with it."""
    dice, qpv = ground.dice, ground.one_of(drawn.QPV)
    address = f"{dice.randrange(1, 120)} {dice.choice(drawn.STREETS)}"
    facts = {"address": address, "qpv": qpv, "qpv_on": ground.today, "background": []}
    if qpv == "in" and ground.neighborhoods:
        row = dice.choice(ground.neighborhoods)
        commune = ground.communes[row["commune"]]
        facts |= {"qpv_reason": "inside", "qpv_code": row["code"], "qpv_generation": 2024}
    else:
        commune = dice.choices(ground.towns, ground.weights)[0]
        reason = ground.one_of(drawn.UNKNOWN_BECAUSE) if qpv == "unknown" else "outside"
        facts |= {"qpv_reason": reason, "background": list(ground.one_of(drawn.BACKGROUNDS))}
    return {**facts, "commune": commune, "department": commune.department}


def _dates(ground: Ground, state: str) -> dict:
    """When it was sent, answered, accepted: those who wait longest are few."""
    if state == GraduateState.DRAFT:
        return {}
    dice = ground.dice
    days = min(int(dice.expovariate(1 / drawn.WAITING_DAYS)), drawn.LONGEST_WAIT)
    if state == GraduateState.SUBMITTED:
        days %= 20
    sent = moment(ground.today - datetime.timedelta(days=days + 2), dice.randrange(7, 22), dice.randrange(60))
    answered = min(sent + datetime.timedelta(hours=dice.randrange(20, 24 * drawn.READ_WITHIN_DAYS)), timezone.now())
    match state:
        case GraduateState.SUBMITTED:
            return {"submitted_at": sent}
        case GraduateState.MORE_INFO:
            return {"submitted_at": sent, "answered_at": answered, "question": "Pouvez-vous préciser votre diplôme ?"}
        case GraduateState.REFUSED:
            words = "Votre diplôme est antérieur au niveau bac+3 que demande notre accompagnement."
            return {"submitted_at": sent, "answered_at": answered, "shown_reason": words}
        case GraduateState.WITHDRAWN:
            return {"submitted_at": sent, "answered_at": answered}
    return {"submitted_at": sent, "answered_at": answered, "pooled_at": answered}


# mentors -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Employer:
    """An organization, what its people do and where."""

    organization: Organization
    weight: float
    jobs: tuple[str, ...]
    titles: tuple[str, ...]
    departments: tuple[str, ...] = ()


LANDLORD_JOBS = ("C1502", "C1503", "K1802", "M1204", "M1502", "F1106", "M1803", "E1103", "K1903", "M1101")
LANDLORD_TITLES = (
    "Directrice de la proximité",
    "Responsable du développement",
    "Directeur du patrimoine",
    "Contrôleuse de gestion",
    "Responsable des ressources humaines",
    "Juriste",
    "Responsable de la communication",
)


def _employers(ground: Ground) -> list[Employer]:
    lines = {row["name"]: row for row in rows("invented/companies")}
    companies = Organization.objects.filter(name__in=lines).order_by("pk")
    landlords = Organization.objects.filter(kind=OrganizationKind.LANDLORD).order_by("pk")
    share = drawn.EMPLOYERS
    total = sum(float(row["weight"]) for row in lines.values())
    found = [
        Employer(
            company,
            share["company"] * float(lines[company.name]["weight"]) / total,
            tuple(lines[company.name]["jobs"].split()),
            tuple(lines[company.name]["titles"].split("|")),
            tuple(lines[company.name]["departments"].split()),
        )
        for company in companies
    ]
    each = share["landlord"] / max(1, len(landlords))
    return found + [Employer(landlord, each, LANDLORD_JOBS, LANDLORD_TITLES) for landlord in landlords]


def _mentors(ground: Ground, number: int) -> list[Mentor]:
    employers = _employers(ground)
    offices = [weight**drawn.CONCENTRATION for weight in ground.weights]
    in_department: dict[str, list[Commune]] = defaultdict(list)
    for town in ground.towns:
        in_department[town.department.code].append(town)
    chosen = ground.dice.choices(employers, [employer.weight for employer in employers], k=number)
    people = [_mentor(ground, employer, offices, in_department) for employer in chosen]
    Mentor.objects.bulk_create(people, batch_size=BATCH)
    since = ground.today - datetime.timedelta(days=700)
    Employment.objects.bulk_create(
        (
            Employment(mentor=mentor, organization=employer.organization, valid_from=since)
            for mentor, employer in zip(people, chosen, strict=True)
        ),
        batch_size=BATCH,
    )
    return people


def _mentor(ground: Ground, employer: Employer, offices: list[float], places: dict[str, list[Commune]]) -> Mentor:
    dice, state, study = ground.dice, ground.one_of(drawn.MENTOR_STATES), ground.study()
    near = [town for code in employer.departments for town in places[code][:5]]
    commune = dice.choice(near) if near else dice.choices(ground.towns, offices)[0]
    return Mentor(
        state=state,
        **ground.person("example.org"),
        title=dice.choice(employer.titles),
        occupation=ground.jobs.get(dice.choice(employer.jobs)),
        study_field=ground.fields.get(study["field"]),
        commune=commune,
        department=commune.department,
        capacity=ground.one_of(drawn.CAPACITIES),
        radius_km=ground.one_of(drawn.RADIUS_KM),
        accepts_remote=dice.random() < drawn.REMOTE["mentor"],
        languages=["fr", *ground.some_of(drawn.LANGUAGES)],
        offers=ground.some_of(drawn.HELP),
        availability=ground.some_of(drawn.MOMENTS),
        time_given="own" if dice.random() < drawn.OWN_TIME else "employer",
        paused_until=ground.today + datetime.timedelta(days=60) if state == MentorState.PAUSED else None,
    )


# pairs ---------------------------------------------------------------------------------------------------------------
def _pairs(ground: Ground, accompanied: list[Graduate], mentors: list[Mentor]) -> None:
    """Each accompanied graduate has an active mentor of the department, else of anywhere, who has a place."""
    places = {id(mentor): mentor.capacity for mentor in mentors if mentor.state == MentorState.ACTIVE}
    free = [mentor for mentor in mentors if id(mentor) in places]
    ground.dice.shuffle(free)
    near: dict[int, list[Mentor]] = defaultdict(list)
    for mentor in free:
        near[mentor.department_id].append(mentor)
    pairs = []
    for graduate in accompanied:
        mentor = _with_a_place(near[graduate.department_id], places) or _with_a_place(free, places)
        if mentor:
            places[id(mentor)] -= 1
            pairs.append(_pair(ground, graduate, mentor))
    Mentorship.objects.bulk_create(pairs, batch_size=BATCH)
    meetings = [meeting for pair in pairs for meeting in _meetings(ground, pair)]
    Meeting.objects.bulk_create(meetings, batch_size=BATCH)


def _with_a_place(mentors: list[Mentor], places: dict[int, int]) -> Mentor | None:
    """The last of the list that has one; who is full leaves the list."""
    while mentors and not places[id(mentors[-1])]:
        mentors.pop()
    return mentors[-1] if mentors else None


def _pair(ground: Ground, graduate: Graduate, mentor: Mentor) -> Mentorship:
    pooled = timezone.localdate(graduate.pooled_at)
    since = pooled + datetime.timedelta(days=ground.dice.randrange(1, max(2, (ground.today - pooled).days)))
    since = min(since, ground.today - datetime.timedelta(days=1))
    first = working_day(since + datetime.timedelta(days=ground.dice.randrange(4, 15)))
    has_begun = first < ground.today
    return Mentorship(
        graduate=graduate,
        mentor=mentor,
        state=MentorshipState.STARTED if has_begun else MentorshipState.ANNOUNCED,
        announced_at=moment(max(since, pooled), 11),
        started_on=first if has_begun else None,
    )


def _meetings(ground: Ground, pair: Mentorship) -> Iterable[Meeting]:
    """One a month or so since the first."""
    day = pair.started_on
    while day and day < ground.today:
        starts_at = moment(day, ground.dice.choice([12, 17, 18]), 30)
        yield Meeting(
            mentorship=pair,
            state=MeetingState.HELD,
            proposed_by=ground.dice.choice(["graduate", "mentor"]),
            mode=ground.one_of({"video": 60, "in_person": 30, "phone": 10}),
            starts_at=starts_at,
            ends_at=starts_at + datetime.timedelta(minutes=45),
            reported_at=starts_at + datetime.timedelta(hours=20),
        )
        day = working_day(day + datetime.timedelta(days=ground.dice.randrange(20, 45)))


# what the acts would have left ---------------------------------------------------------------------------------------
def _steps(people: list[Graduate]) -> None:
    """The log of each application."""
    TransitionLog.objects.bulk_create((step for person in people for step in _steps_of(person)), batch_size=BATCH)


ANSWERS = {
    GraduateState.POOL: "accept",
    GraduateState.REFUSED: "refuse",
    GraduateState.WITHDRAWN: "withdraw",
    GraduateState.MORE_INFO: "ask_more",
}


def _steps_of(person: Graduate) -> Iterator[TransitionLog]:
    facts = {"model": Graduate._meta.label_lower, "object_pk": person.pk, "field": "state", "source": "demo_data"}
    if person.submitted_at:
        yield TransitionLog(**facts, name="submit", from_state="draft", to_state="submitted", at=person.submitted_at)
    if name := ANSWERS.get(person.state):
        yield TransitionLog(**facts, name=name, from_state="submitted", to_state=person.state, at=person.answered_at)


BEGAN = {
    Graduate: ("coalesce(submitted_at, now() - interval '3 days')", "user_id"),
    Mentor: ("now() - interval '600 days'", "user_id"),
    Mentorship: ("announced_at", "proposal_id"),
}
"""When each row was written, had it been written then, and the column that only those of the told stories have."""


def _date() -> None:
    """Rows and their history carry the day they tell of, not the day of the command."""
    with connection.cursor() as cursor:
        for model, (began, told) in BEGAN.items():
            table = connection.ops.quote_name(model._meta.db_table)
            (events,) = set(model.pgh_event_models.values())
            log = connection.ops.quote_name(events._meta.db_table)
            uris = [f"{owner._meta.label}:{each.name}" for owner, each in pgtrigger.registered() if owner is model]
            with pgtrigger.ignore(*uris):
                cursor.execute(f"UPDATE {table} SET created_at = {began}, updated_at = {began} WHERE {told} IS NULL")  # noqa: S608
            cursor.execute(
                f"UPDATE {log} SET pgh_created_at = row.created_at, created_at = row.created_at, "  # noqa: S608
                f"updated_at = row.updated_at FROM {table} AS row WHERE row.id = pgh_obj_id AND row.{told} IS NULL"
            )
