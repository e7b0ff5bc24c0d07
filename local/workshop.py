"""A data scientist's desk: model repositories made from the template, changed, and pushed."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local.new import create
from shared.core.errors import RefusedError

AUTHOR = "dana@bank.example"
OWNER = "olga@bank.example"
IDENTITY = {
    "GIT_AUTHOR_NAME": "Dana",
    "GIT_AUTHOR_EMAIL": AUTHOR,
    "GIT_COMMITTER_NAME": "Dana",
    "GIT_COMMITTER_EMAIL": AUTHOR,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


class GitError(RefusedError):
    """Git would not; the message is what it said."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One working copy, pushed to one remote."""

    folder: Path
    remote: str

    def begin(self, model: str, kind: str) -> None:
        """Lay out a model repository on the golden path."""
        answers = {
            "model_name": model,
            "team_name": "Retail Analytics",
            "owner": OWNER,
            "model_type": kind,
        }
        create(self.folder, answers)
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("remote", "add", "origin", self.remote)

    def replace(self, path: str, old: str, new: str) -> None:
        """Change a file.  Raises `ValueError` where the text to be changed is not in it."""
        file = self.folder / path
        text = file.read_text()
        if old not in text:
            raise ValueError(f"{path} does not hold {old!r}")
        file.write_text(text.replace(old, new))

    def push(self, message: str) -> str:
        """Commit everything and push it; the commit's id."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        self.git("push", "--quiet", "origin", "main")
        return self.git("rev-parse", "HEAD")

    def git(self, *words: str) -> str:
        """Run git in the working copy, and return what it printed."""
        environment: Mapping[str, str] = {**os.environ, **IDENTITY}
        ran = subprocess.run(
            ["git", *words],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode:
            raise GitError(f"git {' '.join(words)}: {ran.stderr.strip()}")
        return ran.stdout.strip()
