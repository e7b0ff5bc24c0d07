"""All that is shown of a run where its code is reviewed."""

from dataclasses import dataclass

from shared import codec
from shared.commit_status import context_of
from shared.core.sarif import sarif
from shared.exhibits import report
from shared.exhibits.comment import comment
from shared.exhibits.dossier import dossier
from shared.history import Record
from shared.ports import Blobs


@dataclass(frozen=True, kw_only=True)
class Review:
    """A comment in Markdown, and the findings in SARIF."""

    comment: str
    sarif: bytes


def review(record: Record, blobs: Blobs, address: str) -> Review:
    """What there is to show of the run now; `address` is where our pages begin."""
    run, found = record.run, report.read(blobs, record.run)
    log = sarif(found.rows if found else (), context_of(run.candidate), run.policy, run.began)
    return Review(comment=comment(dossier(record, found), address), sarif=codec.document(log))
