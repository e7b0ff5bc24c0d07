"""Which models the news of a commit is about, and which runs it leaves behind."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from functions.discovery import discover
from shared import catalogue, contents, heads, pylint_results, released, reports
from shared.adapters.memory_blobs import MemoryBlobs
from shared.adapters.memory_ci import MemoryCi
from shared.adapters.memory_source import MemorySource
from shared.catalogue import Registration, UnregisteredError
from shared.core.candidate import Candidate
from shared.core.errors import RefusedError
from shared.core.messages import (
    CiRun,
    CommitSuperseded,
    DiscoverModels,
    LintCompleted,
    ModelPushed,
    Push,
    TestReport,
    TestsCompleted,
)
from shared.news import NOTHING
from shared.ports import CredentialsError, LintResults, TestResults
from tests.memory_platform import GOOD, pylint_wrote

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
PASSED = CiRun(id="7", name="unit tests", passed=True, address="https://ci.example/7", at=NOW)
COUNTED = TestResults(tests=9, failures=1, errors=0, skipped=2, evidence=b"<testsuites/>")
REPOSITORY, URL = "bank/Churn Models", "memory:churn"
OLDER = "0ld" * 13 + "0"


class Team:
    """A registered repository."""

    def __init__(self):
        self.blobs, self.source, self.ci = MemoryBlobs(), MemorySource(), MemoryCi()
        registration = Registration(
            repository=REPOSITORY, url=URL, team="Retail", secret="memory:none"
        )
        catalogue.register(self.blobs, registration)

    def commit(self, *, by="Ann@Bank.example", below=None, **names):
        """Model files by folder, each with its MODEL_NAME."""
        files = {
            f"{folder}/model.yml".removeprefix("root/"): f"MODEL_NAME: {name}\n".encode()
            for folder, name in names.items()
        }
        files = files or {"README.md": b""}
        return self.source.commit(URL, files, authors=(by,), parents=below)

    def hears(self, commit, news=None, **changes):
        """What follows from the news."""
        plain = Push(ref="refs/heads/main", before=NOTHING, pusher="dana@bank.example")
        order = DiscoverModels(
            repository=REPOSITORY, commit=commit, news=news or replace(plain, **changes)
        )
        return discover(order, self.blobs, self.source, self.ci, NOW - WEEK)

    def wrote(self, *paths, **changes):
        """The news of what pylint wrote about the files."""
        data = pylint_wrote(*paths)
        report = pylint_results.read(data, contents.keep(self.blobs, data)).report
        return replace(report, **{"at": NOW, **changes})


def noted(team, commit):
    """The test results that are noted for a push."""
    return reports.noted(team.blobs, REPOSITORY, commit, TestReport, NOW - WEEK)


@pytest.fixture
def team():
    return Team()


def test_every_model_file_is_a_model_of_its_own(team):
    commit = team.commit(root="churn", rules="limits", deep="scoring")

    pushed = team.hears(commit)

    assert {type(event) for event in pushed} == {ModelPushed}
    found = {(event.candidate.folder, event.candidate.model) for event in pushed}
    assert found == {(".", "churn"), ("rules", "limits"), ("deep", "scoring")}
    assert len({event.candidate.run_id for event in pushed}) == 3


def test_whoever_wrote_or_pushed_it_is_an_author_and_the_team_is_the_registered_one(team):
    [pushed] = team.hears(team.commit(root="churn"), pusher="Dana@bank.example")

    assert pushed.authors == ("ann@bank.example", "dana@bank.example")
    assert pushed.team == "Retail"


def test_whoever_wrote_what_was_not_released_yet_is_an_author_however_it_was_pushed(team):
    first = team.commit(by="bob@bank.example", root="churn")
    superseded = team.commit(by="cleo@bank.example", root="churn")
    team.hears(superseded, before=first)

    [pushed, _] = team.hears(team.commit(root="churn"), before=superseded, pusher="")

    assert pushed.authors == ("ann@bank.example", "bob@bank.example", "cleo@bank.example")


def test_whoever_wrote_only_what_was_released_may_approve(team):
    older = team.commit(by="bob@bank.example", root="churn", rules="limits")
    [churn, limits] = team.hears(older)
    released.note(team.blobs, churn.candidate)

    [churn, limits] = team.hears(team.commit(root="churn", rules="limits"), pusher="")

    assert churn.authors == ("ann@bank.example",)
    assert limits.authors == ("ann@bank.example", "bob@bank.example")


def test_a_branch_that_left_its_release_behind_is_the_work_of_all_its_authors(team):
    older = team.commit(by="bob@bank.example", root="churn")
    [churn] = team.hears(team.commit(by="cleo@bank.example", root="churn"))
    released.note(team.blobs, churn.candidate)

    [pushed] = team.hears(team.commit(below=[older], root="churn"), pusher="")

    assert pushed.authors == ("ann@bank.example", "bob@bank.example")


def test_a_branch_set_back_to_before_its_release_is_the_work_of_its_authors(team):
    older = team.commit(by="bob@bank.example", root="churn")
    [churn] = team.hears(team.commit(root="churn"))
    released.note(team.blobs, churn.candidate)

    [pushed] = team.hears(older, pusher="")

    assert pushed.authors == ("bob@bank.example",)


def test_where_nobody_can_tell_who_wrote_it_the_pusher_is_not_taken_for_the_only_author(team):
    commit = team.commit(below=["ab" * 20], root="churn")

    [pushed] = team.hears(commit)

    assert (pushed.candidate.model, pushed.authors) == ("churn", ())


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        pytest.param("churn_2", "churn_2", id="a fit one stays"),
        pytest.param("Churn 2!", "churn_2", id="capitals, blanks and signs"),
        pytest.param("../../etc/passwd", "etc_passwd", id="a path"),
        pytest.param("2fast", "model_2fast", id="a digit first"),
        pytest.param("7", "bank_churn_models", id="a number is no name"),
        pytest.param("", "bank_churn_models", id="nothing"),
        pytest.param("[", "bank_churn_models", id="no YAML"),
        pytest.param("x" * 500, "x" * 60, id="one that is too long"),
    ],
)
def test_a_model_goes_by_its_name_or_by_the_nearest_that_is_fit(team, name, slug):
    [pushed] = team.hears(team.commit(root=name))

    assert pushed.candidate.model == slug


def test_a_commit_without_a_model_is_one_candidate_to_be_told_so(team):
    [pushed] = team.hears(team.commit())

    assert (pushed.candidate.model, pushed.candidate.folder) == ("bank_churn_models", ".")


def test_a_commit_that_cannot_be_read_is_one_candidate_to_be_told_so(team):
    [pushed] = team.hears("b" * 40)

    assert pushed.candidate.model == "bank_churn_models"
    assert pushed.authors == ()


def test_only_the_runs_of_the_commit_before_are_left_behind(team):
    commit = team.commit(root="churn", rules="limits")

    events = team.hears(commit, before=OLDER)

    left = [event for event in events if isinstance(event, CommitSuperseded)]
    assert [(event.candidate, event.by) for event in left] == [
        (Candidate(repository=REPOSITORY, commit=OLDER, model="churn"), commit),
        (Candidate(repository=REPOSITORY, commit=OLDER, model="limits", folder="rules"), commit),
    ]


@pytest.mark.parametrize("before", [NOTHING, "", "itself"])
def test_a_push_with_nothing_before_it_leaves_nothing_behind(team, before):
    commit = team.commit(root="churn")

    events = team.hears(commit, before=commit if before == "itself" else before)

    assert [type(event) for event in events] == [ModelPushed]


def test_the_tests_of_a_commit_are_the_tests_of_each_of_its_models(team):
    commit = team.commit(root="churn", rules="limits")

    events = team.hears(commit, news=GOOD)

    assert [type(event) for event in events] == [TestsCompleted] * 2
    assert {event.report for event in events} == {GOOD}


def test_tests_that_come_before_their_push_are_about_the_same_candidate(team):
    commit = team.commit(root="churn")

    [tests], [push, repeated] = team.hears(commit, news=GOOD), team.hears(commit)

    assert repeated == tests
    assert tests.candidate == push.candidate


def test_what_ci_has_published_is_kept_and_told_as_if_it_had_been_posted(team):
    commit = team.commit(root="churn", rules="limits")
    team.ci.published[URL, "7"] = COUNTED

    first, second = team.hears(commit, news=PASSED)

    report = first.report
    assert (report.tests, report.failures, report.errors, report.skipped) == (9, 1, 0, 2)
    assert contents.fetch(team.blobs, report.report) == COUNTED.evidence
    assert (second.report, report.remark) == (report, "")
    assert (report.at, report.ci) == (NOW, "unit tests")
    assert noted(team, commit) == report


def test_ci_that_failed_before_it_could_test_is_a_report_that_says_so(team):
    [event] = team.hears(team.commit(root="churn"), news=replace(PASSED, passed=False))

    assert event.report.tests == 0
    assert event.report.remark == (
        "unit tests ended with failure before any test was reported; see https://ci.example/7"
    )
    assert b'"unit tests"' in contents.fetch(team.blobs, event.report.report)


def test_ci_that_passed_and_published_nothing_leaves_the_run_waiting(team):
    commit = team.commit(root="churn")

    assert team.hears(commit, news=PASSED) == ()
    assert [type(event) for event in team.hears(commit)] == [ModelPushed]


def test_what_ci_published_before_the_push_was_known_is_told_after_it(team):
    commit = team.commit(root="churn")
    team.ci.published[URL, "7"] = COUNTED

    [tests], [push, repeated] = team.hears(commit, news=PASSED), team.hears(commit)

    assert (repeated, tests.candidate) == (tests, push.candidate)


def test_the_first_report_of_a_commit_stands_however_it_came(team):
    commit = team.commit(root="churn")
    team.ci.published[URL, "7"] = COUNTED

    team.hears(commit, news=GOOD)
    team.hears(commit, news=PASSED)

    assert noted(team, commit) == GOOD


def test_a_push_is_noted_as_seen_and_test_results_are_not(team):
    commit = team.commit(root="churn")

    team.hears(commit, news=GOOD)
    assert heads.noted(team.blobs, REPOSITORY, "main") == ""

    team.hears(commit)
    assert heads.noted(team.blobs, REPOSITORY, "main") == commit


def test_the_same_news_is_told_in_the_same_words(team):
    commit = team.commit(root="churn", rules="limits")

    assert team.hears(commit, before=OLDER) == team.hears(commit, before=OLDER)


def test_news_of_a_repository_nobody_registered_is_refused(team):
    team.blobs.delete(catalogue.place_of(REPOSITORY))

    with pytest.raises(UnregisteredError, match=REPOSITORY):
        team.hears(team.commit(root="churn"))


def test_evidence_that_cannot_be_believed_makes_room_for_what_ci_says_next(team):
    commit = team.commit(root="churn")

    team.hears(commit, news=replace(GOOD, doubt="the totals lie"))
    team.hears(commit, news=GOOD)

    assert noted(team, commit) == GOOD


def test_evidence_of_long_ago_is_not_told_after_a_push_and_makes_room(team):
    commit = team.commit(root="churn")
    fresh = replace(GOOD, at=NOW)

    team.hears(commit, news=replace(GOOD, at=NOW - 2 * WEEK))
    assert [type(event) for event in team.hears(commit)] == [ModelPushed]

    team.hears(commit, news=fresh)
    assert [event.report for event in team.hears(commit)[1:]] == [fresh]


def test_results_that_name_another_commit_are_told_with_that_doubt(team):
    commit = team.commit(root="churn")
    team.ci.published[URL, "7"] = replace(COUNTED, named=("beef" * 10,))

    [event] = team.hears(commit, news=PASSED)

    assert event.report.doubt == "they are about another commit, beefbeefbeef"


def test_pylints_results_of_a_commit_are_told_of_each_of_its_models(team):
    commit = team.commit(root="churn", rules="limits")

    events = team.hears(commit, news=team.wrote())

    assert [type(event) for event in events] == [LintCompleted] * 2
    assert {event.report.remark for event in events} == {""}


def test_pylints_results_that_come_before_their_push_are_told_after_it(team):
    commit = team.commit(root="churn")

    [told], [push, repeated] = team.hears(commit, news=team.wrote()), team.hears(commit)

    assert (repeated, told.candidate) == (told, push.candidate)


def test_pylints_results_that_name_files_of_another_commit_are_told_with_a_remark(team):
    commit = team.commit(root="churn")

    [event] = team.hears(commit, news=team.wrote("stolen.py"))

    assert event.report.remark == "they name files that are not in this commit: stolen.py"


def test_what_is_no_commit_we_can_read_is_held_against_nothing(team):
    [event] = team.hears("b" * 40, news=team.wrote("score.py"))

    assert event.report.remark == ""


def test_a_model_whose_folder_was_left_out_is_told_so_and_the_others_are_not(team):
    files = {f"{name}/{file}": b"" for name in ("a", "b") for file in ("model.yml", "score.py")}
    commit = team.source.commit(URL, files, authors=())
    wrote = pylint_wrote("a/score.py", modules=3)
    news = pylint_results.read(wrote, contents.keep(team.blobs, wrote)).report

    first, second = team.hears(commit, news=news)

    assert (first.report.remark, second.report.remark) == ("", "nothing in the folder b was linted")


def test_one_run_of_ci_may_bring_tests_and_pylint(team):
    team.ci.published[URL, "7"] = COUNTED
    team.ci.linted[URL, "7"] = LintResults(evidence=pylint_wrote())

    tests, lint = team.hears(team.commit(root="churn"), news=PASSED)

    assert (tests.report.tests, lint.report.modules) == (9, 4)
    assert (lint.report.at, lint.report.ci) == (NOW, "unit tests")


class OddCi(MemoryCi):
    """A CI whose pylint cannot be read or asked for."""

    def __init__(self, error):
        super().__init__(published={(URL, "7"): COUNTED})
        self.__dict__["error"] = error

    def lint(self, url, run):
        raise self.error


@pytest.mark.parametrize(
    ("error", "remarks"),
    [
        pytest.param(RefusedError("artifact lint: no zip"), ["artifact lint: no zip"], id="read"),
        pytest.param(CredentialsError("not for us"), [], id="asked for"),
    ],
)
def test_tests_are_not_lost_where_pylints_results_cannot_be(team, error, remarks):
    team.ci = OddCi(error)

    tests, *lint = team.hears(team.commit(root="churn"), news=PASSED)

    assert tests.report.tests == 9
    assert [event.report.remark for event in lint] == remarks


def test_pylints_json_that_is_none_is_told_as_such(team):
    team.ci.linted[URL, "7"] = LintResults(evidence=b"{}")

    [lint] = team.hears(team.commit(root="churn"), news=PASSED)

    assert lint.report.remark.startswith("not pylint's JSON")
