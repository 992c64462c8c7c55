"""Every pile and every number, counted again in plain Python on worlds drawn at random: staff, mentors, graduates."""

import datetime
import random
from collections import Counter

import pytest
from django.utils import timezone

from mentoring.graduates.models import Graduate, GraduateState
from mentoring.mentorships.models import Concern, Meeting, MeetingState, Mentorship, MentorshipState
from mentoring.proposals.models import MatchProposal, ProposalState
from nqt.accounts.models import User
from nqt.outbox.models import Message
from nqt.todo.numbers import numbers_of
from nqt.todo.reading import counts_of, reader_of
from partners.conventions import actions
from partners.conventions.actions.life import running_until
from partners.conventions.models import Convention, ConventionText, Signatory
from partners.conventions.models.as_of import term_end_on
from partners.organizations.models import Contact, Succession
from regions.assignments.models import Assignment
from tests.harness.factories.conventions import MACHINE, a_draft, again, an_organization, as_if, nqt, sign, to_sign
from tests.harness.factories.mentoring import (
    a_graduate,
    a_mentor,
    a_mentorship,
    a_proposal,
    as_graduate,
    as_mentor,
)
from tests.harness.factories.organizations import a_department
from tests.harness.factories.regions import a_colleague

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
TODAY = timezone.localdate
SEEDS = (1, 2, 3)


# -- worlds -----------------------------------------------------------------------------------------------------------
def some_conventions(draw: random.Random, reader: User, here, far) -> None:
    """Drafts, texts that wait in every way, ends near and far; of the reader, of nobody, of others, here or there."""
    other, gone = a_colleague().user, a_colleague()
    Assignment.objects.filter(user=gone.user).update(valid_until=TODAY())
    nqt().contacts.update(email=reader.email)
    for _ in range(9):
        convention = draw.choice([a_draft, to_sign, to_sign, to_sign])(parties=draw.choice([2, 3]))
        for line in convention.text.signatories.exclude(organization=nqt()):
            befall(draw, line)
        if draw.random() < 0.4 and convention.text.stage == "to_sign":
            sign(convention.text.signatories.get(organization=nqt()))
        sign_by = draw.choice([None, TODAY() - 3 * DAY, TODAY(), TODAY() + 5 * DAY])
        ConventionText.objects.filter(pk=convention.text.pk).update(sign_by=sign_by)
        owner = draw.choice([None, reader, other, gone.user])
        as_if(convention, owner=owner, **a_life(draw))
        for department in draw.choice([[], [here], [far], [here, far]]):
            convention.text.territories.create(department=department)


def befall(draw: random.Random, line: Signatory) -> None:
    """What may happen to a party."""
    line = again(line)
    match draw.choice(["nothing", "nothing", "refuses", "refused", "leaves", "mute", "reminded", "absorbed"]):
        case "refuses" | "refused" as when if line.answer == "invited":
            actions.convention_refuse(actor=MACHINE, target=line, reason="Budget déjà voté.")
            since = timezone.now() - draw.choice([7, 8, 9] if when == "refused" else [0, 3, 6]) * DAY
            Signatory.objects.filter(pk=line.pk).update(refused_at=since)
        case "leaves":
            line.organization.contacts.update(state="archived")
        case "mute":
            line.organization.contacts.update(email="")
        case "reminded" if line.answer == "invited":
            actions.signatory_remind(actor=MACHINE, target=line)
            Message.objects.filter(kind="partners.conventions.signature_reminder").update(
                next_try_at=timezone.now() - draw.choice([0, 20]) * DAY
            )
        case "absorbed":
            kind = draw.choice(["merger", "split", "rename"])
            on = TODAY() + draw.choice([-30, 30]) * DAY
            Succession.objects.create(predecessor=line.organization, successor=an_organization(), on=on, kind=kind)


