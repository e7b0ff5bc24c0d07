"""Jobs find what the code imports, on a runtime that is made for it (R-059)."""

from dataclasses import replace

import pytest

from shared.core.checks.cluster import CHECK
from shared.core.findings import Owner, Priority
from tests.core.checks.clusters import ML, PLAIN, asking, importing, on_clusters
from tests.core.checks.folders import MODEL_FILE, said

GPU = "17.3.x-gpu-ml-scala2.13"
LEARNS = importing("import sklearn")
IMAGE = {"model.yml": f"{MODEL_FILE}IMAGE: models:1\n"}
PROJECT = "[project]\ndependencies = ['catboost']\n"


def test_a_sound_folder_is_right_on_a_standard_runtime():
    assert said(CHECK, on_clusters(PLAIN)) == []


@pytest.mark.parametrize(
    ("lines", "remedy"),
    [
        pytest.param(["import fitz"], "Name pymupdf in environment.yml.", id="odd name"),
        pytest.param(["import catboost.utils"], "Name catboost in environment.yml.", id="same"),
        pytest.param(["def f():\n    import unheard_of"], "Name unheard-of in", id="in a function"),
    ],
)
def test_an_import_named_nowhere_is_found(lines, remedy):
    (found,) = CHECK.findings(on_clusters(PLAIN, importing("import sklearn", *lines)))

    assert found.remark.endswith(" is imported, and named nowhere")
    assert found.remedy.startswith(remedy)
    assert (found.priority, found.owner) == (Priority.EXPECTED, Owner.MODEL_DEV)


def test_a_module_that_is_imported_twice_is_told_of_once():
    tree = on_clusters(
        PLAIN, {**importing("import fitz"), "score.py": "import fitz\nimport fitz.x"}
    )

    assert said(CHECK, tree) == [(1, "fitz is imported, and named nowhere")]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(importing("import os, json, tomllib"), id="Python's own"),
        pytest.param(importing("import sklearn.svm, numpy"), id="the runtime's"),
        pytest.param(importing("import pyspark, delta, mlflow, databricks.sdk"), id="a cluster's"),
        pytest.param({**importing("import steps, deep.er"), "lib/deep/er.py": "", "steps.py": ""}, id="the folder's"),
        pytest.param(importing("from . import anything"), id="the folder's, relatively"),
        pytest.param({**importing("import fitz"), **asking("PyMuPDF>=1")}, id="a pip file's"),
        pytest.param({**importing("import psycopg"), **asking("psycopg-binary")}, id="much alike"),
        pytest.param({**importing("import bank"), **asking("inhouse-risk")}, id="maybe in-house"),
        pytest.param(importing("# MAGIC %pip install fitz-x pymupdf", "import fitz"), id="a notebook's"),
        pytest.param(importing("try:\n    import fitz\nexcept ImportError:\n    fitz = None"), id="optional"),
        pytest.param({"tests/test_it.py": "import fitz"}, id="a test's"),
        pytest.param({"conftest.py": "import fitz", "setup.py": "import fitz"}, id="its makers'"),
        pytest.param({"notebooks/look.py": "import fitz"}, id="somebody's who looks around"),
        pytest.param({**importing("import fitz"), **asking("-r more.txt")}, id="maybe another file's"),
        pytest.param({"more.py": "import ("}, id="nobody's who can parse it"),
    ],
)  # fmt: skip
def test_an_import_that_comes_from_somewhere_is_let_through(changes):
    assert said(CHECK, on_clusters(PLAIN, changes)) == []


def test_a_known_library_is_missed_beside_one_of_the_banks_own():
    tree = on_clusters(PLAIN, {**importing("import bank, fitz"), **asking("inhouse-risk")})

    assert said(CHECK, tree) == [(1, "fitz is imported, and named nowhere")]


def test_a_library_named_in_a_file_that_jobs_do_not_read_is_told_as_such():
    tree = on_clusters(PLAIN, {**importing("import catboost"), "pyproject.toml": PROJECT})

    assert said(CHECK, tree) == [
        (1, "catboost is imported, and named in pyproject.toml alone, from which jobs install nothing")
    ]  # fmt: skip


