"""The tracking store: MLflow at an explicit place, a run for the job, and what the run is about."""

import fcntl
import os
import sqlite3
import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from runner.environment import differences
from runner.order import Order
from runner.scoring import Trial

LONGEST_VALUE = 6000
SQLITE = "sqlite:///"
PATIENCE = 20


@contextmanager
def run(order: Order, resumed: str = "") -> Iterator[str]:
    """A run for the job, or the one to resume; it is marked as failed where the job fails."""
    experiment = connect(order)
    import mlflow

    with mlflow.start_run(run_id=resumed or created(order, experiment)) as active:
        yield str(active.info.run_id)


def connect(order: Order) -> str:
    """Use the order's store for everything, and return the experiment of the model."""
    address(order)
    with guarding(order.tracking):
        return experiment_of(order)


def address(order: Order) -> None:
    """Speak to the order's store, and to no other."""
    # MLflow reads it on import, and reports to its makers without it.
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    import mlflow

    # That whole numbers cannot be missing is a hint that nobody here can follow.
    warnings.filterwarnings("ignore", "Hint: Inferred schema contains integer")
    mlflow.set_tracking_uri(order.tracking)
    mlflow.set_registry_uri(order.registry or order.tracking)


@contextmanager
def guarding(tracking: str) -> Iterator[None]:
    """One process at a time where a store is a file that MLflow migrates on first use."""
    if not tracking.startswith(SQLITE):
        yield
        return
    path = Path(tracking.removeprefix(SQLITE) + ".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with closing(sqlite3.connect(tracking.removeprefix(SQLITE), timeout=PATIENCE)) as database:
            database.execute("PRAGMA journal_mode = WAL")
        yield


def experiment_of(order: Order) -> str:
    """The experiment of the model, made where there is none, with its artefacts beside the store."""
    import mlflow

    client, name = mlflow.MlflowClient(), f"{order.experiments}{order.candidate.model}"
    found = client.get_experiment_by_name(name)
    if found is not None:
        return str(found.experiment_id)
    place = (
        (Path(order.artifacts) / order.candidate.model).absolute().as_uri()
        if order.artifacts
        else None
    )
    return str(client.create_experiment(name, artifact_location=place))


def created(order: Order, experiment: str) -> str:
    """A new run, made by the client: `start_run` would look for git and other surroundings."""
    import mlflow

    replace_earlier(order, experiment)
    made = mlflow.MlflowClient().create_run(experiment, tags=tags(order), run_name=order.run_id)
    return str(made.info.run_id)


def replace_earlier(order: Order, experiment: str) -> None:
    """Mark what an earlier start of this very job left behind, the machine having stopped."""
    import mlflow

    client = mlflow.MlflowClient()
    same = f"tags.`gatehouse.job` = '{order.job}'"
    for earlier in client.search_runs([experiment], filter_string=same):
        client.set_tag(earlier.info.run_id, "gatehouse.superseded", "true")
        if earlier.info.status == "RUNNING":
            client.set_terminated(earlier.info.run_id, "KILLED")


def tags(order: Order) -> dict[str, str]:
    """Where the run comes from."""
    candidate, spec = order.candidate, order.document.spec
    differing = "; ".join(differences(order.folder, spec.environment_file))
    return {
        "gatehouse.job": order.job,
        "gatehouse.run_id": order.run_id,
        "gatehouse.repository": candidate.repository,
        "gatehouse.commit": candidate.commit,
        "gatehouse.bundle": order.bundle,
        "gatehouse.team": spec.team_name,
        "gatehouse.brand": candidate.brand,
        "gatehouse.environment": differing or "as declared",
        "mlflow.source.git.commit": candidate.commit,
    }


def note_parameters(parameters: Mapping[str, object]) -> None:
    """Keep the team's parameters with the run."""
    import mlflow

    mlflow.log_params({name: str(value)[:LONGEST_VALUE] for name, value in parameters.items()})


def note_metrics(metrics: Mapping[str, float]) -> None:
    """Keep the metrics with the run."""
    import mlflow

    mlflow.log_metrics(dict(metrics))


def note_data(trial: Trial, order: Order, purpose: str) -> None:
    """Keep with the run which data it saw: `purpose` is `training` or `evaluation`."""
    import mlflow
    from mlflow.data.code_dataset_source import CodeDatasetSource
    from mlflow.data.pandas_dataset import from_pandas

    # Named here, or MLflow would look for git and other surroundings.
    source = CodeDatasetSource(tags={"mlflow.source.git.commit": order.candidate.commit})
    name = trial.context.dataset_name or None
    dataset = from_pandas(trial.data, source, name=name, digest=trial.digest[:32])
    mlflow.log_input(dataset, context=purpose)
    mlflow.set_tag(f"gatehouse.{purpose}_data", trial.digest)
