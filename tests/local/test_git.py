"""A push to a bare repository becomes signed news, and is never lost for want of a listener."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import hook
from local.git import create_bare, point_to, settings_of
from local.hook import settings_in
from shared.core.errors import RefusedError
from tests.developer import git
from tests.local.receiver import Receiver, listening

KEY = b"not-a-real-key"
NOTHING = "0" * 40


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening(Receiver()) as receiver:
        yield receiver


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A place with blanks and quotes in its name, with a key in it."""
    home = tmp_path / "Ada's models (new)"
    home.mkdir()
    (home / "key").write_bytes(KEY + b"\n")
    (home / "key").chmod(0o600)
    return home


def made(home: Path, address: str, repository: str = "churn") -> Path:
    """A bare repository in the home."""
    return create_bare(home / "git", repository, address, home / "key", home / "ci")


@pytest.fixture
def bare(home: Path, receiver: Receiver) -> Path:
    return made(home, receiver.address)


@pytest.fixture
def work(tmp_path: Path, bare: Path) -> Path:
    """A clone with one commit in it."""
    work = tmp_path / "work"
    work.mkdir()
    git(work, "init", "-q", "-b", "main")
    git(work, "remote", "add", "origin", str(bare))
    git(work, "commit", "-q", "--allow-empty", "-m", "first")
    return work


def head(work: Path) -> str:
    return git(work, "rev-parse", "HEAD")


def test_a_push_becomes_signed_news(work: Path, receiver: Receiver) -> None:
    said = git(work, "push", "origin", "main")

    (news,) = receiver.news
    assert news.path == "/api/pushes"
    assert news.signed_with(KEY)
    assert receiver.documents() == [
        {
            "repository": "churn",
            "ref": "refs/heads/main",
            "before": NOTHING,
            "after": head(work),
            "pusher": "dev@bank.example",
        }
    ]
    assert (
        f"Gatehouse: accepted {head(work)[:12]}; follow it at {receiver.address}/api/runs" in said
    )


def test_the_next_push_tells_what_the_branch_was_before(work: Path, receiver: Receiver) -> None:
    git(work, "push", "origin", "main")
    first = head(work)
    git(work, "commit", "-q", "--allow-empty", "-m", "second")

    git(work, "push", "origin", "main")

    assert receiver.documents()[1]["before"] == first


def test_every_ref_of_a_push_is_told(work: Path, receiver: Receiver) -> None:
    git(work, "branch", "idea")
    git(work, "tag", "v1")

    git(work, "push", "origin", "main", "idea", "v1")

    refs = {document["ref"] for document in receiver.documents()}
    assert refs == {"refs/heads/main", "refs/heads/idea", "refs/tags/v1"}


def test_a_deleted_branch_is_told_as_it_is(work: Path, home: Path, receiver: Receiver) -> None:
    git(work, "push", "origin", "main:idea")

    git(work, "push", "origin", "--delete", "idea")

    assert receiver.documents()[1]["before"] == head(work)
    assert receiver.documents()[1]["after"] == NOTHING
    assert [path.name for path in (home / "ci/churn").iterdir()] == [head(work)]


def test_the_server_may_know_the_pusher_better(work: Path, receiver: Receiver) -> None:
    git(work, "push", "origin", "main", GIT_PUSHER="ada@bank.example")

    assert receiver.documents()[0]["pusher"] == "ada@bank.example"


def test_a_pushed_commit_waits_for_its_tests(work: Path, home: Path) -> None:
    git(work, "push", "origin", "main")

    assert [path.name for path in (home / "ci/churn").iterdir()] == [head(work)]


def test_a_commit_on_two_branches_waits_once(work: Path, home: Path) -> None:
    git(work, "push", "origin", "main", "main:idea")

    assert [path.name for path in (home / "ci/churn").iterdir()] == [head(work)]


def test_the_page_of_the_run_is_shown(work: Path, receiver: Receiver) -> None:
    receiver.answer = {"page": "http://127.0.0.1:7071/api/commits/1"}

    assert "follow it at http://127.0.0.1:7071/api/commits/1" in git(work, "push", "origin", "main")


@pytest.mark.parametrize(
    ("status", "answer", "remark"),
    [
        pytest.param(202, {"ignored": "only main"}, "nothing to do: only main", id="ignored"),
        pytest.param(
            403,
            {"error": "not registered", "remedy": "register it"},
            "turned the news away (403): not registered; register it",
            id="refused with a reason",
        ),
        pytest.param(401, [], "turned the news away (401): no reason given", id="refused"),
        pytest.param(503, {}, "cannot take the news just now (503)", id="in trouble"),
        pytest.param(
            403, {"error": "a\x1b[2Jb\nc"}, "(403): a [2Jb c", id="with signs that move cursors"
        ),
    ],
)
def test_the_pusher_is_told_what_was_answered(
    work: Path, receiver: Receiver, status: int, answer: object, remark: str
) -> None:
    receiver.statuses, receiver.answer = [status], answer

    assert remark in git(work, "push", "origin", "main")


