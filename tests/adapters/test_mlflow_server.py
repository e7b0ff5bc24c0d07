"""An MLflow server misbehaves, jobs lie about where models are, and one version counts all the same."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shared.adapters.mlflow_registry import MlflowReader, MlflowRegistry, RegisteredVersion
from shared.adapters.mlflow_registry.record import awaited, counting, superseded
from shared.core.candidate import Candidate
from shared.core.errors import RefusedError, TryAgainError
from shared.core.messages import PromoteModel, TrainedModel
from shared.files.model_files import digest_of
from shared.model_names import Naming
from shared.ports import CredentialsError
from tests.standins.mlflow_server import copied
from tests.standins.wire import Answer, Cut, Gone, Late, Lost, wire_to

CHURN = Candidate(repository="bank/churn", commit="c0ffee", model="churn")
CANARY = "canary-of-a-secret"


@pytest.fixture(scope="module")
def line(running_mlflow):
    """A wire to the server."""
    with wire_to(running_mlflow.address) as wire:
        yield wire


@pytest.fixture
def wire(line, mlflow_at):
    """A wire to a server that holds no registered model, on which nothing has passed yet."""
    line.requests.clear()
    line.troubles.clear()
    return line


@pytest.fixture
def registry(wire):
    """A client that has little patience."""
    return MlflowRegistry(wire.address, seconds=1)


@pytest.fixture(scope="module")
def logged(running_mlflow, tmp_path_factory):
    """A model that a job logged to its run."""
    folder = tmp_path_factory.mktemp("model")
    (folder / "MLmodel").write_text("flavors: {}\n")
    client = MlflowRegistry(running_mlflow.address).client
    run = client.create_run(client.create_experiment("faults")).info.run_id
    client.log_artifacts(run, str(folder), "model")
    return TrainedModel(run=run, uri=f"runs:/{run}/model", digest=digest_of(folder), data="d1ce")


@pytest.fixture
def order(logged):
    """An order to promote the model."""
    return PromoteModel(
        candidate=CHURN,
        step="promotion@prod",
        environment="prod",
        model=logged,
        metrics={"auc": 0.9},
        approvals=("ann",),
        evidence="e71d",
    )


TROUBLES = [
    pytest.param(Answer(429, headers={"Retry-After": "7"}), id="too many requests"),
    pytest.param(Answer(503), id="a restart"),
    pytest.param(Gone(), id="a connection cut before"),
    pytest.param(Cut(after=10), id="a connection cut in the answer"),
    pytest.param(Lost(), id="a lost answer"),
]
MOMENTS = [
    "registered-models/get",
    "registered-models/create",
    "model-versions/search",
    "model-versions/create",
    "registered-models/alias",
]


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("moment", MOMENTS)
def test_what_trouble_cut_short_is_one_version_and_one_champion_after_a_repeat(
    registry, wire, order, trouble, moment
):
    wire.upset(trouble, on=moment)
    with suppress(TryAgainError):
        registry.promote(order)

    promoted = registry.promote(order)

    assert not wire.troubles
    assert promoted == ("prod.churn", "1")
    assert [version.aliases for version in registry.versions()] == [("champion",)]


def test_a_server_that_is_busy_is_left_alone_for_a_while(registry, wire, order):
    wire.upset(Answer(429, headers={"Retry-After": "7"}))

    with pytest.raises(TryAgainError) as trouble:
        registry.promote(order)

    assert trouble.value.after >= timedelta(seconds=7)
    assert len(wire.requests) == 1


def test_an_answer_that_does_not_come_in_time_is_waited_for_no_longer(registry, wire, order):
    wire.upset(Late(seconds=1.5))

    with pytest.raises(TryAgainError, match="prod.churn"):
        registry.promote(order)
    wire.rest()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(401, CANARY, id="nobody known"),
        pytest.param(403, CANARY, id="a right that is missing"),
        pytest.param(
            403, f'{{"error_code": "PERMISSION_DENIED", "message": "{CANARY}"}}', id="so told"
        ),
    ],
)
def test_wrong_credentials_are_one_clear_error(registry, wire, order, status, body):
    wire.upset(Answer(status, body=body.encode()))

    with pytest.raises(CredentialsError, match="GATEHOUSE_REGISTRY_URI") as trouble:
        registry.promote(order)

    assert CANARY not in str(trouble.value)


def test_what_a_server_says_of_us_is_not_repeated(registry, wire, order):
    words = f'{{"error_code": "INVALID_PARAMETER_VALUE", "message": "{CANARY}"}}'
    wire.upset(Answer(400, body=words.encode()))

    with pytest.raises(RefusedError, match="INVALID_PARAMETER_VALUE") as trouble:
        registry.promote(order)

    assert CANARY not in str(trouble.value)


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        pytest.param(Answer(503), TryAgainError, id="a restart"),
        pytest.param(Answer(429), TryAgainError, id="too many requests"),
        pytest.param(Cut(after=3), TryAgainError, id="a connection cut"),
        pytest.param(Lost(), TryAgainError, id="a lost answer"),
        pytest.param(Answer(401), CredentialsError, id="a token that is not known"),
        pytest.param(Answer(403), CredentialsError, id="a right that is missing"),
    ],
)
@pytest.mark.parametrize("moment", ["runs/get", "artifacts/"], ids=["asking", "downloading"])
def test_files_that_could_not_be_fetched_are_fetched_by_a_repeat(
    registry, wire, logged, tmp_path, trouble, kind, moment
):
    wire.upset(trouble, on=moment)
    with pytest.raises(kind, match="runs:/") as told:
        registry.fetch(logged, tmp_path / "copy")

    registry.fetch(logged, tmp_path / "copy")

    assert digest_of(tmp_path / "copy") == logged.digest
    assert "http://" not in str(told.value)


def test_a_logged_model_is_promoted_and_fetched_through_the_server(registry, logged, tmp_path):
    client = registry.client
    (tmp_path / "MLmodel").write_text("flavors: {}\n")
    left = client.create_logged_model(client.create_experiment("logged"), name="model")
    client.log_model_artifacts(left.model_id, str(tmp_path))
    model = replace(logged, uri=left.model_uri, digest=digest_of(tmp_path))

    registry.fetch(model, tmp_path / "copy")

    assert digest_of(tmp_path / "copy") == model.digest


def test_a_logged_model_becomes_the_champion_at_the_server(registry, order, tmp_path):
    client = registry.client
    (tmp_path / "MLmodel").write_text("flavors: {}\n")
    left = client.create_logged_model(client.create_experiment("champions"), name="model")
    client.log_model_artifacts(left.model_id, str(tmp_path))

    registry.promote(replace(order, model=replace(order.model, uri=left.model_uri)))

    location = registry.location(registry.champion(CHURN, "prod"))
    assert location == left.artifact_location


@pytest.mark.parametrize(
    "uri",
    [
        pytest.param("/etc", id="a folder of this machine"),
        pytest.param("file:///etc", id="the address of one"),
        pytest.param("../../etc", id="a relative path"),
        pytest.param("http://127.0.0.1:9/model", id="another server"),
        pytest.param("s3://bucket/model", id="somebody's bucket"),
        pytest.param("dbfs:/Volumes/main/models/churn", id="a volume, where there is none"),
        pytest.param("mlflow-artifacts://127.0.0.1:9/1/model", id="another server's artifacts"),
        pytest.param("mlflow-artifacts:/../model", id="climbing out"),
        pytest.param("mlflow-artifacts:/1/%2e%2e/model", id="climbing out, escaped"),
        pytest.param("mlflow-artifacts:/1/model?x=1", id="a query"),
        pytest.param("models:/churn/1", id="a version of somebody's"),
        pytest.param("models:/churn@champion", id="an alias of somebody's"),
        pytest.param("models:/../x", id="no id"),
        pytest.param("runs:/5e1f/../../etc", id="climbing out of a run"),
        pytest.param("runs:/5e1f%2f..", id="no id of a run"),
    ],
)
def test_a_model_that_does_not_lie_where_jobs_leave_models_is_not_fetched(
    registry, wire, logged, tmp_path, uri
):
    with pytest.raises(RefusedError, match="where jobs leave models|no id|within the run"):
        registry.fetch(replace(logged, uri=uri), tmp_path / "copy")

    assert wire.requests == []


@pytest.fixture
def embedded(migrated, tmp_path):
    """A registry in a file, in a folder of its own."""
    (tmp_path / "home").mkdir()
    return MlflowRegistry(f"sqlite:///{copied(migrated, tmp_path / 'home' / 'mlflow.db')}")


@pytest.fixture
def outside(tmp_path):
    """A model's files outside the folder of the embedded registry."""
    (tmp_path / "outside" / "model").mkdir(parents=True)
    (tmp_path / "outside" / "model" / "MLmodel").write_text("flavors: {}\n")
    return tmp_path / "outside"


