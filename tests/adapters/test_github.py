"""GitHub's own ways: limits said with 403, code scanning switched off, zip files from elsewhere."""

import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from shared.codec import document
from shared.core.candidate import Candidate
from shared.core.errors import RefusedError, TryAgainError
from shared.core.messages import CiRun, CommitState
from shared.core.policy import Policy
from shared.core.sarif import sarif
from shared.ports import CredentialsError
from tests.standins.wire import Answer, Cut, Gone

CHURN = Candidate(repository="bank/churn", commit="c0ffee", model="churn")
RUN = CiRun(id="4711", name="unit tests", passed=True)
REF = "refs/heads/main"
LOG = document(sarif((), "gatehouse/churn", Policy(), None))
PASSED = '<testsuite><testcase name="adds"/></testsuite>'
FAILED = '<testsuite><testcase name="adds"><failure/></testcase></testsuite>'
BOMB = "<!DOCTYPE a [<!ENTITY b 'c'>]><testsuite/>"


@pytest.fixture
def bench(theatre):
    """A GitHub with a repository."""
    with theatre.bench("github") as bench:
        bench.hold("bank/churn", "c0ffee", "decade")
        yield bench


def results(bench):
    """What GitHub says the run has published."""
    return bench.forges.results(bench.url("bank/churn"), RUN)


def report(bench):
    """Say that the run goes on."""
    bench.forges.report(CHURN, CommitState.PENDING, "being trained", "http://localhost/1")


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        pytest.param({"Retry-After": "9"}, b"{}", 9, id="says how long"),
        pytest.param(
            {
                "Date": "Fri, 20 Nov 2026 09:00:00 GMT",
                "X-RateLimit-Remaining": "0",
                "X-RateLimit-Reset": "1795165230",
            },
            b"{}",
            30,
            id="says until when",
        ),
        pytest.param({"X-RateLimit-Remaining": "0"}, b"{}", 60, id="says no moment"),
        pytest.param({}, b'{"message": "secondary rate limit"}', 60, id="says no time"),
    ],
)
def test_a_spent_limit_is_no_lack_of_rights(bench, headers, body, seconds):
    bench.wire.upset(Answer(403, headers=headers, body=body))

    with pytest.raises(TryAgainError) as error:
        report(bench)

    assert not isinstance(error.value, CredentialsError)
    assert error.value.after == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("right", "named", "act"),
    [
        ("statuses", "Commit statuses: write", report),
        ("pulls", "Pull requests: write", lambda bench: bench.forges.comment(CHURN, "x")),
        (
            "scanning",
            "Code scanning alerts: write",
            lambda bench: bench.forges.annotate(CHURN, REF, LOG),
        ),
        ("actions", "Actions: read", results),
    ],
)
def test_a_token_without_a_right_is_told_which_one_it_lacks(bench, right, named, act):
    bench.standin.rights -= {right}

    with pytest.raises(CredentialsError, match=f"GATEHOUSE_GITHUB_TOKEN.*{named}"):
        act(bench)


def test_findings_reach_code_scanning_whole(bench):
    bench.forges.annotate(CHURN, REF, LOG)

    [(commit, ref, log)] = bench.standin.analyses("bank/churn")
    assert (commit, ref, document(log)) == ("c0ffee", REF, LOG)


def test_where_code_scanning_is_switched_off_that_is_remarked_and_no_more(bench, caplog):
    bench.standin.repositories["bank/churn"].scanning = False

    with caplog.at_level("INFO", logger="gatehouse.forges"):
        bench.forges.annotate(CHURN, REF, LOG)

    assert "bank/churn: code scanning is switched off" in caplog.text


def test_findings_of_no_branch_are_shown_nowhere(bench):
    bench.forges.annotate(CHURN, "", LOG)

    assert bench.wire.requests == []


def test_an_app_finds_its_comment_though_it_may_not_ask_who_it_is(bench):
    bench.standin.user = None
    number = bench.standin.open_review("bank/churn", "c0ffee")

    bench.forges.comment(CHURN, "being trained")
    bench.forges.comment(CHURN, "released")

    assert len(bench.standin.said("bank/churn", number)) == 1
    assert bench.forges.probe().endswith("as an app")


@pytest.mark.parametrize("merged", [False, True], ids=["still open", "merged elsewhere"])
def test_an_older_commit_leaves_the_comment_of_the_newest_as_it_is(bench, merged):
    number = bench.standin.open_review("bank/churn", "c0ffee", "decade")
    newest = Candidate(repository="bank/churn", commit="decade", model="churn")

    bench.forges.comment(CHURN, "being trained")
    bench.forges.comment(newest, "released")
    if merged:
        bench.standin.merge("bank/churn", number, "facade")
    bench.forges.comment(CHURN, "superseded")

    assert bench.standin.said("bank/churn", number)[0].endswith("released")


def test_more_comments_than_anybody_reads_are_not_added_to(bench):
    number = bench.standin.open_review("bank/churn", "c0ffee")
    for each in range(2_000):
        bench.standin.say("bank/churn", number, f"opinion {each}")

    with pytest.raises(RefusedError, match="more than 2000"):
        bench.forges.comment(CHURN, "released")


def test_an_unknown_commit_is_refused(bench):
    unknown = Candidate(repository="bank/churn", commit="facade", model="churn")

    with pytest.raises(RefusedError, match="/statuses/facade: refused"):
        bench.forges.report(unknown, CommitState.PENDING, "x", "http://localhost/1")


