"""Mails that their reader stops; see `places.py`."""

from nqt.outbox.kinds import family_of
from nqt.outbox.models import Message
from nqt.outbox.stops import token_of
from tests.access.places import Place, place
from tests.access.world import World


@place("public/mail-stop")
def mail_stop(world: World, role: str) -> Place:
    token = token_of(Message(to="ada@example.org"), family_of("partners.conventions.reminders"))
    return Place({"token": token}, {"token": token[:-2] + "xx"}, canaries=("ada@example.org",))
