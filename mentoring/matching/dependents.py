"""What an offer asks the matching: what the rules say of two people whom no run brought together."""

from mentoring.matching.actions.weighing import told_of
from mentoring.proposals.above import weighs

weighs(told_of)
