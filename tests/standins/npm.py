"""What the tests take from npm, installed once on a machine into `.node`, where git does not look.

Written down with all their checksums in `package.json` and `package-lock.json` beside this file.
"""

import fcntl
import shutil
import subprocess
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".node"
WRITTEN_DOWN = ("package.json", "package-lock.json")
REMEDY = "install Node 20 with npm (https://nodejs.org), and give it a way to its registry"
# No package needs a script to be of use to us, and none may run one here.
INSTALL = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
PATIENCE = 300


def installed():
    """The folder `node_modules`; skips the test, saying why, where there can be none."""
    if reason := why_not():
        pytest.skip(f"{reason}: {REMEDY}")
    return CACHE / "node_modules"


@cache
def why_not():
    """Install what is written down, unless it is there; the reason where that cannot be."""
    with alone_in(CACHE):
        return "" if up_to_date(CACHE) else install(CACHE)


def up_to_date(folder):
    """Whether what is written down is what was installed to the end."""
    done = folder / "installed"
    return done.exists() and done.read_bytes() == (HERE / "package-lock.json").read_bytes()


def install(folder):
    """Install what is written down, and note that it is done; the reason where it cannot be."""
    if not shutil.which("npm"):
        return "there is no npm on this machine"
    for name in WRITTEN_DOWN:
        shutil.copy(HERE / name, folder)
    try:
        subprocess.run(INSTALL, cwd=folder, capture_output=True, check=True, timeout=PATIENCE)
    except subprocess.SubprocessError as error:
        said = (getattr(error, "stderr", b"") or b"").decode(errors="replace").strip()
        return f"npm could not install: {said[:500] or error}"
    shutil.copy(HERE / "package-lock.json", folder / "installed")
    return ""


@contextmanager
def alone_in(folder):
    """Be the only process that looks after the folder."""
    folder.mkdir(exist_ok=True)
    (folder / ".gitignore").write_text("*\n")
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
