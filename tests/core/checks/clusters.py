"""A model's folder on the clusters of a platform, of which a few runtimes are known."""

from dataclasses import replace
from datetime import date

from shared.core.runtimes import Runtime
from shared.core.surroundings import Surroundings
from tests.core.checks.folders import MODEL_FILE, folder_with

SEEN = date(2025, 12, 9)
TODAY = date(2026, 11, 28)
ML = "17.3.x-cpu-ml-scala2.13"
PLAIN = "17.3.x-scala2.13"
LIBRARIES = {"numpy": "2.1.3", "pandas": "2.2.3", "pyspark": "4.0.0", "scikit-learn": "1.6.1"}
LEARNING = {"torch": "2.7.0+cpu", "xgboost": "3.0.0", "mlflow-skinny": "3.0.1"}


def runtime(key, **values):
    """A runtime with long support until 2028, unless it is told otherwise."""
    usual = {"python": "3.12", "packages": LIBRARIES, "lts": True, "ends": date(2028, 10, 22)}
    return Runtime(key=key, as_of=SEEN, **{**usual, **values})


RUNTIMES = {
    each.key: each
    for each in (
        runtime("13.3.x-scala2.12", python="3.10", ends=date(2026, 8, 22)),
        runtime("14.3.x-scala2.12", python="3.10", ends=date(2027, 2, 1)),
        runtime("15.4.x-scala2.12", python="3.11", ends=date(2027, 8, 19)),
        runtime("17.2.x-scala2.13", lts=False, ends=date(2026, 3, 26)),
        runtime(PLAIN),
        runtime(ML, packages=LIBRARIES | LEARNING),
        runtime("18.x-scala2.13", python="", packages={"pyspark": "4.1.0"}, ends=date(2029, 6, 10)),
        runtime("18.x-cpu-ml-scala2.13", python="", packages={}, ends=date(2029, 6, 10)),
        runtime("19.x-scala2.13", python="", packages={}, lts=False, ends=None),
        runtime("serverless-v4", lts=False, ends=None),
        runtime("serverless-v5", lts=False, ends=None),
    )
}


def on_clusters(key, changes=(), *, named="", today=TODAY, **more):
    """The sound folder with changes, where jobs run on the runtime; `named` is the model's own."""
    files = dict(changes)
    if named:
        files["model.yml"] = f"{files.get('model.yml', MODEL_FILE)}DATABRICKS_RUNTIME: {named}\n"
    around = Surroundings(today=today, runtime=key, runtimes=RUNTIMES)
    return replace(folder_with(files, **more), surroundings=around)


def importing(*lines):
    """A `train.py` that imports what the lines say."""
    return {"train.py": "\n".join((*lines, "def train(data, parameters): ...", ""))}


def asking(*lines):
    """A pip file with the lines, in place of the conda file."""
    return {"environment.yml": None, "requirements.txt": "\n".join((*lines, ""))}
