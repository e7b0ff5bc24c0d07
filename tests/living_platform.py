"""The platform as a process of its own, and what people do beside it with real commands."""

import hmac
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from local.hook import settings_in
from local.process import Process, free_port
from local.workshop import Desk
from shared.core.candidate import Candidate

ROOT = Path(__file__).parents[1]
PATIENCE = 120
"""Seconds after which a test is hopeless rather than slow."""


def gatehouse(*words, cwd=None, **environment):
    """Run a command as people do, with none of the settings of whoever runs the tests."""
    ours = {name: text for name, text in os.environ.items() if not name.startswith("GATEHOUSE_")}
    return subprocess.run(
        [sys.executable, "-m", "local", *map(str, words)],
        cwd=cwd or ROOT,
        env={**ours, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def run_of(repository, commit, model=""):
    """The id of the run of a commit."""
    name = model or repository.rpartition("/")[2]
    return Candidate(repository=repository, commit=commit, model=name).run_id


@dataclass(frozen=True, kw_only=True)
class LivingPlatform:
    """A platform with what belongs to it."""

    process: Process

    @property
    def home(self):
        """Where it keeps everything."""
        return self.process.home

    @property
    def address(self):
        """Where it answers."""
        return f"{self.process.address}/api"

    def gatehouse(self, *words):
        """Run a command beside it."""
        return gatehouse(*words, "--home", self.home)

    def register(self, repository):
        """Let a repository start runs, and return where it lies."""
        done = self.gatehouse("register", repository, "--team", "Risk")
        assert done.returncode == 0, done.stderr
        return self.home / "repositories" / f"{repository}.git"

    def desk(self, repository, kind="rulebased"):
        """A registered repository, and a working copy of a model made from the template."""
        bare, model = self.register(repository), repository.rpartition("/")[2]
        made = Desk(folder=self.home / "desks" / model, remote=bare.as_uri())
        made.begin(model, kind)
        return made

    def sign(self, repository, body):
        """The header that proves a body to come from the repository."""
        key = settings_in(self.home / "repositories" / f"{repository}.json").key()
        return {"X-Hub-Signature-256": "sha256=" + hmac.new(key, body, "sha256").hexdigest()}

    def announce(self, repository, commit, **changes):
        """Post the news of a push, signed as the hook does it."""
        push = {"repository": repository, "ref": "refs/heads/main", "after": commit, **changes}
        body = json.dumps(push).encode()
        return self.post("pushes", body, self.sign(repository, body))

    def post(self, path, body, headers=None):
        """Post some bytes."""
        return httpx.post(f"{self.address}/{path}", content=body, headers=headers, timeout=PATIENCE)

    def get(self, path):
        """Open a page."""
        return httpx.get(f"{self.address}/{path}", timeout=PATIENCE)

    def run(self, run_id):
        """What the platform tells a program about a run, nothing where there is none."""
        answer = self.get(f"runs/{run_id}?format=json")
        return answer.json() if answer.status_code == 200 else None

    def runs(self):
        """The ids of all runs whose push was heard of; test results may have come before."""
        listed = self.gatehouse("runs", "--json")
        return {row["run_id"] for row in json.loads(listed.stdout) if row["team"]}

    def until(self, run_id, enough):
        """The run, as soon as it is as wanted."""
        late = time.monotonic() + PATIENCE
        while time.monotonic() < late:
            run = self.run(run_id)
            if run and enough(run):
                return run
            time.sleep(0.05)
        raise AssertionError(f"{run_id}: nothing in {PATIENCE} s, but {self.run(run_id)}")

    def ended(self, run_id):
        """The run at its end."""
        return self.until(run_id, lambda run: run["ending"])


def platform_in(home, policy="", **settings):
    """A platform that is not up yet."""
    if policy:
        home.mkdir(parents=True)
        (home / "policy.yml").write_text(policy)
        settings["GATEHOUSE_POLICY"] = str(home / "policy.yml")
    return LivingPlatform(process=Process(home=home, port=free_port(), extra=settings))
