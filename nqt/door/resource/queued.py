"""Rows that people read one after the other and decide: `Queued`.

    class StaffGraduates(Queued):
        awaits, decides = Q(state=GraduateState.SUBMITTED), {"accept", "refuse"}

The page of a row gets `queue` (`nqt.door.lists.queue`): the next and the one before of the same list, with the same
filters and in the same order, and how many are left. An act of `decides` leads on to the next that waits.
"""

from typing import Any, ClassVar

from django.db.models import Q
from rest_framework.exceptions import ValidationError

from nqt.door.lists.queue import Queue
from nqt.door.resource.base import Resource


class Queued(Resource):
    """A collection whose rows wait to be read."""

    awaits: ClassVar[Q]
    """Which rows wait."""
    decides: ClassVar[frozenset[str]] = frozenset()
    """Acts after which the next one is read."""
    queue_class: ClassVar[type[Queue]] = Queue

    def read_around(self, obj: Any) -> dict[str, str]:
        """The filters of whoever opens a row without any: those by which the list shows what waits."""
        raise NotImplementedError

    def detail_context(self, obj: Any) -> dict[str, Any]:
        """With those read before and after it."""
        return {**super().detail_context(obj), "queue": self.queue_class(self, obj)}

    def after(self, obj: Any) -> str:
        """To the next one that waits, for whoever reads them one after the other; else back to the same page."""
        if self.seen_object is None or not self.request.query_params:
            return super().after(obj)
        try:
            queue = self.queue_class(self, self.seen_object)
        except ValidationError:  # an address nobody made: the act is done all the same
            return super().after(obj)
        if self.command_name not in self.decides:
            return queue.url(self.seen_object)
        following = queue.next_unread
        return queue.url(following) if following else queue.list_url
