"""What is said before archiving: what the rooms above hold on the record, as far as the reader may see it."""

from typing import Any

from django.utils.timezone import localdate

from partners.organizations import dependents
from partners.organizations.models import Contact
from partners.organizations.succession import followed_by_others


class Foretelling:
    """For a resource whose rows are archived by a command of that name."""

    def foretold(self, obj: Any) -> str | None:
        """The command's own words, then theirs."""
        said = super().foretold(obj)
        if obj is None or self.command_name != "archive":
            return said
        return " ".join([said, *dependents.before_archiving(obj, self.actor)])


def warned(contact: Contact, said: str) -> str:
    """The sentence, after who has followed the person's organization, if anybody has: it is there that one invites."""
    fact = followed_by_others(contact.organization, localdate())
    return f"{fact.sentence} Invitez plutôt chez {fact.names}.\n{said}" if fact and fact.is_gone else said
