"""May this person still come in? One answer for every way in.

A session asks it through the hats (`hats.hats_of`: nobody disabled has any), long work through the hats again, and
whatever is opened without a session (the personal links of mails, and what such a link leads to) asks it here: who
holds a link is known by her account, or by her address when her record names no account.
"""

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from nqt.accounts.models import User, normal_email

CLOSED = "L’accès de cette personne a été fermé : ce lien n’ouvre plus rien. Écrivez à NQT."
"""What a link says once the account behind it is closed."""


def may_come_in(user: User | None, email: str = "") -> bool:
    """Her account is open, or nobody closed the one of her address; who has none may come in."""
    if user is not None:
        return user.is_active
    return not (email and User.objects.closed().filter(email=normal_email(email)).exists())


def has_account(user: User | None) -> bool:
    """An account of hers, open or closed; one whose address went to somebody else is none any more."""
    return user is not None and not user.is_retired


def shut_out(user: str = "user", email: str = "email") -> Q:
    """The contrary, for the rows of a query: names of its columns for the account and the address."""
    own = User.objects.closed().filter(pk=OuterRef(user))
    of_address = User.objects.closed().filter(email=Lower(OuterRef(email)))
    return Q(Exists(own)) | Q(Exists(of_address), **{f"{user}__isnull": True})
