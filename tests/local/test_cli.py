"""The command line, as people and machines use it."""

import json
import re
import socket
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from shared.adapters.sqlite_blobs import SqliteBlobs
from shared.adapters.sqlite_store import SqliteStore
from shared.adapters.system_clock import system_clock
from shared.core.candidate import Candidate
from shared.runs import Runs
from tests.living_platform import gatehouse
from tests.stories import (
    APPROVER,
    CHURN,
    SPEC,
    checked,
    pushed,
    refused,
    started,
    told,
    waiting_for_approval,
)

COMMANDS = (
    "demo",
    "up",
    "new",
    "check",
    "register",
    "runs",
    "why",
    "approve",
    "verify",
    "doctor",
    "aside",
)
LIMITS = Candidate(repository="risk/limits", commit="beef" * 10, model="limits")
CHECKED = checked(LIMITS, spec=replace(SPEC, model_name="limits"))


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder in which a platform has been: two runs that wait and one that was refused."""
    folder = tmp_path_factory.mktemp("platform")
    store = SqliteStore(folder / "gatehouse.db", system_clock)
    runs = Runs(blobs=SqliteBlobs(store))
    runs.save(waiting_for_approval())
    runs.save(told(started(LIMITS), (pushed(LIMITS, team="Größe [red]"), CHECKED)))
    store.close()
    return folder


@pytest.fixture(scope="module")
def ended(tmp_path_factory):
    """A folder with a run that a person has refused."""
    folder = tmp_path_factory.mktemp("ended")
    store = SqliteStore(folder / "gatehouse.db", system_clock)
    Runs(blobs=SqliteBlobs(store)).save(refused())
    store.close()
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A new model repository."""
    folder = tmp_path_factory.mktemp("models") / "churn"
    made = gatehouse("new", folder, "--team", "Retail", "--owner", "olga@bank.example")
    assert (made.returncode, made.stderr) == (0, "")
    return folder


def complaint(done):
    """The one line with which a command has given up."""
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    return line


def test_help_names_every_command_and_what_it_is_for():
    done = gatehouse("--help")

    assert done.returncode == 0
    assert re.findall(r"^│ (\w+) {2,}[A-Z]", done.stdout, re.MULTILINE) == [*COMMANDS]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command):
    done = gatehouse(command, "--help")

    assert (done.returncode, done.stderr) == (0, "")
    assert f"{command} [OPTIONS]" in done.stdout


def test_a_command_that_does_not_exist_is_named():
    done = gatehouse("deploy")

    assert done.returncode == 2
    assert "No such command 'deploy'" in done.stderr


def test_a_new_repository_says_what_comes_next(tmp_path):
    done = gatehouse("new", tmp_path / "limits", "--kind", "rulebased")

    assert done.returncode == 0
    assert f"`gatehouse check {tmp_path / 'limits'}`" in done.stdout
    assert "MODEL_TYPE: rulebased" in (tmp_path / "limits" / "model.yml").read_text()


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        pytest.param(("--kind", "Magic"), "'Magic' is not in", id="a kind that is none"),
        pytest.param(("--model", "Bad Name"), "lower-case letters", id="a name that is none"),
        pytest.param(("--owner", "nobody"), "owner", id="an owner without an address"),
    ],
)
def test_a_new_repository_with_a_wrong_answer_is_not_made(tmp_path, words, fault):
    assert fault in complaint(gatehouse("new", tmp_path / "churn", *words))
    assert not (tmp_path / "churn").exists()


def test_a_folder_that_holds_something_is_not_written_over(model):
    assert "holds files already; name a new directory" in complaint(gatehouse("new", model))


@pytest.mark.parametrize("kind", ["Supervised", "Unsupervised", "rulebased"])
def test_a_fresh_repository_has_nothing_against_it(tmp_path, kind):
    gatehouse("new", tmp_path / "churn", "--kind", kind)

    said = gatehouse("check", tmp_path / "churn")
    listed = gatehouse("check", "--json", cwd=tmp_path / "churn")

    assert (said.returncode, said.stderr) == (0, "")
    assert "clear: no findings, nothing keeps this out of prod\n" in said.stdout
    assert (listed.returncode, json.loads(listed.stdout)["findings"]) == (0, [])


@pytest.fixture
def broken(tmp_path):
    """A repository with a mistake that blocks everywhere."""
    gatehouse("new", tmp_path / "churn")
    score = tmp_path / "churn" / "score.py"
    score.write_text(score.read_text().replace("def evaluate(", "def evaluate("[:-1]))
    return tmp_path / "churn"


