"""Judges every hostile tree with all tools, each in a process of its own, and says what it took.

Run as `python -m tests.hostile.campaign [WORD]`, the word being a part of names.  Ends with 1 where a
tree takes more than 60 s or 1 GiB, is not judged as it has to be, or is not survived.
"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.hostile.corpus import GROUPS
from tests.hostile.judging import SECONDS
from tests.hostile.verdicts import faults_in

ROOT = Path(__file__).parents[2]
MIB = 1024


def main(word=""):
    """One line for each tree, and a last one for all."""
    trees = [
        (group, tree) for group, trees in GROUPS.items() for tree in trees if word in tree.name
    ]
    lines = [told(group, tree) for group, tree in trees]
    survived = [line for line in lines if line["seconds"] is not None]
    bad = sum(bool(line["faults"]) for line in lines)
    print(
        f"{len(lines)} trees, {bad} with faults;"
        f" at most {max((line['seconds'] for line in survived), default=0)} s"
        f" and {max((line['mib'] for line in survived), default=0)} MiB"
    )
    return min(bad, 1)


def told(group, tree):
    """What a tree took, printed."""
    line = judgement(group, tree)
    said = Counter(check for check, *_ in line["said"])
    heard = ", ".join(f"{count} {check}" for check, count in said.items()) or line["refused"] or "-"
    print(
        f"{line['seconds']!s:>6} s {line['mib']!s:>5} MiB  {tree.name}: {heard[:100]}", flush=True
    )
    for fault in line["faults"]:
        print(f"{'':18}FAULT {fault[:300]}", flush=True)
    return line


def judgement(group, tree):
    """How the tree was judged, and what is wrong with that."""
    command = (sys.executable, "-m", "tests.hostile.judging", "all", group, tree.name)
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if ran.returncode:
        fault = f"exit code {ran.returncode}: {ran.stderr[-200:]}"
        return {"said": (), "refused": "", "seconds": None, "mib": None, "faults": [fault]}
    line = json.loads(ran.stdout)
    faults = list(faults_in(tree, line))
    if line["seconds"] > SECONDS or line["mib"] > MIB:
        faults.append("it took too much")
    return {**line, "faults": faults}


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
