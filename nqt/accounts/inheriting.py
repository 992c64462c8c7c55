"""An address goes from one person to another: `rh@…` outlives whoever read it.

An account is found by its address. Before an account opens something for somebody, its name is compared with hers; when
they differ, somebody is asked whether it is the same person, and nothing is opened without an answer:

- `same`: the account serves on;
- `other`: the account is retired with its password, one-time passwords, sessions and hats, and another one is made.

Who invites is asked; an employer is told nothing of accounts elsewhere, so that there the guest herself is asked, and
what the former password opened ends in both cases.
"""

from nqt.accounts.models import User, normal_email
from nqt.common.errors import Conflict, Invalid
from nqt.common.text import fold, of

SAME, OTHER = "same", "other"
CHOICES = [(SAME, "Oui, la même personne"), (OTHER, "Non, quelqu’un d’autre")]
"""What who invites may answer."""
GUEST_CHOICES = [(SAME, "Oui : je garde ce compte"), (OTHER, "Non : cette personne lisait cette adresse avant moi")]
"""The same, of whoever reads the address."""
GUEST_HELP = (
    "Par précaution, l’ancien mot de passe cesse de servir dans les deux cas : un code vous sera envoyé par courriel à"
    " chaque connexion."
)
FIELD = "address_holder"
"""The name of the question in forms and in the API."""


def _words(name: str) -> set[str]:
    return set(fold(name).split())


def same_words(one: str, other: str) -> bool:
    """Two full names in the same words, in any order, case and accents aside."""
    return _words(one) == _words(other)


def same_name(user: User, first_name: str, last_name: str) -> bool:
    """The account is in this name; no name said is no contradiction."""
    name = f"{first_name} {last_name}"
    return not _words(name) or same_words(name, user.get_full_name())


def other_holder(email: str, first_name: str, last_name: str) -> User | None:
    """The account of this address, when it is not in this name."""
    user = User.objects.filter(email=normal_email(email)).first() if email else None
    return user if user is not None and not same_name(user, first_name, last_name) else None


def require_answer(question: str) -> Invalid:
    """The refusal that asks."""
    return Invalid(question, code="address_has_account", fields={FIELD: question})


def require_same_person(user: User | None, former: str, name: str, answer: str) -> None:
    """A record that opens an account does not become somebody else's by being renamed, who would enter by it.

    A name that keeps a word of the former one is a correction, or a marriage. Raises `Invalid` to ask, `Conflict` when
    it is somebody else.
    """
    if user is None or user.is_retired or answer == SAME or _words(former) & _words(name):
        return
    if answer == OTHER:
        raise Conflict(
            f"Le compte de cette fiche est à {former} : archivez-la, puis ajoutez la personne qui lui succède."
        )
    raise require_answer(f"Cette fiche ouvre le compte {of(former)}. Est-ce la même personne ?")


def question(user: User, *, closes: bool = True) -> str:
    """As who invites reads it; `closes` says what the answer no does to the account."""
    name = f"au nom {of(user.get_full_name())}" if user.get_full_name() else "sans nom"
    asked = f"Cette adresse a déjà un compte, {name}. Est-ce la même personne ?"
    if not closes:
        return asked
    return f"{asked} Sinon, ce compte est fermé, avec son mot de passe, ses sessions et ses droits."
