"""A few references among thousands in one form: as many boxes as there may be, each typed and suggested like one."""

from typing import Any

from rest_framework import serializers
from rest_framework.utils import html

from nqt.door.forms.fields import TEXT_SUFFIX, Ref, Refs, SearchText, typed_in
from nqt.door.lists.searching import label_of

FIRST = 4
"""Boxes one sees at once; the others are folded away."""


class Several(Refs):
    """`Several(Ref(queryset=…, suggest="organizations"), most=12)`: JSON has a list of ids."""

    def __init__(self, child_relation: Ref, *, most: int = 12, **kwargs: Any) -> None:
        self.most = most
        self.candidates: dict[int, list[Any]] = {}
        style = {"widget": "several", **kwargs.pop("style", {})}
        super().__init__(child_relation=child_relation, style=style, **kwargs)

    def get_value(self, dictionary: Any) -> Any:
        """In a form, each box gives the words typed in it with its id, or the one of them; an empty box is nothing."""
        if not html.is_html_input(dictionary):
            return super().get_value(dictionary)
        ids, texts = dictionary.getlist(self.field_name), dictionary.getlist(self.field_name + TEXT_SUFFIX)
        texts += [""] * (len(ids) - len(texts))
        ids += [""] * (len(texts) - len(ids))
        return [box for box in map(typed_in, texts, ids) if box]

    def to_internal_value(self, data: Any) -> list[Any]:
        """Each looked up as one reference is; every wrong box is told at once."""
        if isinstance(data, str | dict) or not hasattr(data, "__iter__"):
            self.fail("not_a_list", input_type=type(data).__name__)
        found, errors = [], []
        for rank, item in enumerate(data):
            try:
                found.append(self.child_relation.run_validation(item))
            except serializers.ValidationError as error:
                self.candidates[rank] = (
                    getattr(self.child_relation, "candidates", []) if isinstance(item, SearchText) else []
                )
                errors += [f"{item} : {said}" if isinstance(item, SearchText) else said for said in error.detail]
        if errors:
            raise serializers.ValidationError(errors)
        if len(found) > self.most:
            raise serializers.ValidationError(f"{self.most} au plus.")
        if not found and not self.allow_empty:
            self.fail("empty")
        return found

    @property
    def boxes(self) -> list[dict[str, Any]]:
        """The boxes of the form: those typed, else those of the object, then empty ones."""
        if hasattr(self.parent, "initial_data"):
            typed = self.get_value(self.parent.initial_data)
            filled = [self._box(rank, item) for rank, item in enumerate(typed)][: self.most]
        else:
            rows = self.get_attribute(self.parent.instance) if self.parent.instance is not None else []
            filled = [{"value": str(row.public_id), "text": str(row), "candidates": []} for row in rows][: self.most]
        return filled + [{"value": "", "text": "", "candidates": []} for _ in range(self.most - len(filled))]

    @property
    def shown(self) -> int:
        """How many boxes are not folded away."""
        return max(FIRST, sum(bool(box["value"] or box["text"]) for box in self.boxes))

    def _box(self, rank: int, item: str) -> dict[str, Any]:
        candidates = [(str(row.public_id), label_of(row)) for row in self.candidates.get(rank, [])]
        if isinstance(item, SearchText):
            return {"value": "" if candidates else item.chosen, "text": str(item), "candidates": candidates}
        try:
            return {"value": item, "text": str(self.child_relation.to_internal_value(item)), "candidates": []}
        except serializers.ValidationError:
            return {"value": "", "text": "", "candidates": []}
