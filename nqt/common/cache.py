"""A cache that bends: while Redis is away, each process counts for itself, and no page fails for it."""

import time
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = structlog.get_logger(__name__)

REST = 5.0
"""Seconds during which a Redis that failed is left alone: a frozen one costs its time-out once, not at each call."""


class SturdyRedisCache(RedisCache):
    """Redis, or the memory of this process while Redis does not answer.

    What is kept here may be lost without harm: counters of tries, codes already used. They go on being counted, a
    process at a time, so that an outage of Redis opens no door.
    """

    _resting_until = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._memory = LocMemCache(f"sturdy:{server}", {**params, "OPTIONS": {}})

    def _call(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= SturdyRedisCache._resting_until:
            try:
                return getattr(super(), name)(*args, **kwargs)
            except RedisError as error:
                SturdyRedisCache._resting_until = time.monotonic() + REST
                logger.warning("cache.redis_away", error=type(error).__name__)
        return getattr(self._memory, name)(*args, **kwargs)


def _sturdy(name: str) -> Any:
    def method(self: SturdyRedisCache, *args: Any, **kwargs: Any) -> Any:
        return self._call(name, *args, **kwargs)

    method.__name__ = name
    method.__doc__ = f"`RedisCache.{name}`, or the same in memory."
    return method


for _name in (
    "add", "get", "set", "touch", "delete", "get_many", "has_key", "incr", "set_many", "delete_many", "clear",
):  # fmt: skip
    setattr(SturdyRedisCache, _name, _sturdy(_name))
