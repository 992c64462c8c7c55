"""Celery's way to Redis, with a guard at the gate: what is not one of our tasks never reaches the consumer.

Kombu decodes what it takes off a queue in the worker's own loop, where bytes that are not JSON end the process (celery
issues 4308 and 7975 are open). Here each message is read once before; what cannot be read is set aside and counted
(`set_aside.py`), and the worker goes on as if it had not been there.
"""

import base64
from typing import Any

import redis
from celery import current_app
from kombu.transport import redis as kombu_redis
from kombu.utils.json import dumps, loads

from nqt.common.faults import place_of
from nqt.outbox.set_aside import set_aside

LARGEST = 64 * 1024
"""Bytes: what we publish carries an id and takes under two thousand."""


class Unreadable(Exception):
    """Why a message is not one of ours."""


def read(raw: bytes) -> None:
    """Whether the worker can do it: our envelope, a task we have, arguments it takes. Raises `Unreadable`."""
    if len(raw) > LARGEST:
        raise Unreadable("too large")
    message = _mapping(_json(raw, "not JSON"), "not a message")
    properties = _mapping(message.get("properties"), "no properties")
    headers = _mapping(message.get("headers"), "no headers")
    info = _mapping(properties.get("delivery_info"), "no delivery info")
    if not (isinstance(properties.get("delivery_tag"), str) and isinstance(headers.get("id"), str)):
        raise Unreadable("no id")
    if not isinstance(info.get("routing_key"), str) or not isinstance(info.get("exchange"), str):
        raise Unreadable("no delivery info")
    if message.get("content-type") != "application/json":
        raise Unreadable("not written in JSON")
    task = current_app.tasks.get(headers["task"]) if isinstance(headers.get("task"), str) else None
    if task is None or task.name.startswith("celery."):
        raise Unreadable("unknown task")
    _check_body(message.get("body"), properties.get("body_encoding"), task)


def _check_body(body: Any, encoding: Any, task: Any) -> None:
    if not isinstance(body, str) or encoding not in ("base64", None):
        raise Unreadable("no body")
    try:
        text = base64.b64decode(body, validate=True) if encoding else body.encode()
    except ValueError:
        raise Unreadable("body not base64") from None
    match _json(text, "body not JSON"):
        case [list() as args, dict() as kwargs, dict()]:
            try:
                task.__header__(*args, **kwargs)
            except TypeError:
                raise Unreadable("arguments of another task") from None
        case _:
            raise Unreadable("body not a task’s")


def _json(raw: bytes, otherwise: str) -> Any:
    try:
        return loads(raw.decode())
    except Exception:
        raise Unreadable(otherwise) from None


def _mapping(value: Any, otherwise: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unreadable(otherwise)
    return value


class Guarded(redis.Redis):
    """The client by which a worker waits for its queues."""

    def parse_response(self, connection: Any, command_name: Any, **options: Any) -> Any:
        """What a queue gave, unless nobody can read it: then as if it had given nothing."""
        answer = super().parse_response(connection, command_name, **options)
        if command_name != "BRPOP" or not answer:
            return answer
        key, raw = answer
        try:
            read(raw)
        except Unreadable as reason:
            set_aside(key.decode("utf-8", "replace").partition("\x06")[0], raw, str(reason))
            return None
        return answer


class Channel(kombu_redis.Channel):
    """Kombu's, on a guarded client."""

    def _get_client(self) -> Any:
        super()._get_client()
        return Guarded

    def basic_consume(self, queue: str, no_ack: bool, callback: Any, *args: Any, **kwargs: Any) -> Any:
        """What was read and still makes the consumer fail (a header it cannot use) is set aside as well."""

        def guarded(message: Any) -> Any:
            try:
                return callback(message)
            except Exception as error:
                if _is_of_connection(error, self.connection):
                    raise
                set_aside(queue, _as_received(message), place_of(error))
                if not no_ack and not message.acknowledged:
                    message.ack()
                return None

        return super().basic_consume(queue, no_ack, guarded, *args, **kwargs)


def _is_of_connection(error: Exception, transport: Any) -> bool:
    """Kombu counts `KeyError` among the errors of a connection (a descriptor gone); here it is the message's."""
    of_redis = (*transport.connection_errors, *transport.channel_errors)
    return isinstance(error, of_redis) and not isinstance(error, KeyError | AttributeError)


def _as_received(message: Any) -> bytes:
    """The envelope as the queue held it."""
    try:
        return dumps(message._raw).encode()
    except Exception:
        return repr(message)[:LARGEST].encode()


class Transport(kombu_redis.Transport):
    """`CELERY_BROKER_TRANSPORT`."""

    Channel = Channel

    def _deliver(self, message: Any, queue: str) -> Any:
        """What is sent to all workers at once (remote control) is not read above: the same, by what it does."""
        try:
            return super()._deliver(message, queue)
        except Exception as error:
            if _is_of_connection(error, self):
                raise
            set_aside(str(queue), dumps(message).encode(), place_of(error))
            return None
