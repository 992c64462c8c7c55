"""The contract with ClamAV's daemon, held by a socket that answers as clamd(8) says."""

import socket
import struct
import threading

import pytest

from nqt.files.scanning import CHUNK, SAMPLE, Clamd, KnownSample, ScannerDown, Verdict


class Daemon(threading.Thread):
    """Takes one stream, keeps it, gives the answer it was made for."""

    def __init__(self, answer: bytes | None, listening: socket.socket) -> None:
        super().__init__(daemon=True)
        self.answer, self.listening, self.received, self.command = answer, listening, b"", b""

    def run(self) -> None:
        link, _ = self.listening.accept()
        with link, link.makefile("rb") as stream:
            self.command = stream.read(len(b"zINSTREAM\0"))
            while length := struct.unpack("!L", stream.read(4))[0]:
                self.received += stream.read(length)
            if self.answer is not None:
                link.sendall(self.answer)
            else:
                link.recv(1)  # says nothing until the other side gives up


@pytest.fixture
def daemon():
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answering(answer: bytes | None) -> tuple[Clamd, Daemon]:
            thread = Daemon(answer, listening)
            thread.start()
            return Clamd(f"tcp://127.0.0.1:{listening.getsockname()[1]}"), thread

        yield answering


def test_stream_arrives_whole_and_is_found_clean(daemon):
    clamd, thread = daemon(b"stream: OK\0")
    data = b"x" * (CHUNK * 2 + 7)
    assert clamd.scan(data, seconds=5) is Verdict.CLEAN
    thread.join(5)
    assert thread.command == b"zINSTREAM\0" and thread.received == data


def test_what_is_found_is_infected(daemon):
    clamd, _ = daemon(b"stream: Win.Test.EICAR_HDB-1 FOUND\0")
    assert clamd.scan(b"x", seconds=5) is Verdict.INFECTED


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: \0"])
def test_no_verdict_is_no_clean_file(daemon, answer):
    clamd, _ = daemon(answer)
    with pytest.raises(ScannerDown):
        clamd.scan(b"x", seconds=5)


def test_silence_ends_after_the_seconds_given(daemon):
    clamd, _ = daemon(None)
    with pytest.raises(ScannerDown):
        clamd.scan(b"x", seconds=0.2)


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd.sock", "", "nonsense"])
def test_nobody_there_is_said(settings, url):
    settings.SCANNER_URL = ""
    with pytest.raises(ScannerDown):
        Clamd(url).scan(b"x", seconds=0.5)


def test_sample_made_to_try_scanners_is_known():
    assert KnownSample().scan(b"aa" + SAMPLE, seconds=1) is Verdict.INFECTED
    assert KnownSample().scan(b"aa", seconds=1) is Verdict.CLEAN
