"""PostgreSQL and Redis on a bare machine: started once, found again, never confused with somebody else's."""

import os
import shutil
import signal
import stat
import time
from pathlib import Path

import psycopg2
import pytest
import redis

from nqt.embedded import services
from nqt.embedded.place import EmbeddedError, Place
from nqt.embedded.postgres import Postgres
from nqt.embedded.redis import Redis


def env_of(place: Place) -> dict[str, str]:
    return dict(line.split("=", 1) for line in (place.run_dir / "env").read_text().splitlines())


def words(states: list[services.State]) -> list[str]:
    return [state.word for state in states]


def postmaster(place: Place) -> int:
    return int((place.home / "postgresql" / "postmaster.pid").read_text().split("\n", 1)[0])


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_services_on_a_bare_machine_start_once_and_stop(place):
    assert words(services.status(place)) == ["is off", "is off"]
    assert words(services.up(place)) == ["started", "started"]
    before = (place.run_dir / "env").read_text()
    assert words(services.up(place)) == ["runs", "runs"]
    assert (place.run_dir / "env").read_text() == before
    assert words(services.status(place)) == ["runs", "runs"]
    assert words(services.down(place)) == ["stopped", "stopped"]
    assert words(services.down(place)) == ["was off", "was off"]
    assert not (place.run_dir / "env").exists()


def test_services_when_up_speak_french_and_take_many_connections(running):
    urls = env_of(running)
    with psycopg2.connect(urls["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT lower('ÉŒ'), current_setting('max_connections')::int, current_setting('fsync')")
        assert cursor.fetchone() == ("éœ", 200, "on")
    with redis.Redis.from_url(urls["REDIS_URL"]) as client:
        assert client.ping()


def test_services_without_the_password_let_nobody_in(running):
    urls = env_of(running)
    stranger = urls["DATABASE_URL"].replace(running.secret, "guessed")
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(stranger)
    with redis.Redis.from_url(urls["REDIS_URL"].replace(f":{running.secret}@", "")) as client:
        with pytest.raises(redis.AuthenticationError):
            client.ping()
    assert stat.S_IMODE((running.run_dir / "env").stat().st_mode) == 0o600


def test_services_below_a_private_folder_open_nothing(place):
    above = [each for each in (place.run_dir, *place.run_dir.parents) if each.exists()]
    before = {each: each.stat().st_mode for each in above}
    assert stat.S_IMODE(place.run_dir.parent.parent.stat().st_mode) == 0o700
    services.up(place)
    assert {each: each.stat().st_mode for each in above} == before
    assert stat.S_IMODE(place.home.stat().st_mode) == 0o700


def test_services_killed_with_their_data_come_back_with_it(place):
    services.up(place)
    with psycopg2.connect(env_of(place)["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (word text)")
        cursor.execute("INSERT INTO kept VALUES ('oui')")
    connection.commit()
    connection.close()
    kill(postmaster(place))
    with redis.Redis.from_url(env_of(place)["REDIS_URL"]) as client:
        kill(client.info()["process_id"])
    assert words(services.status(place)) == ["is off", "is off"]
    assert words(services.up(place)) == ["started", "started"]
    with psycopg2.connect(env_of(place)["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT word FROM kept")
        assert cursor.fetchone() == ("oui",)


def test_services_with_a_lock_file_of_a_reused_pid_start_all_the_same(place):
    services.up(place)
    kill(postmaster(place))
    lock = place.home / "postgresql" / "postmaster.pid"
    lock.write_text("\n".join([str(os.getpid()), *lock.read_text().split("\n")[1:]]))
    assert words(services.up(place)) == ["started", "runs"]


def test_services_given_by_the_environment_are_left_alone(place, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/nqt")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    assert words(services.up(place)) == ["is yours", "is yours"]
    assert not place.home.exists()
    assert not (place.run_dir / "env").exists()


def test_services_with_one_given_start_the_other(place, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/nqt")
    assert [(state.name, state.word) for state in services.up(place)] == [
        ("redis", "started"),
        ("postgresql", "is yours"),
    ]
    assert list(env_of(place)) == ["REDIS_URL"]


def test_services_whose_settings_were_read_from_the_file_are_still_ours(running, monkeypatch):
    for name, value in env_of(running).items():
        monkeypatch.setenv(name, value)
    assert words(services.up(running)) == ["runs", "runs"]


def test_services_of_a_copied_clone_are_not_those_of_the_first(place, tmp_path):
    services.up(place)
    copy = Place(tmp_path / "copy" / ".run", place.home.with_name(f"{place.home.name}-copy"), place.account)
    shutil.copytree(place.home, copy.home)
    for each in [copy.home, *copy.home.rglob("*")]:
        copy.give(each)
    try:
        assert words(services.up(copy)) == ["started", "started"]
        assert Postgres(copy).port != Postgres(place).port
        assert Redis(copy).port != Redis(place).port
        services.down(copy)
        assert words(services.status(place)) == ["runs", "runs"]
    finally:
        services.down(copy)
        shutil.rmtree(copy.home)


def test_services_whose_folder_somebody_put_there_first_refuse(place):
    place.run_dir.mkdir(parents=True)
    place.home.symlink_to("/etc")
    try:
        with pytest.raises(EmbeddedError, match="belongs to somebody else"):
            services.up(place)
    finally:
        place.home.unlink()


def test_services_in_a_cluster_of_the_wrong_locale_refuse(running, monkeypatch):
    monkeypatch.setattr(Postgres, "_ask", lambda self, question: str(self.folder) if "directory" in question else "É")
    with pytest.raises(EmbeddedError, match="wrong locale"):
        services.up(running)


def test_services_off_linux_say_what_to_do(place, monkeypatch):
    monkeypatch.setattr("sys.platform", "darwin")
    with pytest.raises(EmbeddedError, match="set DATABASE_URL and REDIS_URL"):
        services.up(place)
