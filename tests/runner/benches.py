"""A place to run orders in: repositories from the template, a tracking store, and what came out."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from local.new import create
from runner.evaluation import evaluate
from runner.order import Candidate, Champion, Document, Order, Spec, Threshold, TrainedModel
from runner.training import train
from shared.yaml_reader import read

ANSWERS = {"model_name": "biopsies", "team_name": "Pathology", "owner": "ada@bank.example"}
TASKS = {"train": train, "evaluate": evaluate}


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A store and a counter of jobs."""

    home: Path
    numbers: itertools.count = field(default_factory=lambda: itertools.count(1))

    def repository(self, kind: str, **changed: tuple[str, str]) -> Path:
        """A new repository of the kind, in some of whose files one text stands for another."""
        folder = self.home / f"repository{next(self.numbers)}"
        create(folder, {**ANSWERS, "model_type": kind})
        for name, (before, after) in changed.items():
            path = folder / (f"{name}.yml" if name == "model" else f"{name}.py")
            assert before in path.read_text()
            path.write_text(path.read_text().replace(before, after))
        return folder

    def run(self, task: str, folder: Path, **given: object) -> Mapping[str, object]:
        """What the runner makes of an order."""
        return TASKS[task](self.order(task, folder, **given))

    def order(self, task: str, folder: Path, *, job: str = "", **given: object) -> Order:
        """An order for the code in a folder, as the adapter writes it."""
        job = job or f"job{next(self.numbers)}"
        work = self.home / "work" / f"{job}-{next(self.numbers)}"
        work.mkdir(parents=True)
        (work / "code").symlink_to(folder)
        return Order(
            job=job,
            task=task,
            run_id=f"biopsies-{job}",
            bundle="b" * 64,
            candidate=Candidate(repository="bank/biopsies", commit="c" * 40, model="biopsies"),
            code=work / "code",
            tracking=f"sqlite:///{self.home / 'mlflow.db'}",
            artifacts=str(self.home / "models"),
            document=Document(spec=spec_in(folder), **given),
        )


def spec_in(folder: Path) -> Spec:
    """What `model.yml` says, as the order carries it."""
    values = read((folder / "model.yml").read_text()).values
    return Spec(
        team_name=values["TEAM_NAME"],
        dataset_name=values["DATASET_NAME"],
        environment_file=values["ENVIRONMENT_FILE"],
        thresholds=tuple(Threshold(metric=each["metric"]) for each in values["thresholds"]),
        parameters=values["parameters"],
    )


def model_of(result: Mapping[str, object]) -> TrainedModel:
    """The model a result names."""
    return TrainedModel(**result["model"])


def champion_of(result: Mapping[str, object], version: str = "1") -> Champion:
    """The model of a result as the champion of an environment."""
    model = model_of(result)
    return Champion(version=version, run=model.run, uri=model.uri, metrics={"accuracy": 0.5})
