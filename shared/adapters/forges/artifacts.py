"""Test results in what a GitHub workflow left behind: zip files with JUnit XML, never trusted.

An artifact counts where its name says `junit`, `test-results` or `test-report`, and of several with
one name the newest.  Every `.xml` file in it must be JUnit XML, unless its name says `coverage`: a
file that cannot be read may be the one with the failures.
"""

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from shared import junit
from shared.codec import UnreadableError
from shared.core.errors import RefusedError
from shared.ports import TestResults

RESULTS = re.compile(r"junit|test[-_ .]?(result|report)", re.IGNORECASE)
COVERAGE = re.compile(r"coverage|cobertura|jacoco", re.IGNORECASE)
LARGEST = 16 * 2**20
METHODS = (ZIP_STORED, ZIP_DEFLATED)
MOST_FILES = 500
BROKEN = (BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


@dataclass(frozen=True, kw_only=True)
class Artifact:
    """A zip file that a workflow run left behind."""

    id: int
    name: str
    expired: bool = False


def published(
    artifacts: Iterable[Artifact], fetch: Callable[[Artifact], bytes]
) -> TestResults | None:
    """The results in all artifacts that hold some; `None` where none does.

    Raises `RefusedError` for an archive or a document that cannot be read.
    """
    documents: list[bytes] = []
    for artifact in telling(artifacts):
        left = LARGEST - sum(map(len, documents))
        documents.extend(documents_in(fetch(artifact), artifact.name, left))
    if not documents:
        return None
    evidence = documents[0] if len(documents) == 1 else merged(documents)
    found = junit.read_junit(evidence, "")
    return TestResults(
        tests=found.tests,
        failures=found.failures,
        errors=found.errors,
        skipped=found.skipped,
        evidence=evidence,
    )


def telling(artifacts: Iterable[Artifact]) -> list[Artifact]:
    """Those whose names promise results; a later attempt of a job takes the place of an earlier."""
    newest: dict[str, Artifact] = {}
    for artifact in sorted(artifacts, key=lambda one: one.id):
        if RESULTS.search(artifact.name) and not artifact.expired:
            newest[artifact.name] = artifact
    return list(newest.values())


def documents_in(archive: bytes, name: str, left: int) -> Iterator[bytes]:
    """The JUnit documents in an archive, so many bytes of them and no more."""
    try:
        with ZipFile(BytesIO(archive)) as files:
            for place in results_among(files, name):
                with files.open(place) as file:
                    data = file.read(left + 1)
                left -= len(data)
                if left < 0:
                    raise RefusedError(f"artifact {name}: holds too much; keep it to JUnit XML")
                yield judged(data, f"{place[:80]} in artifact {name}")
    except BROKEN as error:
        raise RefusedError(
            f"artifact {name}: not a zip file we can read: {type(error).__name__}"
        ) from error


def results_among(files: ZipFile, name: str) -> list[str]:
    """The names of the files that must be JUnit XML."""
    places = [place for place in files.namelist() if place.lower().endswith(".xml")]
    if len(places) > MOST_FILES:
        raise RefusedError(f"artifact {name}: more than {MOST_FILES} files; publish fewer")
    if any(files.getinfo(place).compress_type not in METHODS for place in places):
        raise RefusedError(f"artifact {name}: packed in an odd way; use actions/upload-artifact")
    return sorted(place for place in places if not COVERAGE.search(place))


def judged(data: bytes, subject: str) -> bytes:
    """The document, once it has proved to be JUnit XML."""
    try:
        junit.read_junit(data, "")
    except UnreadableError as error:
        raise UnreadableError(f"{subject}: {error}; publish JUnit XML and nothing else") from error
    return data


def merged(documents: Iterable[bytes]) -> bytes:
    """All suites in one document.  Raises `RefusedError` where they lie too deep in each other."""
    from xml.etree.ElementTree import Element, tostring

    whole = Element("testsuites")
    for each in documents:
        root = junit.parsed(each)
        whole.extend(root if root.tag == "testsuites" else [root])
    try:
        document: bytes = tostring(whole, encoding="utf-8", xml_declaration=True)
    except RecursionError as error:
        raise RefusedError("test results: suites lie too deep in suites; flatten them") from error
    return document
