"""The registry: few statements whatever the number of piles, names once, nothing asked of whoever sees nothing."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db.models import F

from mentoring.graduates.models import Graduate, GraduateState
from nqt.accounts.roles import Audience
from nqt.privacy.actions import request_make
from nqt.privacy.models import RightsRequest
from nqt.todo import piles, reading
from nqt.todo.piles import Pile, pile
from nqt.todo.reading import counts_of, reader_of, stacks_of
from nqt.todo.things import Group
from tests.harness.factories.mentoring import a_graduate, as_staff
from tests.harness.factories.regions import a_colleague

pytestmark = pytest.mark.django_db
THIRTY = 30


@pytest.fixture
def many(monkeypatch):
    """Thirty piles more."""
    monkeypatch.setattr(piles, "_piles", dict(piles._piles))
    for number in range(THIRTY):

        class Made(Pile):
            since = "submitted_at"
            group, place, icon = Group.BATCH, "graduates", "school"

            def rows(self, reader):
                return Graduate.objects.visible_to(reader.actor)

            def about(self):
                return {"what": F("first_name")}

            def title(self, number):
                return f"Voir {number} dossiers"

            def list_url(self, reader):
                return "/staff/graduates/"

        pile(f"tests.made_{number}", Audience.STAFF)(Made)


def test_forty_piles_cost_two_statements(many, django_assert_num_queries):
    for _ in range(5):
        a_graduate(GraduateState.SUBMITTED)
    reader = reader_of(a_colleague())
    with django_assert_num_queries(2):
        stacks = stacks_of(reader)
    made = [stack for known, stack in stacks.items() if known.name.startswith("tests.")]
    assert len(made) == THIRTY and {stack.count for stack in made} == {5}
    assert {len(stack.first) for stack in made} == {3}


def test_morning_of_forty_piles_costs_few_statements(many, client_as, django_assert_max_num_queries):
    a_graduate(GraduateState.SUBMITTED)
    visitor = client_as(user=a_colleague().user)
    visitor.get("/staff/today/")
    with django_assert_max_num_queries(25):
        assert visitor.get("/staff/today/").status_code == 200


def test_pile_is_named_once():
    with pytest.raises(ValueError, match="mentoring.graduates.late"):
        pile("mentoring.graduates.late", Audience.STAFF)(Pile)


def test_past_the_cap_it_says_that_there_are_more(monkeypatch):
    monkeypatch.setattr(reading, "CAP", 3)
    for days in range(5):
        a_graduate(GraduateState.SUBMITTED, submitted_at=reader_of(a_colleague()).now - days * datetime.timedelta(1))
    reader = reader_of(a_colleague())
    [(held, stack)] = [pair for pair in stacks_of(reader).items() if pair[0].name == "mentoring.graduates.waiting"]
    assert (stack.count, stack.is_capped) == (3, True)
    assert reader.days_since(stack.oldest) == 4, "the oldest is the oldest of all"
    assert held.told(stack, reader).title == "Lire plus de 3\u00a0candidatures"


def test_day_of_a_pile_is_that_day_wherever_one_reads():
    """A date is told as itself at the ends of the earth, from Tahiti to Wallis."""
    staff = as_staff()
    request_make(actor=staff, target=a_graduate(), kind="access")
    due = RightsRequest.objects.get().due_on
    [stack] = [stack for held, stack in counts_of(reader_of(staff)).items() if held.name == "privacy.waiting"]
    for zone in ("Pacific/Tahiti", "Pacific/Wallis", "Europe/Paris"):
        assert stack.oldest.astimezone(ZoneInfo(zone)).date() == due
