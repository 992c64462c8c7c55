"""What this feature keeps about people, how long, and what erasing somebody does to it (access.md, art. 30)."""

from nqt.common.keeping import Entry, together

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
}
