"""The access log: who read or took out which person's file. A GET may write it, and little else."""

from django.db import models

from nqt.accounts.actor import Actor
from nqt.audit.models import AccessRecord, signed

READ = AccessRecord.Verb.READ
EXPORT = AccessRecord.Verb.EXPORT


def record(
    actor: Actor, verb: str, subject: models.Model | str, *, count: int | None = None, reason: str = ""
) -> AccessRecord:
    """Write down one access: a file (an object with a public id), or a list named by its resource and filters."""
    line = AccessRecord(**signed(actor), verb=verb, count=count, reason=reason[:300])
    if isinstance(subject, models.Model):
        line.model, line.object_public_id = subject._meta.label_lower, subject.public_id
    else:
        line.description = subject[:300]
    line.save(force_insert=True)
    return line
