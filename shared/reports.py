"""What a team's CI has published about a commit, whether or not its push is known yet.

The first evidence of a kind stands, unless it cannot be believed or is of long ago: CI may have run
again since.
"""

from datetime import datetime
from typing import TypeVar

from shared import codec
from shared.core.messages import LintReport, TestReport
from shared.ports import NEW, Blob, Blobs, ConflictError
from shared.segments import segment

R = TypeVar("R", TestReport, LintReport)
PLACES: dict[type, str] = {TestReport: "reports", LintReport: "lint-reports"}


def note(
    blobs: Blobs, repository: str, commit: str, report: TestReport | LintReport, oldest: datetime
) -> None:
    """Remember the report, unless one that stands is there; `oldest` is when it may be of."""
    place = place_of(repository, commit, type(report))
    blob = blobs.get(place)
    there = codec.parse(type(report), blob.data) if isinstance(blob, Blob) else None
    if there and stands(there, oldest):
        return
    etag = blob.etag if isinstance(blob, Blob) else NEW
    try:
        blobs.put(place, codec.document(report), if_match=etag)
    except ConflictError:
        return


def noted(blobs: Blobs, repository: str, commit: str, kind: type[R], oldest: datetime) -> R | None:
    """The report of that kind on a commit, `None` where none was published or it is too old."""
    blob = blobs.get(place_of(repository, commit, kind))
    report = codec.parse(kind, blob.data) if isinstance(blob, Blob) else None
    return report if report and fresh(report, oldest) else None


def stands(report: TestReport | LintReport, oldest: datetime) -> bool:
    """Whether no later one takes its place."""
    doubt = report.doubt if isinstance(report, TestReport) else ""
    return not (report.remark or doubt) and fresh(report, oldest)


def fresh(report: TestReport | LintReport, oldest: datetime) -> bool:
    """Whether it is not too old; nobody may have said when CI ran."""
    return report.at is None or report.at >= oldest


def place_of(repository: str, commit: str, kind: type) -> str:
    """The name under which a report of that kind is kept."""
    return f"{PLACES[kind]}/{segment(repository)}/{commit}"
