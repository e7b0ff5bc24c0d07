"""Where jobs run, as whom, on what, and under which names: what the platform's settings decide."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?")
SAFE = re.compile(r"https://[^/?#@\s]+")

DEADLINES = {
    "train": timedelta(hours=24),
    "evaluate": timedelta(hours=6),
    "score": timedelta(hours=6),
}
# What the runner itself needs on a cluster; what a team names for itself stands instead.
RUNNER_NEEDS = (
    "mlflow>=3.17,<4",
    "packaging",
    "pandas",
    "pydantic>=2.11,<3",
    "pyyaml",
    "scikit-learn",
    "skops>=0.13",
)


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """A workspace (R-012, R-013, R-065), and the service principal that jobs run as there (R-017).

    `spn` is the application id; empty: jobs run as whoever submits them.  Raises `ValueError` for
    an address that is not https, but for one of this machine, which only tests have.
    """

    url: str
    spn: str = ""

    def __post_init__(self) -> None:
        if not (SAFE.fullmatch(self.url) or LOOPBACK.fullmatch(self.url)):
            raise ValueError("no address of a workspace; write https://host and nothing after it")


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """What a job runs on (R-022 to R-024), or nothing of it where the workspace has `serverless`.

    There is no automatic termination (R-025): a job cluster ends with its run, and the Jobs API does
    not take the field (https://github.com/databricks/terraform-provider-databricks/pull/3641).
    `driver` is empty where the driver is like the workers; a policy is named by its id.
    """

    spark_version: str = "15.4.x-cpu-ml-scala2.12"
    node: str = "Standard_DS3_v2"
    driver: str = ""
    policy: str = ""
    serverless: bool = False
    environment_version: str = "4"
    budget_policy: str = ""
    usage_policy: str = ""
    needs: tuple[str, ...] = RUNNER_NEEDS


@dataclass(frozen=True, kw_only=True)
class Names:
    """What jobs are called (R-067), and where the platform keeps what they need.

    `volume` is `catalog/schema/name`.  `folder` is in the workspace (R-027); whoever may write there
    may change notebooks between their import and their run, so give it to the platform alone.
    `quartz` is when saved jobs score, empty where nobody but a person or another system starts them.
    `notify` is the id of the notification destination that hears of each end, empty for none.
    """

    volume: str
    train: str = "train"
    score: str = "score"
    folder: str = "/Workspace/Shared/gatehouse"
    quartz: str = ""
    timezone: str = "UTC"
    notify: str = ""

    @property
    def root(self) -> str:
        """The volume as a path."""
        return f"/Volumes/{self.volume.strip('/').removeprefix('Volumes/')}"

    @property
    def experiments(self) -> str:
        """Where the workspace keeps experiments, as MLflow spells it."""
        return f"{self.folder.removeprefix('/Workspace')}/experiments/"


@dataclass(frozen=True, kw_only=True)
class Tracking:
    """MLflow as a job sees it: `databricks` is the workspace the job runs in."""

    uri: str = "databricks"
    registry: str = "databricks-uc"
    artifacts: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is the same in every workspace.

    `deadlines` says after how long a run of each task is stopped, come what may (R-150).
    """

    names: Names
    cluster: Cluster = field(default_factory=Cluster)
    tracking: Tracking = field(default_factory=Tracking)
    deadlines: Mapping[str, timedelta] = field(default_factory=dict)

    def seconds(self, task: str) -> int:
        """The deadline of a task, as the Jobs API takes it."""
        return int({**DEADLINES, **self.deadlines}[task].total_seconds())
