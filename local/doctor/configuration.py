"""Every setting as it counts, and why: set, derived from others, or the default.

What a model developer never types is here as well: the target workspace and the registry of each
environment (R-052), the workspace's URL out of its host (R-066).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from local.doctor.masks import masked
from shared.core.policy import Policy
from shared.settings import Settings
from shared.settings.names import BY_ENVIRONMENT, OURS, PREFIX, THEIRS, UNNEEDED, reader_of
from shared.settings.neighbours import Artifactory, Databricks, Mlflow, Workspace

SET, DEFAULT, UNSET, NEEDLESS = "environment", "default", "not set", "not needed"
SOURCES = {"HOME": "environment or --home"}
DEFAULTS: Mapping[str, object] = {
    "ADDRESS": Settings.address,
    "POLICY": Policy(),
    "JOB_CPU_SECONDS": Settings.job_cpu_seconds,
    "JOB_WALL_SECONDS": Settings.job_wall_seconds,
    "JOB_MEMORY_MIB": Settings.job_memory_mib,
    "JOB_FILE_MIB": Settings.job_file_mib,
    "SERVERLESS": Databricks.serverless,
    "TRAIN_JOB_NAME": Databricks.train_job_name,
    "SCORE_JOB_NAME": Databricks.score_job_name,
    "NOTEBOOK_PATH": Databricks.folder,
    "PRINCIPAL_NAME": Databricks.principal_name,
    "REGISTERED_MODEL": Mlflow.name,
    "ARTIFACTORY_LAYOUT": Artifactory.layout,
    "IDENTITY": "links",
}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A setting, or what follows from some, with what may be shown of it."""

    name: str
    value: str
    source: str


def configuration(environment: Mapping[str, str], settings: Settings) -> Iterator[Shown]:
    """Every setting there is, and what follows from them; the settings are those of the environment."""
    derived = {one.name: one for one in derivations(settings)}
    for name in names(settings):
        whole, read = spelt(name), reader_of(name) or THEIRS.get(name)
        if whole in environment and read:
            source = SOURCES.get(name, SET)
            yield Shown(name=whole, value=shown(read(environment[whole])), source=source)
        elif whole in derived:
            yield derived[whole]
        elif name in DEFAULTS:
            yield Shown(name=whole, value=shown(DEFAULTS[name]), source=DEFAULT)
        else:
            yield Shown(name=whole, value="", source=UNSET)
    yield from consequences(settings)
    for name, (rule, reason) in UNNEEDED.items():
        yield Shown(name=name, value=reason, source=f"{NEEDLESS} ({rule})")


def names(settings: Settings) -> Iterator[str]:
    """The names of all settings, as long as the list of environments makes it."""
    yield from OURS
    yield from (
        f"{kind}_{name.upper()}" for kind in BY_ENVIRONMENT for name in settings.policy.names
    )
    yield from THEIRS


def spelt(name: str) -> str:
    """The whole name of a setting."""
    return name if name in THEIRS else PREFIX + name


def derivations(settings: Settings) -> Iterator[Shown]:
    """Settings that nobody has to set, since others say enough."""
    near = settings.neighbours
    for host in near.hosts:
        yield follows(f"{host.kind.name}_API", host.api, host.kind.name)
    if near.mlflow.tracking:
        yield follows("REGISTRY_URI", near.mlflow.registry, "TRACKING_URI")
    else:
        store = settings.home / "mlflow" / "mlflow.db"
        yield follows("TRACKING_URI", f"sqlite:///{store}", "HOME")
    if near.databricks and near.databricks.node_type:
        yield follows("CLUSTER_DRIVER_NODE_ID", near.databricks.node_type, "CLUSTER_NODE_TYPE_ID")
    for name, (owner, place) in workspaces(settings).items():
        yield follows(f"WORKSPACE_URL_{name.upper()}", place.url, f"WORKSPACE_URL_{owner}", "R-021")
        if place.spn:
            yield follows(f"SPN_{name.upper()}", place.spn, f"SPN_{owner}", "R-021")


def consequences(settings: Settings) -> Iterator[Shown]:
    """What is no setting at all, and that people used to type."""
    for name, (owner, place) in workspaces(settings).items():
        host = urlsplit(place.url).hostname or ""
        yield follows("", host, f"WORKSPACE_URL_{owner}", "R-066", f"workspaceUrl of {name}")
    for name in settings.policy.names:
        models = settings.neighbours.mlflow.name.replace("{environment}", name)
        yield follows("", models, "REGISTERED_MODEL", "R-052", f"registered models of {name}")
    if near := settings.neighbours.databricks:
        for name, (owner, place) in workspaces(settings).items():
            team = near.principal_name.replace("{environment}", owner.lower())
            whom, setting = (place.spn, f"SPN_{owner}") if place.spn else (team, "PRINCIPAL_NAME")
            yield follows("", whom, setting, "R-054", f"service principal of {name}")


def workspaces(settings: Settings) -> dict[str, tuple[str, Workspace]]:
    """The workspace of each environment, and whose it is: its own or a later one's (R-021)."""
    databricks, owner = settings.neighbours.databricks, ""
    found: dict[str, tuple[str, Workspace]] = {}
    if databricks:
        for name in reversed(settings.policy.names):
            owner = name if name in databricks.workspaces else owner
            found = {name: (owner.upper(), databricks.workspaces[owner]), **found}
    return found


def follows(name: str, value: str, origin: str, rule: str = "", fact: str = "") -> Shown:
    """A setting or, where it is none, a fact that follows from a setting, by a rule of the bank."""
    because = f" ({rule})" if rule else ""
    return Shown(
        name=fact or spelt(name),
        value=masked(value),
        source=f"derived from {spelt(origin)}{because}",
    )


def shown(value: object) -> str:
    """What may be shown of a value."""
    if isinstance(value, Policy):
        return ", ".join(value.names)
    if isinstance(value, Mapping):
        return "; ".join(f"{role}={','.join(people)}" for role, people in value.items())
    return masked(str(value).lower() if isinstance(value, bool) else str(value))
