"""The story that `gatehouse demo` tells a machine, and that no byte of it can be altered unseen."""

import fcntl
import json
import os
import re
import sqlite3
from contextlib import closing, contextmanager
from hashlib import sha256

import pytest

from tests.living_platform import gatehouse

pytestmark = pytest.mark.xdist_group("the-demo")

HISTORY = """
SELECT body, (SELECT data FROM bodies WHERE id = body) FROM heads
WHERE name LIKE 'ended/%/churn/%' ORDER BY name LIMIT 1
"""
CHANGED_HISTORY = "UPDATE bodies SET data = ?2 WHERE id = ?1"
TAG = """
SELECT rowid, CAST(value AS BLOB) FROM model_version_tags
WHERE name = 'prod.churn' AND key = 'gatehouse.commit'
"""
CHANGED_TAG = "UPDATE model_version_tags SET value = CAST(?2 AS TEXT) WHERE rowid = ?1"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The demo, run once in an empty folder, beside settings that are meant for another platform."""
    folder = tmp_path_factory.mktemp("empty")
    done = gatehouse(
        "demo", "--json", cwd=folder, GATEHOUSE_ROLES="nobody=x", GATEHOUSE_POLICY="/nowhere"
    )
    return folder, done


@pytest.fixture(scope="module")
def story(told):
    return json.loads(told[1].stdout)


@pytest.fixture(scope="module")
def home(told):
    return told[0] / ".gatehouse" / "demo"


def why(home, push):
    """What `gatehouse why` says to a machine about the run of a push."""
    return json.loads(gatehouse("why", push["run"], "--home", home, "--json").stdout)


def test_it_ends_well_and_says_one_json_object_and_nothing_else(told, story):
    _, done = told

    assert (done.returncode, done.stderr) == (0, "")
    assert story["as_expected"] is True
    assert story["seconds"] >= sum(push["seconds"] for push in story["pushes"])


def test_every_push_has_a_run_an_end_and_the_seconds_it_took(story):
    pushes = story["pushes"]

    assert [push["end"] for push in pushes] == ["released", "rejected", "rejected", "released"]
    assert all(re.fullmatch(r"(churn|limits)-[0-9a-f]{16}", push["run"]) for push in pushes)
    assert all(push["seconds"] > 0 for push in pushes)


def test_a_push_that_was_delivered_three_times_is_one_run(story):
    assert (story["deliveries_of_the_first"], story["runs_of_the_first"]) == (3, 1)
    assert story["runs"] == len({push["run"] for push in story["pushes"]}) == 4


def test_the_worse_model_is_turned_away_with_its_figures_beside_the_champions(story):
    worse = story["pushes"][1]

    assert worse["step"] == "gate@tst"
    assert any(
        re.fullmatch(
            r"accuracy: 0\.\d+, where at least (0\.\d+) is asked beside the champion's \1"
            r" \(version 1\)",
            reason,
        )
        for reason in worse["reasons"]
    )


def test_the_broken_repository_is_turned_away_with_file_line_owner_and_remedy(story):
    broken = story["pushes"][2]

    assert broken["step"] == "checks"
    [reason] = broken["reasons"]
    assert re.fullmatch(
        r"score\.py:\d+: .*not Python.* \(priority 1, GBI\)\. Correct the syntax\.", reason
    )


def test_the_model_of_rules_is_released_without_training(home, story):
    released = story["pushes"][3]

    road = why(home, released)["road"]

    assert (released["repository"], released["end"]) == ("risk/limits", "released")
    assert (road["training"], road["evaluation"]) == ("skipped", "done")


@pytest.mark.parametrize("number", [0, 3], ids=["the good model", "the model of rules"])
def test_what_was_released_lies_where_it_is_said_to_lie_with_that_sum(home, story, number):
    push = story["pushes"][number]
    manifest = home / "artefacts" / push["artefact"]

    assert push["version"] == "1"
    assert sha256(manifest.read_bytes()).hexdigest() == push["sha256"]


def test_nothing_of_the_platform_is_left_running(home):
    descriptor = os.open(home, os.O_RDONLY)

    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    os.close(descriptor)


def test_the_story_is_not_told_where_a_platform_runs(told, story):
    folder, _ = told
    home = folder / ".gatehouse" / "demo"
    descriptor = os.open(home, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)

    done = gatehouse("demo", "--json", cwd=folder)

    os.close(descriptor)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"gatehouse: {home}: a platform runs here; stop it or name another\n"
    assert (home / "gatehouse.db").is_file()


def test_everything_that_was_stored_fits(home):
    done = gatehouse("verify", "--home", home, "--json")

    audit = json.loads(done.stdout)
    compared = {one["name"].partition(":")[0]: one["compared"] for one in audit["chapters"]}
    assert (done.returncode, audit["faults"]) == (0, 0)
    assert (compared["histories"], compared["artefacts"], compared["registry"]) == (4, 2, 6)


def flipped(data):
    """The bytes with one bit of the middle one turned."""
    place = len(data) // 2
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@contextmanager
def altered_row(file, query, update):
    """A value in a database that is another for a while."""
    with closing(sqlite3.connect(file, isolation_level=None)) as base:
        key, value = base.execute(query).fetchone()
        base.execute(update, (key, flipped(value)))
        yield
        base.execute(update, (key, value))


@contextmanager
def altered_file(path):
    """A file that holds other bytes for a while."""
    data, mode = path.read_bytes(), path.stat().st_mode
    path.chmod(0o644)
    path.write_bytes(flipped(data))
    yield
    path.write_bytes(data)
    path.chmod(mode)


def a_history(home):
    """The record of a run."""
    return altered_row(home / "gatehouse.db", HISTORY, CHANGED_HISTORY)


def a_tag(home):
    """What the registry says of a version."""
    return altered_row(home / "mlflow" / "mlflow.db", TAG, CHANGED_TAG)


def an_artefact(home):
    """What was published."""
    return altered_file(next((home / "artefacts" / "models" / "churn").rglob("model/MLmodel")))


def a_model(home):
    """What the registry leads to."""
    return altered_file(next((home / "mlflow" / "artifacts" / "limits").rglob("MLmodel")))


@pytest.mark.parametrize(
    ("alter", "chapter"),
    [
        pytest.param(a_history, "histories", id="a byte of a run in the database"),
        pytest.param(an_artefact, "artefacts", id="a byte of an artefact"),
        pytest.param(a_model, "registry", id="a byte of a model in the registry"),
        pytest.param(a_tag, "registry", id="a letter of a tag in the registry"),
    ],
)
def test_what_was_altered_is_found_and_named(home, alter, chapter):
    with alter(home):
        done = gatehouse("verify", "--home", home, "--json")

    chapters = json.loads(done.stdout)["chapters"]
    found = {one["name"].partition(":")[0]: one["faults"] for one in chapters}
    assert done.returncode == 1
    assert found[chapter]
