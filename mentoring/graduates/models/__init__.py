"""The tables of graduates: the person, each submitted application, the rules, the links that brought somebody."""

from mentoring.graduates.models.application import Application, Consent, Verdict
from mentoring.graduates.models.eligibility import EligibilityRule, RuleKind
from mentoring.graduates.models.graduate import Graduate
from mentoring.graduates.models.sourcing import SourcingLink
from mentoring.graduates.models.states import Background, DegreeLevel, GraduateState

__all__ = [
    "Application",
    "Background",
    "Consent",
    "DegreeLevel",
    "EligibilityRule",
    "Graduate",
    "GraduateState",
    "RuleKind",
    "SourcingLink",
    "Verdict",
]
