"""The question about an address that has an account in another name, as a field of the door's forms."""

from typing import Any

from rest_framework import serializers

from nqt.accounts.inheriting import CHOICES, GUEST_CHOICES, GUEST_HELP


def holder_field(*, guest: bool = False, **kwargs: Any) -> serializers.ChoiceField:
    """Stays away from the page until an action asks; in the API it may be said at once. `guest` reads the address."""
    return serializers.ChoiceField(
        choices=GUEST_CHOICES if guest else CHOICES,
        help_text=GUEST_HELP if guest else None,
        required=False,
        label="est-ce la même personne",
        style={"widget": "radio", "when_asked": True},
        **kwargs,
    )
