"""The notebooks of a model, as the archive that Databricks knows (R-081)."""

from shared.adapters.databricks_jobs.notebooks import notebooks_in
from shared.adapters.databricks_jobs.site import Site
from shared.bundle import unpack
from shared.core.candidate import Candidate


def archive(site: Site, candidate: Candidate, bundle: str) -> bytes | None:
    """The DBC archive, made of the very files that were checked; `None` without notebooks."""
    found = list(notebooks_in(unpack(site.packed(bundle)), candidate.folder))
    if not found:
        return None
    shelf = site.shelf(bundle)
    shelf.lay(found)
    return shelf.archive()
