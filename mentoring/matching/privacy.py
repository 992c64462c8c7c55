"""What this feature keeps about people, how long, and what erasing somebody does to it (access.md, art. 30)."""

from nqt.common.keeping import Entry, ForEver, days, deleted, emptied, months, together

PRIVACY = {
    "mentoring.MatchingRun": Entry(
        subject="the colleague who asked",
        fields=["asked_by"],
        purpose="whom to ask",
        keeps=[emptied(months(36), "created_at", said="it was asked for")],
        blanks={"asked_by": None},
        erasure="points to the emptied account",
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
