"""Days and hours of persons’ rights, in one place.

How long each table is kept stands in the `privacy.py` of its room.
"""

import datetime

NEAR = datetime.timedelta(days=7)
"""Before the term of a request, whoever answers it is written to."""
GOODBYE_WITHIN = datetime.timedelta(days=3)
"""The last mail leaves at once, or never; its line, which holds the address, goes with it (`due.py`)."""
FIRST_HOUR = 3
"""Of Paris: the purge begins while nobody works."""
