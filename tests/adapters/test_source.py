"""What every source promises, whoever keeps the code."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.adapters.git_source import GitSource
from shared.adapters.memory_source import MemorySource
from shared.git_hosts import GitHostKind
from shared.ports import Source, UnreadableSourceError
from tests.developer import git
from tests.standins.git_over_http import git_host

FILES = {"model.yml": b"model_name: churn\n", "src/train.py": b"def train(): ...\n", "empty": b""}


@dataclass(frozen=True, kw_only=True)
class Team:
    """Someone who commits to a repository, and the source it is read from."""

    source: Source
    url: str
    commit: Callable[..., str]
    join: Callable[..., str]


@dataclass(frozen=True, kw_only=True)
class Hosts:
    """Git hosts with their repositories in one folder, and who reads them."""

    folder: Path
    bases: Mapping[GitHostKind, str]
    source: Source


def committer(directory: Path, settle: Callable[[Path], None]) -> Callable[..., str]:
    """How somebody commits files to the repository in the directory."""

    def commit(
        files: Mapping[str, bytes], *, branch: str = "main", authors: Sequence[str] = ()
    ) -> str:
        git(directory, "checkout", "-q", "-B", branch)
        for path, data in files.items():
            (directory / path).parent.mkdir(parents=True, exist_ok=True)
            (directory / path).write_bytes(data)
        git(directory, "add", "--all")
        trailers = "\n".join(f"Co-authored-by: Some One <{author}>" for author in authors)
        git(directory, "commit", "-q", "--allow-empty", "-m", f"Work\n\n{trailers}")
        settle(directory)
        return git(directory, "rev-parse", "HEAD")

    return commit


def joiner(directory: Path, settle: Callable[[Path], None]) -> Callable[..., str]:
    """How somebody makes a commit upon any others, or upon none."""

    def join(*parents: str, by: str) -> str:
        below = [word for parent in parents for word in ("-p", parent)]
        tree = git(directory, "write-tree")
        person = {"GIT_AUTHOR_EMAIL": by, "GIT_COMMITTER_EMAIL": by}
        commit = git(directory, "commit-tree", tree, *below, "-m", f"By {by}", **person)
        git(directory, "update-ref", f"refs/heads/{commit[:12]}", commit)
        settle(directory)
        return commit

    return join


def nothing(directory: Path) -> None:
    """Leave the repository as a commit leaves it: every object a file of its own."""


def packed(directory: Path) -> None:
    """Pack objects and refs, with deltas, as `git gc` does."""
    git(directory, "gc", "-q")


ADAPTERS = ["memory", "git on disk, loose", "git on disk, packed"]
OVER_HTTP = {f"git over HTTP, {kind}": kind for kind in GitHostKind}


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    """A git host of each kind, and a source that knows them all."""
    folder = tmp_path_factory.mktemp("hosts")
    with ExitStack() as open_ones:
        servers = {
            kind: open_ones.enter_context(git_host(folder, f"token-of-{kind}", kind))
            for kind in GitHostKind
        }
        source = GitSource(hosts=[server.host for server in servers.values()])
        bases = {kind: server.host.base for kind, server in servers.items()}
        yield Hosts(folder=folder, bases=bases, source=source)


@pytest.fixture(params=[*ADAPTERS, *OVER_HTTP])
def team(request: pytest.FixtureRequest, tmp_path: Path) -> Team:
    if request.param == "memory":
        return team_in_memory()
    if request.param in OVER_HTTP:
        hosts = request.getfixturevalue("hosts")
        directory = hosts.folder / tmp_path.name
        directory.mkdir()
        kind = OVER_HTTP[request.param]
        between = "_git/" * (kind is GitHostKind.AZURE_DEVOPS)
        url = f"{hosts.bases[kind]}/models/{between}{tmp_path.name}"
        return team_with_git(directory, hosts.source, url, nothing)
    settle = packed if request.param.endswith("packed") else nothing
    return team_with_git(tmp_path, GitSource(), str(tmp_path), settle)


def team_in_memory() -> Team:
    """A team whose repository is a few Python objects."""
    memory = MemorySource()

    def commit(files: Mapping[str, bytes], **options: object) -> str:
        options.setdefault("authors", ("Dev@Bank.Example",))
        return memory.commit("churn", files, **options)  # type: ignore[arg-type]

    def join(*parents: str, by: str) -> str:
        return memory.commit("churn", {}, authors=(by,), parents=parents, branch=by)

    return Team(source=memory, url="churn", commit=commit, join=join)


def team_with_git(
    directory: Path, source: Source, url: str, settle: Callable[[Path], None]
) -> Team:
    """A team that commits to a repository in the directory."""
    git(directory, "init", "-q", "-b", "main")
    commit, join = committer(directory, settle), joiner(directory, settle)
    return Team(source=source, url=url, commit=commit, join=join)


def test_a_commit_gives_its_files_as_they_were_pushed(team: Team) -> None:
    commit = team.commit(FILES)

    snapshot = team.source.snapshot(team.url, commit)

    assert snapshot.files == FILES
    assert snapshot.passed_over == ()


def test_an_older_commit_is_still_what_it_was(team: Team) -> None:
    long = b"".join(b"line %d\n" % number for number in range(500))
    first = team.commit({"data.txt": long})
    second = team.commit({"data.txt": long + b"one more\n"})

    files = [dict(team.source.snapshot(team.url, commit).files) for commit in (first, second)]

    assert files == [{"data.txt": long}, {"data.txt": long + b"one more\n"}]


def test_a_commit_without_files_is_an_empty_snapshot(team: Team) -> None:
    commit = team.commit({})

    assert team.source.snapshot(team.url, commit).files == {}


def test_the_author_is_known_by_an_address_in_lower_case(team: Team) -> None:
    commit = team.commit(FILES)

    assert team.source.snapshot(team.url, commit).authors == ("dev@bank.example",)


def test_co_authors_are_authors_too(team: Team) -> None:
    commit = team.commit(FILES, authors=("Dev@Bank.Example", "Ann@Bank.Example"))

    authors = team.source.snapshot(team.url, commit).authors

    assert authors == ("dev@bank.example", "ann@bank.example")


@dataclass(frozen=True, kw_only=True)
class Story:
    """Commits by name: side branches off root, and merge joins it to main; lone has no past."""

    root: str
    main: str
    side: str
    merge: str
    lone: str


@pytest.fixture
def story(team: Team) -> Story:
    root = team.join(by="Root@bank")
    main, side = team.join(root, by="main@bank"), team.join(root, by="side@bank")
    merge = team.join(main, side, by="merge@bank")
    return Story(root=root, main=main, side=side, merge=merge, lone=team.join(by="lone@bank"))


@pytest.mark.parametrize(
    ("commit", "since", "authors"),
    [
        pytest.param("merge", "", "main merge root side", id="since ever"),
        pytest.param("merge", "0" * 40, "main merge root side", id="since nothing"),
        pytest.param("merge", "root", "main merge side", id="since the root, over a merge"),
        pytest.param("merge", "main", "merge side", id="what a merge brings in"),
        pytest.param("merge", "side", "main merge", id="the same, from the other side"),
        pytest.param("main", "root", "main", id="one commit"),
        pytest.param("root", "", "root", id="the first commit"),
        pytest.param("main", "main", "main root", id="since itself"),
        pytest.param("main", "merge", "main root", id="since what was built upon it"),
        pytest.param("main", "side", "main root", id="since a branch that was left"),
        pytest.param("main", "lone", "main root", id="since another history"),
        pytest.param("main", "ab" * 20, "main root", id="since what nobody made"),
        pytest.param("main", "HEAD", "main root", id="since what is no commit's name"),
    ],
)
def test_all_are_known_who_wrote_what_is_new(
    team: Team, story: Story, commit: str, since: str, authors: str
) -> None:
    names = vars(story)

    found = team.source.authors(team.url, names[commit], names.get(since, since))

    assert found == tuple(f"{name}@bank" for name in authors.split())


def test_a_person_who_wrote_much_is_named_once_and_so_are_co_authors(team: Team) -> None:
    team.commit(FILES, authors=("Dev@Bank.Example", "Ann@Bank.Example"))
    commit = team.commit({**FILES, "new.py": b""}, authors=("Dev@Bank.Example",))

    authors = team.source.authors(team.url, commit, "")

    assert authors == ("ann@bank.example", "dev@bank.example")


def test_nobody_can_tell_who_wrote_what_is_not_there(team: Team) -> None:
    with pytest.raises(UnreadableSourceError, match="no such"):
        team.source.authors(f"{team.url}-elsewhere", "0" * 40, "")
    team.commit(FILES)
    for name in ("0" * 40, "main", ""):
        with pytest.raises(UnreadableSourceError, match="commit"):
            team.source.authors(team.url, name, "")


def test_heads_tell_where_each_branch_stands(team: Team) -> None:
    main = team.commit(FILES)
    idea = team.commit({**FILES, "new.py": b"\n"}, branch="feature/idea")

    assert team.source.heads(team.url) == {"main": main, "feature/idea": idea}


def test_a_branch_that_moved_on_is_where_it_is_now(team: Team) -> None:
    team.commit(FILES)
    latest = team.commit({**FILES, "new.py": b"\n"})

    assert team.source.heads(team.url) == {"main": latest}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(lambda commit: "0" * 40, id="that nobody made"),
        pytest.param(lambda commit: commit[:12], id="in short"),
        pytest.param(lambda commit: commit.upper() + " ", id="with something behind it"),
        pytest.param(lambda commit: "main", id="by a branch's name"),
        pytest.param(lambda commit: "", id="without a name"),
    ],
)
def test_only_a_commit_named_in_full_is_read(team: Team, name: Callable[[str], str]) -> None:
    commit = team.commit(FILES)

    with pytest.raises(UnreadableSourceError, match=r"commit"):
        team.source.snapshot(team.url, name(commit))


def test_a_repository_that_does_not_exist_is_refused(team: Team) -> None:
    with pytest.raises(UnreadableSourceError, match="no such"):
        team.source.snapshot(f"{team.url}-elsewhere", "0" * 40)
    with pytest.raises(UnreadableSourceError, match="no such"):
        team.source.heads(f"{team.url}-elsewhere")
