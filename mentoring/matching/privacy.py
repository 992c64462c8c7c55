"""What this feature keeps about people, how long, and what erasing somebody does to it (access.md, art. 30)."""

PRIVACY = {
    "mentoring.MatchProposal": {
        "subject": "the graduate and the mentor",
        "fields": ["parts", "decline_reason", "decline_note"],
        "purpose": "offering a pair, explaining it, learning from the answer",
        "retention": "as the graduate's file",
        "erasure": "what waits is set aside or called back; sentences, notes and other possibilities emptied; score,"
        " state and dates stay",
    },
    "mentoring.Veto": {
        "subject": "the graduate and the mentor",
        "fields": ["reason", "created_by"],
        "purpose": "never proposing a pair that staff forbid",
        "retention": "as the graduate's file",
        "erasure": "the row and its history are deleted: it forbids nothing any more",
    },
    "mentoring.MatchingRun": {
        "subject": "the colleague who asked",
        "fields": ["asked_by"],
        "purpose": "whom to ask",
        "retention": "3 years",
        "erasure": "points to the emptied account",
    },
    "mentoring.MatchingScenario": {
        "subject": "the graduates and mentors who would change, by key; the colleague who asked",
        "fields": ["name", "people", "on_leave", "created_by"],
        "purpose": "weighing a policy before it is in force; names are looked up when shown, in the reader's perimeter",
        "retention": "as a run, or until it is deleted",
        "erasure": "what was found of a graduate is taken out of `people`, which has no history; keys of a mentor and "
        "of a colleague point to the emptied row",
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
