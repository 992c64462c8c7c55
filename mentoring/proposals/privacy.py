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
}
