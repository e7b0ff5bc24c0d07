"""Jobs in a Databricks workspace: what a run is told, how its end is read, and what a wire can do."""

import io
import json
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from functions.jobs import cancel
from local.new import create
from shared.adapters.databricks_jobs import RUNNER as RUNNER_ITSELF
from shared.adapters.databricks_jobs import DatabricksJobs
from shared.adapters.databricks_jobs.endings import failure
from shared.adapters.databricks_jobs.libraries import packages, together
from shared.adapters.databricks_jobs.places import Cluster, Names, Plan, Tracking, Workspace
from shared.adapters.memory_blobs import MemoryBlobs
from shared.bundle import pack
from shared.contents import keep
from shared.core.candidate import Candidate
from shared.core.errors import RefusedError, TryAgainError
from shared.core.findings import Owner
from shared.core.messages import CancelJob
from shared.core.model_file import read as read_model_file
from shared.files.model_files import digest_of, folder_of
from shared.ports import CredentialsError, Job, Scoring
from shared.yaml_reader import read
from tests.builders import SPEC
from tests.runner.benches import ANSWERS
from tests.standins.databricks import Forced, databricks
from tests.standins.serving import serving
from tests.standins.wire import Answer, Cut, Gone, Late, Lost, wire_to

CANDIDATE = Candidate(repository="bank/churn", commit="c" * 40, model="churn")
RUNNER = """
import runpy

def main(path, functions):
    print(sorted(functions))
    runpy.run_path("code/main.py", init_globals={"functions": functions})
    return 0
"""
DONE = "open('result.json', 'w').write('{}')\n"
NOTEBOOK = "# Databricks notebook source\n"
JUPYTER = {
    "cells": [
        {"cell_type": "markdown", "source": ["# Training"]},
        {"cell_type": "code", "source": ["def train(data, parameters):\n", "    return 'fitted'"]},
    ],
    "metadata": {"kernelspec": {"language": "python"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


@dataclass
class Desk:
    """A workspace behind a wire, and who submits jobs to it."""

    workspace: object
    wire: object
    runner: Path
    token: str
    blobs: MemoryBlobs = field(default_factory=MemoryBlobs)
    names: Names = field(default_factory=lambda: Names(volume="main/mlops/gatehouse"))
    cluster: Cluster = field(default_factory=Cluster)
    given: dict = field(default_factory=dict)

    @property
    def jobs(self):
        deadlines = {"linger": timedelta(minutes=5), "hurry": timedelta(seconds=1)}
        place = Workspace(url=self.wire.address, spn="5f6a-spn-tst")
        return DatabricksJobs(
            {"tst": place, "prod": replace(place, spn="7c8d-spn-prod")},
            Plan(names=self.names, cluster=self.cluster, deadlines=deadlines),
            self.blobs,
            **{"token": lambda: self.token, "runner": self.runner, **self.given},
        )

    def job(self, source=DONE, task="train", spec=SPEC, **files):
        """A job that runs the source; files are named by paths with two underscores for a dot."""
        named = {name.replace("__", "."): data for name, data in files.items()}
        bundle = keep(self.blobs, pack({"main.py": source.encode(), **named}))
        return Job(candidate=CANDIDATE, task=task, bundle=bundle, spec=spec)

    def scoring(self, **changes):
        return replace(
            Scoring(
                candidate=CANDIDATE,
                environment="prod",
                registered_model="prod.ml.churn",
                bundle=self.job().bundle,
                spec=SPEC,
            ),
            **changes,
        )

    def told(self, job):
        """What the workspace was told about a job."""
        return self.workspace.runs[int(job)].settings

    def saved(self):
        """The saved jobs that are there."""
        return {job: settings for job, settings in self.workspace.jobs.items() if settings}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A workspace on a socket, and the wire to it."""
    folder = tmp_path_factory.mktemp("workspace")
    with databricks(folder) as workspace, wire_to(workspace.address) as wire:
        yield workspace, wire


@pytest.fixture
def desk(served, tmp_path):
    """A desk with a runner that runs `main.py` of the bundle, at a workspace that is still empty.

    It has a token of its own: what an earlier test has sent may still be on its way.
    """
    workspace, wire = served
    token = f"dapi{uuid4().hex}"
    workspace.start_over(tmp_path / "workspace", token)
    wire.requests.clear()
    wire.troubles.clear()
    (tmp_path / "runner").mkdir()
    (tmp_path / "runner" / "__main__.py").write_text(RUNNER)
    return Desk(workspace, wire, tmp_path / "runner", token)


def ended(jobs, name):
    while (outcome := jobs.outcome(name)) is None:
        time.sleep(0.01)
    return outcome


# What a run is told


def test_a_run_has_a_name_a_deadline_and_a_service_principal_and_waits_its_turn(desk):
    told = desk.told(desk.jobs.submit("churn-1/training/2", desk.job()))

    assert told["run_name"] == "train gatehouse churn-1 training 2"
    assert told["timeout_seconds"] == 24 * 60 * 60
    assert told["run_as"] == {"service_principal_name": "5f6a-spn-tst"}
    assert told["queue"] == {"enabled": True}
    assert len(told["idempotency_token"]) == 64


def test_a_job_cluster_is_what_the_platform_and_the_team_have_chosen(desk):
    desk.cluster = Cluster(
        spark_version="16.4.x-cpu-ml-scala2.12", node="D4", driver="3", policy="P"
    )
    spec = replace(SPEC, image="bank.azurecr.io/ml:7", financial_id="F-1")

    [task] = desk.told(desk.jobs.submit("churn-1/training", desk.job(spec=spec)))["tasks"]

    cluster = task["new_cluster"]
    assert (cluster["spark_version"], cluster["node_type_id"]) == ("16.4.x-cpu-ml-scala2.12", "D4")
    assert (cluster["driver_node_type_id"], cluster["policy_id"]) == ("3", "P")
    assert cluster["apply_policy_default_values"] is True
    assert cluster["data_security_mode"] == "SINGLE_USER"
    assert cluster["docker_image"] == {"url": "bank.azurecr.io/ml:7"}
    assert "autotermination_minutes" not in cluster


def test_a_cluster_has_the_runtime_that_the_team_names(desk):
    spec = replace(SPEC, databricks_runtime="17.3.x-cpu-ml-scala2.13")

    [task] = desk.told(desk.jobs.submit("churn-1/training", desk.job(spec=spec)))["tasks"]

    assert task["new_cluster"]["spark_version"] == "17.3.x-cpu-ml-scala2.13"


@pytest.mark.parametrize(
    ("serverless", "named"),
    [
        pytest.param(True, "17.3.x-scala2.13", id="a cluster's, without clusters"),
        pytest.param(False, "serverless-v4", id="serverless, on clusters"),
    ],
)
def test_a_runtime_for_the_other_kind_of_compute_is_refused(desk, serverless, named):
    desk.cluster = Cluster(serverless=serverless)

    with pytest.raises(RefusedError, match="DATABRICKS_RUNTIME"):
        desk.jobs.submit("churn-1/training", desk.job(spec=replace(SPEC, databricks_runtime=named)))


def test_every_cluster_says_who_pays_and_for_what(desk):
    spec = replace(SPEC, team_name="Retail & <Mortgages>?", financial_id="F-1")

    [task] = desk.told(desk.jobs.submit("churn-1/training", desk.job(spec=spec)))["tasks"]

    assert task["new_cluster"]["custom_tags"] == {
        "team": "Retail _ _Mortgages__",
        "model": "churn",
        "financial_id": "F-1",
        "environment": "tst",
        "run": CANDIDATE.run_id,
        "commit": "c" * 40,
        "ResourceClass": "SingleNode",
    }


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [
        pytest.param(None, None, {"num_workers": 0}, id="nothing said: a single node"),
        pytest.param(0, 0, {"num_workers": 0}, id="no workers: a single node"),
        pytest.param(2, 2, {"num_workers": 2}, id="as many at least as at most"),
        pytest.param(1, 4, {"autoscale": {"min_workers": 1, "max_workers": 4}}, id="a range"),
    ],
)
def test_a_cluster_has_the_workers_that_the_team_asks_for(desk, least, most, expected):
    spec = replace(SPEC, cluster_min_worker_node=least, cluster_max_worker_node=most)

    [task] = desk.told(desk.jobs.submit("churn-1/training", desk.job(spec=spec)))["tasks"]

    found = {name: task["new_cluster"].get(name) for name in ("num_workers", "autoscale")}
    assert {name: value for name, value in found.items() if value is not None} == expected
    assert ("spark_conf" in task["new_cluster"]) == (expected == {"num_workers": 0})


def test_what_must_share_a_cluster_is_one_task(desk):
    jobs = desk.jobs

    told = [desk.told(jobs.submit(task, desk.job(task=task))) for task in ("train", "evaluate")]

    assert [len(each["tasks"]) for each in told] == [1, 1]


def test_serverless_gets_an_environment_and_no_cluster(desk):
    desk.cluster = Cluster(serverless=True, budget_policy="B", needs=("skops",))

    told = desk.told(desk.jobs.submit("churn-1/training", desk.job()))

    [task], [environment] = told["tasks"], told["environments"]
    assert environment["spec"] == {"environment_version": "4", "dependencies": ["skops"]}
    assert task["environment_key"] == environment["environment_key"]
    assert not {"new_cluster", "libraries"} & set(task)
    assert told["budget_policy_id"] == "B"


def test_serverless_has_the_environment_that_the_team_names(desk):
    desk.cluster = Cluster(serverless=True)
    spec = replace(SPEC, databricks_runtime="serverless-v5")

    [environment] = desk.told(desk.jobs.submit("churn-1/training", desk.job(spec=spec)))[
        "environments"
    ]

    assert environment["spec"]["environment_version"] == "5"


def test_serverless_runs_no_image(desk):
    desk.cluster = Cluster(serverless=True)

    with pytest.raises(RefusedError, match="IMAGE"):
        desk.jobs.submit("churn-1/training", desk.job(spec=replace(SPEC, image="x:1")))


CONDA = b"""
dependencies:
  - python=3.11
  - pandas=2.2
  - conda-forge::scikit-learn>=1.4,<2
  - numpy==1.26.4
  - pip:
    - lightgbm==4.3.0
"""


RANGES = b"dependencies:\n  - python>=3.11,<3.13\n  - pandas>=2.2,<4\n  - pip\n  - pytest\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({}, (), id="no file"),
        pytest.param({"environment.yml": RANGES}, ("pandas>=2.2,<4", "pytest"), id="ranges"),
        pytest.param(
            {"requirements.txt": b"pandas==2.2.3 \\\n  --hash=sha256:0a\n"},
            ("pandas==2.2.3",),
            id="hashes, which a cluster cannot take",
        ),
        pytest.param(
            {
                "requirements.txt": b"# ours\npandas==2.2.1  # why\n\nmlflow[extras]>=3; python_version>'3'"
            },
            ("pandas==2.2.1", "mlflow[extras]>=3; python_version>'3'"),
            id="pip",
        ),
        pytest.param(
            {"environment.yml": CONDA},
            ("pandas==2.2.*", "scikit-learn>=1.4,<2", "numpy==1.26.4", "lightgbm==4.3.0"),
            id="conda",
        ),
    ],
)
def test_an_environment_file_becomes_libraries(files, expected):
    assert packages(files, ".", "") == expected


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("environment.yml", b"dependencies:\n  - pytorch::pytorch=2.2"),
        ("environment.yml", b"dependencies:\n  - cudatoolkit=11.8"),
        ("environment.yml", b"dependencies:\n  - pandas[version='>=2']"),
        ("environment.yml", b"dependencies: pandas"),
        ("environment.yml", b"channels: []"),
        ("environment.yml", b"[["),
        ("requirements.txt", b"--index-url https://elsewhere.example/simple"),
        ("requirements.txt", b"-r other.txt"),
        ("requirements.txt", b"thing @ https://elsewhere.example/thing.whl"),
    ],
)
def test_what_a_cluster_cannot_have_is_refused_with_a_way_out(file, text):
    with pytest.raises(RefusedError, match=rf"^models/churn/{file}: .*;"):
        packages({f"models/churn/{file}": text}, "models/churn", file)


def test_a_team_keeps_its_own_version_of_what_the_runner_needs():
    assert together(("Scikit_Learn==1.4",), ("scikit-learn", "skops")) == (
        "Scikit_Learn==1.4",
        "skops",
    )


# How an end is read

ENDS = [
    ("CLOUD_FAILURE", "CLOUD_FAILURE", Owner.GBI, True, "the cloud: "),
    ("CLUSTER_ERROR", "CLOUD_FAILURE", Owner.GBI, True, "the cloud: "),
    ("INTERNAL_ERROR", "INTERNAL_ERROR", Owner.GBI, True, "the platform: "),
    ("DRIVER_ERROR", "INTERNAL_ERROR", Owner.GBI, True, "the platform: "),
    ("CLUSTER_REQUEST_LIMIT_EXCEEDED", "CLIENT_ERROR", Owner.GBI, True, "the platform: "),
    ("WORKSPACE_RUN_LIMIT_EXCEEDED", "CLIENT_ERROR", Owner.GBI, True, "the platform: "),
    ("STORAGE_ACCESS_ERROR", "CLIENT_ERROR", Owner.GBI, True, "the platform: "),
    ("A_WORD_OF_TOMORROW", "CLIENT_ERROR", Owner.GBI, True, "the platform: "),
    ("INVALID_CLUSTER_REQUEST", "CLIENT_ERROR", Owner.GBI, False, "the platform: "),
    ("UNAUTHORIZED_ERROR", "CLIENT_ERROR", Owner.GBI, False, "the platform: "),
    ("RUN_EXECUTION_ERROR", "CLIENT_ERROR", Owner.MODEL_DEV, False, "the job failed"),
    ("LIBRARY_INSTALLATION_ERROR", "CLIENT_ERROR", Owner.MODEL_DEV, False, "a package could not"),
    ("DRIVER_ERROR", "CLIENT_ERROR", Owner.MODEL_DEV, False, "the driver stopped"),
]


@pytest.mark.parametrize(
    ("code", "kind", "owner", "passing", "words"),
    [pytest.param(*end, id=f"{end[0]} as {end[1]}") for end in ENDS],
)
def test_a_failure_is_the_teams_ours_or_the_clouds(desk, code, kind, owner, passing, words):
    desk.workspace.forced.append(Forced(code=code, type=kind))
    jobs = desk.jobs

    outcome = ended(jobs, jobs.submit("churn-1/training", desk.job()))

    assert (outcome.succeeded, outcome.owner, outcome.passing) == (False, owner, passing)
    assert outcome.remark.startswith(words)


TEAMS = {"DRIVER_ERROR", "LIBRARY_INSTALLATION_ERROR", "RUN_EXECUTION_ERROR"}
MENDED_FIRST = {
    "BUDGET_POLICY_LIMIT_EXCEEDED",
    "DISABLED",
    "FEATURE_DISABLED",
    "INVALID_CLUSTER_REQUEST",
    "INVALID_RUN_CONFIGURATION",
    "RESOURCE_NOT_FOUND",
    "UNAUTHORIZED_ERROR",
}
TRIED_AGAIN = {
    "BREAKING_CHANGE",
    "CANCELED",
    "CLOUD_FAILURE",
    "CLUSTER_ERROR",
    "CLUSTER_REQUEST_LIMIT_EXCEEDED",
    "INTERNAL_ERROR",
    "MAX_CONCURRENT_RUNS_EXCEEDED",
    "MAX_JOB_QUEUE_SIZE_EXCEEDED",
    "MAX_SPARK_CONTEXTS_EXCEEDED",
    "REPOSITORY_CHECKOUT_FAILED",
    "SKIPPED",
    "STORAGE_ACCESS_ERROR",
    "WORKSPACE_RUN_LIMIT_EXCEEDED",
}
NO_FAILURES = {"SUCCESS", "SUCCESS_WITH_FAILURES", "USER_CANCELED"}


def test_every_word_that_the_sdk_knows_is_judged():
    from databricks.sdk.service.jobs import TerminationCodeCode

    ends = {code.value: failure(code.value, "CLIENT_ERROR", "") for code in TerminationCodeCode}

    assert set(ends) == TEAMS | MENDED_FIRST | TRIED_AGAIN | NO_FAILURES
    assert {code for code in ends.keys() - NO_FAILURES if ends[code].passing} == TRIED_AGAIN
    assert {code for code in ends if ends[code].owner is Owner.MODEL_DEV} == TEAMS


@pytest.mark.parametrize(
    ("passing", "owner"),
    [
        pytest.param(True, Owner.GBI, id="its tracking server had no answer"),
        pytest.param(False, Owner.GBI, id="what came was altered"),
        pytest.param(False, Owner.MODEL_DEV, id="the team's code"),
    ],
)
def test_the_runner_says_whether_another_job_may_do_better(desk, passing, owner):
    told = {"remark": "no", "owner": owner, "limit": "", "passing": passing}
    jobs = desk.jobs
    source = f"open('failure.json', 'w').write({json.dumps(told)!r})\nraise SystemExit(1)"

    outcome = ended(jobs, jobs.submit("churn-1/training", desk.job(source)))

    assert (outcome.succeeded, outcome.owner, outcome.passing) == (False, owner, passing)


def test_a_job_whose_child_runs_failed_is_judged_by_the_result_that_it_left(desk):
    desk.workspace.finish = "SUCCESS_WITH_FAILURES"
    jobs = desk.jobs

    assert ended(jobs, jobs.submit("churn-1/training", desk.job())).succeeded


@pytest.mark.parametrize(
    ("forced", "owner", "passing", "words"),
    [
        pytest.param(
            Forced(code="", type="", result="FAILED", life="INTERNAL_ERROR"),
            Owner.GBI,
            True,
            "the platform: INTERNAL_ERROR",
            id="the Jobs service failed",
        ),
        pytest.param(
            Forced(code="CANCELED", result="TIMEDOUT"),
            Owner.GBI,
            True,
            "never ran",
            id="no cluster came until the deadline",
        ),
        pytest.param(
            Forced(code="CANCELED", result="TIMEDOUT", execution=9),
            Owner.MODEL_DEV,
            False,
            "met its deadline",
            id="the job took too long",
        ),
        pytest.param(
            Forced(code="USER_CANCELED", type="SUCCESS", result="CANCELED"),
            Owner.GBI,
            False,
            "was cancelled",
            id="somebody cancelled it",
        ),
        pytest.param(
            Forced(code="CANCELED", type="INTERNAL_ERROR", result="CANCELED"),
            Owner.GBI,
            True,
            "the platform: CANCELED",
            id="Databricks itself cancelled it",
        ),
        pytest.param(
            Forced(code="SUCCESS", type="SUCCESS", result="SUCCESS"),
            Owner.MODEL_DEV,
            False,
            "without a result",
            id="it left nothing",
        ),
    ],
)
def test_an_end_without_a_failure_of_its_own_is_told_apart(desk, forced, owner, passing, words):
    desk.workspace.forced.append(forced)
    jobs = desk.jobs

    outcome = ended(jobs, jobs.submit("churn-1/training", desk.job()))

    assert (outcome.succeeded, outcome.owner, outcome.passing) == (False, owner, passing)
    assert words in outcome.remark


def test_a_job_that_meets_its_deadline_is_stopped_by_the_workspace(desk):
    jobs = desk.jobs

    outcome = ended(jobs, jobs.submit("k", desk.job("import time; time.sleep(600)", "hurry")))

    assert "deadline" in outcome.remark
    assert not outcome.passing


def test_a_run_whose_gatehouse_run_has_ended_is_cancelled_and_leaks_no_cluster(desk):
    jobs = desk.jobs
    job = jobs.submit("churn-1/training", desk.job("import time; time.sleep(600)", "linger"))
    order = CancelJob(candidate=CANDIDATE, step="training", job=job)

    assert cancel(order, jobs) == cancel(order, jobs) == ()

    assert "cancelled" in ended(jobs, job).remark
    process = desk.workspace.runs[int(job)].process
    assert process is None or process.poll() is not None


def test_a_run_that_somebody_else_submitted_is_none_of_ours(desk):
    task = {"spark_python_task": {"python_file": "/x.py"}, "new_cluster": {"spark_version": "15"}}
    theirs = desk.workspace.submit({"tasks": [task]})

    with pytest.raises(RefusedError, match="did not submit"):
        desk.jobs.cancel(str(theirs))


def test_of_a_long_log_the_end_is_kept(desk):
    jobs = desk.jobs
    source = "print('first'); print('x' * 2_000_000); print('last')\n" + DONE

    log = ended(jobs, jobs.submit("churn-1/training", desk.job(source))).log

    assert log.startswith(b"[what came before this was not kept]\n")
    assert log.endswith(b"x\nlast\n")
    assert b"first" not in log


# What was checked is what runs


@pytest.mark.parametrize("what", ["bundles", "runner", "jobs"])
def test_files_that_were_changed_on_their_way_are_not_run(desk, what):
    desk.workspace.delay = 0.3
    jobs = desk.jobs
    name = jobs.submit("churn-1/training", desk.job("print('ran')\n" + DONE))
    volume = desk.workspace.folder / "Volumes" / "main" / "mlops" / "gatehouse"
    [path] = (path for path in (volume / what).rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes() + b" ")

    outcome = ended(jobs, name)

    assert (outcome.succeeded, outcome.owner) == (False, Owner.GBI)
    assert "nothing was run" in outcome.remark
    assert b"ran\n" not in outcome.log


def test_a_bundle_and_the_runner_travel_once(desk):
    jobs = desk.jobs
    for key in ("a/training", "b/training"):
        jobs.submit(key, desk.job())

    assert desk.wire.count("PUT /api/2.0/fs/files/Volumes/main/mlops/gatehouse/bundles") == 1
    assert desk.wire.count("PUT /api/2.0/fs/files/Volumes/main/mlops/gatehouse/runner") == 1


def test_an_order_that_was_submitted_stands_though_the_champions_have_changed(desk):
    jobs, job = desk.jobs, desk.job(task="evaluate")
    first = jobs.submit("churn-1/evaluation", job)

    again = jobs.submit("churn-1/evaluation", replace(job, document={"champions": {"prod": 1}}))

    assert again == first
    assert ended(jobs, first).succeeded


# Notebooks


def test_a_notebook_trains_by_its_own_cells(desk):
    source = "print(functions['train'](1, 2))\n" + DONE
    job = desk.job(source, train__ipynb=json.dumps(JUPYTER).encode())
    jobs = desk.jobs

    name = jobs.submit("churn-1/training", job)

    assert ended(jobs, name).succeeded
    assert "fitted" in desk.workspace.runs[int(name)].log
    assert "notebook_task" in desk.told(name)["tasks"][0]


def test_a_notebook_in_source_format_trains_too_and_is_evaluated_as_a_module(desk):
    train = f"{NOTEBOOK}# MAGIC %pip list\ndef train(data, parameters): ...\n".encode()
    jobs = desk.jobs

    trained = jobs.submit("churn-1/training", desk.job(train__py=train))
    evaluated = jobs.submit("churn-1/evaluation", desk.job(task="evaluate", train__py=train))

    assert ended(jobs, trained).succeeded
    assert "spark_python_task" in desk.told(evaluated)["tasks"][0]


def test_notebooks_are_imported_with_their_language_and_archived_together(desk):
    files = {
        "train__py": f"{NOTEBOOK}def train(data, parameters): ...\n".encode(),
        "prepare__sql": b"-- Databricks notebook source\nSELECT 1",
        "explore__scala": b"// Databricks notebook source\nval x = 1",
        "plots__r": b"# Databricks notebook source\nplot(1)",
        "helper__py": b"# an ordinary module",
    }
    job = desk.job(**files)

    archive = desk.jobs.archive(CANDIDATE, job.bundle)

    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        assert found.namelist() == ["explore.scala", "plots.r", "prepare.sql", "train.python"]


def test_a_training_notebook_in_another_language_is_refused(desk):
    with pytest.raises(RefusedError, match="train.*SQL"):
        desk.jobs.submit("k", desk.job(train__sql=b"-- Databricks notebook source\nSELECT 1"))


def test_a_broken_jupyter_notebook_is_refused_by_name(desk):
    with pytest.raises(RefusedError, match=r"train\.ipynb"):
        desk.jobs.submit("k", desk.job(train__ipynb=b"{"))


# The scoring job


def test_the_scoring_job_scores_with_whoever_is_champion_then(desk):
    desk.names = replace(desk.names, quartz="0 0 5 * * ?", timezone="Europe/Amsterdam")

    job = desk.jobs.schedule(desk.scoring())

    settings = desk.saved()[int(job)]
    root, order, _, out = settings["tasks"][0]["spark_python_task"]["parameters"]
    told = json.loads(desk.workspace.place(f"{root}/{order}").read_bytes())["order"]
    assert (told["task"], told["document"]["registered_model"]) == ("score", "prod.ml.churn")
    assert out == "predictions/prod/churn/{{job.run_id}}"
    assert settings["name"] == "score churn prod"
    assert settings["run_as"] == {"service_principal_name": "7c8d-spn-prod"}
    assert settings["schedule"]["quartz_cron_expression"] == "0 0 5 * * ?"
    assert settings["tags"]["gatehouse"] == "scoring"


def test_a_later_release_brings_the_scoring_job_up_to_date(desk):
    jobs = desk.jobs
    jobs.schedule(desk.scoring())

    jobs.schedule(desk.scoring(spec=replace(SPEC, image="bank.azurecr.io/ml:8")))

    [settings] = desk.saved().values()
    image = settings["tasks"][0]["new_cluster"]["docker_image"]
    assert image == {"url": "bank.azurecr.io/ml:8"}


def test_of_two_scoring_jobs_the_older_one_stays_and_strangers_are_left_alone(desk):
    jobs = desk.jobs
    first = jobs.schedule(desk.scoring())
    ours = desk.saved()[int(first)]
    second = desk.workspace.create(ours)
    stranger = desk.workspace.create({**ours, "tags": {}})
    desk.workspace.page = 1

    assert jobs.schedule(desk.scoring()) == first

    assert set(desk.saved()) == {int(first), stranger}
    assert second not in desk.saved()


def test_an_environment_without_a_workspace_is_refused_by_its_setting(desk):
    with pytest.raises(RefusedError, match="GATEHOUSE_WORKSPACE_URL_QA"):
        desk.jobs.schedule(desk.scoring(environment="qa"))


# What a wire can do

SUBMIT, CREATE, ORDER = (
    "POST /api/2.2/jobs/runs/submit",
    "POST /api/2.2/jobs/create",
    "PUT /api/2.0/fs/files",
)
TROUBLES = {
    "too many requests": Answer(429, headers={"Retry-After": "7"}),
    "out of service": Answer(503, headers={"Retry-After": "7"}),
    "a bad gateway": Answer(502),
    "cut in the middle": Cut(after=3),
    "gone before it came": Gone(),
    "a lost answer": Lost(),
    "an answer too late": Late(seconds=1.5),
}


@pytest.mark.parametrize(
    ("on", "trouble"),
    [
        pytest.param(on, trouble, id=f"{place}: {name}")
        for on, place in ((SUBMIT, "submitting"), (ORDER, "uploading"))
        for name, trouble in TROUBLES.items()
        # An upload is answered without a body, of which nothing can be cut.
        if not (on == ORDER and isinstance(trouble, Cut))
    ],
)
def test_trouble_on_the_wire_passes_and_never_makes_two_runs(desk, on, trouble):
    desk.given = {"seconds": 0.7} if isinstance(trouble, Late) else {}
    jobs, job = desk.jobs, desk.job()
    jobs.probe()
    desk.wire.upset(trouble, on=on)

    with pytest.raises(TryAgainError):
        jobs.submit("churn-1/training", job)
    name = jobs.submit("churn-1/training", job)

    assert ended(jobs, name).succeeded
    assert list(desk.workspace.runs) == [int(name)]


def test_what_the_workspace_asks_for_in_patience_is_passed_on_and_not_slept_over(desk):
    desk.wire.upset(TROUBLES["too many requests"], on=SUBMIT)

    with pytest.raises(TryAgainError) as caught:
        desk.jobs.submit("churn-1/training", desk.job())

    assert caught.value.after == timedelta(seconds=7)
    assert desk.wire.count(SUBMIT) == 1


def test_a_scoring_job_of_which_we_never_heard_is_found_again(desk):
    jobs = desk.jobs
    desk.wire.upset(Lost(), on=CREATE)

    with pytest.raises(TryAgainError):
        jobs.schedule(desk.scoring())
    job = jobs.schedule(desk.scoring())

    assert list(desk.saved()) == [int(job)]


def test_a_workspace_that_says_nothing_of_itself_is_spoken_to_all_the_same(desk):
    desk.wire.upset(Answer(404), on="well-known")

    assert "5f6a7b8c-platform" in desk.jobs.probe()


def test_a_wrong_token_is_one_clear_error_and_is_never_shown(desk):
    desk.given = {"token": lambda: "dapi-wrong-canary"}

    with pytest.raises(CredentialsError, match="GATEHOUSE_WORKSPACE_URL_TST") as caught:
        desk.jobs.submit("churn-1/training", desk.job())

    assert "canary" not in str(caught.value)
    assert "does not know us" in str(caught.value)


def test_nothing_follows_a_workspace_that_points_elsewhere(desk):
    heard = []

    async def hear(request):
        heard.append(request.url)
        return Response("{}", media_type="application/json")

    routes = [Route("/{path:path}", hear, methods=["GET", "POST"])]
    with serving(Starlette(routes=routes)) as address:
        desk.wire.upset(Answer(307, headers={"Location": f"{address}/"}), on=SUBMIT)
        with pytest.raises(TryAgainError):
            desk.jobs.submit("churn-1/training", desk.job())

    assert heard == []


@pytest.mark.parametrize("path", ["/api/2.2/jobs/runs/submit", "/api/2.0/fs/files"])
def test_a_missing_right_is_one_clear_error_that_names_what_to_grant(desk, path):
    desk.workspace.forbidden.add(path)

    with pytest.raises(CredentialsError, match=r"GATEHOUSE_SPN_TST.*DATABRICKS_VOLUME") as caught:
        desk.jobs.submit("churn-1/training", desk.job())

    assert desk.token not in str(caught.value)


def test_a_refusal_is_passed_on_in_the_workspaces_words_but_for_secrets(desk):
    words = f"Node type X is not supported. Bearer {desk.token} https://h/x?sig=abc"
    body = json.dumps({"error_code": "INVALID_PARAMETER_VALUE", "message": words}).encode()
    desk.wire.upset(Answer(400, {"Content-Type": "application/json"}, body), on=SUBMIT)

    with pytest.raises(RefusedError, match="Node type X is not supported") as caught:
        desk.jobs.submit("churn-1/training", desk.job())

    assert desk.token not in str(caught.value)
    assert "sig=" not in str(caught.value)


def test_a_renewed_token_counts_at_once(desk):
    tokens = [desk.token]
    desk.given = {"token": lambda: tokens[-1]}
    jobs = desk.jobs
    jobs.probe()
    desk.workspace.token = "renewed"
    tokens.append("renewed")

    assert "tst" in jobs.probe()


def test_one_client_serves_many_threads(desk):
    jobs, job = desk.jobs, desk.job()

    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(lambda _: jobs.submit("churn-1/training", job), range(8)))

    assert len(set(names)) == 1
    assert desk.wire.count("well-known") == 1


def test_a_probe_says_who_we_are_in_each_workspace(desk):
    said = desk.jobs.probe()

    assert said.count("knows us as 5f6a7b8c-platform") == 2
    assert "workspace of tst (127.0.0.1)" in said


@pytest.mark.parametrize(
    "url", ["http://adb-1.azuredatabricks.net", "https://adb-1.azuredatabricks.net/?o=1", "adb-1"]
)
def test_a_workspace_has_a_plain_https_address(url):
    with pytest.raises(ValueError, match="https://host"):
        Workspace(url=url)


def test_a_notification_destination_hears_of_the_end(desk):
    heard = []

    async def hear(request):
        heard.append((await request.json(), request.headers["Authorization"]))
        return Response(status_code=202)

    with serving(Starlette(routes=[Route("/hook", hear, methods=["POST"])])) as address:
        desk.workspace.destinations["D-1"] = (f"{address}/hook", "gatehouse", "hook-secret")
        desk.names = replace(desk.names, notify="D-1")
        name = desk.jobs.submit("churn-1/training", desk.job())
        while not heard:
            time.sleep(0.01)

    [(payload, credentials)] = heard
    assert payload["event_type"] == "jobs.on_success"
    assert payload["run"]["run_id"] == name
    assert payload["job"]["name"] == "train gatehouse churn-1 training"
    assert credentials.startswith("Basic ")


def test_a_model_is_really_trained_there(desk, tmp_path):
    create(tmp_path / "biopsies", ANSWERS)
    paths = (path for path in (tmp_path / "biopsies").rglob("*") if path.is_file())
    files = {p.relative_to(tmp_path / "biopsies").as_posix(): p.read_bytes() for p in paths}
    spec = read_model_file(read(files["model.yml"].decode()), ("tst",))
    store = Tracking(uri=f"sqlite:///{tmp_path}/mlflow.db", registry="", artifacts=str(tmp_path))
    jobs = replace(desk.jobs, runner=RUNNER_ITSELF)
    jobs = replace(jobs, plan=replace(jobs.plan, tracking=store))

    outcome = ended(
        jobs,
        jobs.submit(
            "churn-1/training",
            Job(candidate=CANDIDATE, task="train", bundle=keep(desk.blobs, pack(files)), spec=spec),
        ),
    )

    assert outcome.succeeded, outcome.log
    model = json.loads(outcome.result)["model"]
    assert digest_of(folder_of(model["uri"])) == model["digest"]
