"""What an offer asks the mentorships: the pair that a yes begins."""

from mentoring.mentorships.actions.pairing import pair_begin
from mentoring.proposals.above import begins

begins(pair_begin)
