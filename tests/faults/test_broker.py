"""Poison on the broker: the worker sets it aside, and mail leaves as before."""

import json

import redis

from tests.harness.ground import Ground
from tests.harness.stack import eventually
from tests.nqt.outbox.poison import POISON

QUEUES = ("mail", "default", "matching")
REMOTE_CONTROL = 8
"""What is said to all workers at once: kombu drops some of it by itself."""


def test_worker_survives_every_message_nobody_can_read(ground: Ground):
    worker = ground.stack.processes.running["worker"]
    expected = len(POISON) * len(QUEUES)
    with redis.Redis.from_url(ground.stack.environment["REDIS_URL"]) as client:
        for queue in QUEUES:
            for poison, _ in POISON.values():
                client.lpush(queue, poison)
        for channel in ("/0.celery.pidbox", "/0.celeryev/worker.heartbeat"):
            for poison in (b"[1]", b"null", b"not JSON", b'{"properties": null}'):
                client.publish(channel, poison)
        eventually(lambda: sum(map(client.llen, QUEUES)) == 0, "the queues to be read", seconds=60)
        eventually(lambda: int(client.get("broker:set-aside:count") or 0) >= expected, "all to be counted", seconds=30)
    ground.ask_for_codes()
    eventually(lambda: ground.has_each(1), "the mail to leave all the same", seconds=30)
    assert worker.poll() is None and ground.stack.processes.ended() is None
    said = json.loads(ground.stack.manage("shell", "--no-imports", "--command", READY))
    assert said["status"] == "ready"
    assert expected <= said["broker"]["set_aside"] <= expected + REMOTE_CONTROL


READY = """
from django.test import Client
print(Client(headers={"host": "127.0.0.1"}).get("/ready").content.decode())
"""
