"""What every CI promises: the counts of what a run has published, or that it published nothing."""

import pytest

from shared.core.messages import CiRun
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
