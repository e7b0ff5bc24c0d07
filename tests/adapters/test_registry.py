"""What every registry promises: one version for one run, and the newest is champion."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import pytest

from shared.adapters.memory_registry import MemoryRegistry
from shared.adapters.mlflow_registry import MlflowRegistry
from shared.adapters.mlflow_registry.opening import lay_out
from shared.adapters.mlflow_registry.record import tags_of
from shared.adapters.mlflow_registry.troubles import troubles
from shared.core.candidate import Candidate
from shared.core.errors import RefusedError, TryAgainError
from shared.core.messages import PromoteModel, TrainedModel
from shared.files.model_files import digest_of, manifest
from shared.ports import AlteredError
from tests.standins.mlflow_server import copied

METRICS = {"roc_auc": 0.91, "log_loss": 0.3000000000000001}
PROJECT = Path(__file__).parents[2]
ADAPTERS = ["memory", "mlflow", "mlflow server"]
CHURN = Candidate(repository="bank/churn", commit="c0ffee", model="churn")


@pytest.fixture
def store(migrated, tmp_path):
    """The address of an empty MLflow store of one's own."""
    return f"sqlite:///{copied(migrated, tmp_path / 'mlflow.db')}"


@pytest.fixture
def mlflow(store):
    """An empty registry in MLflow."""
    return MlflowRegistry(store)


@pytest.fixture
def remote(mlflow_at):
    """An empty registry in an MLflow server."""
    return MlflowRegistry(mlflow_at.address)


@pytest.fixture(params=ADAPTERS)
def registry(request):
    """An empty registry of each kind."""
    if request.param == "memory":
        return MemoryRegistry()
    return request.getfixturevalue({"mlflow": "mlflow", "mlflow server": "remote"}[request.param])


@pytest.fixture
def folder(tmp_path):
    """The files of a model."""
    folder = tmp_path / "model"
    (folder / "data").mkdir(parents=True)
    (folder / "MLmodel").write_text("flavors: {}\n")
    (folder / "data" / "weights.skops").write_bytes(b"weights")
    return folder


@pytest.fixture
def model(folder):
    """A model as a job leaves it on this machine."""
    return TrainedModel(run="5e1f", uri=str(folder), digest=digest_of(folder), data="d1ce")


@dataclass(frozen=True, kw_only=True)
class Left:
    """A model where a job left it: what is told of it, and the folder its files are really in."""

    model: TrainedModel
    folder: Path


@pytest.fixture
def left(request, registry, model, folder):
    """A model as a job leaves it for this kind of registry."""
    if isinstance(registry, MlflowRegistry) and registry.reader.stores.tracking.startswith("http"):
        return logged(registry, model, request.getfixturevalue("mlflow_at"))
    return Left(model=model, folder=folder)


def logged(registry, model, server):
    """The model as an artifact of a run at the server."""
    experiment = registry.client.create_experiment(f"churn {uuid4()}")
    run = registry.client.create_run(experiment).info
    registry.client.log_artifacts(run.run_id, model.uri, "model")
    uri = f"runs:/{run.run_id}/model"
    folder = server.folder_of(run.artifact_uri) / "model"
    return Left(model=replace(model, run=run.run_id, uri=uri), folder=folder)


def order_for(model, *, commit="c0ffee", repository="bank/churn", environment="prod"):
    """An order to promote the model."""
    return PromoteModel(
        candidate=Candidate(repository=repository, commit=commit, model="churn"),
        step=f"promotion.{environment}",
        environment=environment,
        model=model,
        metrics=METRICS,
        approvals=("ann", "bob"),
        evidence="e71d",
    )


def test_nobody_is_champion_before_anybody_was_promoted(registry):
    assert registry.champion(CHURN, "prod") is None


def test_a_promoted_model_is_champion_with_its_metrics(registry, left):
    name, version = registry.promote(order_for(left.model))

    champion = registry.champion(CHURN, "prod")
    assert (name, version) == ("prod.churn", champion.version)
    assert (champion.run, champion.metrics) == (left.model.run, METRICS)
    assert not champion.same_data


def test_a_promotion_repeated_is_one_version(registry, left):
    first = registry.promote(order_for(left.model))

    assert registry.promote(order_for(left.model)) == first


def test_a_promotion_repeated_by_many_at_once_is_one_version(registry, left):
    with ThreadPoolExecutor(4) as crowd:
        answers = set(crowd.map(registry.promote, [order_for(left.model)] * 8))

    assert len(answers) == 1
    assert registry.champion(CHURN, "prod").version == answers.pop()[1]


