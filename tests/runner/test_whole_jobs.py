"""The road of a model through real processes: trained twice at once, evaluated, read as values."""

import time
from dataclasses import dataclass

import pytest

from local.new import create
from shared.adapters.memory_blobs import MemoryBlobs
from shared.adapters.subprocess_jobs import SubprocessJobs
from shared.bundle import pack
from shared.codec import parse
from shared.contents import keep
from shared.core.candidate import Candidate
from shared.core.messages import Champion, TrainedModel
from shared.core.model_file import read as read_model_file
from shared.files.model_files import digest_of, folder_of
from shared.ports import Job
from shared.yaml_reader import read
from tests.job_limits import GENEROUS
from tests.runner.benches import ANSWERS

CANDIDATE = Candidate(repository="bank/biopsies", commit="c" * 40, model="biopsies")


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a job leaves behind, in the words of the platform."""

    task: str
    model: TrainedModel
    metrics: dict[str, float]
    champions: dict[str, Champion] | None = None
    predictions: str = ""


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The files of a new repository."""
    folder = tmp_path_factory.mktemp("new") / "biopsies"
    create(folder, ANSWERS)
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def platform(tmp_path_factory, files):
    """Submits a task for the files, and gives what came of the submitted ones."""
    home, blobs = tmp_path_factory.mktemp("home"), MemoryBlobs()
    tracking = f"sqlite:///{home}/store/mlflow.db"
    jobs = SubprocessJobs(
        home / "jobs",
        blobs,
        limits=GENEROUS,
        tracking=tracking,
        artifacts=str(home / "models"),
    )
    bundle = keep(blobs, pack(files))
    spec = read_model_file(read(files["model.yml"].decode()), ("tst",))

    def submit(task, key, **given):
        job = Job(candidate=CANDIDATE, task=task, bundle=bundle, spec=spec, document=given)
        return jobs.submit(key, job)

    def result(name):
        while (outcome := jobs.outcome(name)) is None:
            time.sleep(0.05)
        assert outcome.succeeded, outcome.remark + outcome.log.decode()
        return parse(Result, outcome.result)

    return submit, result


def test_two_jobs_at_once_on_a_new_store_and_an_evaluation_of_one_beside_the_other(platform):
    submit, result = platform

    first, second = map(
        result, [submit("train", "run/training"), submit("train", "other/training")]
    )
    champion = {"version": "7", "run": first.model.run, "uri": first.model.uri, "metrics": {}}
    evaluated = result(
        submit("evaluate", "run/evaluation", model=second.model, champions={"tst": champion})
    )

    assert digest_of(folder_of(first.model.uri)) == first.model.digest
    assert evaluated.model == second.model
    assert evaluated.champions["tst"].same_data
    assert evaluated.champions["tst"].metrics == evaluated.metrics
    assert evaluated.predictions.startswith("row,malignant,probability,true malignant\n")
