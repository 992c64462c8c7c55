"""What this feature keeps about people, how long, and what erasing somebody does to it (access.md, art. 30)."""

PRIVACY = {
    "mentoring.MatchingRun": {
        "subject": "the colleague who asked",
        "fields": ["asked_by"],
        "purpose": "whom to ask",
        "retention": "3 years",
        "erasure": "points to the emptied account",
    },
    "mentoring.MatchingPolicy": {
        "subject": "the colleague who decided it",
        "fields": ["created_by", "note"],
        "purpose": "whom to ask why it counts so",
        "retention": "as the service",
        "erasure": "points to the emptied account; a note is about the policy and names nobody",
    },
    "mentoring.LeftOut": {
        "subject": "the graduate without solution",
        "fields": ["sentence"],
        "purpose": "knowing why nobody was found",
        "retention": "as the run",
        "erasure": "deleted with the row of the graduate; the sentence names nobody",
    },
    "mentoring.RunRecord": {
        "subject": "graduates and mentors of a run, by internal keys",
        "fields": ["inputs", "outcome"],
        "purpose": "checking the certificate of a run again",
        "retention": "90 days",
        "erasure": "the people of the run are numbered anew: the certificate holds, and no number leads to a row",
    },
}