def test_an_embedded_registry_fetches_nothing_from_outside_its_folder(embedded, outside, logged):
    with pytest.raises(RefusedError, match="where jobs leave models"):
        embedded.fetch(replace(logged, uri=str(outside / "model")), outside / "copy")


def test_a_link_in_its_folder_leads_nobody_out_of_it(embedded, outside, logged, tmp_path):
    (tmp_path / "home" / "model").symlink_to(outside / "model")

    with pytest.raises(RefusedError, match="where jobs leave models"):
        embedded.fetch(replace(logged, uri=str(tmp_path / "home" / "model")), outside / "copy")


def test_an_experiment_that_a_job_laid_elsewhere_leads_nobody_there(embedded, outside, logged):
    client = embedded.client
    experiment = client.create_experiment("elsewhere", artifact_location=outside.as_uri())
    run = client.create_run(experiment).info.run_id
    client.log_artifacts(run, str(outside / "model"), "model")

    with pytest.raises(RefusedError, match="where jobs leave models"):
        embedded.fetch(replace(logged, uri=f"runs:/{run}/model"), outside / "copy")


def test_a_team_has_the_registered_models_that_the_pattern_gives_it(wire, order):
    registry = MlflowRegistry(wire.address, pattern="{environment}.{team}.{model}", seconds=1)

    assert registry.promote(replace(order, team="Retail")) == ("prod.retail.churn", "1")

    assert registry.champion(CHURN, "prod", "Retail").version == "1"
    assert registry.champion(CHURN, "prod", "Corporate") is None


