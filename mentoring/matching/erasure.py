"""Forgetting the words of a match: the sentences that explain a pair, why it was declined, why it was forbidden."""

from django.db.models import Q

from mentoring.graduates.models import Graduate
from mentoring.matching.models import HOLDING, MatchProposal, Veto
from mentoring.matching.scenarios import MatchingScenario
from mentoring.mentors.models import Mentor
from nqt.privacy.erasing import Person, empty, eraser, obstacle, silence_reasons


def of_person(person: Person) -> Q:
    """Rows that hold a graduate and a mentor, one of whom is this person."""
    return Q(graduate__in=Graduate.objects.filter(person.owns())) | Q(mentor__in=Mentor.objects.filter(person.owns()))


@obstacle
def offered_now(person: Person) -> str:
    """An answer is awaited."""
    is_offered = MatchProposal.objects.filter(of_person(person), state__in=HOLDING).exists()
    return "Une mise en relation attend une réponse : retirez-la d’abord." if is_offered else ""


@eraser
def forget_matches(person: Person) -> None:
    """Scores and states stay."""
    proposals = MatchProposal.objects.filter(of_person(person))
    keys = empty(proposals, parts=[], decline_note="")
    silence_reasons(MatchProposal, keys)
    empty(Veto.objects.filter(of_person(person)), reason="")


@eraser
def forget_scenarios(person: Person) -> None:
    """The figures stay; what was found of this graduate does not."""
    for key in Graduate.objects.filter(person.owns()).values_list("pk", flat=True):
        named = Q(people__moves__contains=[[key]]) | Q(people__pairs__contains=[[key]])
        for scenario in MatchingScenario.objects.filter(named).select_for_update(of=("self",)):
            kept = {part: [row for row in rows if row[0] != key] for part, rows in scenario.people.items()}
            MatchingScenario.objects.filter(pk=scenario.pk).update(people=kept)
