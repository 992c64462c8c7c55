"""Days, caps and hours of a pair, in one place."""

import datetime

SLOTS = 3
"""Times that one of the two proposes for a meeting, at most."""
SOONEST = datetime.timedelta(minutes=30)
"""From now to the first time that may be proposed."""
FURTHEST = datetime.timedelta(days=120)
"""And to the last."""
CORRECTED_WITHIN = datetime.timedelta(days=7)
"""After a meeting, what was said of it may be said again."""

ANSWER_WITHIN = datetime.timedelta(days=15)
"""What an applicant is told of the time that reading takes."""
FIRST_MEETING_WITHIN = 10
"""Days after which the two are reminded that they have not met."""
UNREPORTED_AFTER = (1, 4)
"""Days after a meeting of which nobody has said whether it took place."""
CATCH_UP = datetime.timedelta(days=2)
"""An occasion missed for longer (the service was down) is dropped."""
