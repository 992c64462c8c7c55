"""Days, caps and hours of conventions, in one place."""

import datetime

LINK_LIFE = datetime.timedelta(days=60)
"""How long the personal link of a request to sign opens the line."""
CODE_LIFE = datetime.timedelta(minutes=15)
"""How long the code mailed at the moment of signing is good."""
CODES_AN_HOUR = 5
"""Asked for one line."""
CODE_TRIES = 5
"""Wrong figures before a code is spent."""

UNSIGNED_AFTER = (7, 14, 21)
"""Days of silence after which a signatory is written to: three times at most."""
PEACE = datetime.timedelta(days=3)
"""After a mail about this signature, whoever wrote it, no rule writes another."""
ENDING_BEFORE = (90, 60, 30)
"""Days before the end of a convention on which whoever follows it is written to."""
CATCH_UP = datetime.timedelta(days=5)
"""An occasion missed for longer (the service was down) is dropped: no storm of old reminders."""

REFUSAL_ANSWERED_WITHIN = datetime.timedelta(days=7)
"""A refusal waits for an answer; past this it is late."""
ENDING_WITHIN = datetime.timedelta(days=90)
"""How long before its end a convention is among the things to do."""
