"""A scoring job uses whichever version is the champion when it starts, and that version's own code."""

import pytest

from runner import batch
from runner.failures import TeamError
from runner.model_files import download
from tests.runner.benches import model_of

# In a job of its own nobody turns the warnings of MLflow's store into errors.
pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.xdist_group("runner")]
NAME = "prod.biopsies"


@pytest.fixture(scope="module")
def champion(bench, trained):
    """The trained model as the champion of an environment."""
    from mlflow import MlflowClient

    client, model = MlflowClient(f"sqlite:///{bench.home / 'mlflow.db'}"), model_of(trained)
    client.create_registered_model(NAME)
    version = client.create_model_version(NAME, source=model.uri, run_id=model.run)
    client.set_registered_model_alias(NAME, "champion", version.version)
    return model


def test_the_champion_scores_the_data_without_the_target(bench, repository, champion):
    order = bench.order("score", repository, registered_model=NAME)

    result = batch.score(order)

    lines = (order.work / "predictions.csv").read_text().splitlines()
    assert lines[0] == "row,malignant,probability"
    assert len(lines) == result["rows"] + 1
    assert result["model"] == f"models:/{NAME}@champion"


def test_the_data_to_score_are_the_teams_to_choose(bench, repository, champion, tmp_path):
    folder = download(champion.uri, tmp_path / "model")
    data = folder / "code" / "data.py"
    data.write_text(data.read_text() + "\n\ndef scoring_data(context):\n    return None\n")
    renamed = f"{NAME}.own"
    register(bench, renamed, folder)

    with pytest.raises(TeamError, match="scoring_data returned NoneType"):
        batch.score(bench.order("score", repository, registered_model=renamed))


def register(bench, name, folder):
    """A model in a folder as a champion."""
    from mlflow import MlflowClient

    client = MlflowClient(f"sqlite:///{bench.home / 'mlflow.db'}")
    client.create_registered_model(name)
    version = client.create_model_version(name, source=folder.as_uri())
    client.set_registered_model_alias(name, "champion", version.version)