def test_a_push_while_nobody_listens_is_kept(work: Path, bare: Path, home: Path) -> None:
    point_to(home / "git", "http://127.0.0.1:9")

    said = git(work, "push", "origin", "main")

    assert "the push is kept in git and will be found by itself" in said
    assert git(bare, "rev-parse", "main") == head(work)
    assert [path.name for path in (home / "ci/churn").iterdir()] == [head(work)]


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda home: (home / "key").unlink(), id="the key is gone"),
        pytest.param(lambda home: (home / "git/churn.json").unlink(), id="the settings are gone"),
        pytest.param(
            lambda home: (home / "git/churn.json").write_text("[1]"), id="the settings are broken"
        ),
        pytest.param(lambda home: (home / "ci").write_text(""), id="the spool is a file"),
    ],
)
def test_a_hook_that_fails_loses_no_push(work: Path, bare: Path, home: Path, spoil) -> None:
    spoil(home)

    said = git(work, "push", "origin", "main")

    assert "Gatehouse: " in said
    assert "Traceback" not in said
    assert git(bare, "rev-parse", "main") == head(work)


def test_the_host_may_come_up_at_another_address(
    work: Path, home: Path, receiver: Receiver
) -> None:
    git(work, "push", "origin", "main")
    git(work, "commit", "-q", "--allow-empty", "-m", "second")

    with listening(Receiver()) as other:
        point_to(home / "git", f"{other.address}/")
        git(work, "push", "origin", "main")

    assert len(receiver.news) == len(other.news) == 1


def test_a_hook_that_is_gone_is_back_after_the_next_start(
    work: Path, home: Path, bare: Path, receiver: Receiver
) -> None:
    (bare / "hooks/post-receive").unlink()

    point_to(home / "git", receiver.address)
    git(work, "push", "origin", "main")

    assert len(receiver.news) == 1


def test_hooks_a_person_keeps_elsewhere_do_not_replace_ours(
    work: Path, tmp_path: Path, receiver: Receiver
) -> None:
    (tmp_path / "config").write_text(f"[core]\n\thooksPath = {tmp_path}\n")

    git(work, "push", "origin", "main", GIT_CONFIG_GLOBAL=str(tmp_path / "config"))

    assert len(receiver.news) == 1


def test_a_proxy_is_not_asked(work: Path, receiver: Receiver) -> None:
    git(work, "push", "origin", "main", http_proxy="http://127.0.0.1:9")

    assert len(receiver.news) == 1


def test_a_repository_made_again_keeps_what_was_pushed(
    work: Path, home: Path, bare: Path, receiver: Receiver
) -> None:
    git(work, "push", "origin", "main")
    (bare / "hooks/post-receive").unlink()

    assert made(home, receiver.address) == bare

    assert git(bare, "rev-parse", "main") == head(work)
    assert os.access(bare / "hooks/post-receive", os.X_OK)


def test_the_key_stands_in_no_file_of_the_repository(bare: Path, home: Path) -> None:
    files = [path for path in (home / "git").rglob("*") if path.is_file()]

    assert files
    assert not [path for path in files if KEY in path.read_bytes()]


def test_a_repository_may_lie_in_a_folder(home: Path, receiver: Receiver) -> None:
    made(home, receiver.address, "risk/churn.v2")

    point_to(home / "git", "http://127.0.0.1:7071")

    settings = settings_in(settings_of(home / "git", "risk/churn.v2"))
    assert settings.repository == "risk/churn.v2"
    assert settings.host == "http://127.0.0.1:7071"


@pytest.mark.parametrize(
    "name",
    ["", "..", "../churn", "/churn", "a//b", "-churn", ".churn", "a b", "churn.git", "a.git/b",
     "churn.json", "churn.lock", "a..b", "churn.", "a\nb", "x" * 101],
)  # fmt: skip
def test_a_name_that_is_no_path_is_refused(home: Path, name: str) -> None:
    with pytest.raises(RefusedError, match="not a name for a folder"):
        made(home, "http://127.0.0.1:7071", name)


def test_a_key_that_others_may_read_is_refused(home: Path) -> None:
    (home / "key").chmod(0o644)

    with pytest.raises(RefusedError, match="chmod 600"):
        made(home, "http://127.0.0.1:7071")


def test_a_missing_key_is_refused(home: Path) -> None:
    (home / "key").unlink()

    with pytest.raises(RefusedError, match="no such file"):
        made(home, "http://127.0.0.1:7071")


def test_the_hook_needs_nothing_but_python(home: Path, tmp_path: Path) -> None:
    alone = shutil.copy(hook.__file__, tmp_path / "alone.py")

    done = subprocess.run(
        [sys.executable, "-I", "-S", alone, str(home / "nowhere.json")],
        input="",
        check=True,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0
    assert done.stdout.startswith("Gatehouse: not there just now")