def test_a_mistake_is_told_with_its_place_its_owner_and_its_remedy(broken):
    said = gatehouse("check", broken)
    listed = gatehouse("check", broken, "--json")

    finding = json.loads(listed.stdout)["findings"][0]
    assert (said.returncode, listed.returncode) == (1, 1)
    assert (finding["path"], finding["priority"], finding["owner"]) == ("score.py", 1, "GBI")
    for words in (f"score.py:{finding['line']}", "1 required", finding["remark"], "GBI"):
        assert words in said.stdout
    assert finding["remedy"] in said.stdout


def test_a_finding_that_blocks_only_further_on_is_told_and_no_failure(model):
    readme = model / "README.md"
    text = readme.read_text()
    readme.write_text("# Churn\n")

    said = gatehouse("check", model)

    readme.write_text(text)
    assert (said.returncode, said.stderr) == (0, "")
    assert "README.md" in said.stdout


@pytest.mark.parametrize("words", [(), ("--json",)], ids=["for people", "for machines"])
def test_a_directory_that_is_not_there_is_no_directory_with_findings(tmp_path, words):
    line = complaint(gatehouse("check", tmp_path / "nowhere", *words))

    assert line == f"gatehouse: {tmp_path / 'nowhere'}: there is no such directory"


def test_a_registered_repository_can_be_pushed_to_and_its_secret_is_not_shown(tmp_path):
    words = ("register", "retail/churn", "--team", "Retail", "--home", tmp_path / "home")

    first, again = gatehouse(*words), gatehouse(*words)

    bare = tmp_path / "home" / "repositories" / "retail" / "churn.git"
    assert (first.returncode, first.stderr) == (0, "")
    assert f"push main to {bare.as_uri()}\n" in first.stdout
    assert again.stdout == first.stdout
    [secret] = (tmp_path / "home" / "secrets").glob("repository.*")
    assert secret.name in first.stdout
    assert secret.read_text().strip() not in first.stdout


@pytest.mark.parametrize("name", ["../evil", "a b", "churn.git", ""])
def test_a_repository_that_makes_no_path_is_not_registered(tmp_path, name):
    done = gatehouse("register", name, "--team", "Retail", "--home", tmp_path)

    assert "not a name for a folder" in complaint(done)


def test_runs_are_listed_with_what_they_wait_for(home):
    done = gatehouse("runs", "--home", home)

    rows = [line.split() for line in done.stdout.splitlines() if "-" in line]
    assert (done.returncode, done.stderr) == (0, "")
    assert [row[0] for row in rows[-2:]] == [CHURN.run_id, LIMITS.run_id]
    assert "approval@prod: GBI" in done.stdout
    assert "Größe [red]" in done.stdout


def test_runs_are_listed_for_machines(home):
    rows = json.loads(gatehouse("runs", "--home", home, "--json").stdout)

    assert [row["run_id"] for row in rows] == [CHURN.run_id, LIMITS.run_id]
    assert [row["team"] for row in rows] == ["Retail Analytics", "Größe [red]"]
    assert rows[0]["waiting"] == "approval@prod: GBI"


def test_why_tells_for_whom_a_run_waits_since_when_and_what_unlocks_it(home):
    said = gatehouse("why", CHURN.run_id, "--home", home)

    assert said.returncode == 0
    assert re.search(
        r"^waits for approval@prod  1 in the role release-manager approve, on the page"
        rf" \({APPROVER} or lin@bank\.example since 2026-11-03 \d\d:\d\d:\d\d,"
        r" until 2026-11-10 \d\d:\d\d UTC\)$",
        said.stdout,
        re.MULTILINE,
    )


def test_why_tells_machines_the_same(home):
    told = json.loads(gatehouse("why", LIMITS.run_id, "--home", home, "--json").stdout)

    assert (told["run"], told["repository"]) == (LIMITS.run_id, "risk/limits")
    assert told["road"]["checks"] == "done"
    assert "tests" in [hold["wait"]["step"] for hold in told["waits"]]
    assert told["ending"] is None


def test_why_tells_how_a_run_ended_and_whose_move_it_is(ended):
    said = gatehouse("why", CHURN.run_id, "--home", ended)
    ending = json.loads(gatehouse("why", CHURN.run_id, "--home", ended, "--json").stdout)["ending"]

    assert ending["end"] == "refused"
    assert f"why         {ending['reasons'][0]}\n" in said.stdout
    assert f"next        {ending['owner']}: {ending['remedy']}\n" in said.stdout