def a_life(draw: random.Random) -> dict:
    """Dates of a convention, in force or not."""
    ends = TODAY() + draw.choice([-400, -31, 0, 30, 90, 91, 400]) * DAY
    facts = {"starts_on": TODAY() - 800 * DAY, "ends_on": ends, "renewal_months": draw.choice([None, None, 1, 12, 36])}
    facts["entered_on"] = draw.choice([None, TODAY() - 800 * DAY, TODAY() - 800 * DAY, TODAY() + DAY])
    if draw.random() < 0.3:
        facts |= {"notice_on": TODAY() - 5 * DAY, "closes_on": TODAY() + draw.choice([-2, 10, 120]) * DAY}
    if draw.random() < 0.2:
        facts["terminated_on"] = TODAY() + draw.choice([-3, 20]) * DAY
    return facts


def some_people(draw: random.Random, here, far) -> None:
    """Applications of every age, proposals of every state, pairs and what happens in them."""
    for _ in range(12):
        place = draw.choice([here, far])
        state = draw.choice(
            [GraduateState.SUBMITTED, GraduateState.SUBMITTED, GraduateState.MORE_INFO, GraduateState.POOL]
        )
        sent = timezone.now() - draw.choice([0, 3, 6, 7, 8, 14, 15, 16, 40]) * DAY
        a_graduate(state, department=place, submitted_at=sent)
    for _ in range(8):
        a_proposal(draw.choice(list(ProposalState)), graduate=a_graduate(department=draw.choice([here, far])))
    mentor = a_mentor()
    for _ in range(8):
        state = draw.choice([MentorshipState.ANNOUNCED, MentorshipState.STARTED, MentorshipState.CLOSED])
        reason = draw.choice(["changed", "mentor_left", "taken_off", "term"])
        ended = {"close_reason": reason} if state == MentorshipState.CLOSED else {}
        graduate = a_graduate(department=draw.choice([here, far]))
        pair = a_mentorship(state, graduate=graduate, mentor=mentor, **ended)
        if state == MentorshipState.CLOSED and draw.random() < 0.4:
            a_mentorship(graduate=graduate) if draw.random() < 0.5 else a_proposal(graduate=graduate)
        for _ in range(draw.choice([0, 0, 1, 2])):
            a_meeting(draw, pair)
        if draw.random() < 0.3:
            Concern.objects.create(mentorship=pair, side="graduate", text="…", state=draw.choice(["open", "settled"]))


def a_meeting(draw: random.Random, pair: Mentorship) -> None:
    """Of any state, past or to come."""
    state = draw.choice(list(MeetingState))
    begins = timezone.now() + draw.choice([-9, -2, 3]) * DAY
    dated = {"starts_at": begins, "ends_at": begins + datetime.timedelta(hours=1)}
    dated = {} if state in (MeetingState.PROPOSED, MeetingState.CANCELLED) else dated
    absent = {"absent": "mentor"} if state == MeetingState.NO_SHOW else {}
    Meeting.objects.create(
        mentorship=pair, state=state, proposed_by=draw.choice(["mentor", "graduate"]), **dated, **absent
    )


# -- the same, counted by hand ----------------------------------------------------------------------------------------
def convention_piles(reader: User, codes: set[str] | None) -> Counter:
    """Pile → conventions; a set of codes is the reader's perimeter, None the whole country."""
    found: dict[str, set[int]] = {}
    for convention in Convention.objects.all():
        declared = {row.department.code for row in convention.text.territories.all()}
        if codes is not None and declared and not declared & codes:
            continue
        if convention.text.stage in ("draft", "in_review") and is_ours(convention, reader):
            found.setdefault("drafting", set()).add(convention.pk)
        if is_ending(convention):
            found.setdefault("ending", set()).add(convention.pk)
        for line in convention.text.signatories.all():
            for pile in piles_of_line(line, convention, reader):
                found.setdefault(pile, set()).add(convention.pk)
    return Counter({f"partners.conventions.{pile}": len(rows) for pile, rows in found.items()})


def is_ours(convention: Convention, reader: User) -> bool:
    owner = convention.owner
    works = (
        owner is not None
        and owner.is_active
        and any(
            (row.valid_from is None or row.valid_from <= TODAY())
            and (row.valid_until is None or row.valid_until > TODAY())
            for row in Assignment.objects.filter(user=owner)
        )
    )
    return owner == reader or not works


