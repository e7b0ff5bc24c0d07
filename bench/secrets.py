"""How many secrets are found, how many falsely, and how fast: beside detect-secrets on the same files.

The examples are those that the rules of Kingfisher come with, another scanner.  They are held in two
halves by a digest of the rules' names: one was read while our rules were written, the other was not.
"""

import ast
import json
import subprocess
import sys
import sysconfig
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import perf_counter

from shared.core.secrets.masking import masked
from shared.core.secrets.sightings import sightings

ROOT = Path(__file__).parents[1]
BIN = ROOT / ".venv-bench" / "bin"
LIST = "--list" in sys.argv
LIBRARIES = ("numpy", "pandas", "sklearn")
TESTS = {"test", "tests", "idle_test", "_test"}
EVERY = 3
TREE_FILES, TREE_LINES, LONGEST = 1_000, 100_000, 400


@dataclass(frozen=True, kw_only=True)
class Scan:
    """The findings of each file, and how long it took to scan them all."""

    found: dict[str, int]
    seconds: float

    def share(self, paths: Iterable[str]) -> float:
        """In how many of a hundred files something was found."""
        hits = [self.found[path] > 0 for path in paths]
        return 100 * sum(hits) / len(hits)


def main() -> None:
    """Recall, false findings and speed, a line each."""
    if not (BIN / "kingfisher").exists():
        sys.exit("bench.secrets: no .venv-bench with the peers; say `make .venv-bench/.ready`")
    with tempfile.TemporaryDirectory() as folder:
        print_recall(Path(folder))
    clean = [str(path) for path in sources()]
    print_precision(clean[::EVERY])
    print_tree(clean)


def print_recall(folder: Path) -> None:
    """Of both halves of the examples, and of ours those that nobody has looked at first."""
    halves = written(examples(), folder)
    paths = [path for half in halves for path in half]
    ours, peer = scan(paths), scan_by_peer(paths)
    unread, read = halves
    print(
        f"secrets: recall on {len(unread)} examples never looked at {ours.share(unread):.1f} %,"
        f" detect-secrets {peer.share(unread):.1f} % (goal >= 85 %); on {len(read)} looked at"
        f" {ours.share(read):.1f} %, detect-secrets {peer.share(read):.1f} %"
    )


def print_precision(clean: list[str]) -> None:
    """Every finding in libraries that everybody reads counts as false; on the way, the speed."""
    lines = sum(text_of(path).count("\n") for path in clean)
    ours, peer = scan(clean), scan_by_peer(clean)
    for path in clean if LIST else ():
        for one in sightings(path, text_of(path)):
            print(f"  {path}:{one.line}: {one.hit.kind.name} {masked(one.hit)}")
    each = [sum(side.found.values()) / lines * 100_000 for side in (ours, peer)]
    print(
        f"secrets: false findings per 100,000 of {lines} clean lines {each[0]:.2f}, detect-secrets"
        f" {each[1]:.2f} (goal <= 2); {ours.seconds:.1f} s and {peer.seconds:.1f} s,"
        f" {peer.seconds / ours.seconds:.1f} times as fast"
    )


def print_tree(clean: list[str]) -> None:
    """Beside parsing the same files, on a tree of a size that the goals name."""
    tree: list[tuple[str, str]] = []
    lines = 0
    for path in clean:
        text = text_of(path)
        if len(tree) < TREE_FILES and lines < TREE_LINES and text.count("\n") <= LONGEST:
            tree.append((path, text))
            lines += text.count("\n")
    scanned = timed(lambda: [sightings(path, text) for path, text in tree])
    parsed = timed(lambda: [ast.parse(text) for _, text in tree])
    print(
        f"secrets: {len(tree)} files, {lines} lines in {scanned:.2f} s, ast.parse {parsed:.2f} s,"
        f" ratio {scanned / parsed:.2f} (goal <= 2)"
    )


def examples() -> Iterator[tuple[str, str]]:
    """The rule and the text of every example of what Kingfisher reports."""
    command = [str(BIN / "kingfisher"), "rules", "list", "--format", "json", "--no-update-check"]
    ran = subprocess.run(command, capture_output=True, check=True, text=True)
    for rule in json.loads(ran.stdout):
        if rule["visible"]:  # what it uses to verify others, such as names of users, it reports not
            yield from ((rule["id"], text) for text in rule["examples"])


def written(found: Iterable[tuple[str, str]], folder: Path) -> tuple[list[str], list[str]]:
    """A file for each example, those never looked at first."""
    halves: tuple[list[str], list[str]] = ([], [])
    for number, (rule, text) in enumerate(found):
        path = folder / f"{number}.txt"
        path.write_text(text + "\n")
        halves[sha256(rule.encode()).digest()[-1] % 2 == 0].append(str(path))
    return halves


def sources() -> Iterator[Path]:
    """Python that many have read: the standard library and three others, but for their tests."""
    places = sysconfig.get_paths()
    roots = [Path(places["stdlib"]), *(Path(places["purelib"]) / name for name in LIBRARIES)]
    for root in roots:
        for path in sorted(root.rglob("*.py")):
            inside = path.relative_to(root).parts
            if not TESTS.intersection(inside) and (
                root != roots[0] or inside[0] != "site-packages"
            ):
                yield path


def scan(paths: list[str]) -> Scan:
    """What our check finds."""
    started = perf_counter()
    found = {path: sightings(path, text_of(path)) for path in paths}
    seconds = perf_counter() - started
    return Scan(found={path: len(ones) for path, ones in found.items()}, seconds=seconds)


def scan_by_peer(paths: list[str]) -> Scan:
    """What detect-secrets finds in the same files."""
    command = [str(BIN / "python"), str(ROOT / "bench" / "secrets_peer.py")]
    ran = subprocess.run(
        command, input="\n".join(paths), capture_output=True, check=True, text=True
    )
    return Scan(**json.loads(ran.stdout))


def text_of(path: str) -> str:
    """A file as text."""
    return Path(path).read_text(encoding="utf-8", errors="replace")


def timed(act: Callable[[], object]) -> float:
    """How long something takes, the better of two times."""
    seconds = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(2):
            started = perf_counter()
            act()
            seconds.append(perf_counter() - started)
    return min(seconds)


if __name__ == "__main__":
    main()
