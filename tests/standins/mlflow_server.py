"""A real MLflow server in a process of its own: SQLite behind it, artifacts through it.

It is MLflow's own application (`mlflow.server:app`, which `mlflow server` serves with waitress and
gunicorn), told by the variables that `mlflow server` tells it by (`mlflow/server/constants.py`,
3.17), with `--serve-artifacts` and without job runners, behind the server of Werkzeug.
"""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

TABLES = (
    "registered_model_aliases",
    "registered_model_tags",
    "model_version_tags",
    "model_versions",
    "registered_models",
)
TELL = """
import socket, sys
from werkzeug.serving import WSGIRequestHandler, make_server
from mlflow.server import app

class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    def log(self, *_): ...

server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
print(server.port, flush=True)
server.serve_forever()
"""


@dataclass(frozen=True, kw_only=True)
class MlflowServer:
    """A server that runs; `artifacts` is the folder that it keeps artifacts in."""

    address: str
    database: Path
    artifacts: Path

    def forget(self):
        """Hold no registered model, for the next test."""
        with closing(sqlite3.connect(self.database, timeout=20)) as connection, connection:
            for table in TABLES:
                connection.execute(f"DELETE FROM {table}")

    def folder_of(self, uri):
        """Where the files behind an `mlflow-artifacts:` address lie on the disk."""
        return self.artifacts / uri.removeprefix("mlflow-artifacts:/")


@contextmanager
def mlflow_server(folder, database):
    """Serve the database, whose schema must be up to date, for as long as a test needs it."""
    artifacts = folder / "artifacts"
    artifacts.mkdir(parents=True)
    told = {
        **os.environ,
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
        "_MLFLOW_SERVER_FILE_STORE": f"sqlite:///{database}",
        "_MLFLOW_SERVER_REGISTRY_STORE": f"sqlite:///{database}",
        "_MLFLOW_SERVER_ARTIFACT_ROOT": "mlflow-artifacts:/",
        "_MLFLOW_SERVER_ARTIFACT_DESTINATION": str(artifacts),
        "_MLFLOW_SERVER_SERVE_ARTIFACTS": "true",
    }
    command = [sys.executable, "-W", "ignore", "-c", TELL]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=told, stdout=subprocess.PIPE, stderr=log
        )
    try:
        port = process.stdout.readline().decode().strip()
        assert port, (folder / "log").read_text()
        address = f"http://127.0.0.1:{port}"
        yield MlflowServer(address=address, database=database, artifacts=artifacts)
    finally:
        process.kill()
        process.communicate()


def copied(database, path):
    """A copy of the database, with all that is still in its log."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    return path
