"""What a team says about its model in `model.yml` (R-030 to R-042)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ModelType(StrEnum):
    """How a model comes to be, which settles whether it is trained at all (R-035, R-083)."""

    SUPERVISED = "Supervised"
    UNSUPERVISED = "Unsupervised"
    RULE_BASED = "rulebased"


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """What one metric must reach, in the words of MLflow's `MetricThreshold`.

    `threshold` is absolute; `min_absolute_change` is how much better than the champion the
    candidate must be, in the metric's own unit and in the good direction (0: not worse).
    """

    metric: str
    greater_is_better: bool
    threshold: float | None = None
    min_absolute_change: float = 0.0
    environment: str = ""


@dataclass(frozen=True, kw_only=True)
class ModelSpec:
    """The variables of a model, under their own names in lower case.

    `databricks_runtime` is what the clusters API calls it, however the team has spelt it.
    """

    model_name: str
    team_name: str
    dataset_name: str
    dataset_template_file: str
    adf_job: str
    category: str = ""
    financial_id: str = ""
    model_type: ModelType = ModelType.SUPERVISED
    environment_file: str = ""
    cluster_min_worker_node: int | None = None
    cluster_max_worker_node: int | None = None
    artifactory_repository_model: str = ""
    image: str = ""
    databricks_runtime: str = ""
    owners: tuple[str, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    parameters: Mapping[str, object] = field(default_factory=dict)
