"""Two people write at once: what each has changed since the form was opened, and what the form becomes."""

import datetime
import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from rest_framework import serializers

from nqt.common.dates import french_day
from nqt.door.forms.form import Form, FormField

SEEN = "seen"
"""The hidden field by which a form remembers what it showed."""
_signer = signing.Signer(salt="nqt.door.seen")


@dataclass
class Difference:
    """A field on which what is typed and what the row holds now do not agree."""

    shown: FormField
    mine: Any
    theirs: Any

    @property
    def label(self) -> str:
        """What the field is called."""
        return str(self.shown.label)


@dataclass
class Comparison:
    """What both people changed, and what this one left alone while the other changed it."""

    conflicts: list[Difference] = field(default_factory=list)
    taken: list[Difference] = field(default_factory=list)


def remembered(form: Form) -> str:
    """What a form shows of its object, field by field, as short prints: an answer left alone is known by it."""
    obj = form.serializer.instance
    return _signer.sign_object({f.name: _print(f.field, f.field.get_attribute(obj)) for f in _compared(form, obj)})


def compare(form: Form, fresh: Any, seen: str) -> Comparison:
    """What is typed against the row as it is now, given what the form showed at first."""
    before, found = _read(seen), Comparison()
    for shown in _compared(form, fresh):
        their = shown.field.get_attribute(fresh)
        mine = form.serializer.validated_data.get(shown.field.source, their)
        mark, now, was = _print(shown.field, mine), _print(shown.field, their), before.get(shown.name)
        if mark == now or was == now:
            continue
        difference = Difference(shown, _word(shown.field, mine), _word(shown.field, their))
        (found.taken if was == mark else found.conflicts).append(difference)
    return found


def _compared(form: Form, obj: Any) -> list[FormField]:
    """The fields whose value the row has as the form gives it."""
    return [
        shown
        for shown in form.fields
        if shown.widget != "file" and not shown.field.write_only and hasattr(obj, shown.field.source)
    ]


def _read(seen: str) -> dict[str, str]:
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
