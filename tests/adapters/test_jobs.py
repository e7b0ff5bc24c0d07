"""What whoever runs jobs promises: one job for one key, and an outcome in the end."""

import sys
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.adapters.databricks_jobs import DatabricksJobs
from shared.adapters.databricks_jobs.places import Names, Plan, Workspace
from shared.adapters.memory_blobs import MemoryBlobs
from shared.adapters.memory_jobs import MemoryJobs
from shared.adapters.subprocess_jobs import SubprocessJobs
from shared.bundle import pack
from shared.contents import keep
from shared.core.candidate import Candidate
from shared.core.errors import RefusedError
from shared.core.findings import Owner
from shared.ports import Job, Outcome, Scoring
from tests.builders import SPEC
from tests.job_limits import GENEROUS
from tests.standins.databricks import databricks

PROGRAM = b"""
import json, pathlib, time

task = json.loads(pathlib.Path("job.json").read_bytes())["task"]
if task == "evaluate":
    failure = {"remark": "score.py:3: ValueError: no", "owner": "Model Dev", "limit": ""}
    pathlib.Path("failure.json").write_text(json.dumps(failure))
    raise SystemExit(1)
if task == "linger":
    time.sleep(600)
pathlib.Path("result.json").write_text("{}")
print("trained")
"""
RUNNER = """
import runpy

def main(path, functions):
    try:
        runpy.run_path("code/main.py")
    except SystemExit as error:
        return error.code
    return 0
"""
CANDIDATE = Candidate(repository="bank/churn", commit="c" * 40, model="churn")
TOLD = {
    "train": Outcome(succeeded=True, result=b"{}", log=b"trained\n"),
    "evaluate": Outcome(
        succeeded=False,
        result=b"",
        log=b"",
        remark="score.py:3: ValueError: no",
        owner=Owner.MODEL_DEV,
    ),
}


@pytest.fixture
def blobs():
    """Holds the bundle."""
    return MemoryBlobs()


@pytest.fixture(params=["memory", "subprocess", "databricks"])
def jobs(request, blobs, tmp_path):
    """Jobs of each kind: `train` does well, `evaluate` fails, `linger` does not end."""
    match request.param:
        case "memory":
            yield MemoryJobs(outcomes=TOLD)
        case "subprocess":
            command = (sys.executable, "-S", "code/main.py")
            yield SubprocessJobs(tmp_path / "jobs", blobs, limits=GENEROUS, command=command)
        case "databricks":
            (tmp_path / "runner").mkdir()
            (tmp_path / "runner" / "__main__.py").write_text(RUNNER)
            with databricks(tmp_path / "workspace", "entra-token") as workspace:
                yield in_workspace(workspace, blobs, tmp_path / "runner")


def in_workspace(workspace, blobs, runner):
    """Jobs in the workspace, which is that of two environments."""
    names = Names(volume="main/mlops/gatehouse")
    place = Workspace(url=workspace.address)
    return DatabricksJobs(
        {"tst": place, "prod": place},
        Plan(names=names, deadlines={"linger": timedelta(minutes=5)}),
        blobs,
        token=lambda: workspace.token,
        runner=runner,
    )


@pytest.fixture
def job(blobs):
    """A job for a task."""
    bundle = keep(blobs, pack({"main.py": PROGRAM}))
    return lambda task: Job(candidate=CANDIDATE, task=task, bundle=bundle, spec=SPEC)


@pytest.fixture
def scoring(blobs):
    """What a scoring job is to do."""
    return Scoring(
        candidate=CANDIDATE,
        environment="prod",
        registered_model="prod.churn",
        bundle=keep(blobs, pack({"main.py": PROGRAM})),
        spec=SPEC,
    )


def ended(jobs, name):
    """The outcome, once there is one."""
    while (outcome := jobs.outcome(name)) is None:
        time.sleep(0.01)
    return outcome


def test_a_job_that_does_well_leaves_its_result_and_its_log(jobs, job):
    name = jobs.submit("run/training", job("train"))

    assert ended(jobs, name) == TOLD["train"]


def test_a_job_that_fails_says_why_and_whose_it_is(jobs, job):
    name = jobs.submit("run/evaluation", job("evaluate"))

    assert replace(ended(jobs, name), log=b"") == TOLD["evaluate"]


def test_the_same_key_gets_the_same_job_also_after_it_has_ended(jobs, job):
    first = jobs.submit("run/training", job("train"))
    ended(jobs, first)

    assert jobs.submit("run/training", job("train")) == first
    assert jobs.outcome(first) == TOLD["train"]


def test_another_key_gets_another_job(jobs, job):
    first = jobs.submit("run/training", job("train"))

    assert jobs.submit("other/training", job("train")) != first


def test_a_cancelled_job_ends_without_success(jobs, job):
    name = jobs.submit("run/training", job("linger"))
    assert jobs.outcome(name) is None

    jobs.cancel(name)

    assert not ended(jobs, name).succeeded
    assert "cancelled" in ended(jobs, name).remark


def test_cancelling_what_has_ended_changes_nothing(jobs, job):
    name = jobs.submit("run/training", job("train"))
    outcome = ended(jobs, name)

    jobs.cancel(name)

    assert jobs.outcome(name) == outcome


@pytest.mark.parametrize("name", ["", "f" * 32, "../jobs", "nonsense"])
def test_an_unknown_job_is_refused(jobs, name):
    with pytest.raises(RefusedError):
        jobs.outcome(name)
    with pytest.raises(RefusedError):
        jobs.cancel(name)


def test_a_model_has_one_scoring_job_in_an_environment_however_often_it_is_released(jobs, scoring):
    first = jobs.schedule(scoring)

    later = replace(scoring, candidate=replace(CANDIDATE, commit="d" * 40))

    assert jobs.schedule(scoring) == jobs.schedule(later) == first
    assert jobs.schedule(replace(scoring, environment="tst")) != first


def test_each_brand_of_a_model_has_a_scoring_job_of_its_own(jobs, scoring):
    brands = [replace(CANDIDATE, brand=brand) for brand in ("", "north", "south")]

    names = {jobs.schedule(replace(scoring, candidate=candidate)) for candidate in brands}

    assert len(names) == 3


def test_a_model_without_notebooks_has_no_archive_of_them(jobs, job):
    assert jobs.archive(CANDIDATE, job("train").bundle) is None
