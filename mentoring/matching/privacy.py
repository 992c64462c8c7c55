"""What this feature keeps about people, how long, and what erasing somebody does to it (access.md, art. 30)."""

from django.db.models import Q

from mentoring.matching.scenarios import ScenarioState
from nqt.common.keeping import Entry, ForEver, days, deleted, emptied, months, together

RUN = months(36)
BOTH = together("mentoring.Graduate", "mentoring.Mentor")

PRIVACY = {
    "mentoring.MatchProposal": Entry(
        subject="the graduate and the mentor",
        fields=["parts", "alternatives", "decline_reason", "decline_note"],
        purpose="offering a pair, explaining it, learning from the answer",
        keeps=[BOTH],
        blanks={"parts": [], "decline_note": "", "alternatives": []},
        erasure="what waits is set aside or called back; sentences, notes and other possibilities emptied; score,"
        " state and dates stay",
    ),
    "mentoring.Veto": Entry(
        subject="the graduate and the mentor",
        fields=["reason", "created_by"],
        purpose="never proposing a pair that staff forbid",
        keeps=[BOTH],
        erasure="the row and its history are deleted: it forbids nothing any more",
    ),
    "mentoring.MatchingRun": Entry(
        subject="the colleague who asked",
        fields=["asked_by"],
        purpose="whom to ask",
        keeps=[emptied(RUN, "created_at", said="it was asked for")],
        blanks={"asked_by": None},
        erasure="points to the emptied account",
    ),
    "mentoring.MatchingScenario": Entry(
        subject="the graduates and mentors who would change, by key; the colleague who asked",
        fields=["name", "people", "on_leave", "created_by"],
        purpose="weighing a policy before it is in force; names are looked up when shown, in the reader's perimeter",
        keeps=[
            deleted(RUN, "updated_at", said="it was last touched", where=~Q(state=ScenarioState.RUNNING)),
        ],
        erasure="what was found of a graduate is taken out of `people`, which has no history; keys of a mentor and "
        "of a colleague point to the emptied row",
    ),
    "mentoring.MatchingPolicy": Entry(
        subject="the colleague who decided it",
        fields=["created_by", "withdrawn_by", "note"],
        purpose="whom to ask why it counts so",
        keeps=[ForEver("every run refers to its policy; the note is about weights, the account is emptied")],
        erasure="points to the emptied account; a note is about the policy and names nobody",
    ),
    "mentoring.LeftOut": Entry(
        subject="the graduate without solution",
        fields=["sentence"],
        purpose="knowing why nobody was found",
        keeps=[together("mentoring.Graduate")],
        erasure="kept: the sentence names nobody, and the row points to the emptied file",
    ),
    "mentoring.RunRecord": Entry(
        subject="graduates and mentors of a run, by internal keys",
        fields=["inputs", "outcome"],
        purpose="checking the certificate of a run again",
        keeps=[deleted(days(90), "run__created_at", said="the run")],
        erasure="the people of the run are numbered anew: the certificate holds, and no number leads to a row",
    ),
}
NOBODY = {"mentoring.SimilarityTable": "computed from the official lists"}
