"""What this feature keeps about people, how long, and what erasing somebody does to it (access.md, art. 30)."""

from django.db.models import Q

from mentoring.scenarios.models import ScenarioState
from nqt.common.keeping import Entry, deleted, months

PRIVACY = {
    "mentoring.MatchingScenario": Entry(
        subject="the graduates and mentors who would change, by key; the colleague who asked",
        fields=["name", "people", "on_leave", "created_by"],
        purpose="weighing a policy before it is in force; names are looked up when shown, in the reader's perimeter",
        keeps=[
            deleted(months(36), "updated_at", said="it was last touched", where=~Q(state=ScenarioState.RUNNING)),
        ],
        erasure="what was found of a graduate is taken out of `people`, which has no history; keys of a mentor and "
        "of a colleague point to the emptied row",
    ),
}
