"""A body that nobody read does not swallow the request after it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

DEAF = """
def application(environ, start_response):
    start_response("413 Payload Too Large", [("Content-Length", "2")])
    return [b"no"]
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A gunicorn as the product starts it, in front of an application that reads no body."""
    folder = tmp_path_factory.mktemp("deaf")
    (folder / "deaf.py").write_text(DEAF)
    (folder / "gunicorn.conf.py").write_text(Path(settings.BASE_DIR, "gunicorn.conf.py").read_text())
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        number = probe.getsockname()[1]
    options = ["--bind", f"127.0.0.1:{number}", "--worker-class", "gthread", "--no-control-socket"]
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", *options, "--log-level", "error", "deaf"], cwd=folder)
    try:
        for _try in range(300):
            with closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", number)) == 0:
                    break
            time.sleep(0.1)
        yield number
    finally:
        server.terminate()
        server.wait(10)


def ask(connection: socket.socket, size: int) -> bytes:
    """A POST of so many bytes, and what comes back."""
    head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n".encode()
    connection.sendall(head + b"x" * size)
    answer = b""
    while not answer.endswith(b"\r\n\r\nno"):
        answer += connection.recv(4096)
    return answer


def test_answer_to_a_long_body_says_that_the_connection_ends(port):
    with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as connection:
        answer = ask(connection, 3_000_000).lower()
        assert answer.startswith(b"http/1.1 413")
        assert b"\r\nconnection: close\r\n" in answer


def test_connection_of_a_short_body_goes_on(port):
    with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as connection:
        for _time in range(2):
            answer = ask(connection, 2_000).lower()
            assert answer.startswith(b"http/1.1 413")
            assert b"\r\nconnection: keep-alive\r\n" in answer
