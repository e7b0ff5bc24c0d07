"""Where a job on a cluster begins: it fetches what was ordered, verifies it, and runs it.

The cluster gets this file alone, as `entry.py ROOT ORDER SHA256 OUT`.  ROOT is a volume, ORDER the
order in it, OUT the place there for what the job leaves.  Where a notebook trains, the notebook calls
`main` with the function that it holds.
"""

import io
import json
import os
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

GBI = "GBI"
LEFT = ("failure.json", "predictions.csv", "result.json")


class JobFailedError(Exception):
    """The job did not do well; what it left says why."""


class AlteredError(Exception):
    """What came is not what was ordered; nothing was run."""


def main(arguments: Sequence[str], functions: Mapping[str, object] | None = None) -> None:
    """Do what the order says, and leave the outcome in the volume, the result last."""
    root, order, digest, out = Path(arguments[0]), *arguments[1:]
    work = Path(tempfile.mkdtemp(prefix="gatehouse"))
    try:
        code = ran(work, laid_out(root, order, digest, work), functions or {})
    except AlteredError as error:
        failure = {"remark": f"{error}; nothing was run", "owner": GBI, "limit": ""}
        (work / "failure.json").write_text(json.dumps(failure))
        raise
    finally:
        leave(work, root / out)
    if code:
        raise JobFailedError(f"see failure.json in {out}")


def laid_out(root: Path, order: str, digest: str, work: Path) -> Mapping[str, object]:
    """What the runner is told, once the runner itself and the code lie in the folder."""
    asked = json.loads(verified(root / order, digest))
    for part, folder in (("runner", "platform"), ("code", "code")):
        archive = verified(root / asked[part]["name"], asked[part]["sha256"])
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            packed.extractall(work / folder)
    told: Mapping[str, object] = asked["order"]
    return told


def verified(path: Path, digest: str) -> bytes:
    """What is in the file.  Raises `AlteredError` unless that is what was ordered."""
    data = path.read_bytes()
    if sha256(data).hexdigest() != digest:
        raise AlteredError(f"{path}: has another sha256 than was ordered")
    return data


def ran(work: Path, order: Mapping[str, object], functions: Mapping[str, object]) -> int:
    """Have the runner do the work, in this very process: the Spark session is here."""
    (work / "job.json").write_text(json.dumps({**order, "code": str(work / "code")}))
    (work / "code").mkdir(exist_ok=True)
    sys.path.insert(0, str(work / "platform"))
    os.chdir(work)
    from runner.__main__ import main as run

    return run(work / "job.json", functions)


def leave(work: Path, out: Path) -> None:
    """Copy to the volume what there is."""
    out.mkdir(parents=True, exist_ok=True)
    for name in LEFT:
        if (work / name).is_file():
            (out / name).write_bytes((work / name).read_bytes())


if __name__ == "__main__":
    main(sys.argv[1:])
