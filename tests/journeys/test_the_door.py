"""Knock at the door of a real platform: what is turned away, how, and that nothing else suffers."""

import json
import os
import sqlite3
from contextlib import closing, contextmanager
from html import unescape

import httpx
import pytest

from tests.developer import git
from tests.hostile.forge import FILE, FOLDER, bare, commit_of, place, put
from tests.living_platform import PATIENCE, platform_in, run_of

pytestmark = pytest.mark.xdist_group("the-door")

REPOSITORY = "bank/door"
LARGEST = 5 * 1024 * 1024
SHORT = "environments:\n  - name: tst\n"
NOBODY = "0" * 40


@pytest.fixture(scope="module")
def platform(tmp_path_factory):
    """A platform with one registered repository."""
    made = platform_in(tmp_path_factory.mktemp("door") / "home", policy=SHORT)
    made.process.start()
    yield made
    made.process.stop()


@pytest.fixture(scope="module")
def repository(platform):
    """Where the registered repository lies."""
    return platform.register(REPOSITORY)


def text(name, words):
    """A build of a commit that holds one file."""
    return lambda repository: commit_of(
        repository, (FILE, name, put(repository, "blob", words.encode()))
    )


def pushed_by_plain_words(platform, repository):
    """A commit that was never announced, and the news of it."""
    commit = text("README.md", f"# {os.urandom(8).hex()}\n")(repository)
    push = {"repository": REPOSITORY, "ref": "refs/heads/main", "after": commit}
    return commit, json.dumps(push).encode()


def pushed_by_github(platform, repository):
    """The same in GitHub's words."""
    commit = text("README.md", f"# {os.urandom(8).hex()}\n")(repository)
    push = {
        "ref": "refs/heads/main",
        "before": NOBODY,
        "after": commit,
        "repository": {"full_name": REPOSITORY},
        "pusher": {"name": "dana", "email": "dana@bank.example"},
    }
    return commit, json.dumps(push).encode()


DOORS = pytest.mark.parametrize(
    ("path", "news"),
    [("pushes", pushed_by_plain_words), ("webhooks/github", pushed_by_github)],
    ids=["the plain door", "github's door"],
)


def run_without_a_model(commit):
    """The run that tells a team that its commit holds no model to be read."""
    return run_of(REPOSITORY, commit, model="bank_door")


@DOORS
def test_a_signed_push_is_accepted_and_becomes_a_run(platform, repository, path, news):
    commit, body = news(platform, repository)

    answer = platform.post(path, body, platform.sign(REPOSITORY, body))

    assert (answer.status_code, answer.json()["commit"]) == (202, commit)
    assert platform.ended(run_without_a_model(commit))["ending"]["end"] == "rejected"


@DOORS
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no signature"),
        pytest.param({"X-Hub-Signature-256": "sha256=" + "0" * 64}, id="a forged signature"),
        pytest.param({"X-Hub-Signature-256": "sha256="}, id="an empty signature"),
        pytest.param({"X-Hub-Signature": "sha1=" + "0" * 40}, id="a signature of the old kind"),
    ],
)
def test_a_push_that_is_not_proved_is_turned_away(platform, repository, path, news, headers):
    commit, body = news(platform, repository)

    answer = platform.post(path, body, headers)

    assert (answer.status_code, sorted(answer.json())) == (401, ["error", "remedy"])
    assert platform.run(run_without_a_model(commit)) is None


@DOORS
def test_a_signature_of_other_bytes_is_turned_away(platform, repository, path, news):
    _, body = news(platform, repository)
    _, other = news(platform, repository)

    assert platform.post(path, body, platform.sign(REPOSITORY, other)).status_code == 401


def test_while_a_secret_is_rotated_both_are_believed_until_the_former_one_is_dropped(platform):
    words = ("register", "bank/rotated", "--team", "Risk")
    body = json.dumps({"repository": "bank/rotated", "ref": "refs/heads/x", "after": "ab" * 20})

    def knocked(*proofs):
        return [platform.post("pushes", body.encode(), one).status_code for one in proofs]

    platform.gatehouse(*words)
    former = platform.sign("bank/rotated", body.encode())
    said = platform.gatehouse(*words, "--new-secret").stdout
    new = platform.sign("bank/rotated", body.encode())

    assert "counts as well until --drop-former-secret" in said
    assert knocked(former, new) == [202, 202]
    platform.gatehouse(*words, "--drop-former-secret")
    assert knocked(former, new) == [401, 202]


