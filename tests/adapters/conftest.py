"""What is slow to make and can be shared: an MLflow store, a server of it, and a stage for forges."""

from importlib.util import find_spec

import pytest

from shared.adapters.mlflow_registry import MlflowRegistry
from tests.standins.forge_bench import stage
from tests.standins.mlflow_server import copied, mlflow_server


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """An empty MLflow store whose schema is up to date; making one takes long."""
    path = tmp_path_factory.mktemp("mlflow") / "migrated.db"
    MlflowRegistry(f"sqlite:///{path}").prepare()
    return path


@pytest.fixture(scope="session")
def running_mlflow(migrated, tmp_path_factory):
    """An MLflow server, which is slow to start."""
    if find_spec("flask_cors") is None:
        pytest.skip("no MLflow server: install requirements-dev.txt, which brings Flask-CORS")
    folder = tmp_path_factory.mktemp("server")
    with mlflow_server(folder, copied(migrated, folder / "mlflow.db")) as server:
        yield server


@pytest.fixture
def mlflow_at(running_mlflow):
    """An MLflow server that holds no registered model."""
    running_mlflow.forget()
    return running_mlflow


@pytest.fixture(scope="session")
def theatre():
    """Where forges are played."""
    with stage() as built:
        yield built
