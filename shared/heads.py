"""The commit of each branch that was last looked at, so that lost pushes can be noticed."""

from shared.ports import Blob, Blobs
from shared.segments import segment


def note(blobs: Blobs, repository: str, branch: str, commit: str) -> None:
    """The commit has been looked at."""
    blobs.put(place_of(repository, branch), commit.encode())


def noted(blobs: Blobs, repository: str, branch: str) -> str:
    """The commit that was looked at last, empty where none was."""
    blob = blobs.get(place_of(repository, branch))
    return blob.data.decode() if isinstance(blob, Blob) else ""


def place_of(repository: str, branch: str) -> str:
    """The name under which a branch's commit is kept."""
    return f"heads/{segment(repository)}/{segment(branch)}"