@pytest.mark.parametrize("provider", ["github", "azure-devops", "gitlab", "databricks"])
def test_every_provider_has_a_door_of_its_own(platform, provider):
    answer = platform.post(f"webhooks/{provider}", b"{")

    assert (answer.status_code, sorted(answer.json())) == (400, ["error", "remedy"])


def test_the_largest_body_is_read(platform, repository):
    body = b" " * LARGEST

    assert platform.post("pushes", body).status_code == 400


def test_a_body_said_to_be_too_large_is_refused(platform, repository):
    body = b" " * (LARGEST + 1)

    assert platform.post("pushes", body).status_code == 413


def test_a_body_that_grows_too_large_is_refused_while_it_comes(platform, repository):
    pieces = (b" " * 65536 for _ in range(2 * LARGEST // 65536))

    answer = httpx.post(f"{platform.address}/pushes", content=pieces, timeout=PATIENCE)

    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["pushes", "webhooks/github", "job-completions"])
@pytest.mark.parametrize(
    ("body", "fault"),
    [
        pytest.param(b"", "Invalid JSON", id="nothing"),
        pytest.param(b"{", "Invalid JSON: EOF", id="half an object"),
        pytest.param(b"\xff\xfe", "Invalid JSON", id="no text"),
        pytest.param(b"[" * 100_000, "Invalid JSON: recursion limit", id="a very deep list"),
        pytest.param(b"[]", "should be an object", id="a list"),
        pytest.param(b"{}", "Field required", id="nothing said"),
        pytest.param(
            b'{"repository": {"full_name": 7}, "run_id": []}',
            "should be a valid string",
            id="a wrong kind of value",
        ),
    ],
)
def test_nonsense_is_answered_with_what_is_wrong(platform, path, body, fault):
    answer = platform.post(path, body)

    assert answer.status_code == 400
    assert fault in answer.json()["error"]


def test_test_results_that_are_no_junit_are_answered_with_what_is_wrong(platform, repository):
    body, commit = b"<html><p>Hello", "ab" * 20
    signature = platform.sign(REPOSITORY, f"{REPOSITORY}\n{commit}\n".encode() + body)

    answer = platform.post(f"test-results?repository={REPOSITORY}&commit={commit}", body, signature)

    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.mark.parametrize("name", ["bank/unknown", "../../etc/passwd", "bank/door\0", ""])
def test_a_repository_that_nobody_registered_is_turned_away(platform, name):
    body = json.dumps({"repository": name, "ref": "refs/heads/main", "after": "ab" * 20}).encode()

    answer = platform.post("pushes", body)

    assert (answer.status_code, answer.json()["error"]) == (403, f"{name!r} is not registered")


def test_a_deleted_branch_is_politely_ignored(platform, repository):
    before = platform.runs()

    answer = platform.announce(REPOSITORY, NOBODY, before="ab" * 20)

    assert (answer.status_code, answer.json()) == (202, {"ignored": "refs/heads/main was deleted"})
    assert platform.runs() == before


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "pushes"),
        ("PUT", "webhooks/github"),
        ("DELETE", "runs"),
        ("POST", "runs"),
        ("OPTIONS", "runs"),
        ("PATCH", "approvals/churn-0/prod"),
    ],
)
def test_a_method_that_an_address_does_not_know_is_told_so(platform, method, path):
    assert httpx.request(method, f"{platform.address}/{path}").status_code == 405


@pytest.mark.parametrize(
    "path", ["nothing", "runs/churn-0", "runs/churn-0/contents/ab", "runs/..%2fchurn", "runs/%00"]
)
def test_a_page_that_is_not_there_is_told_so(platform, path):
    assert platform.get(path).status_code == 404


def test_the_head_of_a_page_is_the_page_without_its_body(platform, repository):
    commit = text("README.md", "# Seen from afar\n")(repository)
    platform.announce(REPOSITORY, commit)
    run_id = run_without_a_model(commit)
    platform.ended(run_id)

    for path in ("runs", f"runs/{run_id}", "runs/churn-0"):
        seen, head = platform.get(path), httpx.head(f"{platform.address}/{path}")
        assert (head.status_code, head.content) == (seen.status_code, b"")
        assert head.headers["content-type"] == seen.headers["content-type"]