def test_a_newer_run_takes_over(registry, left):
    registry.promote(order_for(left.model))
    _, version = registry.promote(order_for(left.model, commit="decade"))

    assert registry.champion(CHURN, "prod").version == version


def test_a_repeat_of_an_older_order_leaves_the_newer_champion_alone(registry, left):
    older = registry.promote(order_for(left.model))
    _, version = registry.promote(order_for(left.model, commit="decade"))

    assert registry.promote(order_for(left.model)) == older
    assert registry.champion(CHURN, "prod").version == version


def test_of_many_runs_promoted_at_once_the_newest_version_is_champion(registry, left):
    orders = [order_for(left.model, commit=f"c0ffee{number}") for number in range(4)]

    with ThreadPoolExecutor(4) as crowd:
        versions = [int(version) for _, version in crowd.map(registry.promote, orders * 2)]

    assert versions[:4] == versions[4:]
    assert registry.champion(CHURN, "prod").version == str(max(versions))


def test_every_environment_has_a_champion_of_its_own(registry, left):
    registry.promote(order_for(left.model, environment="qa"))

    assert registry.champion(CHURN, "prod") is None
    assert registry.champion(CHURN, "qa").version == "1"


def test_another_repository_cannot_take_the_name(registry, left):
    registry.promote(order_for(left.model))

    with pytest.raises(RefusedError, match="belongs to bank/churn.* another MODEL_NAME"):
        registry.promote(order_for(left.model, repository="eve/churn", commit="decade"))

    assert registry.champion(CHURN, "prod").version == "1"


def test_one_run_cannot_bring_two_models(registry, left):
    registry.promote(order_for(left.model))

    with pytest.raises(AlteredError, match="another model"):
        registry.promote(order_for(replace(left.model, digest="0ther")))


def test_the_files_of_a_champion_can_be_found(registry, left, tmp_path):
    registry.promote(order_for(left.model))

    location = registry.location(registry.champion(CHURN, "prod"))

    registry.fetch(replace(left.model, uri=location), tmp_path / "copy")


def test_a_champion_nobody_registered_is_not_found(registry, left):
    registry.promote(order_for(left.model))
    champion = registry.champion(CHURN, "prod")

    with pytest.raises(RefusedError, match=r"version 7 of run \w+: not in the registry"):
        registry.location(replace(champion, version="7"))


def test_a_model_is_fetched_byte_for_byte(registry, left, tmp_path):
    registry.fetch(left.model, tmp_path / "copy")

    assert manifest(tmp_path / "copy") == manifest(left.folder)
    assert (tmp_path / "copy" / "data" / "weights.skops").read_bytes() == b"weights"


def test_a_model_is_fetched_by_the_address_of_its_folder(mlflow, model, tmp_path):
    mlflow.fetch(replace(model, uri=f"file://{model.uri}"), tmp_path / "copy")

    assert digest_of(tmp_path / "copy") == model.digest


def test_a_model_is_fetched_again_where_a_crash_left_half_of_it(registry, left, tmp_path):
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "MLmodel").write_text("fla")

    registry.fetch(left.model, tmp_path / "copy")

    assert digest_of(tmp_path / "copy") == left.model.digest


@pytest.mark.parametrize(
    "alter",
    [
        pytest.param(lambda folder: (folder / "MLmodel").write_text("flavorz: {}\n"), id="a byte"),
        pytest.param(lambda folder: (folder / "MLmodel").unlink(), id="a file gone"),
        pytest.param(lambda folder: (folder / "more").touch(), id="a file more"),
        pytest.param(lambda folder: (folder / "MLmodel").rename(folder / "mlmodel"), id="a name"),
        pytest.param(lambda folder: folder.rename(folder.with_name("moved")), id="all gone"),
    ],
)
def test_an_altered_model_is_not_fetched(registry, left, tmp_path, alter):
    alter(left.folder)

    with pytest.raises(AlteredError, match="model in"):
        registry.fetch(left.model, tmp_path / "copy")


def test_a_model_with_a_link_in_it_is_not_fetched(registry, left, tmp_path):
    (left.folder / "secret").symlink_to("/etc/passwd")

    with pytest.raises(RefusedError, match="without links|answers 400"):
        registry.fetch(left.model, tmp_path / "copy")


