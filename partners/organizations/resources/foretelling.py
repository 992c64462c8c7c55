"""What is said before archiving: what the rooms above hold on the record, as far as the reader may see it."""

from typing import Any

from partners.organizations import dependents


class Foretelling:
    """For a resource whose rows are archived by a command of that name."""

    def foretold(self, obj: Any) -> str | None:
        """The command's own words, then theirs."""
        said = super().foretold(obj)
        if obj is None or self.command_name != "archive":
            return said
        return " ".join([said, *dependents.before_archiving(obj, self.actor)])
