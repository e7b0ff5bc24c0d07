"""Evidence in what a team's CI left behind: zip files with JUnit XML or pylint's JSON, never trusted.

An artifact counts as test results where its name says `junit`, `test-results` or `test-report`, and
as pylint's where it says `lint`; of several with one name the newest.  Every `.xml` file in the one
must be JUnit XML, unless its name says `coverage`, and every `.json` file in the other pylint's: a
file that cannot be read may be the one with the failures.
"""

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from shared import junit, pylint_results
from shared.codec import UnreadableError
from shared.core.errors import RefusedError
from shared.ports import LintResults, TestResults

RESULTS = re.compile(r"junit|test[-_ .]?(result|report)", re.IGNORECASE)
LINT = re.compile(r"(^|py|[-_ .])lint", re.IGNORECASE)
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
    shares: list[float] = []
    for artifact in telling(artifacts, RESULTS):
        archive, left = fetch(artifact), LARGEST - sum(map(len, documents))
        for place, data in files_in(archive, artifact.name, is_result, left):
            documents.append(judged(data, f"{place[:80]} in artifact {artifact.name}"))
        shares.extend(shares_in(archive, artifact.name))
    return results_of(documents, shares) if documents else None


def is_result(place: str) -> bool:
    """Whether the file must be JUnit XML."""
    return place.lower().endswith(".xml") and not COVERAGE.search(place)


def is_coverage(place: str) -> bool:
    """Whether the file may tell how much was covered."""
    return place.lower().endswith(".xml") and bool(COVERAGE.search(place))


def is_json(place: str) -> bool:
    """Whether the file must be pylint's."""
    return place.lower().endswith(".json")


def shares_in(archive: bytes, name: str) -> Iterator[float]:
    """The shares of lines that files in an archive tell; what tells none is none of our business."""
    with suppress(RefusedError):
        for _, data in files_in(archive, name, is_coverage, LARGEST):
            share = junit.coverage_in(data)
            if share is not None:
                yield share


def results_of(documents: list[bytes], shares: list[float]) -> TestResults:
    """What the documents say together; of several shares of lines the least counts."""
    evidence = documents[0] if len(documents) == 1 else merged(documents)
    root = junit.parsed(evidence)
    found = junit.report_in(root, "")
    return TestResults(
        tests=found.tests,
        failures=found.failures,
        errors=found.errors,
        skipped=found.skipped,
        evidence=evidence,
        at=found.at,
        named=junit.commits_in(root),
        doubt=found.doubt,
        coverage=min(shares, default=found.coverage),
    )


def linted(artifacts: Iterable[Artifact], fetch: Callable[[Artifact], bytes]) -> LintResults | None:
    """What pylint wrote, in all artifacts that hold some of it; `None` where none does.

    Raises `RefusedError` for an archive that cannot be read.
    """
    documents = [
        data
        for artifact in telling(artifacts, LINT)
        for _, data in files_in(fetch(artifact), artifact.name, is_json, pylint_results.LARGEST)
    ]
    return LintResults(evidence=pylint_results.joined(documents)) if documents else None


def telling(artifacts: Iterable[Artifact], promise: re.Pattern[str]) -> list[Artifact]:
    """Those whose names promise it; a later attempt of a job takes the place of an earlier."""
    newest: dict[str, Artifact] = {}
    for artifact in sorted(artifacts, key=lambda one: one.id):
        if promise.search(artifact.name) and not artifact.expired:
            newest[artifact.name] = artifact
    return list(newest.values())


def files_in(
    archive: bytes, name: str, wanted: Callable[[str], bool], left: int
) -> Iterator[tuple[str, bytes]]:
    """The wanted files in an archive, so many bytes of them and no more."""
    try:
        with ZipFile(BytesIO(archive)) as files:
            for place in places_in(files, name, wanted):
                with files.open(place) as file:
                    data = file.read(left + 1)
                left -= len(data)
                if left < 0:
                    raise RefusedError(f"artifact {name}: holds too much; keep it to results")
                yield place, data
    except BROKEN as error:
        raise RefusedError(
            f"artifact {name}: not a zip file we can read: {type(error).__name__}"
        ) from error


def places_in(files: ZipFile, name: str, wanted: Callable[[str], bool]) -> list[str]:
    """The names of the wanted files."""
    places = sorted(filter(wanted, files.namelist()))
    if len(places) > MOST_FILES:
        raise RefusedError(f"artifact {name}: more than {MOST_FILES} files; publish fewer")
    if any(files.getinfo(place).compress_type not in METHODS for place in places):
        raise RefusedError(f"artifact {name}: packed in an odd way; zip it as usual")
    return places


def judged(data: bytes, subject: str) -> bytes:
    """The document, once it has proved to be JUnit XML."""
    try:
        junit.parsed(data)
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
