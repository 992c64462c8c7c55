"""Bad days: the real processes on servers of their own, which these tests kill as they please."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from nqt.embedded import services
from nqt.embedded.place import Place
from tests.harness import stack as stacks
from tests.harness.ground import Ground

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies in this folder is a fault."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.fault)


@pytest.fixture(scope="session")
def shared_ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """PostgreSQL and Redis that nobody else uses, and the product on them with a few people."""
    folder = tmp_path_factory.mktemp("faults")
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("DATABASE_URL", raising=False)
        environment.delenv("REDIS_URL", raising=False)
        place = Place.of(folder / ".run")
        services.up(place)
        urls = dict(line.split("=", 1) for line in (place.run_dir / "env").read_text().splitlines())
        servers = {"database_url": urls["DATABASE_URL"], "redis_url": urls["REDIS_URL"]}
        running = stacks.running(folder, **servers, seed=False, JOB_LEASE_SECONDS="4")
        with running as stack:
            ground = Ground(stack, place)
            ground.make_people()
            yield ground
        services.down(place)
        shutil.rmtree(place.home, ignore_errors=True)


@pytest.fixture
def ground(shared_ground: Ground) -> Iterator[Ground]:
    """Everything runs, nothing waits; whatever a test broke is mended after it."""
    shared_ground.mend()
    yield shared_ground
    shared_ground.mend()