@pytest.mark.parametrize("run_id", ["churn-0000", "../../etc/passwd", "*", "runs/x\ny\x1b[2J"])
def test_a_run_that_does_not_exist_is_named(home, run_id):
    done = gatehouse("why", run_id, "--home", home)

    assert "there is no such run; `gatehouse runs` lists them" in complaint(done)


def test_who_was_not_asked_cannot_approve(home):
    done = gatehouse("approve", CHURN.run_id, "--as", "eve@bank.example", "--home", home)

    assert f"eve@bank.example was not asked to approve {CHURN.run_id}" in complaint(done)


def test_verify_says_what_it_compared(tmp_path):
    gatehouse("register", "retail/churn", "--team", "Retail", "--home", tmp_path)

    said = gatehouse("verify", "--home", tmp_path)
    audit = json.loads(gatehouse("verify", "--home", tmp_path, "--json").stdout)

    assert said.returncode == 0
    assert "blobs: bytes have their etags: 1 compared, all fit" in said.stdout
    *chapters, left_out = said.stdout.splitlines()
    assert (audit["faults"], len(audit["chapters"])) == (0, len(chapters))
    assert all(name in left_out for name in audit["left_out"])


def test_verify_fails_where_a_byte_does_not_fit_and_names_the_place(tmp_path):
    gatehouse("register", "retail/churn", "--team", "Retail", "--home", tmp_path)
    with closing(sqlite3.connect(tmp_path / "gatehouse.db")) as store, store:
        store.execute("UPDATE bodies SET data = CAST(replace(data, 'Retail', 'retail') AS BLOB)")

    said = gatehouse("verify", "--home", tmp_path)
    audit = json.loads(gatehouse("verify", "--home", tmp_path, "--json").stdout)

    assert (said.returncode, said.stderr) == (1, "")
    assert "1 compared, 1 do not fit\n  catalogue/retail%2Fchurn.json" in said.stdout
    assert audit["faults"] == 1


@pytest.mark.parametrize(
    "words",
    [
        ("runs",),
        ("runs", "--json"),
        ("why", CHURN.run_id),
        ("approve", CHURN.run_id),
        ("verify",),
        ("verify", "--json"),
        ("aside",),
        ("aside", "drop", "1"),
    ],
    ids=" ".join,
)
def test_a_home_in_which_no_platform_has_been_is_misspelt_and_not_made(tmp_path, words):
    line = complaint(gatehouse(*words, "--home", tmp_path / "misspelt"))

    assert line == (
        f"gatehouse: {tmp_path / 'misspelt'}: no platform has been here; name its folder with --home"
    )
    assert not (tmp_path / "misspelt").exists()


def test_a_home_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "file").touch()

    done = gatehouse("register", "retail/churn", "--team", "Retail", "--home", tmp_path / "file")

    assert complaint(done) == (
        "gatehouse: GATEHOUSE_HOME: not a folder; name the one that everything is kept in"
    )


def test_the_home_may_be_named_in_the_environment(home):
    done = gatehouse("why", CHURN.run_id, GATEHOUSE_HOME=str(home))

    assert (done.returncode, done.stderr) == (0, "")


def test_all_wrong_settings_are_told_in_one_line(home):
    wrong = {"GATEHOUSE_POLICY": "/nowhere", "GATEHOUSE_ROLES": "nobody", "GATEHOUSE_POLICIES": ""}

    line = complaint(gatehouse("runs", "--home", home, **wrong))

    assert line.startswith("gatehouse: ")
    for name in wrong:
        assert f"{name}: " in line


def test_a_store_of_another_release_is_left_alone(tmp_path):
    with closing(sqlite3.connect(tmp_path / "gatehouse.db")) as store:
        store.execute("PRAGMA user_version = 99")

    assert "written by another release" in complaint(gatehouse("runs", "--home", tmp_path))


def test_a_store_that_is_no_database_is_told_as_it_is(tmp_path):
    (tmp_path / "gatehouse.db").write_bytes(b"nothing of ours" * 100)

    assert "file is not a database" in complaint(gatehouse("verify", "--home", tmp_path))


def test_a_port_that_is_taken_ends_the_platform_before_it_has_begun(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = gatehouse("up", "--home", tmp_path, "--port", port)

    assert "somebody listens there; choose another --port" in complaint(done)


def test_a_port_that_cannot_be_is_refused(tmp_path):
    done = gatehouse("up", "--home", tmp_path / "home", "--port", 99999)

    assert (done.returncode, done.stdout) == (2, "")
    assert "'--port'" in done.stderr
    assert "65535" in done.stderr
    assert not (tmp_path / "home").exists()
