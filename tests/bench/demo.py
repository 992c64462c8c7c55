"""`make demo` in a fresh clone: seconds until the product answers, with nothing installed, then again."""

import os
import re
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

from tests.bench.base import say

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 600


def measure() -> bool:
    """Cold and warm; told, since they depend on the network and the machine."""
    with tempfile.TemporaryDirectory(prefix="nqt-bench-") as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        try:
            cold, warm = seconds_to_ready(clone), seconds_to_ready(clone)
        finally:
            subprocess.run(["make", "--silent", "stop"], cwd=clone, env=_environment(), check=False)
    good = say("make demo, fresh clone, nothing installed", f"{cold} s", "(told)", cold > 0)
    return good & say("make demo, again", f"{warm} s", "(told)", warm > 0)


def seconds_to_ready(clone: Path) -> int:
    """What the command itself prints; 0 when it ended without being ready."""
    run = subprocess.Popen(
        ["make", "--silent", "demo"],
        cwd=clone,
        env={**_environment(), "PORT": str(_free_port())},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    ready = 0
    for line in run.stdout:
        found = re.search(r"Ready in (\d+) s", line)
        if found:
            ready = int(found[1])
            break
    os.killpg(run.pid, signal.SIGINT)
    run.wait(PATIENCE_SECONDS)
    return ready


def _environment() -> dict[str, str]:
    """Without what this run was given: the clone starts its own servers."""
    ours = ("DATABASE_URL", "REDIS_URL", "VIRTUAL_ENV", "NQT_STARTED", "MAKEFLAGS", "MAKELEVEL")
    named = {name: value for name, value in os.environ.items() if name not in ours}
    return {name: value for name, value in named.items() if not name.startswith(("DJANGO_", "DATABASE_"))}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
