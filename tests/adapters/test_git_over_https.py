"""Source by commit from git hosts: who is asked, who is told the token, and what a refusal means."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from threading import Thread

import pytest
import trustme

from shared.adapters.git_source import Allowance, GitSource
from shared.core.errors import RefusedError, TryAgainError
from shared.git_hosts import GitHost, GitHostKind, authorization, host_of, repository_path
from shared.ports import CredentialsError, UnreadableSourceError
from tests.developer import git
from tests.standins.git_over_http import GitHostServer, Manner, git_host
from tests.standins.wire import Answer, Cut, Gone, Late, Lost, Wire, wire_to

TOKEN = "canary-in-the-token"
COMPLAINT = "canary-in-the-complaint"
JWT = "canary.in.jwt"
SOME = "ab" * 20
FILES = Answer(200, headers={"Content-Type": "text/plain"})
WEB_PAGE = Answer(200, headers={"Content-Type": "text/html; charset=utf-8"})
PACKED = Answer(
    200,
    headers={
        "Content-Type": "application/x-git-upload-pack-advertisement",
        "Content-Encoding": "gzip",
    },
)
SIGN_IN = Answer(302, headers={"Location": "https://login.example/saml?canary"})
MOVED = Answer(301, headers={"Location": "https://git.example/new?canary"})
RIGHTS = {
    GitHostKind.GITHUB: "GATEHOUSE_GITHUB_TOKEN lacks the right 'Contents: read'",
    GitHostKind.GITLAB: "GATEHOUSE_GITLAB_TOKEN lacks the right 'read_repository'",
    GitHostKind.AZURE_DEVOPS: "GATEHOUSE_AZURE_DEVOPS_TOKEN lacks the right 'Code: Read'",
}


@dataclass(frozen=True, kw_only=True)
class Team:
    """A repository on a host, with a wire in between: three commits, the last on no branch."""

    source: GitSource
    url: str
    host: GitHost
    manner: Manner
    wire: Wire
    commits: list[str]


Hosts = Mapping[GitHostKind, tuple[GitHostServer, Wire]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder = tmp_path_factory.mktemp("hosts")
    churn, commits = folder / "churn", []
    churn.mkdir()
    git(churn, "init", "-q", "-b", "main")
    (churn / ".gitattributes").write_text("hidden.py export-ignore\n")
    (churn / "hidden.py").write_text("import os\n")
    for number in range(3):
        (churn / "train.py").write_text(f"step = {number}\n" * 500)
        git(churn, "add", "--all")
        person = {"GIT_AUTHOR_EMAIL": f"dev{number}@bank", "GIT_COMMITTER_EMAIL": "dev0@bank"}
        git(churn, "commit", "-q", "-m", "Work", **person)
        commits.append(git(churn, "rev-parse", "HEAD"))
    git(churn, "reset", "-q", "--hard", commits[1])
    return folder, commits


@pytest.fixture(scope="module")
def hosts(folder: tuple[Path, list[str]]) -> Iterator[Hosts]:
    with ExitStack() as running:
        found = {}
        for kind in GitHostKind:
            server = running.enter_context(git_host(folder[0], TOKEN, kind))
            found[kind] = server, running.enter_context(wire_to(server.address))
        yield found


def team_on(hosts: Hosts, commits: list[str], kind: GitHostKind, **manner: object) -> Team:
    """The team's repository on a host of the kind, which behaves from now on as it is told to."""
    server, wire = hosts[kind]
    vars(server.manner).update(vars(Manner(kind=kind, complaint=COMPLAINT, **manner)))
    wire.requests.clear()
    wire.troubles.clear()
    host = replace(server.host, base=f"{wire.address}/bank")
    return Team(
        source=GitSource(hosts=[host], allowance=Allowance(silence=0.5)),
        url=f"{host.base}/churn",
        host=host,
        manner=server.manner,
        wire=wire,
        commits=commits,
    )


@pytest.fixture(params=list(GitHostKind))
def team(request: pytest.FixtureRequest, hosts: Hosts, folder: tuple[Path, list[str]]) -> Team:
    return team_on(hosts, folder[1], request.param)


@pytest.fixture
def github(hosts: Hosts, folder: tuple[Path, list[str]]) -> Team:
    return team_on(hosts, folder[1], GitHostKind.GITHUB)


def with_token(team: Team, token: str) -> GitSource:
    """A source that shows another token."""
    return GitSource(hosts=[replace(team.host, token=lambda: token)])


