"""A reference, or the words that were typed when no row of the list is meant: nobody is stuck before a box."""

from typing import Any

from rest_framework import serializers

from nqt.common.validators import validate_one_line
from nqt.door.forms.fields import Ref, SearchText

KEEP = "words"
"""What a form sends beside the words when none of the rows is meant."""
LONGEST = 120


class KeptWords(str):
    """They name no row, and are kept as they are."""


class RefOrWords(Ref):
    """`RefOrWords(queryset=…, suggest="occupations", beside="target_job_words", none="Aucun de ces métiers")`.

    The column `beside` keeps the words, the reference is then empty: `parted` says both of what was validated. In JSON
    the words are `{"words": "…"}`.
    """

    def __init__(self, *, beside: str, none: str = "", **kwargs: Any) -> None:
        self.beside, self.none = beside, none
        super().__init__(**kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Kept when it is said, or left as they were."""
        if isinstance(data, SearchText):
            is_left = not data.chosen and data == self.words_of(getattr(self.parent, "instance", None))
            return self._kept(data) if data.chosen == KEEP or is_left else super().run_validation(data)
        if isinstance(data, dict) and set(data) == {"words"}:
            return self._kept(data["words"])
        return super().run_validation(data)

    def _kept(self, words: Any) -> KeptWords:
        box = serializers.CharField(max_length=LONGEST, validators=[validate_one_line])
        return KeptWords(box.run_validation(str(words) if isinstance(words, SearchText) else words))

    def words_of(self, instance: Any) -> str:
        """What the column holds."""
        return getattr(instance, self.beside, "")

    def words(self, value: Any, instance: Any) -> str:
        """On a page, the row or the words."""
        return self.words_of(instance) if value is None else str(self.get_attribute(instance))


def parted(attrs: dict[str, Any], name: str, beside: str) -> dict[str, Any]:
    """What was validated, the words in their column: one of the two is empty."""
    if name not in attrs:
        return attrs
    chosen = attrs[name]
    is_kept = isinstance(chosen, KeptWords)
    return {**attrs, name: None if is_kept else chosen, beside: str(chosen) if is_kept else ""}
