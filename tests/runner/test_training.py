"""What the runner makes of a team's `train`, and what it refuses."""

import json
import math

import pytest

from runner.failures import TeamError
from runner.team import code_in
from shared.files.model_files import digest_of, folder_of
from tests.runner.benches import model_of

# MLflow, SQLAlchemy and scikit-learn warn each other; that is theirs to settle.
pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.xdist_group("runner")]

LOADED = "    rows = load_breast_cancer(as_frame=True).frame\n"
PREPARED = """    from pathlib import Path

    import pandas

    return ready(pandas.read_csv(Path(__file__).with_name("prepared.csv")))


def prepare(context):
    load_breast_cancer(as_frame=True).frame.to_csv(context.folder / "prepared.csv", index=False)


def ready(rows):
"""


def test_a_trained_model_is_named_by_the_digest_that_the_platform_computes(trained):
    model = model_of(trained)

    assert digest_of(folder_of(model.uri)) == model.digest


def test_a_model_is_kept_without_pickle_and_with_the_code_that_scores_it(trained):
    folder = folder_of(model_of(trained).uri)

    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    assert {"model.skops", "MLmodel", "code/score.py", "code/data.py"} <= names
    assert not [name for name in names if name.endswith((".pkl", ".pickle")) or "tests" in name]


def test_the_metrics_on_the_training_data_are_named_so_that_nobody_takes_them_for_others(trained):
    assert set(trained["metrics"]) == {"training_accuracy", "training_recall", "training_roc_auc"}
    assert all(map(math.isfinite, trained["metrics"].values()))


def test_the_run_tells_where_it_comes_from(bench, repository):
    import mlflow

    model = model_of(bench.run("train", repository))

    run = mlflow.MlflowClient(f"sqlite:///{bench.home}/mlflow.db").get_run(model.run)

    assert run.info.status == "FINISHED"
    assert run.data.params == {"C": "1.0", "features": "30", "target": "malignant"}
    assert run.data.tags["gatehouse.commit"] == "c" * 40
    assert run.data.tags["gatehouse.team"] == "Pathology"
    assert run.data.tags["gatehouse.environment"] == "as declared"
    assert run.data.tags["gatehouse.training_data"] == model.data
    assert run.inputs.dataset_inputs[0].dataset.name == "biopsies_input"


def test_what_is_prepared_is_there_for_the_rest_of_the_job(bench):
    folder = bench.repository("Supervised", data=(LOADED, PREPARED))

    trained = bench.run("train", folder)
    (folder / "prepared.csv").unlink()
    evaluated = bench.run("evaluate", folder, model=model_of(trained))

    assert evaluated["metrics"]


def test_a_preparation_that_fails_is_the_teams_to_mend(bench):
    folder = bench.repository("Supervised", data=(LOADED, PREPARED.replace("to_csv", "to_cvs")))

    with pytest.raises(TeamError, match=r"data\.py:\d+: AttributeError: .*to_cvs"):
        bench.run("train", folder)


def test_the_example_kept_with_a_model_is_no_row_of_the_data(trained):
    folder = folder_of(model_of(trained).uri)
    example = json.loads((folder / "input_example.json").read_bytes())["data"]

    with code_in(folder / "code") as code:
        rows = code.call("data.py", "biopsies").drop(columns="malignant").to_numpy().tolist()
    assert len(example) == 1
    assert example[0] not in rows


def test_what_an_earlier_start_of_the_job_left_is_marked(bench, repository):
    import mlflow

    first = model_of(bench.run("train", repository, job="again"))
    second = model_of(bench.run("train", repository, job="again"))

    client = mlflow.MlflowClient(f"sqlite:///{bench.home}/mlflow.db")
    assert client.get_run(first.run).data.tags["gatehouse.superseded"] == "true"
    assert "gatehouse.superseded" not in client.get_run(second.run).data.tags


@pytest.mark.parametrize(
    ("name", "before", "after", "words"),
    [
        pytest.param(
            "train",
            "    return model.fit(inputs, target)",
            "    return model.fit(inputs, target.nothing)",
            r"train\.py:13: AttributeError: .*nothing",
            id="train fails",
        ),
        pytest.param(
            "train",
            "    return model.fit(inputs, target)",
            "    raise SystemExit(0)",
            r"train\.py:13: SystemExit",
            id="train leaves Python",
        ),
        pytest.param(
            "train", "def train(", "def train(:", r"train\.py:8: SyntaxError", id="it is no Python"
        ),
        pytest.param(
            "train",
            "    return model.fit(inputs, target)",
            "    return {'a': 1}",
            r"builtins\.dict, which has no safe format; return an estimator",
            id="the model is of a kind we cannot keep",
        ),
        pytest.param(
            "train",
            "    model = make_pipeline(StandardScaler(), ",
            "    class Own(StandardScaler):\n        pass\n\n    model = make_pipeline(Own(), ",
            r"cannot be saved.*scikit-learn's own classes",
            id="the model has a class of the team's own",
        ),
        pytest.param(
            "data",
            "    return rows[rows.index % HELD_OUT != 0]",
            "    return rows.to_dict()",
            r"data\.py: training_data returned dict; return a pandas DataFrame",
            id="the data is no table",
        ),
        pytest.param(
            "data",
            "    return rows[rows.index % HELD_OUT != 0]",
            "    return rows[:0]",
            r"data\.py: training_data returned a table without rows",
            id="there is no data",
        ),
        pytest.param(
            "model",
            "target: malignant",
            "target: elsewhere",
            r"training_data returned no column elsewhere",
            id="the target is not there",
        ),
        pytest.param(
            "score",
            '"recall": recall_score(truth, predictions["malignant"], zero_division=0)',
            '"recall": float("nan")',
            r"evaluate returned nan for recall; return a finite number",
            id="a metric is not a number",
        ),
        pytest.param(
            "score",
            "index=data.index,\n    )",
            "index=data.index,\n    ).head(3)",
            r"score returned 3 predictions for 426 rows",
            id="predictions are missing",
        ),
    ],
)
def test_a_team_is_told_what_is_wrong_and_where(bench, name, before, after, words):
    folder = bench.repository("Supervised", **{name: (before, after)})

    with pytest.raises(TeamError, match=words):
        bench.run("train", folder)


def test_a_failed_training_leaves_a_failed_run(bench):
    import mlflow

    line = "    return model.fit(inputs, target)"
    folder = bench.repository("Supervised", train=(line, "    raise ValueError('no')"))

    with pytest.raises(TeamError):
        bench.run("train", folder, job="broken")

    client = mlflow.MlflowClient(f"sqlite:///{bench.home}/mlflow.db")
    experiment = client.get_experiment_by_name("biopsies").experiment_id
    [run] = client.search_runs([experiment], "tags.`gatehouse.job` = 'broken'")
    assert run.info.status == "FAILED"


def test_groups_that_nobody_named_are_trained_and_evaluated_too(bench):
    folder = bench.repository("Unsupervised")

    model = model_of(bench.run("train", folder))

    assert bench.run("evaluate", folder, model=model)["metrics"]["silhouette"] > 0.3
