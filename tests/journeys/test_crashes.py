"""Kill the platform at any moment, its start included: every push still ends as it would have."""

import os
import random
import subprocess
import sys
import time

import pytest

from local.process import Process, free_port
from local.workshop import Desk
from shared.adapters.sqlite_blobs import SqliteBlobs
from shared.adapters.sqlite_store import SqliteStore
from shared.adapters.system_clock import system_clock
from shared.core.candidate import Candidate
from shared.runs import Runs

KILLS = 30
PATIENCE = 180
POLICY = "environments:\n  - name: tst\n  - name: prod\n    blocks: 3\n"


@pytest.fixture
def platform(tmp_path):
    """A platform whose policy asks nobody, stopped in the end."""
    (tmp_path / "policy.yml").write_text(POLICY)
    extra = {"GATEHOUSE_POLICY": str(tmp_path / "policy.yml")}
    made = Process(home=tmp_path / "home", port=free_port(), extra=extra)
    yield made
    made.stop()


def gatehouse(platform, *words):
    """Run a command beside the platform."""
    command = [sys.executable, "-m", "local", *words, "--home", str(platform.home)]
    return subprocess.run(
        command, env={**os.environ, **platform.extra}, capture_output=True, text=True, check=False
    )


def desk(platform, model, kind):
    """A registered repository and a working copy of a model."""
    gatehouse(platform, "register", f"bank/{model}", "--team", "Risk")
    remote = (platform.home / "repositories" / "bank" / f"{model}.git").as_uri()
    made = Desk(folder=platform.home / "desks" / model, remote=remote)
    made.begin(model, kind)
    return made


def good(made):
    return made.push("Good"), "released"


def broken(made):
    made.replace("score.py", "def evaluate(", "def evaluated(")
    return made.push("Broken"), "rejected"


def weak(made):
    made.replace("model.yml", "threshold: 0.85", "threshold: 0.999")
    return made.push("Weak"), "rejected"


STORIES = [
    ("rulebased", good),
    ("rulebased", broken),
    ("Supervised", good),
    ("rulebased", weak),
    ("rulebased", good),
]


def ends(platform, expected):
    """How each run ended, read from the store; nothing for those that have not."""
    store = SqliteStore(platform.home / "gatehouse.db", system_clock)
    runs = Runs(blobs=SqliteBlobs(store))
    records = {run_id: runs.find(run_id) for run_id in expected}
    store.close()
    return {
        run_id: record.run.ending.end
        for run_id, record in records.items()
        if record and record.run.ending
    }


def wait_for(platform, expected):
    """Wait until all have ended; what has when patience ends."""
    late = time.monotonic() + PATIENCE
    while len(found := ends(platform, expected)) < len(expected) and time.monotonic() < late:
        time.sleep(0.1)
    return found


def run_of(repository, commit):
    model = repository.rpartition("/")[2]
    return Candidate(repository=repository, commit=commit, model=model).run_id


def test_thirty_kills_at_random_moments_lose_nothing_that_was_accepted(platform):
    chance = random.Random(KILLS)
    platform.start()
    desks = [(desk(platform, f"model_{n}", kind), act) for n, (kind, act) in enumerate(STORIES)]
    expected = {}

    for kill in range(KILLS):
        if kill % 4 == 0 and desks:
            made, act = desks.pop()
            commit, end = act(made)
            expected[run_of(f"bank/{made.folder.name}", commit)] = end
        time.sleep(chance.uniform(0, 1.6))
        platform.kill()
        platform.launch()

    assert not desks
    platform.wait()
    assert wait_for(platform, expected) == expected
    assert gatehouse(platform, "verify").returncode == 0
