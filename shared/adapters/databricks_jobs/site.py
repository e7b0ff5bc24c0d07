"""A workspace as the jobs of one environment find it: its client, its volume, its folder."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from shared.adapters.databricks_jobs.asking import Address
from shared.adapters.databricks_jobs.luggage import Luggage
from shared.adapters.databricks_jobs.notebooks import Shelf
from shared.adapters.databricks_jobs.places import Plan
from shared.adapters.databricks_jobs.volume import Volume
from shared.contents import fetch
from shared.ports import Blobs

if TYPE_CHECKING:
    from databricks.sdk import WorkspaceClient
    from databricks.sdk.service.jobs import JobRunAs


@dataclass(frozen=True, kw_only=True)
class Site:
    """One environment's workspace, and what the platform does alike in all of them."""

    address: Address
    spn: str
    plan: Plan
    luggage: Luggage
    blobs: Blobs
    client: "WorkspaceClient"

    @cached_property
    def volume(self) -> Volume:
        """Where jobs are given files, and leave them."""
        return Volume(files=self.client.files, root=self.plan.names.root)

    def shelf(self, bundle: str) -> Shelf:
        """Where the notebooks of a bundle lie."""
        folder = f"{self.plan.names.folder}/bundles/{bundle}"
        return Shelf(workspace=self.client.workspace, folder=folder)

    def packed(self, bundle: str) -> bytes:
        """The files that were checked.  Raises `AlteredError` where they are gone or changed."""
        return fetch(self.blobs, bundle)

    @property
    def run_as(self) -> "JobRunAs | None":
        """Whom jobs run as, `None` for whoever submits them."""
        from databricks.sdk.service.jobs import JobRunAs

        return JobRunAs(service_principal_name=self.spn) if self.spn else None
