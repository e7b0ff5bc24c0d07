"""What one run gets to run on: a job cluster of its own that ends with it, or serverless."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from shared.adapters.databricks_jobs.places import Cluster
from shared.core.candidate import Candidate
from shared.core.errors import RefusedError
from shared.core.spec import ModelSpec

if TYPE_CHECKING:
    from databricks.sdk.service.compute import ClusterSpec, Library
    from databricks.sdk.service.jobs import JobEnvironment

ENVIRONMENT = "gatehouse"
SERVERLESS = "serverless-v"
LONGEST_TAG = 255
# What every cloud's resources can carry; Azure refuses < > % & \ ? / in names and values may be 256.
UNTAGGABLE = re.compile(r"[^A-Za-z0-9 +=._:@-]")
SINGLE_NODE = {"spark.databricks.cluster.profile": "singleNode", "spark.master": "local[*]"}


def tags(candidate: Candidate, spec: ModelSpec, environment: str) -> dict[str, str]:
    """Who pays, and for what (R-146).  Governed tags cannot be put on compute: these are not."""
    given = {
        "team": spec.team_name,
        "model": candidate.model,
        "financial_id": spec.financial_id,
        "environment": environment,
        "run": candidate.run_id,
        "commit": candidate.commit,
    }
    return {name: tag(value) for name, value in given.items() if value}


def tag(value: str) -> str:
    """A value as a tag can hold it."""
    return UNTAGGABLE.sub("_", value)[:LONGEST_TAG]


def cluster_for(cluster: Cluster, spec: ModelSpec, labels: Mapping[str, str]) -> "ClusterSpec":
    """The job cluster of a run, as large as the team asks for (R-033, R-034)."""
    from databricks.sdk.service.compute import (
        AutoScale,
        ClusterSpec,
        DataSecurityMode,
        DockerImage,
    )

    least, most = spec.cluster_min_worker_node or 0, spec.cluster_max_worker_node or 0
    alone = most == 0
    return ClusterSpec(
        spark_version=runtime_for(cluster, spec),
        node_type_id=cluster.node,
        driver_node_type_id=cluster.driver or None,
        num_workers=None if least < most else most,
        autoscale=AutoScale(min_workers=least, max_workers=most) if least < most else None,
        spark_conf=SINGLE_NODE if alone else None,
        custom_tags={**labels, **({"ResourceClass": "SingleNode"} if alone else {})},
        policy_id=cluster.policy or None,
        apply_policy_default_values=True if cluster.policy else None,
        data_security_mode=DataSecurityMode.SINGLE_USER,
        docker_image=DockerImage(url=spec.image) if spec.image else None,
    )


def runtime_for(cluster: Cluster, spec: ModelSpec) -> str:
    """The runtime the team names, else the platform's (R-022, R-058).

    Raises `RefusedError` where it names one that is made for the other kind of compute.
    """
    named = spec.databricks_runtime
    if named and named.startswith(SERVERLESS) is not cluster.serverless:
        kind = "serverless" if cluster.serverless else "on clusters"
        raise RefusedError(
            f"model.yml: DATABRICKS_RUNTIME: jobs run {kind} here, and {named} does not; remove it"
        )
    if cluster.serverless:
        return named.removeprefix(SERVERLESS) or cluster.environment_version
    return named or cluster.spark_version


def libraries_for(needed: tuple[str, ...]) -> "list[Library]":
    """The packages, to be installed on the cluster before the task starts (R-074)."""
    from databricks.sdk.service.compute import Library, PythonPyPiLibrary

    return [Library(pypi=PythonPyPiLibrary(package=each)) for each in needed]


def environments_for(
    cluster: Cluster, spec: ModelSpec, needed: tuple[str, ...]
) -> "list[JobEnvironment]":
    """The environment of a serverless run.  Raises `RefusedError` for an IMAGE: there is none."""
    from databricks.sdk.service.compute import Environment
    from databricks.sdk.service.jobs import JobEnvironment

    if spec.image:
        raise RefusedError("model.yml: IMAGE: serverless runs no images; remove it, or ask GBI")
    version = runtime_for(cluster, spec)
    made = Environment(environment_version=version, dependencies=list(needed))
    return [JobEnvironment(environment_key=ENVIRONMENT, spec=made)]
