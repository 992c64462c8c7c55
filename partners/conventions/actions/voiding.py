"""A signature whose words have changed: void, kept as evidence, and told to whoever gave it."""

import datetime

from nqt.outbox.post import post
from partners.conventions.actions.soliciting import subject_of
from partners.conventions.models import Signatory
from partners.organizations.models import Contact


def void_signatures(
    lines: list[Signatory], *, now: datetime.datetime, reason: str, asked_again: Contact | None = None
) -> None:
    """Mark the standing signatures of these lines as voided, and write to those who gave them.

    `asked_again` gets a new request at once, which tells the same: no second mail.
    """
    for line in lines:
        for proof in line.signatures.filter(voided_at=None).select_related("user"):
            proof.voided_at, proof.void_reason = now, reason
            proof.save(update_fields=["voided_at", "void_reason"])
            if asked_again is None or asked_again.email.lower() != proof.email.lower():
                post(
                    "partners.conventions.signature_void",
                    to=proof.email,
                    user=proof.user,
                    key=f"signature_void:{proof.public_id}",
                    context={"signature": str(proof.public_id), "subject": subject_of(line.text.convention)},
                )
