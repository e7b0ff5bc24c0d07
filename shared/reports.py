"""What a team's CI has published about a commit, whether or not its push is known yet."""

from shared import codec
from shared.core.messages import TestReport
from shared.ports import NEW, Blob, Blobs, ConflictError
from shared.segments import segment


def note(blobs: Blobs, repository: str, commit: str, report: TestReport) -> None:
    """Remember the report; the first one of a commit stands."""
    try:
        blobs.put(place_of(repository, commit), codec.document(report), if_match=NEW)
    except ConflictError:
        return


def noted(blobs: Blobs, repository: str, commit: str) -> TestReport | None:
    """The report on a commit, `None` where none was published."""
    blob = blobs.get(place_of(repository, commit))
    return codec.parse(TestReport, blob.data) if isinstance(blob, Blob) else None


def place_of(repository: str, commit: str) -> str:
    """The name under which a report is kept."""
    return f"reports/{segment(repository)}/{commit}"
