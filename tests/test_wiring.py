"""What settings become, as far as that can be said without asking anybody."""

import os
from dataclasses import replace
from functools import partial

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from shared.adapters.file_secrets import FileSecrets
from shared.adapters.memory_secrets import MemorySecrets
from shared.adapters.mlflow_registry import MlflowRegistry
from shared.core.policy import Policy
from shared.settings import Settings, read_settings
from shared.settings.neighbours import Databricks, Mlflow, Neighbours, Workspace
from shared.wiring import World, bank
from shared.wiring.examiners import runtime_in
from tests.standins.serving import serving
from tests.test_contradictions import BANK

QA, PROD = Workspace(url="https://qa.example", spn="qa-spn"), Workspace(url="https://prod.example")
TWO = Databricks(workspaces={"qa": QA, "prod": PROD}, volume="main.mlops.gatehouse")
AT_DATABRICKS = Neighbours(databricks=TWO, mlflow=Mlflow(tracking="databricks"))


@pytest.fixture
def secrets():
    made = MemorySecrets()
    made.kept["token"] = b"dapi-canary\n"
    return made


@pytest.mark.parametrize(
    ("databricks", "runtime"),
    [
        pytest.param(None, "", id="no Databricks"),
        pytest.param(replace(TWO, spark_version="17.3.x-scala2.13"), "17.3.x-scala2.13", id="ours"),
        pytest.param(replace(TWO, serverless=True), "serverless-v4", id="no clusters"),
    ],
)
def test_models_are_compared_with_what_jobs_run_on(databricks, runtime):
    assert runtime_in(databricks) == runtime


def test_an_environment_without_a_workspace_shares_that_of_the_next():
    found = bank.workspaces_in(TWO, Policy())

    assert [(name, place.url, place.spn) for name, place in found.items()] == [
        ("tst", "https://qa.example", "qa-spn"),
        ("qa", "https://qa.example", "qa-spn"),
        ("prod", "https://prod.example", ""),
    ]


def test_mlflow_shows_the_token_that_was_named(secrets):
    named = replace(AT_DATABRICKS, databricks=replace(TWO, token="token"))
    server = Neighbours(mlflow=Mlflow(tracking="https://mlflow.example", token="token"))

    assert bank.told_to_mlflow(named, Policy(), secrets) == {
        "DATABRICKS_HOST": "https://qa.example",
        "DATABRICKS_TOKEN": "dapi-canary",
    }
    assert bank.told_to_mlflow(server, Policy(), secrets) == {
        "MLFLOW_TRACKING_TOKEN": "dapi-canary"
    }


def test_nobody_is_told_anything_where_the_registry_is_at_home(secrets):
    assert bank.told_to_mlflow(Neighbours(), Policy(), secrets) == {}


def test_jobs_are_stopped_when_their_run_has_lost_patience(secrets):
    near = read_settings(BANK).neighbours

    jobs = bank.databricks_in(near, Policy(), None, secrets)

    assert jobs.plan.seconds("train") == Policy().patience("training").total_seconds()
    assert jobs.plan.seconds("evaluate") == Policy().patience("evaluation").total_seconds()


def test_mail_comes_before_any_other_way_to_people(secrets):
    letters = read_settings(BANK).neighbours.letters

    ways = bank.people_in(letters, secrets).ways

    assert [type(way).__name__ for way in ways] == ["SmtpMail", "Teams"]


def test_while_a_secret_of_our_own_is_replaced_both_count(tmp_path):
    here = World(Settings(home=tmp_path))
    alone = here.job_secrets()

    FileSecrets(tmp_path / "secrets").create("jobs-former")

    assert len(alone) == 1
    assert here.job_secrets()[0] == alone[0]
    assert len(here.job_secrets()) == 2


@pytest.fixture
def shown():
    """An MLflow server without a model, and what it is shown; the environment is as it was after."""
    seen, before = [], dict(os.environ)

    async def search(request):
        seen.append(request.headers["authorization"])
        return JSONResponse({})

    with serving(Starlette(routes=[Route("/{path:path}", search)])) as address:
        yield address, seen
    os.environ.clear()
    os.environ.update(before)


def test_a_token_that_was_replaced_is_shown_from_then_on(shown, secrets):
    address, seen = shown
    named = Neighbours(mlflow=Mlflow(tracking=address, token="token"))
    told = partial(bank.told_to_mlflow, named, Policy(), secrets)
    registry = MlflowRegistry(address, identity=told)
    registry.prepare()

    secrets.kept["token"] = b"another"
    registry.prepare()

    assert seen == ["Bearer dapi-canary", "Bearer another"]