def remark_of(act: Callable[[], object], kind: type[Exception]) -> str:
    """What is said of a failure, in which no secret may be."""
    with pytest.raises(kind) as caught:
        act()
    remark = str(caught.value)
    assert "canary" not in remark and "?" not in remark
    return remark


def test_a_commit_needs_two_requests_and_no_history(github: Team) -> None:
    snapshot = github.source.snapshot(github.url, github.commits[1])

    assert snapshot.files["train.py"] == b"step = 1\n" * 500
    assert [(one.method, one.status) for one in github.wire.requests][-1] == ("POST", 200)
    assert b"deepen 1\n" in github.manner.asked[-1]


def test_a_file_that_is_kept_out_of_archives_is_seen(team: Team) -> None:
    files = team.source.snapshot(team.url, team.commits[0]).files

    assert files["hidden.py"] == b"import os\n"


@pytest.mark.parametrize("filters", [True, False], ids=["commits only", "all there is"])
def test_authors_are_known_from_commits_alone(
    hosts: Hosts, folder: tuple[Path, list[str]], filters: bool
) -> None:
    team = team_on(hosts, folder[1], GitHostKind.GITLAB, filters=filters)
    first, second, _ = team.commits

    assert team.source.authors(team.url, second, "") == ("dev0@bank", "dev1@bank")
    assert team.source.authors(team.url, second, first) == ("dev0@bank", "dev1@bank")
    assert any(b"filter tree:0\n" in body for body in team.manner.asked) is filters


def test_a_host_that_gives_no_commit_by_its_id_is_asked_for_its_branches(
    hosts: Hosts, folder: tuple[Path, list[str]]
) -> None:
    team = team_on(hosts, folder[1], GitHostKind.AZURE_DEVOPS, by_commit=False)
    first, second, left = team.commits

    assert team.source.snapshot(team.url, first).files["train.py"] == b"step = 0\n" * 500
    assert team.source.authors(team.url, first, "") == ("dev0@bank",)
    assert team.source.heads(team.url) == {"main": second}
    with pytest.raises(UnreadableSourceError, match=f"commit {left}: is not in the repository"):
        team.source.snapshot(team.url, left)


def test_a_commit_that_nobody_made_is_not_there(team: Team) -> None:
    for act in (team.source.snapshot, lambda url, commit: team.source.authors(url, commit, "")):
        with pytest.raises(UnreadableSourceError, match="is not in the repository: push it again"):
            act(team.url, SOME)


@pytest.mark.parametrize(
    "token", [pytest.param("canary-of-old", id="a wrong one"), pytest.param("", id="none")]
)
def test_who_is_not_known_is_told_which_setting_to_mend(team: Team, token: str) -> None:
    remark = remark_of(lambda: with_token(team, token).heads(team.url), CredentialsError)

    assert RIGHTS[team.host.kind].split()[0] in remark
    assert RIGHTS[team.host.kind].partition("the right ")[2] in remark


def test_what_may_not_be_seen_is_not_there_and_the_right_is_named(team: Team) -> None:
    team.manner.forbidden.add("churn")

    remark = remark_of(lambda: team.source.heads(team.url), UnreadableSourceError)

    assert f"there is no such repository, or the token behind {RIGHTS[team.host.kind]}" in remark


def test_a_token_without_the_right_is_named_too(github: Team) -> None:
    github.wire.upset(Answer(403, body=COMPLAINT.encode()))

    assert "'Contents: read'" in remark_of(
        lambda: github.source.heads(github.url), CredentialsError
    )


def test_a_token_of_entra_is_shown_as_a_bearer(folder: tuple[Path, list[str]]) -> None:
    with git_host(folder[0], JWT, GitHostKind.AZURE_DEVOPS) as server:
        GitSource(hosts=[server.host]).heads(f"{server.host.base}/models/_git/churn")

        assert server.manner.shown == [f"Bearer {JWT}"]


@pytest.mark.parametrize("token", ["canary\n4711", "canary.in.\njwt"], ids=["a PAT", "Entra's"])
def test_a_token_with_a_line_break_is_told_and_not_shown(team: Team, token: str) -> None:
    with pytest.raises(CredentialsError, match="_TOKEN refers to is no token") as caught:
        with_token(team, token).heads(team.url)

    assert "canary" not in repr(caught.value) + repr(caught.value.__cause__)
    assert team.wire.requests == []


def test_a_token_that_was_renewed_counts_at_once(github: Team) -> None:
    tokens = [TOKEN, "canary-of-old"]
    source = GitSource(hosts=[replace(github.host, token=lambda: tokens.pop())])

    with pytest.raises(CredentialsError):
        source.heads(github.url)
    tokens.append(TOKEN)
    assert source.heads(github.url) == {"main": github.commits[1]}


