"""Fifty parties of one convention sign at once."""

import threading
import time

from django.db import connection

from partners.conventions import actions
from partners.conventions.models import Signature, Stage
from tests.bench.base import say
from tests.harness.factories.conventions import MACHINE, again, to_sign

PARTIES = 50


def measure() -> bool:
    """Each is counted once, and the convention enters into force once."""
    convention = to_sign(parties=PARTIES)
    lines = list(convention.text.signatories.all())
    codes = [actions.signing_code_request(actor=MACHINE, target=line) for line in lines]
    gate, failures = threading.Barrier(PARTIES), []

    def sign(i: int) -> None:
        gate.wait()
        try:
            actions.convention_sign(
                actor=MACHINE, target=again(lines[i]), code=codes[i].digits, name="N", power="DG", consent=True
            )
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=sign, args=(i,)) for i in range(PARTIES)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    convention = again(convention)
    events = type(convention).pgh_event_model.objects.filter(pgh_obj_id=convention.pk).order_by("pgh_id")
    dates = [event.entered_on for event in events]
    entries = sum(after is not None and before is None for before, after in zip(dates, dates[1:], strict=False))
    signed = Signature.objects.filter(signatory__text__convention=convention, voided_at=None).count()
    good = not failures and signed == PARTIES and entries == 1 and convention.text.stage == Stage.SIGNED
    return say(
        f"{PARTIES} parties sign at once, {took:.1f} s", f"{signed} signed, {entries} entry", f"{PARTIES} and 1", good
    )