def test_a_manifest_is_one_that_sha256sum_can_check(model, tmp_path):
    (tmp_path / "sums").write_bytes(manifest(tmp_path / "model"))

    subprocess.run(["sha256sum", "--check", "--quiet", "../sums"], cwd=model.uri, check=True)


def test_a_version_in_mlflow_can_be_traced(mlflow, model):
    mlflow.promote(order_for(model))

    [version] = mlflow.versions()
    assert (version.registered_model, version.version) == ("prod.churn", "1")
    assert (version.aliases, version.run, version.location) == (("champion",), "5e1f", model.uri)
    assert version.tags == {
        "gatehouse.run_id": order_for(model).candidate.run_id,
        "gatehouse.repository": "bank/churn",
        "gatehouse.commit": "c0ffee",
        "gatehouse.model_digest": model.digest,
        "gatehouse.data_digest": "d1ce",
        "gatehouse.approvals": '["ann","bob"]',
        "gatehouse.evidence": "e71d",
        "gatehouse.metrics": '{"roc_auc":0.91,"log_loss":0.3000000000000001}',
    }


def test_every_version_in_mlflow_is_listed_with_its_alias(mlflow, model):
    mlflow.promote(order_for(model, environment="qa"))
    mlflow.promote(order_for(model))
    mlflow.promote(order_for(model, commit="decade"))

    listed = [(row.registered_model, row.version, row.aliases) for row in mlflow.versions()]
    assert listed == [
        ("prod.churn", "1", ()),
        ("prod.churn", "2", ("champion",)),
        ("qa.churn", "1", ("champion",)),
    ]


def registered_twice(mlflow, order):
    """What two who promote at once may leave behind when both of them die."""
    tags = tags_of(order)
    mlflow.client.create_registered_model("prod.churn", {"gatehouse.repository": "bank/churn"})
    for _ in range(2):
        mlflow.client.create_model_version("prod.churn", order.model.uri, "5e1f", tags)


def test_a_crash_before_the_alias_is_set_is_healed_by_a_repeat(mlflow, model):
    order = order_for(model)
    mlflow.client.create_registered_model("prod.churn", {"gatehouse.repository": "bank/churn"})
    mlflow.client.create_model_version("prod.churn", model.uri, "5e1f", tags_of(order))

    assert mlflow.promote(order) == ("prod.churn", "1")
    assert mlflow.champion(CHURN, "prod").version == "1"


def test_of_two_versions_of_one_run_the_lowest_counts(mlflow, model):
    registered_twice(mlflow, order_for(model))

    assert mlflow.promote(order_for(model)) == ("prod.churn", "1")

    first, second = mlflow.versions()
    assert first.aliases == ("champion",) and "gatehouse.superseded" not in first.tags
    assert second.aliases == () and second.tags["gatehouse.superseded"] == "1"


def test_an_alias_moved_back_by_a_slower_repeat_is_put_right_by_it(mlflow, model):
    mlflow.promote(order_for(model))
    mlflow.promote(order_for(model, commit="decade"))
    mlflow.client.set_registered_model_alias("prod.churn", "champion", "1")

    mlflow.promote(order_for(model))

    assert mlflow.champion(CHURN, "prod").version == "2"


def test_a_name_somebody_took_by_hand_is_refused(mlflow, model):
    mlflow.client.create_registered_model("prod.churn")

    with pytest.raises(RefusedError, match="gatehouse.repository"):
        mlflow.promote(order_for(model))


def test_a_champion_made_by_hand_has_no_metrics_and_is_succeeded(mlflow, model):
    mlflow.client.create_registered_model("prod.churn", {"gatehouse.repository": "bank/churn"})
    mlflow.client.create_model_version("prod.churn", model.uri)
    mlflow.client.set_registered_model_alias("prod.churn", "champion", "1")
    by_hand = mlflow.champion(CHURN, "prod")

    _, version = mlflow.promote(order_for(model))

    assert by_hand.metrics == {}
    assert mlflow.champion(CHURN, "prod").version == version == "2"


def test_a_name_that_means_something_in_a_search_is_refused(mlflow):
    with pytest.raises(RefusedError, match="use letters"):
        mlflow.champion(replace(CHURN, model="churn' or name!='"), "prod")