def is_ending(convention: Convention) -> bool:
    today, c = TODAY(), convention
    if c.entered_on is None or c.entered_on > today or (c.terminated_on and c.terminated_on <= today):
        return False
    if c.notice_on and c.closes_on < today:
        return False
    if not c.notice_on and c.text.renewal_months is None and c.text.ends_on < today:
        return False
    end = c.terminated_on or c.closes_on or running_until(c.text, today)
    return today <= end <= today + 90 * DAY


def piles_of_line(line: Signatory, convention: Convention, reader: User) -> list[str]:
    is_open = convention.text.stage in ("draft", "in_review", "to_sign")
    waits = convention.text.stage == "to_sign" and line.answer in ("invited", "viewed")
    gone = any(
        row.on <= TODAY() and row.kind != "split" for row in Succession.objects.filter(predecessor=line.organization)
    )
    contact = Contact.objects.filter(pk=line.contact_id).first()
    mine = contact is not None and contact.email.lower() == reader.email.lower() and line.organization.is_nqt
    reachable = contact is not None and contact.email != "" and contact.state == "active"
    ours, found = is_ours(convention, reader), []
    if line.answer == "refused" and convention.text.stage == "to_sign" and ours:
        week_ago = TODAY() - 7 * DAY
        found.append("unanswered" if timezone.localdate(line.refused_at) < week_ago else "refused")
    if waits and not reachable and not gone and ours:
        found.append("unreachable")
    if gone and is_open and line.answer in ("listed", "invited", "viewed") and ours:
        found.append("replaced")
    if waits and reachable and mine:
        found.append("mine")
    if waits and reachable and not mine and not gone and ours:
        sign_by = convention.text.sign_by
        late = sign_by is not None and sign_by < TODAY()
        found.append("late" if late and not was_reminded_lately(line) else "awaited")
    return found


def was_reminded_lately(line: Signatory) -> bool:
    times = [
        message.sent_at or message.next_try_at
        for message in Message.objects.filter(kind="partners.conventions.signature_reminder")
        if message.context.get("signatory") == str(line.public_id) and message.context["round"] == line.link_round
    ]
    return bool(times) and max(times) > timezone.now() - DAY


def people_piles(codes: set[str] | None, days: int) -> Counter:
    found: Counter = Counter()
    for graduate in Graduate.objects.all():
        if codes is not None and graduate.department.code not in codes:
            continue
        if graduate.state == GraduateState.SUBMITTED:
            waited = (TODAY() - timezone.localdate(graduate.submitted_at)).days
            found["mentoring.graduates.late" if waited >= days else "mentoring.graduates.waiting"] += 1
        if graduate.state == GraduateState.POOL and is_alone(graduate):
            found["mentoring.mentorships.alone"] += 1
    for proposal in MatchProposal.objects.all():
        if proposal.state == "proposed" and (codes is None or proposal.graduate.department.code in codes):
            found["mentoring.proposals.unread"] += 1
    if codes is None:
        found["mentoring.mentorships.concerns"] = sum(one.state == "open" for one in Concern.objects.all())
    return found


def is_alone(graduate: Graduate) -> bool:
    pairs = list(Mentorship.objects.filter(graduate=graduate))
    reasons = {pair.close_reason for pair in pairs}
    paired = any(pair.closed_on is None for pair in pairs)
    proposed = any(
        one.state in ("proposed", "approved", "offered") for one in MatchProposal.objects.filter(graduate=graduate)
    )
    return (
        bool(reasons & {"changed", "mentor_left"})
        and not paired
        and not proposed
        and not reasons & {"taken_off", "graduate_left"}
    )


