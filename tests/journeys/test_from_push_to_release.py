"""The whole road, walked in one process: read these first."""

from dataclasses import replace
from datetime import timedelta

import pytest

from local.new import create
from shared.core.candidate import Candidate
from shared.core.findings import Owner
from shared.core.messages import DeadlinePassed, End, TestReport
from shared.core.policy import Policy
from shared.core.waiting import waits
from shared.envelope import Envelope
from tests.code_samples import WRAP
from tests.memory_platform import GOOD, RITA, MemoryPlatform, pylint_wrote

CHURN = "bank/churn"


@pytest.fixture(scope="session")
def golden(tmp_path_factory):
    """The files of a model repository, fresh from the template."""
    folder = tmp_path_factory.mktemp("golden") / "churn"
    create(folder, {"model_name": "churn", "team_name": "Retail", "owner": "olga@bank.example"})
    return files_in(folder)


@pytest.fixture(scope="session")
def rules(tmp_path_factory):
    """The files of a rule-based model repository, fresh from the template."""
    folder = tmp_path_factory.mktemp("rules") / "limits"
    create(
        folder,
        {
            "model_name": "limits",
            "team_name": "Risk",
            "owner": "olga@bank.example",
            "model_type": "rulebased",
        },
    )
    return files_in(folder)


