"""One at a time under a name, for as long as the transaction lasts."""

import threading

import pytest
from django.db import connection, transaction

from nqt.common.turns import one_at_a_time


@pytest.mark.django_db(transaction=True)
def test_second_waits_for_the_end_of_the_first_and_another_name_does_not():
    told: list[str] = []

    def second(name: str) -> None:
        try:
            with transaction.atomic():
                one_at_a_time(name)
                told.append(name)
        finally:
            connection.close()

    with transaction.atomic():
        one_at_a_time("tests.same")
        waiting, free = (threading.Thread(target=second, args=(name,)) for name in ("tests.same", "tests.other"))
        waiting.start()
        free.start()
        free.join(10)
        waiting.join(0.2)
        assert told == ["tests.other"] and waiting.is_alive()
    waiting.join(10)
    assert told == ["tests.other", "tests.same"]


@pytest.mark.django_db(transaction=True)
def test_turn_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError, match="tests.alone"):
        one_at_a_time("tests.alone")
