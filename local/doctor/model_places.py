"""Where one model goes, under which names and on what: derived, so that nobody types it (R-052)."""

from collections.abc import Iterator

from local.doctor.configuration import Shown, follows, spelt, workspaces
from shared.core.candidate import Candidate
from shared.core.errors import RefusedError
from shared.core.principals import name_of
from shared.model_names import Naming
from shared.settings import Settings
from shared.settings.neighbours import Databricks, Mlflow

HERE = "no WORKSPACE_URL is set"


def places(settings: Settings, model: str, team: str) -> Iterator[Shown]:
    """What follows for a model of that name from the platform's settings."""
    if near := settings.neighbours.databricks:
        yield from compute(near)
        yield from jobs(near, settings.policy.names[-1], model)
        yield from in_workspaces(settings, near, team)
    else:
        yield Shown(name="runs on", value="the machine of the platform", source=HERE)
    for name in settings.policy.names:
        models = registered(settings.neighbours.mlflow, model, name, team)
        yield follows("", models, "REGISTERED_MODEL", "R-052", f"registered model of {name}")


def compute(near: Databricks) -> Iterator[Shown]:
    """What jobs run on."""
    if near.serverless:
        yield follows("", "serverless compute", "SERVERLESS", fact="runs on")
        return
    yield follows("", near.spark_version, "CLUSTER_SPARK_VERSION", "R-022", "runtime")
    yield follows("", near.node_type, "CLUSTER_NODE_TYPE_ID", "R-023", "machines")
    driver = "CLUSTER_DRIVER_NODE_ID" if near.driver_node_type else "CLUSTER_NODE_TYPE_ID"
    yield follows("", near.driver_node_type or near.node_type, driver, "R-024", "driver")


def jobs(near: Databricks, last: str, model: str) -> Iterator[Shown]:
    """What the model's jobs are called; a run has its id at the end of its name."""
    training = f"{near.train_job_name} gatehouse …"
    yield follows("", training, "TRAIN_JOB_NAME", "R-067", "training runs")
    scoring = f"{near.score_job_name} {model} {last}"
    yield follows("", scoring, "SCORE_JOB_NAME", "R-067", "scoring job")


def in_workspaces(settings: Settings, near: Databricks, team: str) -> Iterator[Shown]:
    """Where the model runs in each environment, and whom the team needs to be there."""
    for name, (owner, place) in workspaces(settings).items():
        yield follows("", place.url, f"WORKSPACE_URL_{owner}", "R-052", f"workspace of {name}")
        own = name_of(near.principal_name, team, owner.lower())
        setting = f"SPN_{owner}" if place.spn else "PRINCIPAL_NAME"
        fact = f"service principal of {name}"
        yield follows("", place.spn or own, setting, "R-054", fact)


def registered(mlflow: Mlflow, model: str, environment: str, team: str) -> str:
    """The model's name in the registry; where brands tell models apart, each has its own."""
    naming = Naming(pattern=mlflow.name, catalogue=mlflow.registry == "databricks-uc")
    brand = "BRAND" if "{brand}" in mlflow.name else ""
    candidate = Candidate(repository="", commit="", model=model, brand=brand)
    try:
        return naming.name(candidate, environment, team)
    except RefusedError as error:
        return f"none: {str(error).partition(': ')[2]} ({spelt('REGISTERED_MODEL')})"
