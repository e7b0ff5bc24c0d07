"""What a job is told: read once, or refused with the place of every fault."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """The model, and the commit it comes from."""

    repository: str
    commit: str
    model: str
    folder: str = "."
    brand: str = ""


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """A metric that the gate will ask for."""

    metric: str


@dataclass(frozen=True, kw_only=True)
class Spec:
    """What the runner needs of `model.yml`."""

    team_name: str
    dataset_name: str = ""
    dataset_template_file: str = ""
    environment_file: str = ""
    thresholds: tuple[Threshold, ...] = ()
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TrainedModel:
    """A model in the tracking store: its run, where its files lie, their digest, the data's."""

    run: str
    uri: str
    digest: str
    data: str


@dataclass(frozen=True, kw_only=True)
class Champion:
    """The version in use in an environment, with its recorded metrics."""

    version: str
    run: str
    uri: str
    metrics: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Document:
    """What the step says: `model` is missing where none was trained.

    `registered_model` is the one whose champion is to score, empty for other tasks.
    """

    spec: Spec
    registered_model: str = ""
    model: TrainedModel | None = None
    champions: Mapping[str, Champion] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Order:
    """One job: `code` holds the bundle, `tracking` is MLflow's URI.

    `registry` is that of the registry where it is another, `artifacts` the folder for models where
    the store has no place of its own, `experiments` what goes before an experiment's name; all may
    be empty.  `functions` are those of `train.py` where a notebook holds them instead.
    """

    job: str
    task: str
    run_id: str
    bundle: str
    candidate: Candidate
    code: Path
    tracking: str
    registry: str = ""
    artifacts: str = ""
    experiments: str = ""
    functions: Mapping[str, object] = field(default_factory=dict)
    document: Document

    @property
    def folder(self) -> Path:
        """Where `model.yml` lies."""
        return self.code / self.candidate.folder

    @property
    def work(self) -> Path:
        """Where the job may write."""
        return self.code.parent


def read(path: Path) -> Order:
    """The order in a file.  Raises `ValueError` with every fault and its place."""
    return TypeAdapter(Order).validate_json(path.read_bytes())
