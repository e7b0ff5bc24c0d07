"""Judges hostile trees as `gatehouse check` does, in a process that may use no more than 1 GiB.

Run as `python -m tests.hostile.judging TOOLS GROUP [NAME...]`; one line of JSON for each tree.
"""

import json
import resource
import signal
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from local.check import check
from shared.adapters.confined_tools import ConfinedTools
from shared.adapters.memory_tools import MemoryTools
from shared.core.policy import Policy
from shared.examining import Examiners
from shared.ports import UnreadableSourceError
from tests.hostile.corpus import GROUPS

GIB = 1024**3
SECONDS = 60
TODAY = date(2026, 1, 5)
TOOLS = {"none": MemoryTools, "bandit": ConfinedTools, "all": ConfinedTools}


def main(tools, group, *names):
    """Judge the trees of a group that are named, or those that are not heavy."""
    resource.setrlimit(resource.RLIMIT_AS, (GIB, GIB))
    examiners = Examiners(policy=Policy(pylint=tools == "all"), tools=TOOLS[tools]())
    for tree in GROUPS[group]:
        if tree.name in names or not (names or tree.heavy):
            print(json.dumps({"name": tree.name, **judged(tree, examiners)}), flush=True)


def judged(tree, examiners):
    """What was said of a tree, what it took, and what it left behind."""
    with TemporaryDirectory() as scratch:
        folder, canary = Path(scratch) / "tree", Path(scratch) / "canary"
        folder.mkdir()
        tree.build(folder, leaving(canary))
        before = listing(folder)
        # Nobody catches this: who takes longer is ended.
        signal.alarm(SECONDS)
        start = time.monotonic()
        said, refused = told(folder, examiners)
        seconds = time.monotonic() - start
        signal.alarm(0)
        return {
            "said": said,
            "refused": refused,
            "seconds": round(seconds, 2),
            "mib": most_memory(),
            "canary": canary.exists(),
            "touched": listing(folder) != before,
        }


def leaving(canary):
    """A statement that makes the file, and in which no tool finds anything, a secret least of all."""
    return f"open(bytes.fromhex('{str(canary).encode().hex()}'), 'w')"


def told(folder, examiners):
    """The findings, or why there are none."""
    try:
        findings = check(folder, examiners, TODAY)
    except UnreadableSourceError as error:
        return [], str(error)
    return [(one.check, one.path, one.remark, one.remedy) for one in findings], ""


def listing(folder):
    """Every path in a folder."""
    return sorted(str(path) for path in folder.rglob("*"))


def most_memory():
    """The most that this process or one it started has had in memory, in MiB."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(who).ru_maxrss for who in whose) // 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