def test_a_model_that_a_run_logged_can_be_promoted_and_fetched(mlflow, model, tmp_path):
    client = mlflow.client
    experiment = client.create_experiment("churn", artifact_location=(tmp_path / "runs").as_uri())
    run = client.create_run(experiment).info.run_id
    client.log_artifacts(run, model.uri, "model")
    logged = replace(model, run=run, uri=f"runs:/{run}/model")

    mlflow.promote(order_for(logged))
    mlflow.fetch(logged, tmp_path / "copy")

    assert mlflow.location(mlflow.champion(CHURN, "prod")) == logged.uri
    assert digest_of(tmp_path / "copy") == model.digest


def test_a_logged_model_can_be_promoted_found_and_fetched(mlflow, model, tmp_path):
    client = mlflow.client
    experiment = client.create_experiment("churn", artifact_location=(tmp_path / "runs").as_uri())
    left = client.create_logged_model(experiment, name="model")
    client.log_model_artifacts(left.model_id, model.uri)
    logged = replace(model, uri=left.model_uri)

    mlflow.promote(order_for(logged))
    mlflow.fetch(logged, tmp_path / "copy")

    assert mlflow.location(mlflow.champion(CHURN, "prod")).startswith("file://")
    assert digest_of(tmp_path / "copy") == model.digest


@pytest.mark.parametrize("uri", ["runs:/nowhere/model", "models:/m-nowhere"])
def test_a_model_mlflow_does_not_know_is_refused(mlflow, model, tmp_path, uri):
    with pytest.raises(RefusedError, match="nowhere"):
        mlflow.fetch(replace(model, uri=uri), tmp_path / "copy")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        pytest.param("TEMPORARILY_UNAVAILABLE", TryAgainError, id="a locked database"),
        pytest.param("INTERNAL_ERROR", TryAgainError, id="a server out of reach"),
        pytest.param("INVALID_PARAMETER_VALUE", RefusedError, id="a wrong request"),
        pytest.param("RESOURCE_DOES_NOT_EXIST", RefusedError, id="something gone"),
    ],
)
def test_a_trouble_of_mlflow_is_told_apart(code, kind):
    from mlflow.exceptions import MlflowException
    from mlflow.protos.databricks_pb2 import ErrorCode

    with pytest.raises(kind, match="prod.churn: as MLflow says it"), troubles("prod.churn"):
        raise MlflowException("as MLflow says it", error_code=ErrorCode.Value(code))


def test_a_store_that_is_no_database_is_refused_at_once(tmp_path):
    (tmp_path / "mlflow.db").write_text("nothing of the kind, " * 100)

    with pytest.raises(RefusedError, match="not a database"):
        MlflowRegistry(f"sqlite:///{tmp_path}/mlflow.db").prepare()


PROMOTE = """
import sys
sys.path.insert(0, sys.argv[1])
from shared.adapters.mlflow_registry import MlflowRegistry
from shared.core.candidate import Candidate
from shared.core.messages import PromoteModel, TrainedModel
assert "mlflow" not in sys.modules
order = PromoteModel(
    candidate=Candidate(repository="bank/churn", commit="c0ffee", model="churn"), step="promotion",
    environment="prod", model=TrainedModel(run="5e1f", uri="/m", digest="d", data=""), metrics={},
    approvals=(), evidence="",
)
print(*MlflowRegistry("sqlite:///" + sys.argv[2]).promote(order))
"""


def test_two_processes_may_make_the_store_and_promote_at_once(tmp_path):
    command = [sys.executable, "-W", "error", "-c", PROMOTE, str(PROJECT), str(tmp_path / "m.db")]
    (tmp_path / "here").mkdir()

    started = [
        subprocess.Popen(command, cwd=tmp_path / "here", stdout=subprocess.PIPE) for _ in range(2)
    ]
    said = [process.communicate()[0] for process in started]

    assert said == [b"prod.churn 1\n"] * 2
    assert list((tmp_path / "here").iterdir()) == []


@pytest.mark.filterwarnings("ignore:The ``noload`` loader strategy")
def test_a_store_whose_making_was_broken_off_is_made_whole_by_the_next_attempt(tmp_path):
    database = tmp_path / "mlflow.db"
    (tmp_path / "mlflow.db.draft-killed").write_bytes(b"half of the tables")
    database.mkdir()
    with pytest.raises(IsADirectoryError):
        lay_out(database)
    database.rmdir()

    lay_out(database)

    with closing(sqlite3.connect(database)) as store:
        tables = {name for (name,) in store.execute("SELECT name FROM sqlite_master")}
    assert {"registered_models", "model_versions", "alembic_version"} <= tables
    assert list(tmp_path.iterdir()) == [database]
