"""How much one may ask, and what happens when the counters are away."""

import math
import re

import pytest

from nqt.common.cache import SturdyRedisCache
from tests.harness.trial.models import Body
from tests.harness.trial.world import api, page, text


@pytest.fixture
def rates(settings):
    settings.DOOR_RATES = {"visitor": "3/min", "write": "4/min", "export": "2/hour"}


def test_visitor_posts_only_so_often(world, rates):
    codes = [
        world.nobody.post(page("bodies-new", "public"), {"name": f"Organisation {n}"}).status_code for n in range(5)
    ]
    assert codes == [303, 303, 303, 429, 429]
    assert Body.objects.filter(name__regex="^Organisation [0-9]$").count() == 3


def test_refusal_says_when_to_come_back(world, rates):
    for _ in range(3):
        world.nobody.post(page("bodies-new", "public"), {"name": "X"})
    shown = world.nobody.post(page("bodies-new", "public"), {"name": "X"})
    assert 1 <= int(shown["Retry-After"]) <= 60
    assert "Trop de demandes" in text(shown)
    problem = world.nobody.send("post", api("bodies-list", "public"), {"name": "X"})
    assert problem.status_code == 429
    assert problem.json()["code"] == "throttled"
    assert "3 envois par minute au plus" in problem.json()["detail"]
    assert "dans une minute" in problem.json()["detail"] and "dans une minute" in text(shown)


def test_forged_forwarding_header_gives_no_new_start(world, rates):
    for number in range(3):
        world.nobody.post(page("bodies-new", "public"), {"name": "X"}, headers={"X-Forwarded-For": f"10.0.0.{number}"})
    last = world.nobody.post(page("bodies-new", "public"), {"name": "X"}, headers={"X-Forwarded-For": "10.0.0.9"})
    assert last.status_code == 429


def test_each_person_counts_apart_and_reading_does_not_count(world, rates):
    url = api("agreements-detail", public_id=world.agreement.public_id)
    codes = [world.staff.send("patch", url, {}).status_code for _ in range(5)]
    assert codes == [428] * 4 + [429]
    assert world.regional.send("patch", url, {}).status_code == 428
    assert {world.staff.get(url).status_code for _ in range(9)} == {200}


def test_exports_are_counted_by_the_hour(world, rates):
    assert [world.staff.get("/staff/agreements.csv").status_code for _ in range(2)] == [200, 200]
    refused = world.staff.get("/staff/agreements.csv")
    minutes = math.ceil(int(refused["Retry-After"]) / 60)
    assert refused.status_code == 429
    assert re.search(f"2 exports par heure au plus.*dans ({minutes}|{minutes + 1}|une) minute", text(refused))


@pytest.fixture
def redis_away(settings):
    """A Redis that refuses connections: nothing listens on that port."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:9/0"}}
    yield
    SturdyRedisCache._resting_until = 0.0


def test_without_redis_people_work_and_are_still_counted(world, rates, redis_away):
    codes = [world.nobody.post(page("bodies-new", "public"), {"name": "X"}).status_code for _ in range(5)]
    assert codes == [303, 303, 303, 429, 429]
