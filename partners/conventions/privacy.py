"""What this feature keeps about people, how long, and what erasing somebody does to it (access.md, art. 30).

What concerns organizations is kept without term (convention, parties, dates, number, frozen body and annexes); five
years after the term, what concerns persons goes (civil limitation, to confirm): civil code 2224.
"""

from django.db.models import Case, Q, Value, When

from nqt.common.keeping import Entry, Term, deleted, emptied, months, years
from partners.conventions.models.reading import last_of
from partners.conventions.models.words import Answer, Stage

FIVE = years(5)
TERM = "the convention's term"
GIVEN_UP = "a convention that was abandoned was last touched"
EMPTIED = "(effacé)"
SAID_NO = Case(When(answer=Answer.REFUSED, then=Value(EMPTIED)), default=Value(""))
"""A refusal carries a reason."""


def after_the_term(to_convention: str) -> list[Term]:
    """The same term on every table of a convention, those given up included: the path from the table.

    The term is that of its last text: what was signed before an amendment is kept as long.
    """
    text = f"{to_convention}text__"
    abandoned = last_of(text) & Q(**{f"{text}stage": Stage.ABANDONED, f"{text}last_day__isnull": True})
    return [
        emptied(FIVE, f"{text}last_day", said=TERM, where=last_of(text), name="term"),
        emptied(FIVE, f"{to_convention}updated_at", said=GIVEN_UP, where=abandoned),
    ]


PRIVACY = {
    "partners.Signatory": Entry(
        subject="the person asked to sign for an organization",
        fields=["contact", "delegated_by", "refusal_reason"],
        purpose="gathering the answer of each party",
        keeps=after_the_term("text__convention__"),
        blanks={"contact": None, "delegated_by": None, "refusal_reason": SAID_NO},
        erasure="kept: the person is a reference to a contact, erased there; the reason of a refusal is the party's",
    ),
    "partners.Signature": Entry(
        subject="the person who signed",
        fields=["name", "power", "email", "user"],
        purpose="proof of the agreement",
        keeps=after_the_term("signatory__text__convention__"),
        blanks={"name": EMPTIED, "power": EMPTIED, "email": "", "user": None},
        erasure="kept while the term runs (legal claims, art. 17.3.e), said before; then emptied",
    ),
    "partners.SigningCode": Entry(
        subject="the person who asked for a code",
        fields=["sent_to"],
        purpose="proof that the address was held at the moment of signing",
        keeps=[
            deleted(months(12), "expires_at", said="a code that proved nothing", where=Q(signature=None)),
            *after_the_term("signatory__text__convention__"),
        ],
        blanks={"sent_to": ""},
        erasure="unused codes deleted; a used one is kept as its signature",
    ),
    "partners.ConventionText": Entry(
        subject="people named in the reason of a step",
        fields=["stage"],
        purpose="why a text went back to draft or was abandoned; its words are those of the organizations, frozen and"
        " hashed, kept without term",
        keeps=after_the_term("convention__"),
        blanks={},
        erasure="reasons are searched for the name, rewritten by hand",
    ),
    "partners.Convention": Entry(
        subject="people named in the free text of the record",
        fields=["owner", "notice_reason", "end_reason"],
        purpose="who follows the convention, why it ended",
        keeps=after_the_term(""),
        blanks={"notice_reason": "", "end_reason": ""},
        erasure="searched for the name, rewritten by hand; events of the row rewritten the same way; the colleague who"
        " follows it is a key to an account, emptied there",
    ),
}
NOBODY = {
    "partners.Article": "the words of the organizations, frozen and hashed, kept without term",
    "partners.ConventionTerritory": "departments",
    "partners.NumberRegister": "a counter",
}
