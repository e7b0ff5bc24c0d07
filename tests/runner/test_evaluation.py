"""What the runner makes of a candidate beside its champions, and what it refuses."""

import subprocess
import sys
from dataclasses import replace

import pytest

from runner.failures import AlteredError, TeamError
from runner.model_files import fetch
from shared.files.model_files import digest_of, folder_of
from tests.runner.benches import champion_of, model_of

# MLflow, SQLAlchemy and scikit-learn warn each other; that is theirs to settle.
pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.xdist_group("runner")]


def test_the_template_reaches_its_thresholds_on_rows_it_has_not_seen(bench, repository, trained):
    result = bench.run("evaluate", repository, model=model_of(trained))

    assert result["model"] == trained["model"]
    assert result["metrics"]["accuracy"] > 0.95
    assert result["data"] != model_of(trained).data


def test_every_prediction_is_kept_beside_the_truth(bench, repository, trained):
    result = bench.run("evaluate", repository, model=model_of(trained))

    lines = result["predictions"].splitlines()
    assert lines[0] == "row,malignant,probability,true malignant"
    assert len(lines) == 1 + 143


def test_a_worse_model_is_clearly_below_the_champion_on_the_same_data(bench, trained):
    weak = bench.repository(
        "Supervised", model=("features: 30\n  C: 1.0", "features: 1\n  C: 1e-05")
    )
    model = model_of(bench.run("train", weak))

    champions = {name: champion_of(trained) for name in ("tst", "prod")}
    result = bench.run("evaluate", weak, model=model, champions=champions)

    assert result["metrics"]["accuracy"] < 0.7
    assert set(result["champions"]) == {"tst", "prod"}
    assert result["champions"]["prod"]["same_data"]
    assert result["champions"]["prod"]["metrics"]["accuracy"] > 0.95


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        pytest.param("data", 'replace(" ", "_")', 'replace(" ", ".")', id="the columns changed"),
        pytest.param("score", '["probability"]', '["chance"]', id="the predictions changed"),
    ],
)
def test_a_champion_that_cannot_be_scored_keeps_its_recorded_figures(
    bench, trained, name, before, after
):
    changed = {name: (before, after)}
    if name == "score":
        changed = {"score": ("probability", "chance")}
    folder = bench.repository("Supervised", **changed)
    model = model_of(bench.run("train", folder))

    result = bench.run("evaluate", folder, model=model, champions={"tst": champion_of(trained)})

    assert result["champions"]["tst"]["metrics"] == {"accuracy": 0.5}
    assert not result["champions"]["tst"]["same_data"]


def test_a_champion_whose_files_are_gone_keeps_its_recorded_figures(bench, repository, trained):
    champion = replace(champion_of(trained), uri="file:///nowhere")

    result = bench.run("evaluate", repository, model=model_of(trained), champions={"tst": champion})

    assert result["champions"]["tst"] == {
        "version": "1",
        "run": champion.run,
        "metrics": {"accuracy": 0.5},
        "same_data": False,
    }


def test_a_model_that_is_not_the_one_that_was_trained_is_not_evaluated(bench, repository):
    model = model_of(bench.run("train", repository))
    with (folder_of(model.uri) / "code" / "score.py").open("a") as file:
        file.write("\n")

    with pytest.raises(AlteredError, match=model.digest):
        bench.run("evaluate", repository, model=model)


def test_a_model_is_not_judged_by_the_rows_it_was_trained_on(bench):
    folder = bench.repository("Supervised", data=("HELD_OUT == 0", "HELD_OUT != 0"))
    model = model_of(bench.run("train", folder))

    with pytest.raises(TeamError, match="hold out rows"):
        bench.run("evaluate", folder, model=model)


def test_a_metric_that_a_threshold_names_must_be_there(bench, repository, trained):
    folder = bench.repository("Supervised", score=('"recall": ', '"sensitivity": '))

    with pytest.raises(TeamError, match="returned no recall, which the thresholds"):
        bench.run("evaluate", folder, model=model_of(trained))


def test_the_target_is_kept_from_score(bench, trained):
    line = "    inputs = data[model.feature_names_in_]"
    folder = bench.repository("Supervised", score=(line, f"    data['malignant']\n{line}"))

    with pytest.raises(TeamError, match=r"score\.py:9: KeyError: 'malignant'"):
        bench.run("evaluate", folder, model=model_of(trained))


def test_rules_become_a_model_that_mlflow_can_load_anywhere(bench, rules):
    model = model_of(bench.run("evaluate", rules))

    program = "import mlflow, sys; m = mlflow.pyfunc.load_model(sys.argv[1]); print(*m.predict("
    program += "m.input_example.assign(worst_perimeter=200.0)))"
    done = subprocess.run(
        [sys.executable, "-c", program, model.uri], check=False, capture_output=True, text=True
    )

    assert digest_of(folder_of(model.uri)) == model.digest
    assert done.stdout.split() == ["1"], done.stderr


def test_rules_in_use_are_judged_by_their_own_code_and_parameters(bench, rules):
    champion = champion_of(bench.run("evaluate", rules))
    worse = bench.repository("rulebased", model=("limit: 112.0", "limit: 130.0"))

    result = bench.run("evaluate", worse, champions={"tst": champion})

    assert result["champions"]["tst"]["same_data"]
    assert result["champions"]["tst"]["metrics"]["accuracy"] > result["metrics"]["accuracy"]


def test_bytecode_that_loading_left_behind_is_no_part_of_a_model(bench, rules):
    model = model_of(bench.run("evaluate", rules))
    cache = folder_of(model.uri) / "code" / "__pycache__"
    cache.mkdir(parents=True, exist_ok=True)
    (cache / "score.cpython-311.pyc").write_bytes(b"something nobody judged")

    copy = fetch(model, bench.home / "copy")

    assert digest_of(folder_of(model.uri)) == model.digest
    assert list(copy.rglob("__pycache__")) == []
