"""Runs a team's own tests as its CI would, and says in JUnit XML how they went, whatever happens."""

import signal
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from threading import Event
from xml.etree.ElementTree import Element, SubElement, tostring

from local.checkout import checked_out, content, ending_of, legible, run_over
from shared.adapters.confined import Limits
from shared.core.errors import RefusedError
from shared.core.messages import TestReport
from shared.junit import read_junit

NO_TESTS = 5
LARGEST_REPORT = 5 * 1024 * 1024


def results_of(
    files: Mapping[str, bytes], workshop: Path, limits: Limits, stop: Event
) -> bytes | None:
    """The JUnit XML of all tests in the files, `None` where we were stopped meanwhile."""
    with checked_out(files, workshop) as place:
        code = run_over(place, command_for(files, place), limits, stop)
        if code is None and stop.is_set():
            return None
        report = content(place / "report.xml", LARGEST_REPORT + 1)
        fault = fault_in(code, report, limits)
        return failed(fault, ending_of(place / "output")) if fault else report


def failed(fault: str, output: str = "") -> bytes:
    """A report of one test that did not pass: the one that the tests can be run."""
    suites = Element("testsuites")
    suite = SubElement(suites, "testsuite", name="ci", tests="1", errors="1", failures="0")
    case = SubElement(suite, "testcase", classname="ci", name="the tests run to their end")
    SubElement(case, "error", message=legible(fault)).text = legible(output)
    report: bytes = tostring(suites, encoding="utf-8", xml_declaration=True)
    return report


def command_for(files: Mapping[str, bytes], place: Path) -> tuple[str, ...]:
    """pytest over everything, from the root, with the team's configuration where there is one."""
    names = Counter(Path(path).name for path in files)
    # Several models may have a tests/test_train.py each, which pytest by default cannot load.
    twins = any(name.startswith("test_") and count > 1 for name, count in names.items())
    return (
        *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir=."),
        *(("--import-mode=importlib",) if twins else ()),
        f"--junitxml={place / 'report.xml'}",
    )


def fault_in(code: int | None, report: bytes, limits: Limits) -> str:
    """Why the report cannot stand for the tests, empty where it can."""
    if code is None:
        return f"the tests took longer than {limits.wall_seconds:g} s"
    if code < 0:
        return f"the tests were ended by the system: {signal.strsignal(-code)}"
    if not report:
        return f"pytest ended with exit code {code} and left no report"
    if len(report) > LARGEST_REPORT:
        return f"the report is larger than {LARGEST_REPORT} bytes"
    try:
        return contradiction(code, read_junit(report, report=""))
    except RefusedError as error:
        return f"the report cannot be read: {error}"


def contradiction(code: int, counts: TestReport) -> str:
    """How exit code and report disagree, empty where they agree."""
    if code == NO_TESTS or counts.tests == 0:
        return "there are no tests: add some, in files named test_*.py"
    if code and not counts.failures + counts.errors:
        return f"pytest ended with exit code {code} though no test failed"
    return ""
