"""The demo tells the source's history with its dates, and an invented present in every state."""

import datetime
import random

import pytest
import shapely
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from mentoring.graduates.models import Application, EligibilityRule, Graduate, GraduateState, Verdict
from mentoring.mentors.models import Mentor, MentorState
from mentoring.mentorships.models import Meeting, Mentorship
from mentoring.proposals.places import with_places
from nqt.accounts.hats import hats_of
from nqt.accounts.models import User
from nqt.audit import history
from nqt.audit.models import TransitionLog
from nqt.common.dates import known
from nqt.common.validators import validate_siren
from nqt.demo import patrons, telling
from nqt.demo.accounts import ACCOUNTS
from nqt.demo.clock import working_day
from nqt.outbox.models import Message, State
from partners.conventions.models import Convention, Life, Origin, Signatory, Stage
from partners.organizations.models import Contact, Organization, OrganizationKind
from regions.coverage.models import Coverage, covered_departments
from regions.neighborhoods.locating import locate, locate_commune
from regions.neighborhoods.models import PriorityNeighborhood
from tests.harness.factories.accounts import sign_in

pytestmark = pytest.mark.django_db
D = datetime.date
GRADUATES, MENTORS = 500, 400
ARTICLE = D(2015, 7, 23)
PEOPLE_OF_THE_SOURCE = ("Rimbaud", "Chir", "Guerdin", "Mignot")


