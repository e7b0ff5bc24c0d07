"""What it costs to know all code, and what is found: the index of duplicates, small and large.

Packages installed here, cut into repositories of 20 files, are pushed into a store of SQLite, each
in one transaction as the host does it.  `--short` takes 10,000 lines alone, `--show` prints the
reports on unrelated code, so that a person can judge them.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from bench.corpus import (
    ADDED,
    BLOCK,
    Block,
    Repository,
    blocks,
    edited,
    lines_in,
    planted,
    renamed,
    repositories,
    verbatim,
)
from shared import catalogue, code_index
from shared.adapters.sqlite_blobs import SqliteBlobs
from shared.adapters.sqlite_store import SqliteStore
from shared.adapters.system_clock import system_clock
from shared.catalogue import Registration
from shared.core.clones import Clone, Clones
from shared.ports import Blob, Blobs, Listed, NotModified

SIZES = (10_000, 100_000, 500_000)
STORED = (
    "sklearn",
    "pandas",
    "sqlalchemy",
    "azure",
    "databricks",
    "scipy",
    "hypothesis",
    "pygments",
    "mlflow",
    "prompt_toolkit",
    "numpy",
)
# None of them holds code of those above, nor they theirs.
UNRELATED = (
    "mypy",
    "dulwich",
    "fastapi",
    "werkzeug",
    "opentelemetry",
    "narwhals",
    "pip",
    "cryptography",
    "coverage",
    "pydantic",
    "rich",
    "click",
    "_pytest",
    "httpx",
    "git",
    "plumbum",
    "urllib3",
    "markdown_it",
)
PUSHES = 15
PLANTED = 20
REPORTS = 50


class Counting:
    """Blobs that count what is asked of them."""

    def __init__(self, blobs: Blobs) -> None:
        self.blobs, self.asked = blobs, Counter[str]()

    def get(self, name: str, *, if_none_match: str | None = None) -> Blob | NotModified | None:
        self.asked["GET"] += 1
        return self.blobs.get(name, if_none_match=if_none_match)

    def put(
        self,
        name: str,
        data: bytes,
        *,
        metadata: Mapping[str, str] | None = None,
        if_match: str | None = None,
    ) -> str:
        self.asked["PUT"] += 1
        return self.blobs.put(name, data, metadata=metadata, if_match=if_match)

    def delete(self, name: str, *, if_match: str | None = None) -> None:
        self.asked["DELETE"] += 1
        self.blobs.delete(name, if_match=if_match)

    def list(self, prefix: str) -> Iterator[Listed]:
        return self.blobs.list(prefix)


class Organisation:
    """Repositories in a store, and what a push to one of them costs and says."""

    def __init__(self, path: Path) -> None:
        self.path, self.store = path, SqliteStore(path, system_clock)
        self.blobs, self.pushes = Counting(SqliteBlobs(self.store)), 0

    def push(self, repository: str, files: Repository) -> Clones:
        """What checks do with the code of a commit."""
        self.pushes += 1
        with self.store.unit():
            code_index.note(self.blobs, repository, f"commit-{self.pushes}", files)
            return code_index.clones(self.blobs, repository, files)

    def register(self, repository: str) -> str:
        """Let a repository be somebody's."""
        registration = Registration(repository=repository, url="", team="Retail", secret="")
        catalogue.register(self.blobs, registration)
        return repository

    def timed(self, name: str, pushes: Sequence[Callable[[], object]]) -> str:
        """The middle of how long pushes take, and what they ask of the store."""
        times, busy, self.blobs.asked = [], process_time(), Counter()
        for push in pushes:
            began = perf_counter()
            push()
            times.append(perf_counter() - began)
        asked = ", ".join(
            f"{self.blobs.asked[key] / len(pushes):.0f} {key}" for key in ("GET", "PUT")
        )
        cpu = f"CPU {(process_time() - busy) / len(pushes) * 1000:.1f} ms"
        return f"{name:<34} {median(times) * 1000:>7.1f} ms  {cpu}, {asked}"

    def disk(self) -> int:
        """Bytes of the store's file and of its log."""
        return sum(path.stat().st_size for path in self.path.parent.glob(f"{self.path.name}*"))


@contextmanager
def organisation() -> Iterator[Organisation]:
    """A store of its own."""
    with tempfile.TemporaryDirectory() as folder:
        made = Organisation(Path(folder) / "store.db")
        yield made
        made.store.close()


