"""The papers that a run mentions, and no other contents."""

from functions.status.showing import VERIFY, record_of
from functions.status.visitor import HEADERS, Neighbours, Visitor
from shared import contents
from shared.core.errors import RefusedError
from shared.core.showing import papers
from shared.exhibits import trail
from shared.replies import RefusedRequestError, Reply

PLAIN = "text/plain; charset=utf-8"
LONGEST_PAPER = 4 * 1024 * 1024


def show_paper(visitor: Visitor, here: Neighbours) -> Reply:
    """The first megabytes of something that the run itself mentions, as plain text."""
    record, digest = record_of(visitor.path["run_id"], here.runs), visitor.path["digest"]
    events = (trail.heard(entry)[0] for entry in trail.entries(record))
    if digest not in {paper.digest for paper in papers(events)}:
        raise RefusedRequestError(404, "the run mentions no such contents", "look at its page")
    try:
        data = contents.fetch(here.blobs, digest)
    except RefusedError as error:
        raise RefusedRequestError(503, str(error), VERIFY) from error
    return Reply(status=200, body=bounded(data), kind=PLAIN, headers=HEADERS)


def bounded(data: bytes) -> bytes:
    """The bytes, cut where they are too many for a page."""
    if len(data) <= LONGEST_PAPER:
        return data
    return data[:LONGEST_PAPER] + f"\n[cut here: {len(data)} bytes in all]\n".encode()
