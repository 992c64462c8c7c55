"""What a room declares: a pile, for an audience, an actor and a day."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import Case, F, Func, Q, QuerySet, Value, When
from django.db.models.fields import DateTimeField
from django.db.models.functions import Cast, JSONObject

from nqt.accounts.roles import Audience
from nqt.common.text import counted, french_number
from nqt.todo.things import Awaited, Group, Item, Reader, Stack, Todo


class Pile:
    """Rows that wait for one act; `rows` is the truth, the rest is how it is said."""

    name: ClassVar[str] = ""
    """'partners.conventions.refused': given when it is declared."""
    audience: ClassVar[str] = ""
    group: ClassVar[Group] = Group.PERSON
    gravity: ClassVar[int] = 5
    """Among what may stand above everything else, the smallest does."""
    place: ClassVar[str] = ""
    """Entry of the navigation (basename) whose number it adds to."""
    can_be_put_off: ClassVar[bool] = True
    """Concerns, rights requests and legal dates cannot."""
    unit: ClassVar[str] = "pk"
    """What the list behind counts: the path to its key."""
    empty: ClassVar[str] = ""
    """What it is called when nothing is in it: 'refus à répondre'."""
    icon: ClassVar[str] = "calendar"
    tone: ClassVar[str] = "warn"
    """When nothing in it is late."""
    label: ClassVar[str] = "Ouvrir"

    since: ClassVar[Any] = None
    """Since when a row waits: the path to a moment, or an expression."""
    day: ClassVar[Any] = None
    """In its place, the day until which, or from which, it does: a path to a date, or an expression."""
    is_late: ClassVar[bool] = False
    """Every row of it is."""

    def rows(self, reader: Reader) -> QuerySet[Any]:
        """Everything that waits, as far as the reader may see it."""
        raise NotImplementedError

    def late(self, reader: Reader) -> Any:
        """Whether a row is late: a boolean, or a condition on it."""
        return self.is_late

    def about(self) -> dict[str, Any]:
        """What its words read of a row: name → path or expression; `what` is how it is called."""
        return {}

    def list_url(self, reader: Reader) -> str:
        """The list with the same rows; empty where there is none, since one has few."""
        return ""

    def one(self, item: Item, reader: Reader) -> Todo:
        """A thing that is alone, or one of the few of somebody."""
        raise NotImplementedError

    def title(self, number: int) -> str:
        """Of many: 'Lire 31 candidatures'."""
        raise NotImplementedError

    def detail(self, stack: Stack, reader: Reader) -> str:
        """Of many, in a line: the first ones, where they have a name."""
        names = list(dict.fromkeys(item.about["what"] for item in stack.first if item.about.get("what")))
        return ", ".join(names) + ("…" if names and stack.count > len(names) else "")

    def tag(self, stack: Stack, reader: Reader) -> str:
        """Of many: since when the oldest waits."""
        days = reader.days_since(stack.oldest)
        return f"Le plus ancien attend depuis {counted(days, 'jour')}" if days > 0 else "Depuis aujourd’hui"

    def many(self, stack: Stack, reader: Reader) -> Todo:
        """All of them as one thing."""
        title = self.title(stack.count)
        if stack.is_capped:
            told = french_number(stack.count)
            title = title.replace(told, "plus de " + told)
        return Todo(
            title=title,
            detail=self.detail(stack, reader),
            tag=self.tag(stack, reader),
            tone="bad" if stack.is_late else self.tone,
            icon=self.icon,
            url=self.list_url(reader),
            label=self.label,
            count=stack.count,
        )

    def told(self, stack: Stack, reader: Reader) -> Todo:
        """The pile as one line, whatever its size."""
        alone = stack.things == 1 and stack.first
        return self.one(stack.first[0], reader) if alone and self.says_one() else self.many(stack, reader)

    def awaited(self, stack: Stack, reader: Reader) -> list[Awaited]:
        """Of those one waits for: who, what, since when."""
        raise NotImplementedError

    @classmethod
    def says_one(cls) -> bool:
        """Whether one thing has words of its own."""
        return cls.one is not Pile.one


_piles: dict[str, Pile] = {}


def pile(name: str, audience: Audience) -> Callable[[type[Pile]], type[Pile]]:
    """Register a pile for the homes of an audience."""

    def register(declared: type[Pile]) -> type[Pile]:
        if name in _piles:
            raise ValueError(f"two piles are called {name!r}")
        declared.name, declared.audience = name, audience
        _piles[name] = declared()
        return declared

    return register


def piles_of(audience: str) -> list[Pile]:
    """An audience's piles."""
    return [known for known in _piles.values() if known.audience == audience]


def counted_rows(pile: Pile, reader: Reader) -> QuerySet[Any]:
    """`(unit, since, late)` of every row."""
    rows = pile.rows(reader).order_by()
    return rows.annotate(todo_since=_moment(pile), todo_late=_condition(pile.late(reader))).values_list(
        pile.unit, "todo_since", "todo_late"
    )


def told_rows(pile: Pile, reader: Reader) -> QuerySet[Any]:
    """`(since, late, about)` of every row."""
    about = {name: F(told) if isinstance(told, str) else told for name, told in pile.about().items()}
    rows = pile.rows(reader).order_by()
    marks = {"todo_since": _moment(pile), "todo_late": _condition(pile.late(reader))}
    return rows.annotate(**marks, todo_about=JSONObject(**about)).values_list(*marks, "todo_about")


def _moment(pile: Pile) -> Any:
    """A day is read as the hour at which it is that day from Tahiti to Wallis."""
    return Cast(pile.since, DateTimeField()) if pile.day is None else _Noon(pile.day)


def _condition(late: Q | bool) -> Any:
    return Value(late) if isinstance(late, bool) else Case(When(late, then=Value(True)), default=Value(False))


class _Noon(Func):
    """Eleven o’clock by the universal clock, on a date."""

    arity = 1
    template = "((%(expressions)s + time '11:00') AT TIME ZONE 'UTC')"
    output_field = DateTimeField()
