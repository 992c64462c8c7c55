"""Hours and caps of what the house writes to people, in one place."""

import datetime

MORNING = datetime.time(8)
EVENING = datetime.time(20)
"""Reminders leave between the two, where their reader lives."""
A_DAY = 2
"""Reminders one person receives in one of their days; further ones wait for the next."""

PAUSE = datetime.timedelta(hours=20)
"""Between two mails by hand: short enough to write each morning, long enough for nobody to get two in a day."""
LOST_LINK = datetime.timedelta(hours=1)
"""A personal link that somebody cannot find is asked for again on the telephone: it does not wait for tomorrow."""

PATIENCE = datetime.timedelta(days=3)
"""How long a message is tried before it is given up, as mail servers do."""
