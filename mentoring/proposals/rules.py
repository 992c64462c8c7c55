"""Days and caps of an offer, in one place."""

import datetime

ANSWER_DAYS = 10
"""A mentor has so many days; the last one counts whole where she is."""
SILENT_AFTER = (3, 7)
"""Days of silence after which a mentor is written to."""
CATCH_UP = datetime.timedelta(days=2)
"""An occasion missed for longer (the service was down) is dropped."""
