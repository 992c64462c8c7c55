"""The tables of mentoring, feature by feature; each feature owns its models."""

from mentoring.graduates.models import Application, Consent, EligibilityRule, Graduate, SourcingLink
from mentoring.matching.models import LeftOut, MatchingPolicy, MatchingRun, RunRecord, SimilarityTable
from mentoring.mentors.models import Employment, Mentor
from mentoring.mentorships.models import Concern, Meeting, MeetingSlot, Mentorship
from mentoring.occupations.models import JobTitle, Occupation, StudyField
from mentoring.proposals.models import MatchProposal, Veto
from mentoring.scenarios.models import MatchingScenario

__all__ = [
    "Application",
    "Concern",
    "Consent",
    "EligibilityRule",
    "Employment",
    "Graduate",
    "JobTitle",
    "LeftOut",
    "MatchProposal",
    "MatchingPolicy",
    "MatchingRun",
    "MatchingScenario",
    "Meeting",
    "MeetingSlot",
    "Mentor",
    "Mentorship",
    "Occupation",
    "RunRecord",
    "SimilarityTable",
    "SourcingLink",
    "StudyField",
    "Veto",
]