def pair_piles(pairs: list[Mentorship], side: str) -> Counter:
    """What the meetings of the active pairs of one of the two ask."""
    found: Counter = Counter()
    now = timezone.now()
    for pair in pairs:
        if pair.state == MentorshipState.CLOSED:
            continue
        meetings = list(Meeting.objects.filter(mentorship=pair).order_by("pk"))
        proposed = [one for one in meetings if one.state == "proposed"]
        to_come = [one for one in meetings if one.state == "confirmed" and one.ends_at >= now]
        if side == "mentor":
            found["to_choose"] += sum(one.proposed_by == "graduate" for one in proposed)
            found["to_tell"] += sum(one.state == "confirmed" and one.ends_at < now for one in meetings)
            found["to_begin"] += not any(one.state in ("proposed", "confirmed", "held") for one in meetings)
        else:
            found["to_propose"] += not proposed and not to_come
            found["to_pick"] += bool(not to_come and proposed and proposed[-1].proposed_by == "mentor")
    return Counter({f"mentoring.mentorships.{pile}": number for pile, number in found.items()})


def told(actor) -> Counter:
    """What the registry counts."""
    return Counter({pile.name: stack.count for pile, stack in counts_of(reader_of(actor)).items()})


# -- the tests --------------------------------------------------------------------------------------------------------
def test_term_that_runs_is_the_same_in_sql_as_in_python():
    draw = random.Random(7)  # noqa: S311
    for _ in range(40):
        ends = datetime.date(2015, 1, 1) + draw.randrange(0, 4_000) * DAY
        facts = {"ends_on": ends, "renewal_months": draw.choice([None, 1, 2, 5, 12, 36])}
        ConventionText.objects.create(convention=Convention.objects.create(), title="Terme", **facts)
    for on in (TODAY(), TODAY() + 31 * DAY, datetime.date(2028, 2, 29)):
        for convention in Convention.objects.on(on).annotate(told=term_end_on(on)):
            assert convention.told == running_until(convention.text, on)


@pytest.mark.parametrize("seed", SEEDS)
def test_piles_of_staff_are_what_plain_python_counts(seed):
    draw = random.Random(seed)  # noqa: S311
    here, far = a_department(), a_department("75", "Paris")
    national, regional = a_colleague(), a_colleague(department=here)
    some_conventions(draw, national.user, here, far)
    some_people(draw, here, far)
    for actor, codes, days in ((national, None, 15), (regional, {here.code}, 7)):
        expected = +(convention_piles(actor.user, codes) + people_piles(codes, days))
        assert told(actor) == expected
        numbers = {place: number for place, (number, _late) in numbers_of(reader_of(actor)).items()}
        acts = Counter({name: number for name, number in expected.items() if not name.endswith(".awaited")})
        conventions = sum(number for name, number in acts.items() if name.startswith("partners."))
        assert numbers["home"] == len(acts)
        assert numbers.get("conventions", 0) == conventions
        assert numbers.get("graduates", 0) == sum(
            acts[f"mentoring.{pile}"] for pile in ("graduates.late", "graduates.waiting", "mentorships.alone")
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_piles_of_the_two_of_a_pair_are_what_plain_python_counts(seed):
    draw = random.Random(seed)  # noqa: S311
    some_people(draw, a_department(), a_department("75", "Paris"))
    for pair in Mentorship.objects.all():
        pair.mentor.user = pair.mentor.user or User.objects.create_user(f"m{pair.mentor.pk}@example.org")
        pair.mentor.save()
        offers = sum(one.state == "offered" for one in MatchProposal.objects.filter(mentor=pair.mentor))
        expected = pair_piles(list(Mentorship.objects.filter(mentor=pair.mentor)), "mentor")
        assert told(as_mentor(pair.mentor)) == +(expected + Counter({"mentoring.proposals.offers": offers}))
        graduate = pair.graduate
        graduate.user = graduate.user or User.objects.create_user(f"g{graduate.pk}@example.org")
        graduate.save()
        asked = Counter({"mentoring.graduates.to_complete": int(graduate.state == GraduateState.MORE_INFO)})
        mine = pair_piles(list(Mentorship.objects.filter(graduate=graduate)), "graduate")
        assert told(as_graduate(graduate)) == +(mine + asked)
