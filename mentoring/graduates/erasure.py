"""Forgetting a graduate: what is counted stays (department, level, answer about the neighborhood, dates), no name."""

import datetime

from mentoring.graduates.models import Application, Graduate, GraduateState
from nqt.privacy.erasing import Person, empty, eraser, silence_reasons

TEXTS = ("email", "phone", "degree_title", "school", "address", "qpv_code", "project", "question", "shown_reason")
NAMELESS = {"first_name": "Personne", "last_name": "effacée"}
IN_APPLICATION = ("birth_date", "commune")
"""Inputs of a frozen evaluation that would tell who it was."""


@eraser
def forget_graduate(person: Person) -> None:
    """The file, its history, and what was submitted; the year of birth remains."""
    found = Graduate.objects.filter(person.owns())
    for graduate in found:
        graduate.excluded_employers.clear()
    nothing = dict.fromkeys(TEXTS, "") | {"user": None, "commune": None, "languages": [], "availability": []}
    open_ones = found.filter(state__in=[GraduateState.DRAFT, GraduateState.SUBMITTED, GraduateState.MORE_INFO])
    closed = list(open_ones.values_list("pk", flat=True))
    keys = empty(found, **NAMELESS, **nothing)
    for year in {
        date.year for date in Graduate.objects.filter(pk__in=keys).values_list("birth_date", flat=True) if date
    }:
        born = Graduate.objects.filter(pk__in=keys, birth_date__year=year)
        empty(born, birth_date=datetime.date(year, 1, 1))
    empty(Graduate.objects.filter(pk__in=closed), state=GraduateState.WITHDRAWN)
    silence_reasons(Graduate, keys)
    for application in Application.objects.filter(graduate__in=keys):
        inputs = {name: value for name, value in application.inputs.items() if name not in IN_APPLICATION}
        empty(Application.objects.filter(pk=application.pk), inputs=inputs, checks=[])
