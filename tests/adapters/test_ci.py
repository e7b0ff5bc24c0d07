"""What every CI promises: the counts of what a run has published, or that it published nothing."""

import pytest

from shared.adapters.memory_ci import MemoryCi
from shared.adapters.no_ci import NoCi
from shared.codec import UnreadableError
from shared.core.messages import CiRun
from shared.ports import LintResults
from shared.pylint_results import read
from tests.memory_platform import pylint_wrote
from tests.standins.forge_bench import HOSTED

RUN = CiRun(id="4711", name="unit tests", passed=True)
CASES = {
    "passed": '<testcase name="adds"/>',
    "failed": '<testcase name="divides"><failure message="by zero"/></testcase>',
    "broken": '<testcase name="reads"><error message="no such file"/></testcase>',
    "skipped": '<testcase name="writes"><skipped/></testcase>',
}


def suite(**counts):
    """A JUnit document with so many cases of each kind."""
    cases = "".join(CASES[kind] * many for kind, many in counts.items())
    return f"<testsuites><testsuite name='t'>{cases}</testsuite></testsuites>"


def publish(bench, passed=0, failed=0, broken=0, skipped=0):
    """Have the run publish so many tests of each kind, in its provider's way."""
    standin, total = bench.standin, passed + failed + broken + skipped
    if bench.kind == "github":
        document = suite(passed=passed, failed=failed, broken=broken, skipped=skipped)
        standin.publish("bank/churn", RUN.id, "test-results", **{"junit.xml": document})
    elif bench.kind == "gitlab":
        counts = {"total_count": total, "failed_count": failed, "error_count": broken}
        standin.report("bank/churn", RUN.id, **counts, skipped_count=skipped)
    else:
        outcomes = {"Passed": passed, "Failed": failed, "Aborted": broken, "NotExecuted": skipped}
        standin.test_run("bank/churn", RUN.id, **outcomes)


@pytest.fixture(params=HOSTED)
def bench(request, theatre):
    """A CI that has run nothing yet."""
    with theatre.bench(request.param) as bench:
        bench.hold("bank/churn", "c0ffee")
        yield bench


def test_what_a_run_has_published_is_counted(bench):
    publish(bench, passed=3, failed=2, broken=1, skipped=1)

    found = bench.forges.results(bench.url("bank/churn"), RUN)

    assert (found.tests, found.failures, found.errors, found.skipped) == (7, 2, 1, 1)


def test_the_evidence_is_kept_as_the_provider_gave_it(bench):
    publish(bench, passed=1)

    first, second = (bench.forges.results(bench.url("bank/churn"), RUN) for _ in range(2))

    assert first.evidence == second.evidence != b""


def test_a_run_that_published_no_tests_has_no_results(bench):
    if bench.kind == "github":
        bench.standin.publish("bank/churn", RUN.id, "wheels", **{"report.xml": "<wheel/>"})
    else:
        publish(bench)

    assert bench.forges.results(bench.url("bank/churn"), RUN) is None


def test_where_it_is_asked_again_nothing_is_counted_twice(bench):
    publish(bench, passed=2)

    found = [bench.forges.results(bench.url("bank/churn"), RUN).tests for _ in range(2)]

    assert found == [2, 2]


def leave(bench, name, **files):
    """Have the run leave an artifact behind, in its provider's way."""
    act = bench.standin.publish if bench.kind == "github" else bench.standin.leave
    act("bank/churn", RUN.id, name, **files)


def lint(bench):
    """What pylint wrote in the run."""
    return bench.forges.lint(bench.url("bank/churn"), RUN)


@pytest.mark.parametrize("name", ["pylint", "lint", "model-lint", "Lint results"])
def test_what_pylint_wrote_is_found_by_the_name_it_was_published_under(bench, name):
    leave(bench, name, **{"pylint.json": pylint_wrote("score.py"), "pylint.txt": "9.5/10"})

    assert lint(bench) == LintResults(evidence=pylint_wrote("score.py"))


def test_what_pylint_wrote_in_several_jobs_is_one_whole(bench):
    leave(bench, "pylint-model", **{"pylint.json": pylint_wrote("score.py", modules=2)})
    leave(bench, "pylint-tests", **{"a.json": pylint_wrote(), "b.json": pylint_wrote("a.py")})

    report = read(lint(bench).evidence, "").report

    assert (report.warning, report.modules, report.remark) == (2, 10, "")


def test_a_run_without_pylint_has_none_of_it(bench):
    leave(bench, "wheels", **{"pylint.json": pylint_wrote()})
    leave(bench, "splinter", **{"pylint.json": pylint_wrote()})
    leave(bench, "pylint", **{"pylint.txt": "9.5/10"})

    assert lint(bench) is None


def test_what_is_called_pylints_and_is_not_is_refused(bench):
    leave(bench, "pylint", **{"a.json": "{}", "b.json": "{}"})

    with pytest.raises(UnreadableError, match="not pylint's JSON"):
        lint(bench)


def test_in_memory_a_run_has_what_it_was_given_and_elsewhere_nobody_knows():
    given = LintResults(evidence=pylint_wrote())

    assert MemoryCi(linted={("memory:churn", RUN.id): given}).lint("memory:churn", RUN) == given
    assert MemoryCi().lint("memory:churn", RUN) is None
    assert NoCi().lint("memory:churn", RUN) is None
