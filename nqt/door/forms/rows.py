"""An ordered list written whole on one page: the articles of a text. Added, moved, taken off, with and without script.

    articles = Rows(child=ArticleWords(), source="text.articles", label="articles")

JSON has the list in its order: a row that is known carries its `public_id`, one that is left out goes. A form names
`articles[3]title`; beside the answers each row says its `place`, and `gone` when it is taken off.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rest_framework import serializers
from rest_framework.utils import html

ID, PLACE, GONE = "public_id", "place", "gone"
BLANKS = 2
"""Empty rows at the end: one that stays empty is nothing."""
Print = tuple[str, dict[str, str]]
"""`(id, {name: a few signs that stand for its value})` of a row, as a form remembers it."""


@dataclass(eq=False)
class Row:
    """One of them, as the page shows it: what it says, where it stands, what is wrong."""

    values: dict[str, str]
    place: int | None = None
    is_gone: bool = False
    errors: dict[str, list[str]] = field(default_factory=dict)
    number: int = 0

    @property
    def key(self) -> str:
        """The row that it changes; a new one changes none."""
        return self.values.get(ID, "")

    @property
    def number_typed(self) -> str:
        """Its number in the names of the form."""
        return str(self.number)

    @property
    def lines(self) -> int:
        """How tall its longest text is, about, where the browser does not see to it."""
        return max(3, *(len(value) // 80 + value.count("\n") + 1 for value in self.values.values()))

    @property
    def is_blank(self) -> bool:
        """Nothing is written in it."""
        return not self.key and not any(value.strip() for value in self.values.values())


@dataclass
class Change:
    """What two people did to one row: its name, the field, mine, theirs; a conflict, or taken into mine."""

    row: str
    name: str
    mine: str
    theirs: str
    is_conflict: bool = True


class Rows(serializers.ListSerializer):
    """`child` is a serializer of texts, with an optional `public_id`; its first text names a row.

    How the rows look is the feature's own form page: there is no general one.
    """

    child: Any
    max_length: int | None
    merged: list[Row] | None = None
    """Mine and theirs together, once somebody wrote in between."""

    @property
    def names(self) -> list[str]:
        """The texts of a row."""
        return [name for name in self.child.fields if name != ID]

    # -- what is sent ---------------------------------------------------------------------------------------------
    def names_in(self, data: Any) -> set[str]:
        """The names of a form that are this field's."""
        known = {ID, PLACE, GONE, *self.names}
        return {name for name in data if (found := self._parts(name)) and found[1] in known}

    def _parts(self, name: str) -> tuple[int, str] | None:
        found = re.fullmatch(rf"{re.escape(self.field_name)}\[([0-9]{{1,4}})\]([a-z_]+)", name)
        return (int(found[1]), found[2]) if found else None

    def typed(self, data: Any) -> list[Row]:
        """The rows of a form, in the order asked for, with those taken off; without those left empty."""
        found: dict[int, dict[str, str]] = {}
        for name in self.names_in(data):
            number, part = self._parts(name) or (0, "")
            found.setdefault(number, {})[part] = str(data[name]).replace("\r\n", "\n")  # as browsers write
        rows = []
        for _, parts in sorted(found.items()):
            place = parts.pop(PLACE, "")
            is_gone = parts.pop(GONE, "") != ""
            rows.append(Row(parts, int(place) if re.fullmatch("[0-9]{1,4}", place) else None, is_gone))
        return [row for row in _in_order(rows) if not row.is_blank]

    def get_value(self, dictionary: Any) -> Any:
        """In a form, what its rows say, without those taken off."""
        if not html.is_html_input(dictionary):
            return super().get_value(dictionary)
        if not self.names_in(dictionary):
            return serializers.empty
        staying = [row for row in self.typed(dictionary) if not row.is_gone]
        return [{name: value for name, value in row.values.items() if name != ID or value} for row in staying]

    def to_internal_value(self, data: Any) -> list[Any]:
        """Each checked by the child; what is wrong is told row by row, by its rank."""
        if not isinstance(data, list):
            self.fail("not_a_list", input_type=type(data).__name__)
        if self.max_length is not None and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        rows: list[Any] = []
        errors: dict[Any, Any] = {}
        for rank, item in enumerate(data):
            try:
                rows.append(self.run_child_validation(item))
            except serializers.ValidationError as error:
                errors[rank] = error.detail
        if errors:
            raise serializers.ValidationError(errors)
        return rows

    # -- what is shown --------------------------------------------------------------------------------------------
    def shown(self, errors: Any = ()) -> list[Row]:
        """The rows of the page: merged, else typed, else those of the object; then empty ones."""
        parent: Any = self.parent
        if self.merged is not None:
            rows = self.merged
        elif hasattr(parent, "initial_data"):
            rows = self.typed(parent.initial_data)
            by_rank = errors if isinstance(errors, dict) else {}
            for rank, row in enumerate(row for row in rows if not row.is_gone):
                row.errors = by_rank.get(rank, {})
        else:
            rows = self.rows_of(parent.instance) if parent.instance is not None else []
        rows = [*rows, *(Row(dict.fromkeys(self.names, "")) for _ in range(BLANKS))]
        for number, row in enumerate(rows):
            row.number, row.place = number, number + 1
        return rows

    def rows_of(self, obj: Any) -> list[Row]:
        """As the object has them."""
        said = self.to_representation(self.get_attribute(obj))
        return [Row({name: "" if value is None else str(value) for name, value in row.items()}) for row in said]

    # -- two people -----------------------------------------------------------------------------------------------
    def remembered(self, obj: Any) -> list[Print]:
        """What a form shows, as short prints."""
        return [(row.key, self._prints(row)) for row in self.rows_of(obj)]

    def _prints(self, row: Row) -> dict[str, str]:
        return {name: _print(row.values.get(name, "")) for name in self.names}

    def compare(self, obj: Any, seen: list[Print]) -> Iterator[Change]:
        """What both changed since the form was opened; `merged` has theirs where this writer left a text alone."""
        parent: Any = self.parent
        mine, theirs = self.typed(parent.initial_data), self.rows_of(obj)
        before: dict[str, dict[str, str]] = dict(seen)
        now = {row.key: row for row in theirs}
        asked = [row.key for row in mine if row.key]
        moved = asked != [key for key, _ in seen if key in asked]
        kept = [row for row in mine if not row.key]
        for row in filter(lambda row: row.key, mine):
            other, was = now.get(row.key), before.get(row.key, {})
            if other is not None:
                kept.append(row)
                yield from self._differences(row, other, was)
            elif not row.is_gone and self._prints(row) != was:
                row.values[ID] = ""  # written again, as a new one
                kept.append(row)
                yield Change(self._name(row), "", row.values[self.names[-1]], "supprimé")
            elif not row.is_gone:
                yield Change(self._name(row), "", "", "supprimé", is_conflict=False)
        for row in theirs:
            if row.key not in asked and row.key not in before:
                kept.append(row)
                yield Change(self._name(row), "", "", row.values[self.names[-1]], is_conflict=False)
        self.merged = _interleaved(kept, mine, [row.key for row in theirs], moved=moved)

    def _differences(self, row: Row, other: Row, was: dict[str, str]) -> Iterator[Change]:
        mine, theirs = self._prints(row), self._prints(other)
        if row.is_gone:
            if theirs != was:
                yield Change(self._name(other), "", "supprimé", other.values[self.names[-1]])
            return
        for name in self.names:
            if mine[name] == theirs[name] or was.get(name) == theirs[name]:
                continue
            is_mine = was.get(name) != mine[name]
            label = str(self.child.fields[name].label).lower()
            yield Change(self._name(row), label, row.values.get(name, ""), other.values[name], is_conflict=is_mine)
            if not is_mine:
                row.values[name] = other.values[name]

    def _name(self, row: Row) -> str:
        return row.values.get(self.names[0], "")


