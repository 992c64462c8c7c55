"""Servers of their own for these tests: another clone's, far from the demo's."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nqt.embedded import services
from nqt.embedded.place import Place


@contextmanager
def clone_below_a_private_folder(folder: Path) -> Iterator[Place]:
    """The place of a clone, on a machine that names no server; its servers end with it."""
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("DATABASE_URL", raising=False)
        environment.delenv("REDIS_URL", raising=False)
        private = folder / "private"
        private.mkdir(mode=0o700)
        place = Place.of(private / "clone" / ".run")
        yield place
        services.down(place)
        shutil.rmtree(place.home, ignore_errors=True)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A place where nothing was started yet."""
    with clone_below_a_private_folder(tmp_path) as place:
        yield place


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A place that is up, for tests that only look."""
    with clone_below_a_private_folder(tmp_path_factory.mktemp("running")) as place:
        services.up(place)
        yield place
