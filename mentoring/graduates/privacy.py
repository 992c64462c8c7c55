"""What this feature keeps about people, how long, and what erasing somebody does to it (access.md, art. 30)."""

from django.db.models import Q
from django.db.models.functions import TruncYear

from mentoring.graduates.links import LIFE
from mentoring.graduates.models import GraduateState
from nqt.common.keeping import NAMELESS, Entry, WithoutKeys, days, deleted, forgotten, months, together, years

DRAFT = Q(state=GraduateState.DRAFT)
ACCOMPANIED = Q(mentorships__isnull=False, mentorships__closed_on__isnull=True)
OVER = [GraduateState.WITHDRAWN, GraduateState.REFUSED]

PRIVACY = {
    "mentoring.Graduate": Entry(
        subject="the graduate",
        fields=[
            "user",
            "email",
            "phone",
            "first_name",
            "last_name",
            "birth_date",
            "degree_title",
            "school",
            "address",
            "commune",
            "qpv_code",
            "background",
            "target_job_words",
            "project",
            "languages",
            "availability",
            "excluded_employers",
            "question",
            "shown_reason",
        ],
        purpose="reading the application, finding a mentor, accompanying",
        keeps=[
            forgotten(LIFE, "updated_at", said="a draft was last touched", where=DRAFT, name="draft"),
            forgotten(
                months(24),
                "updated_at",
                "submitted_at",
                "user__last_login",
                "mentorships__closed_on",
                "mentorships__meetings__ends_at",
                "proposals__answered_at",
                said="the last contact",
                where=~DRAFT,
                unless=[ACCOMPANIED],
                notice=days(30),
                name="file",
            ),
        ],
        blanks={
            **NAMELESS,
            "birth_date": TruncYear("birth_date"),
            "user": None,
            "commune": None,
            "languages": [],
            "availability": [],
            **dict.fromkeys(("email", "phone", "degree_title", "school", "address", "qpv_code"), ""),
            **dict.fromkeys(("target_job_words", "project", "question", "shown_reason"), ""),
        },
        holds={"user": days(0)},
        erasure="names replaced, texts and address emptied, birth date kept to the year, account unlinked; the row"
        " stays with department, level and answer about the neighborhood, since they are counted; events the same way",
    ),
    "mentoring.Application": Entry(
        subject="the graduate",
        fields=["inputs", "checks"],
        purpose="knowing what was decided upon",
        keeps=[together("mentoring.Graduate")],
        blanks={"inputs": WithoutKeys("inputs", "birth_date", "commune"), "checks": []},
        erasure="birth date and commune taken out of the inputs, sentences emptied",
    ),
    "mentoring.Consent": Entry(
        subject="the graduate",
        fields=["purpose", "given_at", "channel"],
        purpose="proof of what was agreed to (art. 7.1)",
        keeps=[
            deleted(
                years(5),
                "withdrawn_at",
                "graduate__updated_at",
                said="the relation ended",
                where=Q(graduate__state__in=OVER),
            )
        ],
        erasure="kept: purpose, version and dates, of a row without a name",
    ),
    "mentoring.SourcingLink": Entry(
        subject="the colleague who made it",
        fields=["created_by"],
        purpose="whom to ask",
        keeps=[together("accounts.User")],
        erasure="points to the emptied account",
    ),
}
NOBODY = {"mentoring.EligibilityRule": "a rule and its dates"}
