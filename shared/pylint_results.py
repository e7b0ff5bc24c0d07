"""What pylint wrote as JSON in somebody's CI, in either of its forms, read without trusting it.

https://pylint.readthedocs.io/en/stable/user_guide/configuration/all-options.html#output-format
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Annotated

from pydantic import FailFast
from typing_extensions import TypeAliasType

from shared import codec
from shared.codec import UnreadableError
from shared.core.checks.folders import within
from shared.core.messages import LintReport

LARGEST = 10 * 2**20
TYPES = ("fatal", "error", "warning", "refactor", "convention", "info")
SHOWN = 3
# pylint counts its command line and its configuration among the modules that it linted:
# https://github.com/pylint-dev/pylint/blob/main/pylint/reporters/json_reporter.py (`by_module`)
NO_MODULES = 2
REMEDY = "publish what pylint --output-format=json2 writes, and nothing else"


@dataclass(frozen=True, kw_only=True)
class Note:
    """One message of pylint's."""

    type: str
    path: str = ""


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """What pylint says it has done."""

    messageTypeCount: Mapping[str, int] = field(default_factory=dict)
    modulesLinted: int = 0
    score: float | str | None = None


# A name of its own, since what `Annotated` makes of this cannot be a key of the codec's.
Notes = TypeAliasType("Notes", Annotated[tuple[Note, ...], FailFast()])


@dataclass(frozen=True, kw_only=True)
class Whole:
    """The newer form, `json2`; the older one is a bare list of messages."""

    messages: Notes
    statistics: Statistics


@dataclass(frozen=True, kw_only=True)
class Results:
    """What there is to know of it; `paths` are the Python files that it names."""

    report: LintReport
    paths: frozenset[str]


def read(data: bytes, digest: str) -> Results:
    """What a document says that is kept under the digest; messages are counted, not believed.

    Raises `UnreadableError` for anything else than pylint's JSON.
    """
    notes, said = parsed(data)
    counts = Counter(note.type for note in notes)
    unknown = sorted(set(counts) - set(TYPES))
    if unknown:
        raise refused(f"a message of type {unknown[0][:40]!r}, which pylint does not have")
    paths = frozenset(filter(None, map(source, notes)))
    report = LintReport(
        fatal=counts["fatal"],
        error=counts["error"],
        warning=counts["warning"],
        refactor=counts["refactor"],
        convention=counts["convention"],
        modules=said.modulesLinted if said else None,
        score=score_in(said) if said else None,
        report=digest,
        remark=(contradiction(counts, said) if said else "") or idle(paths, said),
    )
    return Results(report=report, paths=paths)


def parsed(data: bytes) -> tuple[Sequence[Note], Statistics | None]:
    """The messages, and what pylint says of itself where it does."""
    if len(data) > LARGEST:
        raise refused(f"more than {LARGEST} bytes")
    try:
        if data.lstrip()[:1] == b"[":
            notes: Sequence[Note] = codec.parse(Notes, data)  # type: ignore[arg-type]
            return notes, None
        whole = codec.parse(Whole, data)
    except UnreadableError as error:
        raise refused(str(error)[:300]) from error
    return whole.messages, whole.statistics


def refused(fault: str) -> UnreadableError:
    """The error that says what is wrong, and the way out."""
    return UnreadableError(f"not pylint's JSON: {fault}; {REMEDY}")


def contradiction(counts: Mapping[str, int], said: Statistics) -> str:
    """How the totals contradict the messages, empty where they do not."""
    for name in TYPES:
        claimed = said.messageTypeCount.get(name, 0)
        if claimed != counts[name]:
            return f"the totals say {claimed} of type {name}, and there are {counts[name]}"
    return ""


def idle(paths: Collection[str], said: Statistics | None) -> str:
    """Why nothing was linted, empty where something was: messages name it, or pylint counted it."""
    if paths or (said and said.modulesLinted > NO_MODULES):
        return ""
    if said:
        return "no module was linted"
    return "an empty list does not tell that anything was linted; json2 does"


def score_in(said: Statistics) -> float | None:
    """The score; pylint may say why there is none instead."""
    return said.score if isinstance(said.score, float) and isfinite(said.score) else None


def source(note: Note) -> str:
    """The Python file of a message, written as on every system; empty where it is about no file."""
    path = note.path.replace("\\", "/").removeprefix("./")
    return path if path.endswith((".py", ".pyi")) else ""


def strangers(paths: Iterable[str], held: Iterable[str]) -> str:
    """What is wrong with naming those files, where a commit holds these; empty if nothing is.

    CI may run pylint in a folder of its repository, or name files from the root of its disk.
    """
    endings = {ending for path in held for ending in endings_of(path)}
    whole = set(held)
    foreign = sorted(
        path for path in paths if path not in endings and whole.isdisjoint(endings_of(path))
    )
    if not foreign:
        return ""
    more = f" and {len(foreign) - SHOWN} more" if len(foreign) > SHOWN else ""
    names = ", ".join(path[-80:] for path in foreign[:SHOWN])
    return f"they name files that are not in this commit: {names}{more}"


def left_out(report: LintReport, paths: Iterable[str], folder: str, held: Iterable[str]) -> str:
    """Why nothing of a model's folder can have been linted, empty where it may have been.

    That can be told where messages lie in as many other files as there were modules linted.
    """
    named = set(held).intersection(paths)
    elsewhere = {path for path in named if not within(folder, path)}
    linted = (report.modules or 0) - NO_MODULES
    if named > elsewhere or linted <= 0 or len(elsewhere) < linted:
        return ""
    return f"nothing in the folder {folder} was linted"


def endings_of(path: str) -> Iterable[str]:
    """The path, seen from each of its folders."""
    parts = path.split("/")
    return ("/".join(parts[number:]) for number in range(len(parts)))


def joined(documents: Sequence[bytes]) -> bytes:
    """Several documents as one, in the newer form unless one of them is in the older."""
    if len(documents) == 1:
        return documents[0]
    every = [parsed(each) for each in documents]
    notes = [note for some, _ in every for note in some]
    said = [one for _, one in every if one]
    if len(said) < len(every):
        return codec.document(notes)
    counts = sum((Counter(one.messageTypeCount) for one in said), Counter[str]())
    modules = sum(one.modulesLinted for one in said)
    statistics = Statistics(messageTypeCount=counts, modulesLinted=modules)
    return codec.document(Whole(messages=tuple(notes), statistics=statistics))
