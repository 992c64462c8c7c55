import time

import pytest
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisGone

from nqt.common import cache as sturdy
from nqt.common.cache import SturdyRedisCache


@pytest.fixture(autouse=True)
def awake(monkeypatch):
    monkeypatch.setattr(SturdyRedisCache, "_resting_until", 0.0)


@pytest.fixture
def healthy(settings):
    cache = SturdyRedisCache(settings.REDIS_URL, {"KEY_PREFIX": "sturdy-test"})
    yield cache
    cache.delete_many(["a", "b", "n"])


@pytest.fixture
def orphan():
    cache = SturdyRedisCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 0.2}})
    cache.clear()
    return cache


@pytest.mark.parametrize("which", ["healthy", "orphan"])
def test_cache_keeps_its_word_with_and_without_redis(which, request):
    cache = request.getfixturevalue(which)
    assert cache.add("a", 1) and not cache.add("a", 2)
    cache.set("b", [1, 2], timeout=30)
    assert cache.get_many(["a", "b"]) == {"a": 1, "b": [1, 2]}
    cache.set("n", 1)
    assert cache.incr("n") == 2
    assert cache.has_key("n") and cache.touch("n", 10)
    assert cache.delete("a") and cache.get("a", "nothing") == "nothing"


def test_what_healthy_redis_keeps_is_in_redis(healthy, settings):
    healthy.set("a", "here")
    assert RedisCache(settings.REDIS_URL, {"KEY_PREFIX": "sturdy-test"}).get("a") == "here"


def test_redis_that_failed_is_left_alone_for_a_while_then_asked_again(healthy, monkeypatch):
    asked = []

    def gone(self, *args, **kwargs):
        asked.append(args)
        raise RedisGone

    monkeypatch.setattr(RedisCache, "get", gone)
    for _ in range(5):
        assert healthy.get("a") is None
    assert len(asked) == 1
    monkeypatch.setattr(SturdyRedisCache, "_resting_until", time.monotonic() - sturdy.REST)
    healthy.get("a")
    assert len(asked) == 2


def test_mistake_of_ours_is_not_taken_for_an_outage(healthy):
    with pytest.raises(ValueError, match="not found"):
        healthy.incr("unset")
