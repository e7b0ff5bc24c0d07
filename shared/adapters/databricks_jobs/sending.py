"""Sending a job on its way: bundle, runner, notebooks and order, each named for what it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from shared.adapters.databricks_jobs.libraries import packages, together
from shared.adapters.databricks_jobs.notebooks import notebooks_in, trainer_in
from shared.adapters.databricks_jobs.site import Site
from shared.adapters.databricks_jobs.tasks import Footing, Work
from shared.bundle import unpack
from shared.codec import document
from shared.core.candidate import Candidate
from shared.core.spec import ModelSpec


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """What was checked: the packed files, their digest, and what the team says of its model."""

    digest: str
    packed: bytes
    candidate: Candidate
    spec: ModelSpec

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """The files by their paths."""
        return unpack(self.packed)

    @property
    def name(self) -> str:
        """The bundle in a volume."""
        return f"bundles/{self.digest}.zip"

    def footing(self, site: Site, environment: str, labels: Mapping[str, str]) -> Footing:
        """What the job runs on, with the packages of the team's environment file."""
        spec, cluster = self.spec, site.plan.cluster
        named = packages(self.files, self.candidate.folder, spec.environment_file)
        return Footing(
            cluster=cluster, spec=spec, packages=together(named, cluster.needs), tags=labels
        )


@dataclass(frozen=True, kw_only=True)
class Way:
    """Where the order of a job lies in the volume, and where the job leaves what comes of it."""

    order: str
    out: str


def send(site: Site, parcel: Parcel, order: Mapping[str, object], way: Way) -> Work:
    """Lay out what the job needs, and return what is to run.  Sent again, it is the same.

    An order that is there already stands: the job may have been submitted with it.
    """
    # First, because its refusals have words: the volume is asked by HEAD.
    entry = site.luggage.lay(site.volume, site.client.workspace, site.plan.names.folder)
    site.volume.lay(parcel.name, parcel.packed)
    written = document(
        {
            "runner": {"name": site.luggage.name, "sha256": site.luggage.digest},
            "code": {"name": parcel.name, "sha256": parcel.digest},
            "order": {**common(site, parcel), **order},
        }
    )
    kept = sha256(site.volume.keep(way.order, written)).hexdigest()
    notebook = shelved(site, parcel) if order["task"] == "train" else ""
    arguments = (site.volume.root, way.order, kept, way.out)
    return Work(entry=entry, arguments=arguments, notebook=notebook)


def experiments(site: Site) -> str:
    """What goes before an experiment's name: a folder that is there, and nothing elsewhere."""
    if site.plan.tracking.uri != "databricks":
        return ""
    site.client.workspace.mkdirs(f"{site.plan.names.folder}/experiments")
    return site.plan.names.experiments


def common(site: Site, parcel: Parcel) -> Mapping[str, object]:
    """What every order says."""
    tracking = site.plan.tracking
    return {
        "run_id": parcel.candidate.run_id,
        "bundle": parcel.digest,
        "candidate": parcel.candidate,
        "tracking": tracking.uri,
        "registry": tracking.registry,
        "artifacts": tracking.artifacts,
        "experiments": experiments(site),
    }


def shelved(site: Site, parcel: Parcel) -> str:
    """The notebook that starts the training, empty where a module trains."""
    found = list(notebooks_in(parcel.files, parcel.candidate.folder))
    trainer = trainer_in(found, parcel.candidate.folder)
    if trainer is None:
        return ""
    shelf = site.shelf(parcel.digest)
    shelf.lay(found)
    return shelf.start(trainer)