@pytest.fixture
def model(tmp_path):
    """What every job claims to have made."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "MLmodel").write_text("flavors: {}\n")
    return folder


@pytest.fixture
def platform(model):
    made = MemoryPlatform(model=model, accuracy=0.99)
    made.register(CHURN)
    return made


def files_in(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def run_of(commit, repository=CHURN, model="churn", folder="."):
    return Candidate(repository=repository, commit=commit, model=model, folder=folder).run_id


def ending(platform, run_id):
    return platform.runs.find(run_id).run.ending


def test_a_good_model_is_checked_tested_trained_evaluated_approved_promoted_and_published(
    platform, golden
):
    commit = platform.push(CHURN, golden)
    platform.tested(CHURN, commit)
    platform.settle_down()
    assert ending(platform, run_of(commit)) is None

    platform.decide(run_of(commit))
    platform.settle_down()

    run = platform.runs.find(run_of(commit)).run
    assert run.ending.end is End.RELEASED
    assert [run.promoted(name).version for name in ("tst", "qa", "prod")] == ["1", "1", "1"]
    assert platform.artefacts.get(run.published.path)
    assert platform.statuses.read(run.candidate).state == "success"
    assert [letter.to for letter in platform.people.letters()] == [RITA, "olga@bank.example"]


def test_test_results_may_come_before_their_push(platform, golden):
    commit = platform.source.commit(f"memory:{CHURN}", golden, authors=("dana@bank.example",))
    platform.tested(CHURN, commit)
    platform.settle_down()

    platform.push_again(CHURN, commit)
    platform.settle_down()

    assert "approval@prod" in platform.runs.find(run_of(commit)).run.ordered


def test_the_same_push_delivered_three_times_is_one_run(platform, golden):
    commit = platform.push(CHURN, golden)
    platform.push_again(CHURN, commit)
    platform.tested(CHURN, commit)
    platform.settle_down()

    platform.push_again(CHURN, commit)
    platform.settle_down()

    assert len(list(platform.runs.alive())) == 1
    assert len(platform.jobs.submitted) == 2


def test_a_team_that_pushes_what_another_one_wrote_is_told_by_whom_and_where(platform, golden):
    platform.register("risk/limits", team="Risk")
    theirs = {path: data.replace(b"churn", b"limits") for path, data in golden.items()}
    platform.push("risk/limits", {**theirs, "wrapping.py": WRAP.encode()})
    platform.settle_down()

    commit = platform.push(CHURN, {**golden, "layout.py": WRAP.encode()})
    platform.settle_down()

    [finding] = platform.runs.find(run_of(commit)).run.checked.findings
    assert (finding.check, finding.path, finding.owner) == ("duplicates", "layout.py", Owner.GBI)
    assert "stand in risk/limits (owner Risk), wrapping.py lines" in finding.remark
    assert finding.remedy.startswith("Ask Risk to put it into a shared package")


def test_a_model_without_score_is_turned_away_with_file_owner_and_remedy(platform, golden):
    commit = platform.push(CHURN, {**golden, "score.py": b"def score(model, data): ...\n"})
    platform.settle_down()

    end = ending(platform, run_of(commit))
    assert (end.end, end.step) == (End.REJECTED, "checks")
    assert "score.py" in " ".join(end.reasons)
    assert platform.jobs.submitted == {}


def test_failing_unit_tests_turn_a_model_away(platform, golden):
    commit = platform.push(CHURN, golden)
    report = TestReport(tests=3, failures=1, errors=0, skipped=0, report="f" * 64)
    platform.tested(CHURN, commit, report)
    platform.settle_down()

    assert ending(platform, run_of(commit)).step == "tests"


def test_a_model_below_its_threshold_is_turned_away_with_the_figures(model, golden):
    platform = MemoryPlatform(model=model, accuracy=0.5)
    platform.register(CHURN)
    commit = platform.push(CHURN, golden)
    platform.tested(CHURN, commit)
    platform.settle_down()

    end = ending(platform, run_of(commit))
    assert (end.end, end.step) == (End.REJECTED, "gate@tst")
    assert "0.5" in end.reasons[0]


def test_a_refusal_ends_the_run_and_its_owner_is_told_what_was_said(platform, golden):
    commit = platform.push(CHURN, golden)
    platform.tested(CHURN, commit)
    platform.settle_down()

    platform.decide(run_of(commit), approved=False)
    platform.settle_down()

    assert ending(platform, run_of(commit)).end is End.REFUSED
    assert RITA in next(iter(platform.people.letters("olga@bank.example"))).text


def test_an_authors_own_approval_counts_for_nothing(platform, golden):
    platform.roles["release-manager"] = (RITA, "dana@bank.example")
    commit = platform.push(CHURN, golden)
    platform.tested(CHURN, commit)
    platform.settle_down()

    platform.decide(run_of(commit), person="dana@bank.example")
    platform.settle_down()

    assert ending(platform, run_of(commit)) is None


def test_a_rule_based_model_is_released_without_training(platform, rules):
    platform.register("bank/limits", team="Risk")
    commit = platform.push("bank/limits", rules)
    platform.tested("bank/limits", commit)
    platform.settle_down()
    run_id = run_of(commit, "bank/limits", "limits")

    platform.decide(run_id)
    platform.settle_down()

    run = platform.runs.find(run_id).run
    assert run.ending.end is End.RELEASED
    assert [job.task for job in platform.jobs.submitted.values()] == ["evaluate"]


def test_an_unsupervised_model_without_train_is_evaluated_at_once(platform, rules):
    platform.register("bank/groups")
    settings = rules["model.yml"].replace(b"MODEL_TYPE: rulebased", b"MODEL_TYPE: Unsupervised")
    commit = platform.push("bank/groups", {**rules, "model.yml": settings})
    platform.tested("bank/groups", commit)
    platform.settle_down()

    assert [job.task for job in platform.jobs.submitted.values()] == ["evaluate"]


def test_several_models_in_one_repository_are_several_runs(platform, golden, rules):
    files = {f"churn/{path}": data for path, data in golden.items()}
    files |= {f"limits/{path}": data for path, data in rules.items()}
    commit = platform.push(CHURN, files)
    platform.tested(CHURN, commit)
    platform.settle_down()

    runs = {row.metadata["model"] for row in platform.runs.alive()}
    assert runs == {"churn", "limits"}


def test_a_newer_commit_supersedes_a_run_that_still_waits(platform, golden):
    older = platform.push(CHURN, golden)
    platform.settle_down()

    newer = platform.push(CHURN, {**golden, "notes.md": b"more\n"}, before=older)
    platform.settle_down()

    assert ending(platform, run_of(older)).end is End.SUPERSEDED
    assert ending(platform, run_of(newer)) is None


def test_the_job_of_a_superseded_run_is_stopped(model, golden):
    platform = MemoryPlatform(model=model, outcomes={})
    platform.register(CHURN)
    older = platform.push(CHURN, golden)
    platform.tested(CHURN, older)
    platform.settle_down()

    platform.push(CHURN, {**golden, "notes.md": b"more\n"}, before=older)
    platform.settle_down()

    assert platform.jobs.cancelled == set(platform.jobs.submitted)


def test_a_repository_without_a_model_is_told_so(platform):
    commit = platform.push(CHURN, {"README.md": b"# Nothing here\n"})
    platform.settle_down()

    end = ending(platform, run_of(commit, model="bank_churn"))
    assert end.step == "checks"
    assert "model.yml" in " ".join(end.reasons)


def test_a_commit_that_cannot_be_read_is_a_failed_check_and_not_a_crash(platform):
    platform.push_again(CHURN, "b" * 40)
    platform.settle_down()

    [row] = platform.runs.alive()
    end = ending(platform, row.metadata["run"])
    assert (end.end, end.step) == (End.REJECTED, "checks")
    assert "no such commit" in " ".join(end.reasons)


def test_a_push_to_nobodys_repository_is_set_aside_and_nothing_else_happens(platform, golden):
    platform.push("bank/unknown", golden)
    platform.settle_down()

    assert list(platform.runs.alive()) == []
    assert [aside.reason for aside in platform.bus.aside()] == [
        "bank/unknown: not registered (any more); register it again"
    ]


def test_two_approvals_take_two_people(model, golden):
    policy = Policy()
    *lower, prod = policy.environments
    strict = replace(policy, environments=(*lower, replace(prod, quorum=2)))
    platform = MemoryPlatform(model=model, accuracy=0.99, policy=strict)
    platform.roles["release-manager"] = (RITA, "raj@bank.example")
    platform.register(CHURN)
    commit = platform.push(CHURN, golden)
    platform.tested(CHURN, commit, GOOD)
    platform.settle_down()

    platform.decide(run_of(commit))
    platform.decide(run_of(commit))
    platform.settle_down()
    assert ending(platform, run_of(commit)) is None

    platform.decide(run_of(commit), person="raj@bank.example")
    platform.settle_down()
    assert ending(platform, run_of(commit)).end is End.RELEASED


def test_a_model_without_evidence_of_pylint_comes_as_far_as_prod_and_waits_there(platform, golden):
    commit = platform.push(CHURN, golden)
    platform.tested_only(CHURN, commit)
    platform.settle_down()

    run = platform.runs.find(run_of(commit)).run
    assert run.promoted("qa").version == "1"
    assert [wait.step for wait in waits(run)] == ["lint"]
    assert "approval@prod" not in run.ordered


def test_evidence_of_pylint_that_comes_late_lets_it_go_on(platform, golden):
    commit = platform.push(CHURN, golden)
    platform.tested_only(CHURN, commit)
    platform.settle_down()

    platform.linted(CHURN, commit)
    platform.settle_down()

    assert "approval@prod" in platform.runs.find(run_of(commit)).run.ordered


def test_evidence_of_pylint_that_never_comes_ends_the_run_with_what_was_missing(platform, golden):
    commit = platform.push(CHURN, golden)
    platform.tested_only(CHURN, commit)
    platform.settle_down()
    run = platform.runs.find(run_of(commit)).run

    passed = DeadlinePassed(candidate=run.candidate, step="lint")
    platform.clock.advance(days=1)
    platform.bus.publish([Envelope(id="late", body=passed, time=platform.clock())])
    platform.settle_down()

    end = ending(platform, run_of(commit))
    assert (end.end, end.step) == (End.EXPIRED, "lint")
    assert "pylint's results for this commit" in end.reasons[0]
    assert "let your CI run pylint" in end.remedy


def test_evidence_of_pylint_about_other_files_is_a_finding_at_the_gate_of_prod(platform, golden):
    commit = platform.push(CHURN, golden)
    platform.tested_only(CHURN, commit)
    platform.linted(CHURN, commit, pylint_wrote("score.py", "somebody/elses.py"))
    platform.settle_down()

    end = ending(platform, run_of(commit))
    assert (end.end, end.step) == (End.REJECTED, "gate@prod")
    assert "files that are not in this commit: somebody/elses.py (priority 3" in end.reasons[0]
    assert platform.runs.find(run_of(commit)).run.promoted("qa")


def test_stale_evidence_of_pylint_is_mended_by_running_it_again(platform, golden):
    commit = platform.push(CHURN, golden)
    platform.linted(CHURN, commit, at=platform.clock() - timedelta(days=30))
    platform.settle_down()

    platform.tested(CHURN, commit)
    platform.settle_down()

    assert "approval@prod" in platform.runs.find(run_of(commit)).run.ordered


def test_evidence_of_pylint_may_come_before_its_push(platform, golden):
    commit = platform.source.commit(f"memory:{CHURN}", golden, authors=("dana@bank.example",))
    platform.tested(CHURN, commit)
    platform.settle_down()

    platform.push_again(CHURN, commit)
    platform.settle_down()

    assert platform.runs.find(run_of(commit)).run.linted.report.modules == 4
