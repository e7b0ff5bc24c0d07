"""Every pushed commit is tested once, and its results are accepted in the end, whatever happens."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from local.ci import Ci
from local.git import create_bare
from local.spool import Spool, Waiting
from local.works import LINT, TESTS, Work
from shared.adapters.confined import Limits
from shared.adapters.git_source import GitSource
from shared.adapters.memory_source import MemorySource
from shared.core.errors import TryAgainError
from shared.core.messages import TestReport
from shared.junit import read_junit
from shared.ports import Snapshot, Source
from shared.pylint_results import read
from tests.developer import git
from tests.local.receiver import News, Receiver, listening

KEY = b"not-a-real-key"
GOOD = {"test_it.py": b"def test_it():\n    assert True\n"}
ROOT = Path(__file__).parents[2]


class Platform:
    """A receiver, a repository with a key, a spool, and a source to put commits into."""

    def __init__(self, home: Path, receiver: Receiver) -> None:
        (home / "key").write_bytes(KEY)
        (home / "key").chmod(0o600)
        self.home, self.receiver, self.source = home, receiver, MemorySource()
        self.bare = self.repository("churn")
        self.spool = Spool(directory=home / "ci")

    def repository(self, name: str) -> Path:
        address = self.receiver.address
        return create_bare(self.home / "git", name, address, self.home / "key", self.home / "ci")

    def ci(
        self, source: Source | None = None, works: Sequence[Work] = (TESTS,), **limits: float
    ) -> Ci:
        """A runner as it is after a start; it only runs the tests unless told otherwise."""
        return Ci(
            repositories=self.home / "git",
            spool=self.spool,
            source=source or self.source,
            limits=Limits(**{"wall_seconds": 60, **limits}),  # type: ignore[arg-type]
            works=works,
        )

    def pushed(self, files: Mapping[str, bytes]) -> Waiting:
        """A commit of the files, which waits for its tests."""
        commit = self.source.commit(str(self.bare), files)
        waiting = Waiting(repository="churn", commit=commit)
        self.spool.add(waiting)
        return waiting

    def unreadable(self) -> Waiting:
        """A commit that waits but is not there, so that it is quickly dealt with."""
        waiting = Waiting(repository="churn", commit="12" * 20)
        self.spool.add(waiting)
        return waiting

    def report(self) -> TestReport:
        """The one report that came."""
        (news,) = self.receiver.news
        return read_junit(news.body, "")


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    with listening(Receiver()) as receiver:
        yield Platform(tmp_path, receiver)


def signed(news: News, waiting: Waiting) -> bool:
    """Whether the news is signed for this commit and no other, with all that it claims."""
    claims = parse_qs(urlsplit(news.path).query)
    lines = "".join(f"{name}={claims[name][0]}\n" for name in ("at", "ci"))
    return news.signed_with(KEY, f"{waiting.repository}\n{waiting.commit}\n{lines}".encode())


def asked(news: News) -> str:
    """The door that the news was brought to, and for which commit in which CI."""
    parts = urlsplit(news.path)
    claims = {name: values[0] for name, values in parse_qs(parts.query).items() if name != "at"}
    return f"{parts.path}?{urlencode(claims)}"


def test_the_results_of_a_pushed_commit_are_posted_and_signed(platform: Platform) -> None:
    waiting = platform.pushed(GOOD)

    accepted = platform.ci().run_once(Event())

    (news,) = platform.receiver.news
    assert asked(news) == (
        f"/api/test-results?repository=churn&commit={waiting.commit}&ci=gatehouse"
    )
    assert signed(news, waiting)
    report = platform.report()
    assert replace(report, at=None) == TestReport(
        tests=1, failures=0, errors=0, skipped=0, report=""
    )
    assert report.at
    assert (accepted, platform.spool.waiting()) == (1, [])


def test_failing_tests_are_reported_as_failing(platform: Platform) -> None:
    platform.pushed({**GOOD, "test_bad.py": b"def test_bad():\n    assert 1 == 2\n"})

    platform.ci().run_once(Event())

    assert (platform.report().tests, platform.report().failures) == (2, 1)


def test_several_models_in_one_repository_are_tested_together(platform: Platform) -> None:
    test = b"from pathlib import Path\n\ndef test_it():\n    assert Path('model.py').exists()\n"
    folders = {f"{name}/tests/test_train.py": test for name in ("churn", "fraud")}
    platform.pushed({**folders, "model.py": b""})

    platform.ci().run_once(Event())

    assert (platform.report().tests, platform.report().errors) == (2, 0)


def test_a_model_at_the_root_can_be_imported(platform: Platform) -> None:
    test = b"from train import train\n\ndef test_it():\n    assert train() == 1\n"
    platform.pushed({"train.py": b"def train(): return 1\n", "tests/test_train.py": test})

    platform.ci().run_once(Event())

    assert (platform.report().tests, platform.report().errors) == (1, 0)


PRINT_ENVIRONMENT = b"""
import os

