"""Forgetting what scenarios found of somebody."""

from django.db.models import Q

from mentoring.graduates.models import Graduate
from mentoring.scenarios.models import MatchingScenario
from nqt.privacy.erasing import Person, eraser


@eraser
def forget_scenarios(person: Person) -> None:
    """The figures stay; what was found of this graduate does not."""
    for key in Graduate.objects.filter(person.about(Graduate)).values_list("pk", flat=True):
        named = Q(people__moves__contains=[[key]]) | Q(people__pairs__contains=[[key]])
        for scenario in MatchingScenario.objects.filter(named).select_for_update(of=("self",)):
            kept = {part: [row for row in rows if row[0] != key] for part, rows in scenario.people.items()}
            MatchingScenario.objects.filter(pk=scenario.pk).update(people=kept)