def test_while_the_store_cannot_be_written_pushes_come_again_and_those_before_are_not_lost(
    platform, repository
):
    *commits, late = (text("README.md", f"# Number {n}\n")(repository) for n in range(11))
    accepted = [platform.announce(REPOSITORY, commit) for commit in commits]

    with held(platform.home / "gatehouse.db"):
        refused = platform.announce(REPOSITORY, late)
        assert platform.get("runs").status_code == 200
    accepted.append(platform.announce(REPOSITORY, late))

    assert (refused.status_code, refused.json()["remedy"]) == (503, "try again in a minute")
    assert {answer.status_code for answer in accepted} == {202}
    for commit in (*commits, late):
        assert platform.ended(run_without_a_model(commit))["ending"]["step"] == "checks"


@contextmanager
def held(file):
    """A database that nobody else can write to."""
    with closing(sqlite3.connect(file, isolation_level=None, timeout=PATIENCE)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def corrupt(repository):
    """A commit whose file is no object any more."""
    blob = put(repository, "blob", b"def train(): ...\n")
    place(repository, blob).write_bytes(b"\0" * 40)
    return commit_of(repository, (FILE, "train.py", blob))


def wide(repository):
    """A commit of a hundred thousand files."""
    blob = put(repository, "blob", b"x")
    return commit_of(repository, *((FILE, f"f{number}", blob) for number in range(100_000)))


def climbing(repository):
    """A commit with a file outside of its folder."""
    evil = put(repository, "blob", b"import os\n")
    upper = put(repository, "tree", b"100644 evil.py\0" + bytes.fromhex(evil))
    return commit_of(repository, (FOLDER, "..", upper))


def missing(repository):
    """A commit that is not there."""
    return "12" * 20


def bomb(repository):
    """A commit of a file that is two gigabytes once it is inflated."""
    blob = put(repository, "blob", bytes(64 * 1024 * 1024), size=2**31)
    return commit_of(repository, (FILE, "train.py", blob))


def announced(platform, repository, build, folder):
    """The commit, of which the platform is told."""
    commit = build(repository)
    assert platform.announce(REPOSITORY, commit).status_code == 202
    return commit


def pushed(platform, repository, build, folder):
    """The commit, pushed by git from a repository that no git would make."""
    commit = build(bare(folder / "evil.git"))
    remarks = git(folder / "evil.git", "push", "-f", str(repository), f"{commit}:refs/heads/main")
    assert f"Gatehouse: accepted {commit[:12]}" in remarks
    return commit


@pytest.mark.parametrize(
    ("build", "come", "remark"),
    [
        pytest.param(wide, pushed, "more than 5000", id="too many files"),
        pytest.param(climbing, pushed, "'..'", id="a path that leads out"),
        pytest.param(corrupt, announced, "train.py", id="a corrupt object"),
        pytest.param(bomb, announced, "2147483648 bytes", id="a bomb"),
        pytest.param(missing, announced, "is not in the repository", id="no commit at all"),
    ],
)
def test_a_hostile_repository_is_a_failed_check_and_the_next_push_is_served(
    platform, repository, tmp_path, build, come, remark
):
    hostile = come(platform, repository, build, tmp_path)
    harmless = announced(platform, repository, text("README.md", f"# After {remark}\n"), tmp_path)

    checked = platform.until(run_without_a_model(hostile), lambda run: run["findings"])
    [finding] = checked["findings"]["rows"]
    assert (checked["stage"], finding["check"], finding["priority"]) == ("rejected", "source", 1)
    assert remark in finding["remark"]
    page = unescape(platform.get(f"runs/{run_without_a_model(hostile)}").text)
    assert finding["remark"] in page
    platform.ended(run_without_a_model(harmless))


def test_nothing_of_all_this_was_set_aside_or_does_not_fit(platform):
    platform.process.stop()

    done = platform.gatehouse("verify", "--json")

    with closing(sqlite3.connect(platform.home / "gatehouse.db")) as store:
        assert store.execute("SELECT reason FROM aside").fetchall() == []
    assert (done.returncode, json.loads(done.stdout)["faults"]) == (0, 0)