TROUBLES = [
    pytest.param(Answer(429, headers={"Retry-After": "7"}), timedelta(seconds=7), id="429"),
    pytest.param(Answer(403, headers={"Retry-After": "7"}), timedelta(seconds=7), id="403, later"),
    pytest.param(Answer(503, body=COMPLAINT.encode()), timedelta(), id="503"),
    pytest.param(Answer(408), timedelta(), id="408"),
    pytest.param(Gone(), timedelta(), id="no connection"),
    pytest.param(Cut(after=2), timedelta(), id="a connection cut in the middle"),
    pytest.param(Lost(), timedelta(), id="a lost answer"),
    pytest.param(Late(seconds=0.8), timedelta(), id="a late answer"),
]


@pytest.mark.parametrize(("trouble", "after"), TROUBLES)
@pytest.mark.parametrize("on", ["GET", "POST"])
def test_trouble_on_the_wire_passes(
    github: Team, trouble: object, after: timedelta, on: str
) -> None:
    commit = github.commits[1]
    github.wire.upset(trouble, on=on)

    with pytest.raises(TryAgainError, match="churn") as caught:
        github.source.snapshot(github.url, commit)

    assert caught.value.after == after
    assert not isinstance(caught.value, CredentialsError)
    assert "canary" not in str(caught.value)
    assert len(github.source.snapshot(github.url, commit).files) == 3


def test_a_pack_that_is_cut_in_the_middle_is_fetched_again(github: Team) -> None:
    github.manner.cut = 100

    with pytest.raises(TryAgainError, match="on the way to its host"):
        github.source.snapshot(github.url, github.commits[1])

    github.manner.cut = 0
    assert len(github.source.snapshot(github.url, github.commits[1]).files) == 3


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"0000", id="before it began"),
        pytest.param(b"00000008NAK\n", id="before the pack"),
        pytest.param(b"00000008NAK\n0030\x01PACK", id="in a packet"),
        pytest.param(b"00000008NAK\n0009\x01PACK", id="between two packets"),
        pytest.param(b"00000008NAK\n0009\x01PACK0007\x03no", id="as the host says itself"),
    ],
)
def test_an_answer_that_ends_too_early_is_no_refusal(github: Team, body: bytes) -> None:
    head = {"Content-Type": "application/x-git-upload-pack-result"}
    github.manner.version = 0
    github.wire.upset(Answer(200, headers=head, body=body), on="POST")

    with pytest.raises(TryAgainError, match="broke off"):
        github.source.snapshot(github.url, github.commits[1])


@pytest.mark.parametrize(
    ("answer", "error", "fault"),
    [
        pytest.param(Answer(410), UnreadableSourceError, "no such", id="gone for good"),
        pytest.param(Answer(400), UnreadableSourceError, "answers 400", id="not understood"),
        pytest.param(FILES, UnreadableSourceError, "not served by git", id="a folder of files"),
        pytest.param(WEB_PAGE, CredentialsError, "_TOKEN", id="a page for people"),
        pytest.param(PACKED, UnreadableSourceError, "compressed", id="compressed, of unknown size"),
        pytest.param(SIGN_IN, CredentialsError, "_TOKEN", id="a way to sign in"),
        pytest.param(MOVED, UnreadableSourceError, "register the address it is at now", id="moved"),
    ],
)
def test_an_answer_that_is_not_gits_is_explained(
    github: Team, answer: Answer, error: type[Exception], fault: str
) -> None:
    github.wire.upset(answer)

    assert fault in remark_of(lambda: github.source.heads(github.url), error)


