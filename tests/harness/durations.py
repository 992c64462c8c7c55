"""What each test costs: `--durations-to=FILE` writes a line a test and phase, and the end tells the dearest files.

Seconds of the clock, and of this process: on a busy machine only the second compare with yesterday's. What a test makes
PostgreSQL do is in neither but as waiting. The plugin runs in every worker of xdist; the first process writes.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import pytest

PHASES = ("setup", "call", "teardown")
SPENT = pytest.StashKey[dict[str, float]]()
TOLD = 12


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--durations-to", metavar="FILE", help="write what each phase of each test cost")


def register(config: pytest.Config) -> None:
    """When it was asked for."""
    if config.getoption("--durations-to"):
        is_worker = hasattr(config, "workerinput")
        config.pluginmanager.register(Recorder(None if is_worker else Path(config.getoption("--durations-to"))))


class Recorder:
    """Measures where the tests run, gathers where they are reported."""

    def __init__(self, path: Path | None) -> None:
        self.file: TextIO | None = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.file = path.open("w", buffering=1)
        self.lines: list[tuple[str, str, float, float]] = []
        self.collecting: list[float] = []

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Iterator[None]:
        """Importing the tests and naming them: each worker does it again."""
        self.started = time.process_time()
        yield

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.collecting.append(time.process_time() - self.started)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Iterator[None]:
        yield from self._measure(item, "setup")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        yield from self._measure(item, "call")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Iterator[None]:
        yield from self._measure(item, "teardown")

    def _measure(self, item: pytest.Item, phase: str) -> Iterator[None]:
        before = time.process_time()
        try:
            return (yield)
        finally:
            item.stash.setdefault(SPENT, {})[phase] = time.process_time() - before

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
        report = yield
        report.spent = item.stash.get(SPENT, {}).get(call.when, 0.0)
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Every report comes to the first process, its attributes with it. What was written survives a kill."""
        if self.file is None:
            return
        line = (report.nodeid, str(report.when), report.duration, getattr(report, "spent", 0.0))
        self.lines.append(line)
        self.file.write("{}\t{}\t{:.3f}\t{:.3f}\n".format(*line))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workerinput"):
            session.config.workeroutput["collecting"] = self.collecting

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self.collecting += getattr(node, "workeroutput", {}).get("collecting", [])

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Where it went, the dearest files first."""
        files: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for node, phase, clock, spent in self.lines:
            for name in (node.partition("::")[0], "all"):
                files[name][phase] += spent
                files[name]["clock"] += clock
        terminalreporter.section("processor seconds")
        collecting = ", ".join(f"{seconds:.1f}" for seconds in self.collecting)
        terminalreporter.write_line(f"collecting: {collecting}; {'setup':>28} {'call':>8} {'teardown':>8} {'clock':>8}")
        dearest = sorted(files, key=lambda name: -sum(files[name][phase] for phase in PHASES))[: TOLD + 1]
        for name in dearest:
            told = " ".join(f"{files[name][column]:8.1f}" for column in (*PHASES, "clock"))
            terminalreporter.write_line(f"{name:<48} {told}")