def test_storage_elsewhere_never_sees_our_token(bench):
    bench.standin.publish("bank/churn", RUN.id, "junit", **{"a.xml": PASSED})

    assert results(bench).tests == 1
    assert bench.standin.shown_to_storage == [None]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param(Answer(302, headers={"Location": "ftp://x/y"}), RefusedError, id="elsewhere"),
        pytest.param(Answer(302), RefusedError, id="nowhere"),
        pytest.param(Answer(503), TryAgainError, id="not now"),
        pytest.param(Answer(410), RefusedError, id="gone"),
    ],
)
def test_an_archive_that_cannot_be_had_is_not_taken_for_nothing(bench, answer, error):
    bench.standin.publish("bank/churn", RUN.id, "junit", **{"a.xml": PASSED})
    bench.wire.upset(answer, on="/zip")

    with pytest.raises(error):
        results(bench)


@pytest.mark.parametrize("trouble", [Answer(503), Cut(after=5), Gone()], ids=str)
def test_trouble_of_the_storage_passes(bench, trouble):
    bench.standin.publish("bank/churn", RUN.id, "junit", **{"a.xml": PASSED})
    bench.wire.upset(trouble, on="/storage")

    with pytest.raises(TryAgainError) as error:
        results(bench)

    assert "sig=" not in str(error.value)
    assert results(bench).tests == 1


def test_a_check_suite_has_left_nothing_behind_and_nobody_is_asked(bench):
    suite = CiRun(id="check-suite-118578147", name="Some CI", passed=True)

    assert bench.forges.results(bench.url("bank/churn"), suite) is None
    assert bench.wire.requests == []


def test_all_suites_of_all_artifacts_are_counted(bench):
    files = {"a.xml": PASSED, "deep/b.xml": FAILED, "coverage.xml": "<coverage/>", "log.txt": "x"}
    bench.standin.publish("bank/churn", RUN.id, "junit-3.11", **files)
    bench.standin.publish("bank/churn", RUN.id, "Test Results (windows)", **{"c.xml": PASSED})
    bench.standin.publish("bank/churn", RUN.id, "wheel", **{"d.xml": FAILED})

    found = results(bench)

    assert (found.tests, found.failures) == (3, 1)
    assert found.evidence.count(b"<testcase") == 3


def test_of_two_attempts_the_later_one_counts(bench):
    bench.standin.publish("bank/churn", RUN.id, "junit", **{"a.xml": FAILED})
    bench.standin.publish("bank/churn", RUN.id, "junit", **{"a.xml": PASSED})

    assert results(bench).failures == 0


def test_an_expired_artifact_holds_nothing(bench):
    bench.standin.leave("bank/churn", RUN.id, "junit", b"", expired=True)

    assert results(bench) is None


def packed(*documents, method=zipfile.ZIP_DEFLATED):
    """An archive with the documents, small until it is read."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", method) as archive:
        for number, document in enumerate(documents):
            archive.writestr(f"{number}.xml", document)
    return whole.getvalue()


DEEP = "<testsuite>" * 5_000 + "</testsuite>" * 5_000


@pytest.mark.parametrize(
    ("archive", "said"),
    [
        pytest.param(b"no zip", "not a zip file", id="no zip file"),
        pytest.param(packed(" " * (17 * 2**20)), "holds too much", id="a zip bomb"),
        pytest.param(packed(PASSED, method=zipfile.ZIP_LZMA), "odd way", id="a rare method"),
        pytest.param(packed(DEEP, DEEP), "too deep", id="suites without end"),
    ],
)
def test_an_archive_built_to_hurt_is_refused(bench, archive, said):
    bench.standin.leave("bank/churn", RUN.id, "junit", archive)

    with pytest.raises(RefusedError, match=said):
        results(bench)


def test_many_archives_may_hold_no_more_than_one(bench):
    half = packed(PASSED.replace("adds", "a" * 6 * 2**20))
    for number in range(3):
        bench.standin.leave("bank/churn", RUN.id, f"junit-{number}", half)

    with pytest.raises(RefusedError, match="artifact junit-2: holds too much"):
        results(bench)


@pytest.mark.parametrize("text", [BOMB, "<testsuite>", "<html/>", ""], ids=str)
def test_a_report_that_cannot_be_read_never_counts_as_passed(bench, text):
    bench.standin.publish("bank/churn", RUN.id, "junit", **{"a.xml": PASSED, "b.xml": text})

    with pytest.raises(RefusedError, match="b.xml in artifact junit"):
        results(bench)


JUNIT_OF_ONE = f"""<testsuite timestamp="2026-11-20T09:00:00Z"><properties>
<property name="commit" value="{"beef" * 10}"/></properties><testcase name="adds"/></testsuite>"""
COBERTURA = '<?xml version="1.0" ?><coverage line-rate="0.875"></coverage>'


def test_the_coverage_beside_the_results_is_told(bench):
    files = {"results.xml": JUNIT_OF_ONE, "coverage.xml": COBERTURA}
    bench.standin.publish("bank/churn", RUN.id, "test_results", **files)

    assert results(bench).coverage == 87.5


def test_coverage_that_cannot_be_read_spoils_no_results(bench):
    files = {"results.xml": JUNIT_OF_ONE, "coverage.xml": "<coverage"}
    bench.standin.publish("bank/churn", RUN.id, "test_results", **files)

    assert (results(bench).tests, results(bench).coverage) == (1, None)


def test_when_the_tests_ran_and_what_commit_they_name_is_told(bench):
    bench.standin.publish("bank/churn", RUN.id, "junit", **{"results.xml": JUNIT_OF_ONE})

    found = results(bench)

    assert found.at == datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    assert found.named == ("beef" * 10,)


def test_a_check_suite_has_no_results_of_pylint(bench):
    assert bench.forges.lint(bench.url("bank/churn"), CiRun(id="x", name="", passed=True)) is None