def test_a_module_beside_the_folder_is_told_as_such():
    tree = on_clusters(PLAIN, importing("import common"), folder="models/churn")
    tree = replace(tree, outside={"common/rates.py": b""})

    assert said(CHECK, tree) == [(1, "common is imported, and lies outside the model's folder")]


@pytest.mark.parametrize("key", ["", "18.x-cpu-ml-scala2.13"], ids=["no clusters", "unseen"])
def test_without_a_list_of_libraries_what_any_runtime_has_is_let_through(key):
    tree = on_clusters(key, importing("import torch", "import fitz"))

    assert said(CHECK, tree) == [(2, "fitz is imported, and named nowhere")]


@pytest.mark.parametrize(
    ("changes", "place", "libraries"),
    [
        pytest.param(
            importing("import torch.nn", "import xgboost"), ("train.py", 1), "torch, xgboost", id="imported"
        ),
        pytest.param(asking("pandas", "xgboost"), ("requirements.txt", 2), "xgboost", id="named"),
    ],
)  # fmt: skip
def test_libraries_for_machine_learning_call_for_the_ml_variant(changes, place, libraries):
    (found,) = CHECK.findings(on_clusters(PLAIN, changes))

    assert (found.path, found.line) == place
    assert found.remark == f"made for an ML runtime, and {PLAIN} is none: {libraries}"
    assert f"`DATABRICKS_RUNTIME: {ML}`" in found.remedy


def test_what_the_ml_variant_has_not_either_does_not_call_for_it():
    assert said(CHECK, on_clusters(PLAIN, asking("catboost"))) == []


def test_where_the_ml_variant_is_unseen_what_usually_comes_with_it_calls_for_it():
    tree = on_clusters("18.x-scala2.13", asking("catboost"))

    assert said(CHECK, tree) == [
        (1, "made for an ML runtime, and 18.x-scala2.13 is none: catboost")
    ]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(LEARNS, id="scikit-learn"),
        pytest.param(importing("import torch"), id="torch"),
        pytest.param(importing("from pyspark.ml.classification import GBTClassifier"), id="Spark ML"),
        pytest.param(asking("xgboost"), id="named and not imported"),
    ],
)  # fmt: skip
def test_an_ml_runtime_is_right_for_what_learns(changes):
    assert said(CHECK, on_clusters(ML, changes)) == []


def test_an_ml_runtime_is_needless_where_nothing_learns():
    (found,) = CHECK.findings(on_clusters(ML, named="17.3 LTS ML"))

    assert (found.priority, found.line) == (Priority.NICE, 10)
    assert f"`DATABRICKS_RUNTIME: {PLAIN}`" in found.remedy


@pytest.mark.parametrize(
    ("key", "remarks"),
    [
        pytest.param(ML, [(2, f"made for a GPU, and {ML} is without: cudf")], id="without GPUs"),
        pytest.param(GPU, [], id="with GPUs"),
        pytest.param("serverless-v4", [], id="serverless, of which nothing is said"),
    ],
)
def test_what_needs_a_gpu_calls_for_one(key, remarks):
    assert said(CHECK, on_clusters(key, asking("scikit-learn", "cudf"))) == remarks


@pytest.mark.parametrize(
    ("key", "remarks"),
    [
        pytest.param(PLAIN, [], id="a standard runtime"),
        pytest.param("", [], id="no Databricks"),
        pytest.param(ML, [(None, f"there is an IMAGE, and {ML} runs no images")], id="ML"),
        pytest.param(
            "serverless-v4",
            [(None, "there is an IMAGE, and serverless-v4 runs no images")],
            id="serverless",
        ),
    ],
)
def test_images_run_on_standard_runtimes_alone_and_hold_what_is_imported(key, remarks):
    tree = on_clusters(key, {**IMAGE, **importing("import fitz, torch")})

    assert said(CHECK, tree) == remarks
