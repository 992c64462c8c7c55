"""Build `.venv` with nothing but the machine's Python: `python3 -I nqt/embedded/environment.py demo|dev`.

Locked requirements with their hashes, from the index that the machine's own pip is configured for: no address is
written here or anywhere in the repository. `uv` is used when it is on PATH, for speed; without it, or when it fails,
pip does the same work.
"""

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

CLONE = Path(__file__).resolve().parents[2]
VENV = CLONE / ".venv"
PYTHON = VENV / "bin" / "python"
FLOOR, CEILING = (3, 11), (3, 14)
INCLUDED = {"demo": ("demo",), "dev": ("demo", "dev")}
"""Which stamps a set of requirements earns: the developers' set holds the demo's."""
PIP_SETTING = re.compile(r"^(?:global|install|user|site|:env:)\.([a-z-]+)='(.*)'$")
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}


def main(flavour: str) -> None:
    """Create the environment when there is none, install, leave a stamp for make."""
    if not FLOOR <= sys.version_info[:2] < CEILING:
        sys.exit("Python 3.11, 3.12 or 3.13 is needed: make PYTHON=/path/to/python3.11 …")
    if not PYTHON.exists():
        create()
    requirements = CLONE / "requirements" / f"{flavour}.txt"
    if not (install_with_uv(requirements) or install_with_pip(requirements)):
        sys.exit(f"{requirements.relative_to(CLONE)} could not be installed: see above.")
    for stamp in INCLUDED[flavour]:
        (VENV / f".{stamp}").touch()


def create() -> None:
    """A virtual environment, by Python itself or else by uv."""
    uv = shutil.which("uv")
    try:
        venv.create(VENV, with_pip=True, clear=True, symlinks=True)
    except (subprocess.CalledProcessError, OSError):
        command = [uv, "venv", "--quiet", "--seed", "--python", sys.executable, str(VENV)]
        shutil.rmtree(VENV, ignore_errors=True)
        if not uv or subprocess.run(command, check=False).returncode:
            sys.exit("This Python cannot make virtual environments: on Debian, apt-get install python3-venv.")


def install_with_uv(requirements: Path) -> bool:
    """Whether uv is here and managed."""
    uv = shutil.which("uv")
    if not uv:
        return False
    command = [uv, "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes", "-r", str(requirements)]
    done = subprocess.run(
        command, cwd=CLONE, env={**uv_settings(pip_settings()), **os.environ}, check=False, stderr=subprocess.DEVNULL
    )
    return done.returncode == 0


def install_with_pip(requirements: Path) -> bool:
    """Whether pip managed."""
    print(f"Installing {requirements.name} with pip: a minute the first time.", flush=True)  # noqa: T201
    options = ["-qq", "--disable-pip-version-check", "--no-input", "--require-hashes", "-r", str(requirements)]
    done = subprocess.run([str(PYTHON), "-m", "pip", "install", *options], cwd=CLONE, check=False)
    return done.returncode == 0


def pip_settings() -> dict[str, str]:
    """What the machine tells pip, in its files or its environment (which wins, and is listed last or as `:env:`)."""
    said = subprocess.run(
        [str(PYTHON), "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    lines = sorted(said.splitlines(), key=lambda line: line.startswith(":env:"))
    return {found[1]: found[2] for line in lines if (found := PIP_SETTING.match(line))}


def uv_settings(settings: dict[str, str]) -> dict[str, str]:
    """The same in uv's words; like pip, it then takes the best version of all indexes."""
    words = {UV_NAMES[name]: value for name, value in settings.items() if name in UV_NAMES}
    if "UV_FIND_LINKS" in words:
        words["UV_FIND_LINKS"] = ",".join(words["UV_FIND_LINKS"].split())
    return {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_PYTHON_DOWNLOADS": "never", **words}


if __name__ == "__main__":
    main(sys.argv[1])
