"""The one task of a run.

A one-time run has no shared job clusters: the API refuses `job_clusters`
(https://learn.microsoft.com/answers/questions/922078), a job cluster cannot be named as an existing
one, and each task with a new cluster gets its own
(https://github.com/databricks/databricks-sdk-py/issues/745).  What has to share a cluster, the
team's `prepare`, `train` and `evaluate`, is therefore a sequence of stages within one task, which
the runner walks through.  Serverless has no such limit, and gets the same task.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from shared.adapters.databricks_jobs.compute import (
    ENVIRONMENT,
    cluster_for,
    environments_for,
    libraries_for,
)
from shared.adapters.databricks_jobs.notebooks import ARGUMENTS
from shared.adapters.databricks_jobs.places import Cluster
from shared.core.spec import ModelSpec

if TYPE_CHECKING:
    from databricks.sdk.service.jobs import (
        JobEnvironment,
        NotebookTask,
        SparkPythonTask,
        SubmitTask,
        Task,
    )

T = TypeVar("T", "SubmitTask", "Task")


@dataclass(frozen=True, kw_only=True)
class Work:
    """What is to run: the runner's entry, or the notebook that starts it, with its arguments.

    The arguments are the volume, the order's place in it, the order's sha256, and the place of what
    the job leaves.
    """

    entry: str
    arguments: tuple[str, str, str, str]
    notebook: str = ""

    @property
    def python(self) -> "SparkPythonTask | None":
        """The work as a Python file."""
        from databricks.sdk.service.jobs import SparkPythonTask

        if self.notebook:
            return None
        return SparkPythonTask(python_file=self.entry, parameters=list(self.arguments))

    @property
    def noted(self) -> "NotebookTask | None":
        """The work as a notebook."""
        from databricks.sdk.service.jobs import NotebookTask, Source

        if not self.notebook:
            return None
        given = {**dict(zip(ARGUMENTS, self.arguments, strict=True)), "entry": self.entry}
        return NotebookTask(
            notebook_path=self.notebook, base_parameters=given, source=Source.WORKSPACE
        )


@dataclass(frozen=True, kw_only=True)
class Footing:
    """What the work runs on: the platform's cluster, the team's wishes, the packages of both."""

    cluster: Cluster
    spec: ModelSpec
    packages: tuple[str, ...]
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def environments(self) -> "list[JobEnvironment] | None":
        """The environments that tasks of a serverless run name."""
        if not self.cluster.serverless:
            return None
        return environments_for(self.cluster, self.spec, self.packages)


def one_time(name: str, work: Work, footing: Footing) -> "SubmitTask":
    """The task of a one-time run.  Databricks repeats nothing: a new attempt is ours to order."""
    from databricks.sdk.service.jobs import SubmitTask

    task = standing(SubmitTask(task_key=name), work, footing)
    task.disable_auto_optimization = footing.cluster.serverless or None
    return task


def lasting(name: str, work: Work, footing: Footing) -> "Task":
    """The task of a saved job."""
    from databricks.sdk.service.jobs import Task

    return standing(Task(task_key=name), work, footing)


def standing(task: T, work: Work, footing: Footing) -> T:
    """The task with its work, upon its footing."""
    task.spark_python_task, task.notebook_task = work.python, work.noted
    if footing.cluster.serverless:
        task.environment_key = ENVIRONMENT
    else:
        task.new_cluster = cluster_for(footing.cluster, footing.spec, footing.tags)
        task.libraries = libraries_for(footing.packages)
    return task
