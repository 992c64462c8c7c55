"""How requests read: whom they are about, and whether their term has passed."""

from collections import defaultdict
from typing import Any

from rest_framework import serializers

from nqt.common.looks import word
from nqt.privacy.models import RequestState, RightsRequest
from nqt.privacy.subjects import subject_of

LATE = "late"
_open, *_answered = RequestState.choices
STATES = [_open, (LATE, word("en retard", "bad alert-triangle")), *_answered]
GONE = "dossier effacé"


class StateField(serializers.ChoiceField):
    """The state, late ones lit."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=STATES, source="*", read_only=True, **{"label": "état", **kwargs})

    def to_representation(self, request: RightsRequest) -> str:
        """As `STATES` has it."""
        return LATE if request.is_late else request.state


class WithFiles(serializers.ListSerializer):
    """The files of all rows in one statement a kind."""

    def to_representation(self, data: Any) -> list[Any]:
        """Fetched before the rows are written."""
        rows = list(data)
        fetch_files(rows)
        return super().to_representation(rows)


def fetch_files(rows: list[RightsRequest]) -> None:
    """Give each row its file, under `file`; None when it is gone."""
    wanted = defaultdict(set)
    for row in rows:
        wanted[row.model].add(row.object_public_id)
    for label, ids in wanted.items():
        found = {one.public_id: one for one in subject_of(label).model._base_manager.filter(public_id__in=ids)}
        for row in rows:
            if row.model == label:
                row.file = found.get(row.object_public_id)


def file_of(row: RightsRequest) -> Any:
    """Its file, asked once."""
    if not hasattr(row, "file"):
        fetch_files([row])
    return row.file


class PersonField(serializers.CharField):
    """Whom it is about."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **{"label": "personne", **kwargs})

    def to_representation(self, request: RightsRequest) -> str:
        """Her name, or that the file is gone."""
        file = file_of(request)
        return str(file) if file is not None else GONE


def is_open(request: RightsRequest) -> bool:
    """It waits."""
    return request.state == RequestState.OPEN
