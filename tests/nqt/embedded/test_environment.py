"""The environment is built from the machine's own pip configuration, by uv when it is there."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "nqt" / "embedded" / "environment.py"


@pytest.fixture
def environment() -> SimpleNamespace:
    """The script as a module: it runs before any package of ours can be imported."""
    return SimpleNamespace(**runpy.run_path(str(SCRIPT)))


def says(monkeypatch: pytest.MonkeyPatch, output: str) -> None:
    monkeypatch.setattr("subprocess.run", lambda *args, **kwargs: SimpleNamespace(stdout=output, returncode=0))


def test_pip_settings_from_files_and_environment_prefer_the_environment(environment, monkeypatch):
    says(
        monkeypatch,
        ":env:.index-url='https://mirror.example/simple'\n"
        "global.index-url='https://other.example/simple'\n"
        "global.find-links='/one /two'\n",
    )
    assert environment.pip_settings() == {"index-url": "https://mirror.example/simple", "find-links": "/one /two"}


def test_uv_settings_from_pip_s_carry_index_and_folders_in_uv_s_words(environment):
    words = environment.uv_settings({"index-url": "https://mirror.example/simple", "find-links": "/one /two"})
    assert words["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert words["UV_FIND_LINKS"] == "/one,/two"


def test_installing_where_uv_fails_is_done_by_pip(environment, monkeypatch):
    commands: list[str] = []

    def run(command: list[str], **options: object) -> SimpleNamespace:
        commands.append(command[0])
        return SimpleNamespace(stdout="", returncode=1 if command[0] == "/somewhere/uv" else 0)

    monkeypatch.setattr("shutil.which", lambda name: "/somewhere/uv")
    monkeypatch.setattr("subprocess.run", run)
    monkeypatch.setattr(Path, "touch", lambda self: None)
    environment.main("demo")
    assert commands[-1].endswith(".venv/bin/python")
    assert "/somewhere/uv" in commands
