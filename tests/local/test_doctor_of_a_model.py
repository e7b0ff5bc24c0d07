"""The doctor of a model: every variable with its value and source, and what follows from settings."""

import json

import pytest

from local.doctor.model import models
from shared.settings import read_settings
from tests.core.checks.folders import MODEL_FILE, SOUND
from tests.living_platform import gatehouse
from tests.test_contradictions import BANK

CANARY = "canary-4711"
PIPELINES = """\
variables:
  - group: gbi-shared
  - name: model_name
    value: churn
  - name: TEAM_NAME
    value: Retail & Co
  - name: CLUSTER_MIN_WORKER_NODE
    value: '1'
  - name: parameters
    value: '{"target": "left", "api_password": "canary-4711", "depth": {"max": 4}}'
"""


def write(directory, files):
    for path, text in files.items():
        place = directory / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)


def told(directory, change=(), **files):
    """What counts for the one model in a directory, at the bank."""
    write(directory, {**SOUND, **{name.replace("__", "."): text for name, text in files.items()}})
    [model] = models(directory, read_settings({**BANK, **dict(change)}))
    return model


def shown(model):
    return {one.name: (one.value, one.source) for one in model.variables}


@pytest.mark.parametrize(
    ("name", "value", "source"),
    [
        ("MODEL_NAME", "churn", "model.yml, line 1"),
        ("owners", "ada@bank.example", "model.yml, line 8"),
        ("MODEL_TYPE", "Supervised", "default"),
        ("ENVIRONMENT_FILE", "environment.yml", "default: it is there"),
        ("ARTIFACTORY_REPOSITORY_MODEL", "nothing is published", "default"),
        (
            "runtime",
            "16.4.x-cpu-ml-scala2.12",
            "derived from GATEHOUSE_CLUSTER_SPARK_VERSION (R-022)",
        ),
        ("driver", "Standard_D4ds_v5", "derived from GATEHOUSE_CLUSTER_NODE_TYPE_ID (R-024)"),
        (
            "scoring job",
            "gatehouse-score churn prod",
            "derived from GATEHOUSE_SCORE_JOB_NAME (R-067)",
        ),
        (
            "workspace of tst",
            "https://adb-1.azuredatabricks.net",
            "derived from GATEHOUSE_WORKSPACE_URL_QA (R-052)",
        ),
        (
            "service principal of tst",
            "sp-retail-qa",
            "derived from GATEHOUSE_PRINCIPAL_NAME (R-054)",
        ),
        (
            "service principal of prod",
            "3f1d9c62-1111-2222-3333-444444444444",
            "derived from GATEHOUSE_SPN_PROD (R-054)",
        ),
        (
            "registered model of prod",
            "prod.retail.churn",
            "derived from GATEHOUSE_REGISTERED_MODEL (R-052)",
        ),
    ],
)
def test_a_value_is_shown_with_where_it_comes_from(tmp_path, name, value, source):
    assert shown(told(tmp_path))[name] == (value, source)


def test_the_variables_form_is_understood_and_its_groups_are_named(tmp_path):
    model = told(tmp_path, model__yml=PIPELINES)

    values = shown(model)
    assert values["MODEL_NAME"] == ("churn", "model.yml, line 4")
    assert values["CLUSTER_MIN_WORKER_NODE"] == ("1", "model.yml, line 8")
    assert values["parameters"][0] == "target=left, api_password=***, depth=(max=4)"
    assert values["registered model of qa"][0] == "qa.retail_co.churn"
    assert model.groups == ("gbi-shared",)
    assert "CLUSTER_MIN_WORKER_NODE is given without CLUSTER_MAX_WORKER_NODE" in str(model.faults)


def test_what_looks_like_a_key_is_masked(tmp_path):
    model = told(tmp_path, model__yml=MODEL_FILE.replace("score_churn", f"dapi{CANARY}"))

    assert CANARY not in str(model.variables)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        pytest.param(MODEL_FILE, 0, id="sound"),
        pytest.param("[", 2, id="unreadable"),
        pytest.param("MODEL_NAME: churn\n", 2, id="incomplete"),
        pytest.param(
            PIPELINES.replace("model_name", "MODEL_NAME") + MODEL_FILE.partition("retail\n")[2],
            2,
            id="two forms at once, half of a pair",
        ),
    ],
)
def test_faults_are_told_beside_the_values(tmp_path, text, verdict):
    model = told(tmp_path, model__yml=text)

    assert model.verdict == verdict
    assert bool(model.faults) == (verdict == 2)


@pytest.mark.parametrize(
    ("change", "name", "value"),
    [
        pytest.param(
            {"GATEHOUSE_REGISTERED_MODEL": "{environment}.{model}.{brand}"},
            "registered model of qa",
            "qa.churn.BRAND",
            id="a name for each brand",
        ),
        pytest.param(
            {"GATEHOUSE_CLUSTER_DRIVER_NODE_ID": "Standard_D8ds_v5"},
            "driver",
            "Standard_D8ds_v5",
            id="a driver of its own",
        ),
    ],
)
def test_what_the_platform_decides_is_derived(tmp_path, change, name, value):
    assert shown(told(tmp_path, change))[name][0] == value


def test_serverless_compute_has_no_runtime(tmp_path):
    write(tmp_path, SOUND)
    clusters = {"GATEHOUSE_CLUSTER_SPARK_VERSION", "GATEHOUSE_CLUSTER_NODE_TYPE_ID"}
    given = {name: value for name, value in BANK.items() if name not in clusters}

    [model] = models(tmp_path, read_settings({**given, "GATEHOUSE_SERVERLESS": "true"}))

    assert shown(model)["runs on"][0] == "serverless compute"
    assert "runtime" not in shown(model)


def test_a_team_whose_name_fits_no_registry_is_told_so(tmp_path):
    model = told(tmp_path, model__yml=MODEL_FILE.replace("TEAM_NAME: retail\n", ""))

    assert shown(model)["registered model of qa"][0].startswith("none: ")


def test_people_read_every_model_on_a_laptop(tmp_path):
    for name in ("churn", "debt"):
        files = {**SOUND, "model.yml": MODEL_FILE.replace("churn", name)}
        write(tmp_path / "repository" / name, files)

    done = gatehouse("doctor", "--model", tmp_path / "repository", "--home", tmp_path / "home")

    assert (done.returncode, done.stderr) == (0, "")
    assert "model in churn" in done.stdout and "model in debt" in done.stdout
    assert "prod.debt" in done.stdout
    assert not (tmp_path / "home").exists()


def test_machines_are_told_in_one_document(tmp_path):
    write(tmp_path, {**SOUND, "model.yml": PIPELINES})

    done = gatehouse("doctor", "--model", tmp_path, "--json", "--home", tmp_path / "home")

    [model] = json.loads(done.stdout)["models"]
    assert set(model) == {"folder", "faults", "variables", "groups"}
    assert {frozenset(one) for one in model["faults"]} == {
        frozenset({"remark", "remedy", "source", "line", "priority"})
    }
    assert (done.returncode, CANARY in done.stdout) == (2, False)


@pytest.mark.parametrize("as_json", [(), ("--json",)], ids=["people", "machines"])
def test_wrong_settings_come_first(tmp_path, as_json):
    write(tmp_path, SOUND)

    done = gatehouse("doctor", "--model", tmp_path, *as_json, GATEHOUSE_CMR_SCOPE="x")

    assert done.returncode == 2
    assert "GATEHOUSE_CMR_SCOPE" in done.stdout and "not needed" in done.stdout