def test_it():
    assert not {name for name in os.environ if name.startswith("GATEHOUSE")}
    assert os.environ["HOME"] != %r
"""


def test_tests_see_nothing_of_our_environment(platform: Platform) -> None:
    os.environ["GATEHOUSE_CANARY"] = "secret"
    platform.pushed({"test_it.py": PRINT_ENVIRONMENT % os.path.expanduser("~")})

    try:
        platform.ci().run_once(Event())
    finally:
        del os.environ["GATEHOUSE_CANARY"]

    assert platform.report().failures == 0


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        pytest.param({"train.py": b""}, "there are no tests", id="no tests"),
        pytest.param(
            {"test_it.py": b"import os\nos._exit(0)\n"}, "left no report", id="a silent way out"
        ),
        pytest.param(
            {"test_it.py": b"import os\n\ndef test_it():\n    os.kill(os.getpid(), 9)\n"},
            "by the system: Killed",
            id="a process that is killed",
        ),
        pytest.param(
            {"pytest.ini": b"[pytest]\naddopts = --no-such-option\n", **GOOD},
            "exit code 4",
            id="a configuration that pytest refuses",
        ),
        pytest.param(
            {**GOOD, "conftest.py": b"def pytest_sessionfinish(session):\n    session.exitstatus = 1\n"},
            "though no test failed",
            id="a failure that no test explains",
        ),
    ],
)  # fmt: skip
def test_tests_that_cannot_be_run_are_an_error(
    platform: Platform, files: Mapping[str, bytes], fault: str
) -> None:
    platform.pushed(files)

    platform.ci().run_once(Event())

    assert (platform.report().tests, platform.report().errors) == (1, 1)
    assert fault in platform.receiver.news[0].body.decode()


@pytest.mark.parametrize(
    ("test", "limits", "fault"),
    [
        pytest.param("time.sleep(60)", {"wall_seconds": 1.5}, "longer than 1.5 s", id="time"),
        pytest.param(
            "list(iter(int, 1))",
            {"cpu_seconds": 1, "memory_mib": 8000},
            "CPU time limit exceeded",
            id="processor",
        ),
        pytest.param("bytes(2**31)", {"memory_mib": 1024}, "MemoryError", id="memory"),
        pytest.param(
            "open('x', 'wb').write(bytes(2**21))", {"file_mib": 1}, "File too large", id="disk"
        ),
    ],
)
def test_tests_are_kept_within_limits(
    platform: Platform, test: str, limits: Mapping[str, float], fault: str
) -> None:
    platform.pushed({"test_it.py": f"import time\n\ndef test_it():\n    {test}\n".encode()})

    platform.ci(**limits).run_once(Event())

    assert platform.report().failures + platform.report().errors == 1
    assert fault in platform.receiver.news[0].body.decode()


def test_a_commit_that_cannot_be_read_is_an_error(platform: Platform) -> None:
    platform.unreadable()

    platform.ci().run_once(Event())

    assert platform.report().errors == 1
    assert "cannot be read" in platform.receiver.news[0].body.decode()


def test_a_commit_that_waits_twice_is_tested_once(platform: Platform) -> None:
    platform.spool.add(platform.unreadable())
    ci = platform.ci()

    accepted = [ci.run_once(Event()), ci.run_once(Event())]

    assert accepted == [1, 0]


def test_results_are_posted_until_they_are_accepted(platform: Platform) -> None:
    platform.receiver.statuses = [503, 401, 202]
    platform.unreadable()
    ci = platform.ci()

    accepted = [ci.run_once(Event()) for _ in range(10)]

    assert sum(accepted) == 1
    assert len({news.body for news in platform.receiver.news}) == 1
    assert len(platform.receiver.news) == 3


def test_results_outlive_the_process_that_found_them(platform: Platform) -> None:
    waiting = platform.pushed(GOOD)
    platform.spool.keep(waiting, "xml", b"<testsuites/>")

    platform.ci().run_once(Event())

    assert [news.body for news in platform.receiver.news] == [b"<testsuites/>"]
    assert platform.spool.results(waiting, "xml") is None


def test_one_that_is_turned_away_keeps_nobody_waiting(platform: Platform) -> None:
    platform.spool.add(Waiting(repository="unknown", commit="34" * 20))
    platform.unreadable()

    accepted = platform.ci().run_once(Event())

    assert accepted == 1
    assert [waiting.repository for waiting in platform.spool.waiting()] == ["unknown"]


class BusySource:
    """A source that has trouble of its own, once."""

    def __init__(self, source: Source) -> None:
        self._source, self._busy = source, True

    def snapshot(self, url: str, commit: str) -> Snapshot:
        if self._busy:
            self._busy = False
            raise TryAgainError("the disk is away")
        return self._source.snapshot(url, commit)

    def heads(self, url: str) -> Mapping[str, str]:
        return self._source.heads(url)


def test_passing_trouble_of_the_source_is_waited_for(platform: Platform) -> None:
    platform.unreadable()
    ci = platform.ci(BusySource(platform.source))

    accepted = [ci.run_once(Event()) for _ in range(4)]

    assert accepted == [0, 0, 1, 0]


def test_a_head_that_no_hook_left_is_found(platform: Platform) -> None:
    waiting = platform.pushed(GOOD)
    (platform.home / "ci" / waiting.path).unlink()
    ci = platform.ci()

    ci.look_for_missed()
    found = platform.spool.waiting()
    platform.spool.finish(waiting, ["xml"])
    ci.look_for_missed()

    assert found == [waiting]
    assert platform.spool.waiting() == []


def test_a_second_runner_stands_by_until_the_first_has_gone(platform: Platform) -> None:
    other = Spool(directory=platform.spool.directory)

    with platform.spool.claimed() as first, other.claimed() as second:
        assert (first, second) == (True, False)
    with other.claimed() as second:
        assert second


def test_what_a_crash_left_in_the_workshop_is_cleared_away(platform: Platform) -> None:
    (platform.spool.workshop() / "half a checkout").mkdir()

    with platform.spool.claimed():
        assert list(platform.spool.workshop().iterdir()) == []


def test_a_broken_folder_does_not_end_the_runner(platform: Platform) -> None:
    (platform.home / "git/churn.json").write_text("broken")
    platform.unreadable()
    ci = platform.ci()

    ci.run_round(Event())

    assert len(platform.spool.waiting()) == 1


def test_stopping_leaves_the_commit_for_the_next_start(platform: Platform) -> None:
    marker = platform.home / "begun"
    test = f"import time\nopen({str(marker)!r}, 'w')\ntime.sleep(60)\n"
    waiting = platform.pushed({"test_it.py": test.encode()})
    stop = Event()
    thread = Thread(target=platform.ci().run_forever, args=(stop,), kwargs={"seconds": 0.01})

    thread.start()
    while not marker.exists():
        stop.wait(0.01)
    stop.set()
    thread.join()

    assert platform.spool.waiting() == [waiting]
    assert platform.receiver.news == []


RUNNER = """
import sys
from pathlib import Path
from threading import Event
from local.ci import Ci
from local.spool import Spool
from local.works import TESTS
from shared.adapters.git_source import GitSource

