"""The registry speaks to Unity Catalog through MLflow's own client, and asks only what it answers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.standins.serving import serving
from tests.standins.unity_catalog import UnityCatalog

PROJECT = Path(__file__).parents[2]
TOKEN = "canary-of-a-secret"
NAME = "prod.models.churn"
PROMOTE = """
import json, sys
sys.path.insert(0, sys.argv[1])
from shared.adapters.mlflow_registry import MlflowRegistry
from shared.core.candidate import Candidate
from shared.core.messages import PromoteModel, TrainedModel

candidate = Candidate(repository="bank/churn", commit="c0ffee", model="churn")
stores = dict(registry_uri="databricks-uc", pattern="{environment}.models.{model}", seconds=5)

def promote(uri):
    model = TrainedModel(run="5e1f", uri=uri, digest="d", data="")
    order = PromoteModel(
        candidate=candidate, step="promotion", environment="prod", model=model,
        metrics={"auc": 0.9}, approvals=("ann",), evidence="e",
    )
    registry = MlflowRegistry("databricks", **stores)
    promoted = registry.promote(order)
    champion = registry.champion(candidate, "prod")
    registry.probe()
    return [*promoted, champion.version, champion.metrics, registry.location(champion)]

for line in sys.stdin:
    try:
        said = promote(line.strip())
    except Exception as error:
        said = [type(error).__name__, str(error)]
    print("said", json.dumps(said), flush=True)
"""
MODEL = """
signature:
  inputs: '[{"type": "double", "name": "age", "required": true}]'
  outputs: '[{"type": "double", "required": true}]'
flavors: {}
"""


@pytest.fixture(scope="module")
def process(tmp_path_factory):
    """A catalogue, and a process that promotes in it: MLflow is told of hosts by variables only."""
    catalogue, folder = UnityCatalog(), tmp_path_factory.mktemp("process")
    with serving(catalogue.app) as address:
        told = {**os.environ, "DATABRICKS_HOST": address, "DATABRICKS_TOKEN": TOKEN}
        command = [sys.executable, "-W", "ignore", "-c", PROMOTE, str(PROJECT)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with (folder / "log").open("w") as log:
            started = subprocess.Popen(command, cwd=folder, env=told, stderr=log, **pipes)
        with started:
            yield catalogue, started
            started.kill()


@pytest.fixture
def catalogue(process):
    """An empty catalogue."""
    process[0].__init__(token=TOKEN)
    return process[0]


@pytest.fixture
def promote(process, catalogue, model):
    """Promotes the model, and tells what came of it."""

    def promoted():
        print(model, file=process[1].stdin, flush=True)
        lines = iter(process[1].stdout.readline, "")
        answer = next(line for line in lines if line.startswith("said "))
        return json.loads(answer.removeprefix("said "))

    return promoted


@pytest.fixture
def model(tmp_path):
    """The files of a model."""
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "MLmodel").write_text(MODEL)
    return tmp_path / "model"


def test_a_model_is_promoted_once_with_its_files_tags_and_alias(catalogue, promote):
    said = promote()
    again = promote()

    assert said == again == [NAME, "1", "1", {"auc": 0.9}, f"models:/{NAME}/1"]
    assert catalogue.files == {"Models/prod/models/churn/1/MLmodel": MODEL.encode()}
    assert catalogue.models[NAME]["aliases"] == [{"alias": "champion", "version": "1"}]
    tags = {tag["key"]: tag["value"] for tag in catalogue.versions[NAME, "1"]["tags"]}
    assert (tags["gatehouse_repository"], tags["gatehouse_approvals"]) == ("bank/churn", '["ann"]')


def test_a_version_whose_files_may_still_come_is_waited_for_and_then_passed_over(
    catalogue, promote
):
    promote()
    pending = catalogue.versions[NAME, "1"]
    pending["status"] = "PENDING_REGISTRATION"
    waiting = promote()
    pending["creation_timestamp"] -= 3_600_000

    said = promote()

    assert waiting[0] == "TryAgainError" and "another attempt" in waiting[1]
    assert said[:3] == [NAME, "2", "2"]
    assert {"key": "gatehouse_superseded", "value": "2"} in pending["tags"]


def test_who_does_not_own_the_model_is_told_so_with_the_setting(catalogue, promote):
    catalogue.owner = False

    kind, words = promote()

    assert kind == "CredentialsError"
    assert "GATEHOUSE_REGISTRY_URI" in words and "must own" in words


def test_a_token_that_is_not_known_is_one_clear_error(catalogue, promote):
    catalogue.token = "another"
    kind, words = promote()

    assert (kind, "GATEHOUSE_REGISTRY_URI" in words) == ("CredentialsError", True)
    assert "canary" not in words


def test_a_model_without_a_signature_is_refused_for_good(model, promote):
    (model / "MLmodel").write_text("flavors: {}\n")

    kind, words = promote()

    assert (kind, "signature" in words) == ("RefusedError", True)
