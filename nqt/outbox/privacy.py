"""What the outbox keeps about people, how long, and what erasing somebody does to it (access.md)."""

from django.db.models import Q

from nqt.common.keeping import Entry, ForEver, deleted, months
from nqt.outbox.models import ON_THE_WAY

PRIVACY = {
    "outbox.Message": Entry(
        subject="the reader of the mail",
        fields=["to", "user", "context", "secret", "subject", "last_error"],
        purpose="sending each mail once, showing what was written about an object, and which addresses refuse; the text"
        " of a mail is never kept, a sealed code is wiped when the mail leaves or expires",
        keeps=[deleted(months(12), "created_at", said="it was written", where=~Q(state__in=ON_THE_WAY))],
        erasure="rows of the address and of the account deleted, those on their way included; the subject of mails"
        " to others about the person is emptied; the last mail to whoever asked to be forgotten goes once it has left",
    ),
    "outbox.Stop": Entry(
        subject="the reader who wants no more of a family of mails",
        fields=["digest"],
        purpose="obeying a stop, for an address that may come back from a list, an import or a colleague",
        keeps=[ForEver("a hash of the address, without which the stop would be forgotten; its reader may start again")],
        erasure="kept: the stop would be forgotten with the person",
    ),
}
