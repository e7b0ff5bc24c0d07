"""What git keeps is found again: pushes that nobody heard of, and pushes that mean nothing."""

import pytest

from tests.developer import git
from tests.living_platform import platform_in, run_of

pytestmark = pytest.mark.xdist_group("lost-pushes")

POLICY = "environments:\n  - name: tst\n"


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """A platform whose policy asks nobody, stopped in the end."""
    made = platform_in(tmp_path_factory.mktemp("lost") / "home", policy=POLICY)
    made.process.start()
    yield made
    made.process.stop()


@pytest.fixture
def platform(started):
    """The platform, up whatever the test before did to it."""
    if started.process.running is None:
        started.process.start()
    return started


def broken(platform, model):
    """A model that its checks turn away at once."""
    desk = platform.desk(f"bank/{model}")
    desk.replace("score.py", "def evaluate(", "def evaluated(")
    return desk


def pushes(run):
    """How often a run has heard of its push."""
    return [entry["event"]["type"] for entry in run["trail"]].count("gatehouse.ModelPushed.v1")


def test_a_push_while_the_platform_is_down_walks_the_road_once_it_is_up(platform):
    desk = platform.desk("bank/limits")
    platform.process.stop()

    commit = desk.push("While nobody listened")
    platform.process.start()

    ending = platform.ended(run_of("bank/limits", commit))["ending"]
    assert (ending["end"], ending["reasons"]) == ("released", ["every gate was passed"])


def test_of_several_pushes_while_it_is_down_the_newest_is_walked(platform):
    desk = broken(platform, "several")
    first = desk.push("Heard of")
    platform.ended(run_of("bank/several", first))
    platform.process.kill()

    unheard, newest = desk.push("Unheard of"), desk.push("The newest")
    platform.process.start()

    assert platform.ended(run_of("bank/several", newest))["ending"]["end"] == "rejected"
    assert run_of("bank/several", unheard) not in platform.runs()


def test_what_was_heard_of_is_not_walked_again(platform):
    commit, desk = broken(platform, "again").push("Heard of"), broken(platform, "other")
    platform.ended(run_of("bank/again", commit))
    runs = platform.runs()

    platform.process.stop()
    other = desk.push("Found after the other one was looked at")
    platform.process.start()

    platform.ended(run_of("bank/other", other))
    assert pushes(platform.run(run_of("bank/again", commit))) == 1
    assert platform.runs() == {*runs, run_of("bank/other", other)}


def test_a_push_to_another_branch_is_ignored(platform):
    desk = broken(platform, "branches")
    platform.ended(run_of("bank/branches", desk.push("On the branch that counts")))
    runs = platform.runs()

    git(desk.folder, "commit", "--allow-empty", "--message", "On another")
    said = git(desk.folder, "push", "origin", "main:feature/new")

    assert "only pushes to main start runs, not refs/heads/feature/new" in said
    assert platform.runs() == runs


def deletable(platform, model):
    """The same, in a repository whose branch may be deleted."""
    desk = broken(platform, model)
    bare = platform.home / "repositories" / "bank" / f"{model}.git"
    git(bare, "config", "receive.denyDeleteCurrent", "ignore")
    return desk


def test_a_push_that_deletes_the_branch_changes_nothing(platform):
    desk = deletable(platform, "deleted")
    commit = desk.push("Before the branch was deleted")
    before = platform.ended(run_of("bank/deleted", commit))
    runs = platform.runs()

    said = git(desk.folder, "push", "origin", ":main")
    platform.process.stop()
    platform.process.start()

    assert "nothing to do: refs/heads/main was deleted" in said
    assert platform.run(run_of("bank/deleted", commit))["ending"] == before["ending"]
    assert platform.runs() == runs


def test_a_branch_that_comes_back_with_another_commit_is_walked(platform):
    desk = deletable(platform, "back")
    desk.push("The first time")
    git(desk.folder, "push", "origin", ":main")

    commit = desk.push("The second time")

    assert platform.ended(run_of("bank/back", commit))["ending"]["end"] == "rejected"


def test_a_second_platform_is_kept_out_of_the_same_home(platform):
    platform.register("bank/first")

    second = platform.gatehouse("up", "--port", "0")

    assert (second.returncode, second.stdout) == (2, "")
    assert second.stderr == (
        f"gatehouse: {platform.home}: a platform runs here; stop it or name another\n"
    )
    assert platform.announce("bank/first", "ab" * 20).status_code == 202