@pytest.fixture(scope="module", autouse=True)
def told(django_db_setup, django_db_blocker):
    """The whole demo, told once for this file and undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        telling.tell(graduates=GRADUATES, mentors=MENTORS)
        yield
        transaction.set_rollback(True)


# what is real --------------------------------------------------------------------------------------------------------
def patron_landlords(on: datetime.date) -> int:
    living = Convention.objects.in_life(Life.IN_FORCE, on)
    lines = Signatory.objects.signed().filter(
        organization__kind=OrganizationKind.LANDLORD, text__convention__in=living, signed_on__lte=on
    )
    return lines.values("organization").distinct().count()


def test_landlords_in_partnership_on_the_day_of_the_article_are_thirty_seven():
    assert patron_landlords(ARTICLE) == 37
    assert patron_landlords(D(2012, 12, 31)) == 0


def test_conventions_of_the_source_are_recorded_complete_with_their_known_dates():
    said = {
        "Union sociale pour l’habitat": ("en septembre 2012", 2),
        "Immobilière 3F": ("en 2013", 2),
        "AROSH Poitou-Charentes": ("en juillet 2015", 8),
    }
    for name, (when, parties) in said.items():
        [convention] = Convention.objects.filter(text__title__contains=name)
        lines = list(convention.text.signatories.all())
        assert (convention.origin, convention.text.stage) == (Origin.RECORDED, Stage.SIGNED)
        assert known(convention.text.starts_on, convention.text.starts_precision) == when
        assert len(lines) == parties and {line.answer for line in lines} == {"signed"}
        assert not convention.number and not any(line.signatures.exists() for line in lines)


def test_six_landlords_belong_to_the_association_of_poitou_charentes_in_its_old_region():
    association = Organization.objects.get(name="AROSH Poitou-Charentes")
    members = Organization.objects.members_of(association, ARTICLE)
    assert {member.legal_form for member in members} == {"oph", "esh"} and members.count() == 6
    assert set(association.presences.values_list("department__code", flat=True)) == {"16", "17", "79", "86"}


@pytest.mark.parametrize(
    ("on", "some", "number"),
    [
        (D(2004, 12, 31), set(), 0),
        (D(2006, 6, 1), {"93"}, 1),
        (D(2008, 1, 1), {"91", "93", "95"}, 3),
        (D(2010, 1, 1), {"75", "77", "69", "31"}, 8 + 8 + 8),
        (D(2013, 6, 1), {"59", "13", "02", "971", "972", "974"}, 24 + 5 + 2 + 6 + 3 + 3),
        (ARTICLE, {"17", "27", "34", "45", "53", "67", "72"}, 43 + 4 + 2 + 5 + 1 + 6 + 2 + 1),
    ],
)
def test_coverage_follows_the_source_year_by_year(on, some, number):
    codes = set(covered_departments(on).values_list("code", flat=True))
    assert some <= codes and len(codes) == number


def test_coverage_whose_beginning_the_source_does_not_say_is_deduced_with_both_bounds():
    coverage = Coverage.objects.get(region__code="11")
    assert coverage.since == "en 2010 au plus tard, en 2007 au plus tôt"
    assert coverage.certainty == "deduced" and "franciliens" in coverage.note


def test_people_of_the_source_have_neither_account_nor_contact_nor_address():
    for name in PEOPLE_OF_THE_SOURCE:
        assert not User.objects.filter(last_name__icontains=name).exists()
        assert not Contact.objects.filter(last_name__icontains=name).exists()
    addresses = [*User.objects.values_list("email", flat=True), *Contact.objects.values_list("email", flat=True)]
    assert {address.rpartition("@")[2] for address in addresses} == {"nqt.example", "example.org"}


# what is invented ----------------------------------------------------------------------------------------------------
def test_invented_organizations_say_so_and_carry_numbers_no_real_one_has():
    invented = Organization.objects.filter(note__startswith="Organisme inventé")
    assert invented.count() == 30 + 7 + 12
    for organization in invented:
        validate_siren(organization.siren)
        assert organization.siren.startswith("0000")


def test_invented_conventions_are_in_every_state():
    today = timezone.localdate()
    told = Convention.objects.filter(origin=Origin.MADE_HERE).with_life(today)
    assert {c.text.stage for c in told} == set(Stage)
    assert {c.life for c in told} == set(Life)
    answers = {line.answer for line in Signatory.objects.filter(text__convention__in=told)}
    assert answers == {"listed", "invited", "viewed", "signed", "refused"}
    assert Signatory.objects.late(today).exists()
    assert told.filter(text__ends_on__range=(today, today + datetime.timedelta(days=30)), life=Life.IN_FORCE).exists()
    refused = Signatory.objects.exclude(answer="signed").filter(text__convention__origin=Origin.RECORDED)
    assert not refused.exists()


def test_numbers_follow_one_another_without_a_gap_in_each_year():
    years: dict[str, list[int]] = {}
    for number in Convention.objects.exclude(number=None).order_by("text__frozen_at").values_list("number", flat=True):
        year, _, rank = number.partition("-")
        years.setdefault(year, []).append(int(rank))
    assert years and all(ranks == list(range(1, len(ranks) + 1)) for ranks in years.values())


def test_history_of_a_told_convention_has_the_days_and_people_of_its_acts():
    convention = Convention.objects.get(text__title__contains="Trois-Fleuves")
    days = [working_day(timezone.localdate() - datetime.timedelta(days=days)) for days in (24, 36)]
    steps = [entry for entry in history.of(convention.text) if entry.kind == "transition"]
    assert [timezone.localdate(entry.at) for entry in steps] == days
    assert {entry.who for entry in steps} == {"Claire Vasseur"}
    grandlierre = convention.text.signatories.get(organization__name="Logis du Grandlierre")
    assert history.of(grandlierre)[0].who == "Porteur du lien personnel"


def test_mail_of_the_past_has_left_and_open_requests_are_due():
    due = Message.objects.filter(state=State.QUEUED)
    queued = due.of_kind("partners.conventions.signature_request")
    awaited = Signatory.objects.awaited()
    assert {m.context["signatory"] for m in queued} == {str(line.public_id) for line in awaited}
    assert queued.count() == awaited.count() > 3
    [offer] = due.exclude(pk__in=queued)
    assert (offer.kind, offer.to) == ("mentoring.proposals.offer", "sophie.arnaud@example.org")
    sent = Message.objects.exclude(pk__in=due)
    assert not sent.exclude(state=State.SENT).exists() and not sent.filter(subject="").exists()
    [reminder] = Message.objects.of_kind("partners.conventions.signature_reminder").filter(
        to="pascal.verneuil@example.org"
    )
    four_days_ago = timezone.localdate() - datetime.timedelta(days=4)
    assert timezone.localdate(reminder.sent_at) == working_day(four_days_ago)


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.email)
def test_account_has_its_password_its_hat_and_its_first_page(account, client):
    user = User.objects.get(email=account.email)
    assert user.check_password(account.password)
    [hat] = hats_of(user)
    assert str(hat.audience) == account.audience
    first = "conventions" if account.audience in ("staff", "partner") else "home"
    assert sign_in(client, user).get(f"/{account.audience}/{first}/").status_code == 200


# the cohort: it follows its documented distributions, and looks as if it had been lived ------------------------------
def share(condition: Q) -> float:
    return Graduate.objects.filter(condition).count() / Graduate.objects.count()


def test_as_many_as_asked_live_where_the_association_works():
    assert Graduate.objects.count() >= GRADUATES and Mentor.objects.count() >= MENTORS
    covered = covered_departments(timezone.localdate())
    assert not Graduate.objects.exclude(department__in=covered).exclude(department=None).exists()


def test_neighborhoods_follow_their_share_and_stand_in_the_department_of_the_home():
    assert 0.33 < share(Q(qpv="in")) < 0.47 and 0.02 < share(Q(qpv="unknown")) < 0.09
    inside = Graduate.objects.filter(qpv="in").exclude(qpv_code="")
    for graduate in inside.select_related("department"):
        assert graduate.qpv_code[2:].lstrip("0").startswith(graduate.department.code[:3].lstrip("0"))


def test_everybody_in_a_state_has_the_dates_and_the_steps_of_that_state():
    now = timezone.now()
    for graduate in Graduate.objects.exclude(state=GraduateState.DRAFT):
        assert graduate.submitted_at <= (graduate.answered_at or now) <= now
        assert graduate.created_at <= graduate.submitted_at
        last = TransitionLog.objects.of(graduate).last()
        assert last.to_state == graduate.state


def test_no_mentor_accompanies_more_than_she_declares():
    over = with_places(Mentor.objects.all()).filter(accompanied__gt=F("capacity"))
    assert not over.exists()
    pairs = Mentorship.objects.filter(closed_on=None)
    assert pairs.count() > GRADUATES // 10
    assert not pairs.exclude(mentor__state__in=[MentorState.ACTIVE, MentorState.PAUSED]).exists()
    assert not pairs.values("graduate").annotate(n=Count("pk")).filter(n__gt=1).exists()


def test_meetings_told_were_held_in_the_past_at_the_hour_of_paris():
    held = Meeting.objects.filter(state="held")
    assert held.count() > 50 and not held.filter(ends_at__gt=timezone.now()).exists()
    assert {timezone.localtime(meeting.starts_at).minute for meeting in held} <= {0, 15, 30, 45}


def test_history_of_the_cohort_carries_the_day_it_tells_of():
    graduate = Graduate.objects.filter(state=GraduateState.POOL, submitted_at__isnull=False).earliest("submitted_at")
    first = graduate.events.earliest("pgh_created_at")
    assert first.pgh_created_at == graduate.created_at < timezone.now() - datetime.timedelta(days=30)


def test_whoever_applied_has_what_the_rules_of_that_day_said():
    sent = Graduate.objects.exclude(submitted_at=None)
    assert EligibilityRule.objects.count() == 4
    assert not sent.filter(applications=None).exists()
    verdicts = Application.objects.values_list("verdict", flat=True)
    assert set(verdicts) == set(Verdict.values)
    assert sum(verdict == Verdict.ELIGIBLE for verdict in verdicts) > len(verdicts) / 2
    assert all(len(application.checks) == 4 for application in Application.objects.all())


# the command ---------------------------------------------------------------------------------------------------------
def test_command_run_again_changes_nothing(settings, capsys):
    settings.DEMO = True
    before = (User.objects.count(), Convention.objects.count(), Message.objects.count())
    call_command("demo_data")
    assert "déjà là" in capsys.readouterr().out
    assert (User.objects.count(), Convention.objects.count(), Message.objects.count()) == before


def test_command_outside_the_demo_is_refused(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="réglages de démonstration"):
        call_command("demo_data")


def test_command_with_fewer_landlords_than_the_source_names_is_refused(settings):
    settings.DEMO = True
    with pytest.raises(CommandError, match="7 au moins"):
        call_command("demo_data", landlords=6)


def test_draws_are_the_same_for_a_seed_and_differ_between_seeds():
    def drawn(seed: int) -> list[patrons.Patron]:
        dice = random.Random(seed)  # noqa: S311
        return [patrons.draw(dice, rank, "Bréanne") for rank in range(5)]

    assert drawn(7) == drawn(7) != drawn(8)
    assert all(patrons.FIRST_SIGNATURE <= patron.signed_on < ARTICLE for patron in drawn(7))


def test_neighborhoods_of_a_bare_clone_answer_and_say_that_they_are_approximate():
    known = PriorityNeighborhood.objects.drawn().first()
    middle = shapely.from_wkb(bytes(known.shape)).centroid
    found = locate(middle.y, middle.x, timezone.localdate())
    assert (found.answer, found.code, found.is_approximate) == ("in", known.code, True)


def test_a_bare_clone_says_out_only_where_the_official_list_has_no_neighborhood():
    today = timezone.localdate()
    real = [(48.917735, 2.387311, "93001"), (43.3432, 5.3580, "13055"), (50.6919, 3.1800, "59512"), (45.0, -3.0, "")]
    answers = [locate(lat, lon, today, commune=commune) for lat, lon, commune in real]
    assert {(found.answer, found.reason) for found in answers} == {("unknown", "no_reference")}
    assert locate(46.2, 0.9, today, commune="86019").answer == "out"
    assert locate_commune("86019", today).reason == "none_in_commune"
    assert locate_commune("93001", today) is None
    assert locate_commune("86999", today).answer == "unknown", "no commune has this code"