def main() -> None:
    """Print one line for each figure."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--short", action="store_true", help="10,000 lines alone")
    arguments.add_argument("--show", action="store_true", help="print reports on unrelated code")
    arguments.add_argument("--lines", type=int, help="one size, in this process")
    options = arguments.parse_args()
    if options.lines or options.short:
        measure(options.lines or SIZES[0], options.show)
        return
    for size in SIZES:
        # A process each, so that none has the memory of another.
        show = ["--show"] if options.show else []
        command = [sys.executable, "-m", "bench.duplicates", "--lines", str(size), *show]
        subprocess.run(command, check=True)


def measure(size: int, show: bool) -> None:
    """Everything about a store of one size."""
    dice = random.Random(size)
    with organisation() as made:
        stored = built(made, size)
        strangers = list(islice(repositories(UNRELATED), PUSHES))
        say(size, first_pushes(made, strangers))
        say(size, unchanged(made, stored))
        say(size, changed_files(made, stored, dice))
        for change in (verbatim, renamed, edited):
            say(size, f"planted, {change.__name__:<26} {found(made, stored, change)} of {PLANTED}")
    say(size, unrelated(size, show))


def built(made: Organisation, size: int) -> dict[str, Repository]:
    """Repositories with so many lines, pushed one after the other."""
    stored, lines = {}, 0
    before, began = memory(), perf_counter()
    for number, files in enumerate(repositories(STORED)):
        name = made.register(f"bank/stored-{number}")
        made.push(name, files)
        stored[name] = files
        lines += lines_in(files)
        if lines >= size:
            break
    took, held = (
        perf_counter() - began,
        sum(len(t) for files in stored.values() for t in files.values()),
    )
    say(size, f"{'built':<34} {took:>7.1f} s   {lines:,} lines, {len(stored)} repositories")
    say(size, f"{'on disk':<34} {made.disk() / lines:>7.1f} bytes a line")
    grown = memory() - before - held
    say(size, f"{'memory beyond the texts, at most':<34} {grown / lines:>7.1f} bytes a line")
    return stored


def first_pushes(made: Organisation, strangers: Sequence[Repository]) -> str:
    """New repositories of twenty files."""
    names = [made.register(f"bank/new-{number}") for number in range(len(strangers))]
    pushes = [partial(made.push, name, files) for name, files in zip(names, strangers, strict=True)]
    lines = sum(map(lines_in, strangers)) // len(strangers)
    return made.timed(f"first push, {lines:,} lines", pushes)


def changed_files(made: Organisation, stored: Mapping[str, Repository], dice: random.Random) -> str:
    """One line more in one file of repositories that are stored."""
    pushes = []
    for name in dice.choices(sorted(stored), k=PUSHES):
        path = dice.choice(sorted(stored[name]))
        text, _ = planted(stored[name][path], f"{ADDED}\n", dice)
        pushes.append(partial(made.push, name, stored[name] | {path: text}))
    return made.timed("push of one changed file", pushes)


def unchanged(made: Organisation, stored: Mapping[str, Repository]) -> str:
    """The same files at another commit."""
    some = islice(stored.items(), PUSHES)
    return made.timed("push without a change", [partial(made.push, *one) for one in some])


def found(
    made: Organisation,
    stored: Mapping[str, Repository],
    change: Callable[[str, random.Random], str],
) -> int:
    """How many copies are told by where they are and where they come from."""
    dice, hits = random.Random(7), 0
    hosts = [text for files in islice(repositories(UNRELATED[::-1]), 9) for text in files.values()]
    for block in islice(picked(stored, dice), PLANTED):
        text, after = planted(dice.choice(hosts), change(block.text, dice), dice)
        # Asked and not noted, or the next copy would be one of this as well.
        said = [
            clone
            for clone in code_index.clones(made.blobs, "bank/copies", {"score.py": text}).found
            if clone.repository in stored
        ]
        hits += any(is_of(clone, block, after, stored) for clone in said)
    return hits


def picked(stored: Mapping[str, Repository], dice: random.Random) -> Iterator[Block]:
    """One block after another, of one repository after another."""
    seen: set[Block] = set()
    for name in dice.sample(sorted(stored), len(stored)) * PLANTED:
        block = next((one for one in blocks(stored[name], dice) if one not in seen), None)
        if block:
            seen.add(block)
            yield block


def is_of(clone: Clone, block: Block, after: int, stored: Mapping[str, Repository]) -> bool:
    """Whether a clone is the copy, and is told to be of the block or of lines that say the same."""
    here = min(clone.end, after + BLOCK + 1) - max(clone.line, after + 1)
    other = stored[clone.repository][clone.other_path].split("\n")
    there = {line.strip() for line in other[clone.other_line - 1 : clone.other_end]}
    same = there & {line.strip() for line in block.text.split("\n")}
    return here >= 8 and len(same) >= 5


def unrelated(size: int, show: bool) -> str:
    """What is told of code that nobody copied."""
    with organisation() as made:
        lines = 0
        for number, files in enumerate(repositories(STORED)):
            made.push(made.register(f"bank/stored-{number}"), files)
            lines += lines_in(files)
            if lines >= size:
                break
        pushed, said = 0, list[tuple[Clone, Repository]]()
        for number, files in enumerate(repositories(UNRELATED)):
            name = made.register(f"bank/new-{number}")
            told = made.push(name, files).found
            said += ((clone, files) for clone in told if "stored" in clone.repository)
            pushed += lines_in(files)
        if show:
            stored = dict(path for files in repositories(STORED) for path in files.items())
            for clone, files in said[:REPORTS]:
                print_beside(clone, files, stored)
    return f"{'reports on unrelated code':<34} {len(said)} in {pushed:,} lines"


def print_beside(clone: Clone, files: Repository, stored: Repository) -> None:
    """A report with the lines it is about."""
    print(f"\n=== {clone.path}:{clone.line}-{clone.end} {clone.other_path}:{clone.other_line}")
    print("\n".join(files[clone.path].split("\n")[clone.line - 1 : clone.end]))
    print("---")
    print("\n".join(stored[clone.other_path].split("\n")[clone.other_line - 1 : clone.other_end]))


def memory() -> int:
    """The most bytes that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def say(size: int, figure: str) -> None:
    """One figure."""
    print(f"{size:>7,} lines  {figure}", flush=True)


if __name__ == "__main__":
    main()
