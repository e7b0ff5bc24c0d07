"""A person with git, on a machine whose own configuration does not matter."""

import os
import subprocess
from pathlib import Path

PLAIN = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A Dev",
    "GIT_AUTHOR_EMAIL": "Dev@Bank.Example",
    "GIT_COMMITTER_NAME": "A Dev",
    "GIT_COMMITTER_EMAIL": "Dev@Bank.Example",
}


def git(directory: Path, *arguments: str, **environment: str) -> str:
    """Run git in the directory, and return what it says on both its channels."""
    ours = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", *arguments],
        check=False,
        cwd=directory,
        env={**ours, **PLAIN, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
    )
    if done.returncode:
        raise RuntimeError(f"git {' '.join(arguments)}: {done.stdout}")
    return done.stdout.strip()
