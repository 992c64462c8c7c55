"""What the engine says of two people, whatever brought them together."""

from django.utils import timezone

from mentoring.graduates.models import Graduate
from mentoring.matching.actions.runs import parts_of
from mentoring.matching.engine import rules
from mentoring.matching.engine.explain import Explainer
from mentoring.matching.engine.types import Couple
from mentoring.matching.engine.words import Reader
from mentoring.matching.loading import pair_problem
from mentoring.matching.models import MatchingPolicy
from mentoring.matching.policy import as_engine, policy_in_force
from mentoring.mentors.models import Mentor
from mentoring.proposals.above import Told


def told_of(graduate: Graduate, mentor: Mentor, policy: MatchingPolicy | None = None) -> Told:
    """The engine's own words, for a pair that no run made; by the policy in force unless another is given."""
    today = timezone.localdate()
    problem = pair_problem(graduate, mentor, as_engine(policy or policy_in_force(today)), today)
    explainer, couple = Explainer(problem), Couple(graduate.pk, mentor.pk)
    staff, mentors = (explainer.parts([couple], reader)[0] for reader in (Reader.STAFF, Reader.MENTOR))
    why = explainer.why_not(couple)
    broken = why.sentence if why.code in {rule.code for rule in rules.RULES} else ""
    return Told(sum(part.points for part in staff), parts_of(staff, mentors), broken)
