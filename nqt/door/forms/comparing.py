"""Two people write at once: what each has changed since the form was opened, and what the form becomes."""

import datetime
import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from rest_framework import serializers

from nqt.common.dates import french_day
from nqt.common.text import excerpts
from nqt.door.forms.form import Form, FormField
from nqt.door.forms.rows import Rows

SEEN = "seen"
"""The hidden field by which a form remembers what it showed."""
_signer = signing.Signer(salt="nqt.door.seen")


@dataclass
class Difference:
    """A field on which what is typed and what the row holds now do not agree."""

    shown: FormField
    mine: Any
    theirs: Any
    row: str = ""
    """Which one, where the field is a list written whole, and what of it."""

    @property
    def label(self) -> str:
        """What the field is called."""
        return self.row or str(self.shown.label)


@dataclass
class Comparison:
    """What both people changed, and what this one left alone while the other changed it."""

    conflicts: list[Difference] = field(default_factory=list)
    taken: list[Difference] = field(default_factory=list)

    @property
    def taken_whole(self) -> set[str]:
        """The fields of which theirs stands; a list has taken theirs row by row."""
        return {difference.shown.name for difference in self.taken if not difference.row}


def remembered(form: Form) -> str:
    """What a form shows of its object, field by field, as short prints: an answer left alone is known by it."""
    obj = form.serializer.instance
    return _signer.sign_object({f.name: _seen(f, obj) for f in _compared(form, obj)})


def _seen(shown: FormField, obj: Any) -> Any:
    if isinstance(shown.field, Rows):
        return shown.field.remembered(obj)
    return _print(shown.field, shown.field.get_attribute(obj))


def compare(form: Form, fresh: Any, seen: str) -> Comparison:
    """What is typed against the row as it is now, given what the form showed at first."""
    before, found = _read(seen), Comparison()
    for shown in _compared(form, fresh):
        if isinstance(shown.field, Rows):
            _compare_rows(shown, fresh, before.get(shown.name, []), found)
            continue
        their = shown.field.get_attribute(fresh)
        mine = _given(form.serializer.validated_data, shown.field, their)
        mark, now, was = _print(shown.field, mine), _print(shown.field, their), before.get(shown.name)
        if mark == now or was == now:
            continue
        difference = Difference(shown, _word(shown.field, mine), _word(shown.field, their))
        (found.taken if was == mark else found.conflicts).append(difference)
    return found


def _compare_rows(shown: FormField, fresh: Any, seen: list[Any], found: Comparison) -> None:
    for change in shown.field.compare(fresh, seen):
        mine, theirs = excerpts(change.mine, change.theirs)
        name = ", ".join(filter(None, [f"« {change.row} »", change.name]))
        (found.conflicts if change.is_conflict else found.taken).append(Difference(shown, mine, theirs, name))


def _given(typed: dict[str, Any], shown: serializers.Field, their: Any) -> Any:
    """What was typed, by its source, or by its name where the form hands it over so; left out, it is theirs."""
    return typed.get(shown.source, typed.get(shown.source_attrs[-1], their))


def _has(obj: Any, way: list[str]) -> bool:
    for part in way:
        if not hasattr(obj, part):
            return False
        obj = getattr(obj, part)
    return True


def _compared(form: Form, obj: Any) -> list[FormField]:
    """The fields whose value the row has as the form gives it."""
    return [
        shown
        for shown in form.fields
        if shown.widget != "file" and not shown.field.write_only and _has(obj, shown.field.source_attrs)
    ]


def _read(seen: str) -> dict[str, Any]:
    """What the form showed; unknown, and then any difference is both people's."""
    try:
        return dict(_signer.unsign_object(seen))
    except (signing.BadSignature, ValueError):
        return {}


def _print(shown: serializers.Field, value: Any) -> str:
    """A few signs that stand for a value: browsers write ends of lines their way, a list has no order."""
    if isinstance(shown, serializers.ManyRelatedField):
        rows = value.all() if hasattr(value, "all") else value
        text = repr(sorted(map(str, shown.to_representation(rows))))
    elif value is None or value == "":
        text = ""
    else:
        text = str(shown.to_representation(value)).replace("\r\n", "\n").strip()
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _word(shown: serializers.Field, value: Any) -> Any:
    if isinstance(shown, serializers.ManyRelatedField):
        return ", ".join(sorted(map(str, value)))
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(shown, serializers.ChoiceField):
        return shown.choices.get(value, value)
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return french_day(value)
    return "" if value is None else value