def test_whoever_only_reads_has_nothing_to_write_with(registry):
    assert not hasattr(registry.reader, "promote")
    assert isinstance(registry.reader, MlflowReader)


def test_the_probe_says_what_answered(registry):
    assert "{environment}.{model}" in registry.probe()


NAMES = [
    ("{environment}.{model}", "prod.churn"),
    ("{environment}.{team}.{model}", "prod.retail_banking.churn"),
    ("models.{environment}.{team}_{model}_{brand}", "models.prod.retail_banking_churn_north"),
]


@pytest.mark.parametrize(("pattern", "name"), NAMES)
def test_a_registered_model_is_called_as_the_pattern_says(pattern, name):
    candidate = replace(CHURN, brand="north")

    assert Naming(pattern=pattern).name(candidate, "prod", "Retail Banking") == name


@pytest.mark.parametrize(
    "pattern",
    ["{model}", "{environment}", "{environment}.{model}.{nobody}", "{environment.x}.{model}", "{"],
)
def test_a_pattern_that_gives_no_names_is_refused_at_once_with_the_setting(pattern):
    with pytest.raises(RefusedError, match="GATEHOUSE_REGISTERED_MODEL"):
        MlflowRegistry("sqlite:///nowhere.db", pattern=pattern)


def test_unity_catalog_takes_names_of_three_levels_only():
    with pytest.raises(RefusedError, match="three levels.*models"):
        MlflowRegistry("databricks", registry_uri="databricks-uc")

    naming = Naming(pattern="{environment}.models.{model}", catalogue=True)
    with pytest.raises(RefusedError, match="use letters"):
        naming.name(replace(CHURN, model="churn.v2"), "prod")


def test_a_part_of_a_name_that_would_be_empty_is_refused():
    with pytest.raises(RefusedError, match="leave no part"):
        Naming(pattern="{environment}.{team}.{model}").name(CHURN, "prod")


NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def version(number, *, ready=True, age=0, **tags):
    """A version of one run's, so many minutes old."""
    return RegisteredVersion(
        registered_model="prod.models.churn",
        version=str(number),
        run="5e1f",
        location="",
        tags={"gatehouse.run_id": "r", **{f"gatehouse.{key}": tags[key] for key in tags}},
        aliases=(),
        ready=ready,
        created=NOW - timedelta(minutes=age),
    )


@pytest.mark.parametrize(
    ("rows", "counts", "waits"),
    [
        pytest.param([version(1), version(2)], "1", False, id="the lowest of two"),
        pytest.param([version(1, ready=False), version(2)], "2", True, id="a lower one comes"),
        pytest.param([version(1, ready=False, age=31), version(2)], "2", False, id="it never came"),
        pytest.param([version(1), version(2, ready=False)], "1", False, id="a higher one comes"),
        pytest.param([version(1, superseded="2"), version(2)], "2", False, id="it came too late"),
        pytest.param([version(1, ready=False)], None, True, id="nothing but one that comes"),
    ],
)
def test_which_version_of_a_run_counts_and_whether_to_wait_for_it(rows, counts, waits):
    found = counting(rows).get("r")

    assert (found and found.version, awaited(rows, "r", NOW)) == (counts, waits)
    assert all(row is not found for row, _ in superseded(rows))
