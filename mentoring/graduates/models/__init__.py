"""The tables of graduates: the person, each submitted application, the rules, the links that brought somebody."""

from mentoring.graduates.models.application import Application, Consent, Verdict
from mentoring.graduates.models.eligibility import EligibilityRule, RuleKind
from mentoring.graduates.models.graduate import Background, DegreeLevel, Graduate, GraduateState
from mentoring.graduates.models.sourcing import SourcingLink

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