@pytest.mark.parametrize(
    "leads_away",
    [
        pytest.param(lambda away: {"redirect": away}, id="the refs"),
        pytest.param(lambda away: {"redirect_packs": away}, id="the pack"),
        pytest.param(lambda away: {"pack_elsewhere": f"{away}/a.pack"}, id="a pack by address"),
    ],
)
def test_nobody_is_followed_to_another_host(
    github: Team, leads_away: Callable[[str], dict[str, str]]
) -> None:
    with wire_to(github.wire.address) as elsewhere:
        for name, value in leads_away(f"{elsewhere.address}/bank/churn").items():
            setattr(github.manner, name, value)

        with pytest.raises(UnreadableSourceError):
            github.source.snapshot(github.url, github.commits[1])

        assert elsewhere.requests == []


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        pytest.param("https://dev:canary@github.com/bank/churn", "without", id="a password"),
        pytest.param("https://bank@dev.azure.com/bank/m/_git/churn", "without", id="a name"),
        pytest.param("http://github.com/bank/churn", "register it with https", id="plain http"),
        pytest.param("http://127.0.0.1.evil.example/churn", "https", id="nearly this machine"),
        pytest.param("https://github.com.evil.example/bank/churn", "no git host", id="lookalike"),
        pytest.param("https://github.com:8443/bank/churn", "no git host", id="another port"),
        pytest.param("https://dev.azure.com/banker/m/_git/x", "no git host", id="longer name"),
        pytest.param("https://[::1/churn", "damaged", id="half an address"),
        pytest.param("https://github.com", "not that of a repository", id="the host itself"),
        pytest.param("https://github.com/bank/../churn", "not that of a", id="a step back"),
        pytest.param("https://github.com/bank/churn?canary", "not that of a", id="a query"),
        pytest.param("https://github.com\\@evil.example/churn", "character", id="a backslash"),
        pytest.param("https://github.com/bank/\nchurn", "character", id="a line feed"),
        pytest.param("git://github.com/bank/churn", "https address", id="another protocol"),
    ],
)
def test_only_repositories_of_the_hosts_we_know_are_asked_for(url: str, fault: str) -> None:
    bases = {
        GitHostKind.GITHUB: "https://github.com",
        GitHostKind.AZURE_DEVOPS: "https://dev.azure.com/bank",
    }
    hosts = [GitHost(kind=kind, base=base, api="", token=str) for kind, base in bases.items()]

    for act in (GitSource(hosts=hosts).heads, lambda url: GitSource().snapshot(url, SOME)):
        remark = remark_of(lambda act=act: act(url), UnreadableSourceError)

    assert fault in remark_of(lambda: GitSource(hosts=hosts).heads(url), UnreadableSourceError)
    assert remark


@pytest.mark.parametrize(
    ("base", "url", "path"),
    [
        ("https://github.com", "https://GitHub.com/bank/churn.git", "bank/churn"),
        ("https://git.bank.example/gitlab/", "https://git.bank.example/gitlab/a/b/c/", "a/b/c"),
        ("https://dev.azure.com/bank", "https://dev.azure.com/bank/My%20m/_git/x", "My m/_git/x"),
    ],
)
def test_a_repository_is_known_by_what_follows_its_host(base: str, url: str, path: str) -> None:
    host = GitHost(kind=GitHostKind.GITHUB, base=base, api="", token=str)

    assert host_of(url, [host]) is host
    assert repository_path(url, host) == path


def test_the_token_is_told_to_nobody_but_its_host(folder: tuple[Path, list[str]]) -> None:
    with (
        git_host(folder[0], TOKEN, GitHostKind.GITHUB) as ours,
        git_host(folder[0], "canary-two", GitHostKind.GITLAB) as theirs,
    ):
        source = GitSource(hosts=[ours.host, theirs.host])
        for server in (ours, theirs):
            source.heads(f"{server.host.base}/churn")

        for server in (ours, theirs):
            assert set(server.manner.shown) == {authorization(server.host)}
        assert TOKEN not in repr(ours.host)


def test_a_host_that_cannot_prove_who_it_is_gets_no_token() -> None:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

    context = SSLContext(PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.handle_request)
        thread.start()
        base = f"https://127.0.0.1:{server.server_port}"
        host = GitHost(kind=GitHostKind.GITHUB, base=base, api="", token=lambda: TOKEN)
        with pytest.raises(TryAgainError, match="CERTIFICATE_VERIFY_FAILED"):
            GitSource(hosts=[host]).heads(f"{base}/bank/churn")
        thread.join()

    assert asked == []


def test_a_probe_says_which_hosts_know_us(team: Team) -> None:
    assert f"{team.host.base} ({team.host.kind}) took our tokens" in team.source.probe()

    remark_of(with_token(team, "canary-of-old").probe, CredentialsError)


def test_a_probe_is_not_content_with_what_is_no_git_host(github: Team) -> None:
    github.wire.upset(Answer(200, headers={"Content-Type": "text/plain"}))

    assert "not served by git" in remark_of(github.source.probe, UnreadableSourceError)


def test_a_secret_that_cannot_be_had_is_told_as_such(github: Team) -> None:
    def token() -> str:
        raise RefusedError("secret github: not there; create it")

    source = GitSource(hosts=[replace(github.host, token=token)])

    with pytest.raises(RefusedError, match="^secret github: not there"):
        source.heads(github.url)


def test_a_probe_without_hosts_says_so() -> None:
    assert "no git host" in GitSource().probe()
