"""The commit of each model that was last released: whoever wrote it has been cleared already."""

from shared.core.candidate import Candidate
from shared.ports import Blob, Blobs
from shared.segments import segment


def note(blobs: Blobs, candidate: Candidate) -> None:
    """The candidate has been released."""
    blobs.put(place_of(candidate), candidate.commit.encode())


def noted(blobs: Blobs, candidate: Candidate) -> str:
    """The commit at which the candidate's model was last released, empty where it never was."""
    blob = blobs.get(place_of(candidate))
    return blob.data.decode("ascii", "replace") if isinstance(blob, Blob) else ""


def place_of(candidate: Candidate) -> str:
    """The name under which the commit is kept; a model that moves or is renamed is another one."""
    facts = (candidate.repository, candidate.folder, candidate.model)
    return "released/" + "/".join(map(segment, facts))
