"""Real repositories judged as if they were models: the sources of packages, as PyPI has them.

None of them is a model repository, so each has much against it; what matters is that none crashes a
check.  `python -m bench.real_trees [NAME==VERSION ...]`; with `--show` the findings are listed.
"""

import subprocess
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from local.check import check
from shared.adapters.confined_tools import ConfinedTools
from shared.core.errors import RefusedError
from shared.core.findings import Finding
from shared.core.policy import Policy
from shared.examining import Examiners

TREES = (
    "category-encoders==2.11.2",
    "imbalanced-learn==0.14.2",
    "kedro==1.7.0",
    "lifelines==0.30.3",
    "mlforecast==1.1.0",
    "sktime==1.2.0",
    "tpot==1.1.0",
)
EVERYBODY = Examiners(policy=Policy(), runtime="17.3.x-cpu-ml-scala2.13", tools=ConfinedTools())
TODAY = date(2026, 11, 28)


def fetched(name: str, folder: Path) -> Path:
    """The sources of a package, unpacked."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--no-binary", ":all:", "--dest", str(folder), name]
    subprocess.run(command, check=True, capture_output=True)
    [archive] = folder.glob("*.tar.gz")
    with tarfile.open(archive) as files:
        files.extractall(folder / "tree", filter="data")
    [root] = (folder / "tree").iterdir()
    return root


def judged(name: str) -> Sequence[Finding]:
    """What was found in a package; a line says how long it took."""
    with TemporaryDirectory() as scratch:
        root = fetched(name, Path(scratch))
        started = time.perf_counter()
        findings = check(root, EVERYBODY, TODAY)
        lasted = time.perf_counter() - started
        sources = [path.read_bytes() for path in root.rglob("*.py")]
    counts = Counter(finding.check for finding in findings)
    told = ", ".join(f"{check} {count}" for check, count in counts.most_common())
    lines = sum(source.count(b"\n") for source in sources)
    broken = sum(finding.broken for finding in findings)
    print(f"{name}: {len(sources)} files, {lines} lines, {lasted:.1f} s, {broken} broken; {told}")
    return findings


def main() -> None:
    """Judge one package after another."""
    named = [name for name in sys.argv[1:] if not name.startswith("--")] or TREES
    for name in named:
        try:
            findings = judged(name)
        except (subprocess.CalledProcessError, RefusedError) as error:
            print(f"{name}: not judged: {error}")
            continue
        if "--show" in sys.argv:
            for one in findings:
                print(f"  {one.priority} {one.check} {one.path}:{one.line or ''} {one.remark}")


if __name__ == "__main__":
    main()