home = Path(sys.argv[1])
spool = Spool(directory=home / "ci")
ci = Ci(repositories=home / "git", spool=spool, source=GitSource(), works=[TESTS])
ci.run_forever(Event())
"""
TELL_PID = """
import os, time
from pathlib import Path

def test_it():
    begun = Path({marker!r})
    if not begun.exists():
        begun.with_suffix(".draft").write_text(str(os.getpid()))
        begun.with_suffix(".draft").rename(begun)
        time.sleep(60)
"""


def test_a_runner_that_is_killed_loses_nothing_and_leaves_nothing_behind(
    platform: Platform, tmp_path: Path
) -> None:
    work, marker, pause = tmp_path / "work", tmp_path / "begun", Event()
    git(tmp_path, "clone", "-q", str(platform.bare), str(work))
    (work / "test_it.py").write_text(TELL_PID.format(marker=str(marker)))
    git(work, "add", "--all")
    git(work, "commit", "-q", "-m", "slow at first")
    git(work, "push", "-q", "origin", "HEAD:main")

    command = [sys.executable, "-c", RUNNER, str(platform.home)]
    with subprocess.Popen(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}) as runner:
        while not marker.exists():
            assert runner.poll() is None
            pause.wait(0.02)
        runner.send_signal(signal.SIGKILL)
    while Path(f"/proc/{marker.read_text()}").exists():
        pause.wait(0.02)
    accepted = platform.ci(GitSource()).run_once(pause)

    assert accepted == 1
    assert [news.path.partition("?")[0] for news in platform.receiver.news] == [
        "/api/pushes",
        "/api/test-results",
    ]


def test_what_pylint_says_of_a_pushed_commit_is_posted_and_signed(platform: Platform) -> None:
    waiting = platform.pushed({"deep/odd.py": b"import os\n", "notes.md": b"x\n"})

    accepted = platform.ci(works=[LINT]).run_once(Event())

    (news,) = platform.receiver.news
    results = read(news.body, "")
    assert asked(news) == (
        f"/api/lint-results?repository=churn&commit={waiting.commit}&ci=gatehouse"
    )
    assert signed(news, waiting)
    assert (results.report.modules, results.paths) == (3, {"deep/odd.py"})
    assert results.report.warning == 1
    assert (accepted, platform.spool.waiting()) == (1, [])


@pytest.mark.parametrize(
    ("files", "limits", "fault"),
    [
        pytest.param({".pylintrc": b"[MAIN]\njobs=x\n"}, {}, "exit code 32", id="a bad option"),
        pytest.param(
            {".pylintrc": b"[MAIN]\ninit-hook='import os; os._exit(0)'\n"},
            {},
            "exit code 0",
            id="a silent way out",
        ),
        pytest.param(
            {".pylintrc": b"[MAIN]\ninit-hook='import time; time.sleep(60)'\n"},
            {"wall_seconds": 1.5},
            "longer than 1.5 s",
            id="no end",
        ),
        pytest.param(
            {".pylintrc": b"[MAIN]\ninit-hook='import os; os.kill(os.getpid(), 9)'\n"},
            {},
            "by the system: Killed",
            id="a process that is killed",
        ),
    ],
)
def test_pylint_that_cannot_be_run_is_told_as_such(
    platform: Platform, files: Mapping[str, bytes], limits: Mapping[str, float], fault: str
) -> None:
    platform.pushed({**GOOD, **files})

    platform.ci(works=[LINT], **limits).run_once(Event())

    (news,) = platform.receiver.news
    assert (read(news.body, "").report.modules, read(news.body, "").report.fatal) == (0, 1)
    assert fault in news.body.decode()


def test_pylint_sees_nothing_of_our_environment(platform: Platform) -> None:
    hook = b'import os; assert not [x for x in os.environ if x.startswith("GATEHOUSE")]'
    os.environ["GATEHOUSE_CANARY"] = "secret"
    platform.pushed({**GOOD, ".pylintrc": b"[MAIN]\ninit-hook='" + hook + b"'\n"})

    try:
        platform.ci(works=[LINT]).run_once(Event())
    finally:
        del os.environ["GATEHOUSE_CANARY"]

    assert read(platform.receiver.news[0].body, "").paths == {"test_it.py"}


def test_tests_and_pylint_are_accepted_each_for_itself(platform: Platform) -> None:
    platform.receiver.statuses = [202, 503, 202]
    waiting = platform.unreadable()
    ci = platform.ci(works=[TESTS, LINT])

    accepted = [ci.run_once(Event()) for _ in range(4)]

    doors = [urlsplit(news.path).path for news in platform.receiver.news]
    assert accepted == [1, 0, 1, 0]
    assert doors == ["/api/test-results", "/api/lint-results", "/api/lint-results"]
    assert (platform.spool.waiting(), platform.spool.knows(waiting)) == ([], True)


def test_what_was_accepted_before_a_crash_is_not_sent_again(platform: Platform) -> None:
    waiting = platform.unreadable()
    platform.spool.accept(waiting, "xml")

    platform.ci(works=[TESTS, LINT]).run_once(Event())

    assert [urlsplit(news.path).path for news in platform.receiver.news] == ["/api/lint-results"]


def test_all_tests_go_before_any_pylint(platform: Platform) -> None:
    for number in range(2):
        platform.spool.add(Waiting(repository="churn", commit=f"{number}2" * 20))

    platform.ci(works=[TESTS, LINT]).run_once(Event())

    doors = [urlsplit(news.path).path for news in platform.receiver.news]
    assert doors == ["/api/test-results"] * 2 + ["/api/lint-results"] * 2
