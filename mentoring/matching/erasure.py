"""Forgetting whom runs compared: their records lead to nobody any more."""

from typing import Any

from mentoring.graduates.models import Graduate
from mentoring.matching.models import RunRecord
from mentoring.matching.unlinking import unlink
from mentoring.mentors.models import Mentor
from nqt.privacy.erasing import Person, eraser


@eraser
def forget_records(person: Person) -> None:
    """The certificate of a run holds as before, over rows that lead to nobody any more."""
    graduates, mentors = _keys(person, Graduate), _keys(person, Mentor)
    if graduates or mentors:
        for record in RunRecord.objects.order_by("pk").iterator(chunk_size=1):
            unlink(record, graduates, mentors)


def _keys(person: Person, model: Any) -> set[int]:
    return set(model.objects.filter(person.about(model)).values_list("pk", flat=True))