def _in_order(rows: list[Row]) -> list[Row]:
    """Those whose place says so are put there, the others follow each other as they stood."""
    stay = [row for rank, row in enumerate(rows, start=1) if row.place in (None, rank)]
    for row in sorted((row for row in rows if row not in stay), key=lambda row: row.place or 0):
        stay.insert(max((row.place or 1) - 1, 0), row)
    return stay


def _interleaved(kept: list[Row], mine: list[Row], theirs: list[str], *, moved: bool) -> list[Row]:
    """In my order where I changed it, else in theirs; a row that only one of us has stays behind its neighbour."""
    first = [row for row in mine if row in kept] if moved else []
    known = {row.key: row for row in kept if row.key}
    if not first:
        first = [known[key] for key in theirs if key in known]
    for row in (row for row in mine if row in kept and row not in first):
        behind = mine[: mine.index(row)]
        ranks = [first.index(other) + 1 for other in behind if other in first]
        first.insert(ranks[-1] if ranks else 0, row)
    for rank, key in enumerate(theirs):
        if key in known and known[key] not in first:
            ranks = [first.index(known[other]) + 1 for other in theirs[:rank] if known.get(other) in first]
            first.insert(ranks[-1] if ranks else 0, known[key])
    return first


def _print(text: str) -> str:
    """Browsers write ends of lines their way, and spaces at the ends are cut."""
    return hashlib.sha256(text.replace("\r\n", "\n").strip().encode()).hexdigest()[:16]
