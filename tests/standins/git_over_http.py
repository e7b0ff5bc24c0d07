"""A git host: repositories in a folder over smart HTTP, with each provider's way of saying no.

What is git's own is done by git itself (`git upload-pack`, as `git http-backend` runs it).  The rest
follows these pages:

- https://git-scm.com/docs/gitprotocol-http and https://git-scm.com/docs/gitprotocol-v2
- GitHub: https://docs.github.com/rest/authentication/authenticating-to-the-rest-api (404 where a
  token lacks a right) and https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation
- GitLab: https://docs.gitlab.com/topics/git/clone/#clone-using-a-token (and it redirects to `.git`)
- Azure DevOps: https://learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate
  and https://learn.microsoft.com/azure/devops/integrate/get-started/authentication/service-principal-managed-identity;
  its sign-in page comes as 203 or 302; it speaks no protocol 2 and refuses clients without
  multi_ack (TF401041, https://github.com/go-git/go-git/issues/64).
"""

import os
import re
import subprocess
import time
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha1
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from shared.git_hosts import GitHost, GitHostKind
from tests.developer import PLAIN, git
from tests.standins.serving import serving

USERS = {GitHostKind.GITHUB: "x-access-token", GitHostKind.GITLAB: "oauth2"}
SERVICE = "git-upload-pack"
PACKET = 60_000
WANT = re.compile(rb"want ([0-9a-f]{40})")


@dataclass
class Manner:
    """How the host behaves from now on; a test may change it while it runs.

    `refs` is sent for every list of refs, and `forged`, whose pieces begin with the number of their
    channel, for every pack, with `pause` seconds between the pieces; `cut` ends every pack after so
    many bytes.
    """

    kind: GitHostKind = GitHostKind.GITHUB
    version: int = 2
    by_commit: bool = True
    filters: bool = True
    forbidden: set[str] = field(default_factory=set)
    redirect: str = ""
    redirect_packs: str = ""
    pack_elsewhere: str = ""
    refs: Iterable[bytes] = ()
    forged: Iterable[bytes] = ()
    pause: float = 0
    cut: int = 0
    complaint: str = "no"
    asked: list[bytes] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def __post_init__(self):
        if self.kind is GitHostKind.AZURE_DEVOPS:
            self.version = 0


@dataclass(frozen=True, kw_only=True)
class GitHostServer:
    """Where the stand-in is, and the host as `GitSource` is told of it."""

    address: str
    host: GitHost
    manner: Manner


@contextmanager
def git_host(folder: Path, token: str, kind: GitHostKind = GitHostKind.GITHUB, **manner: object):
    """A host of the kind that has the repositories in the folder, each known by its last name."""
    behaviour = Manner(kind=kind, **manner)
    with serving(app(folder, token, behaviour)) as address:
        host = GitHost(kind=kind, base=f"{address}/bank", api=f"{address}/api", token=lambda: token)
        yield GitHostServer(address=address, host=host, manner=behaviour)


@contextmanager
def git_over_http(folder: Path, token: str, kind: GitHostKind = GitHostKind.GITHUB):
    """The same, for who needs nothing but its address."""
    with git_host(folder, token, kind) as server:
        yield server.address


def app(folder: Path, token: str, manner: Manner) -> Starlette:
    """The host as an application."""

    async def refs(request: Request) -> Response:
        return refused(request, folder, token, manner) or await run_in_threadpool(
            advertised, repository(folder, request), manner, request
        )

    async def pack(request: Request) -> Response:
        body = await request.body()
        manner.asked.append(body)
        no = refused(request, folder, token, manner)
        if no or (manner.kind is GitHostKind.AZURE_DEVOPS and b"multi_ack" not in body):
            return no or PlainTextResponse("TF401041: Clients must support multi-ack.", 400)
        if manner.redirect_packs:
            return Response(status_code=307, headers={"Location": manner.redirect_packs})
        return await run_in_threadpool(answered, repository(folder, request), manner, body)

    return Starlette(
        routes=[
            Route("/{path:path}/info/refs", refs),
            Route(f"/{{path:path}}/{SERVICE}", pack, methods=["POST"]),
        ]
    )


def repository(folder: Path, request: Request) -> Path:
    """The repository that a request is about."""
    return folder / request.path_params["path"].rpartition("/")[2].removesuffix(".git")


def refused(request: Request, folder: Path, token: str, manner: Manner) -> Response | None:
    """What is said to who is not known, or asks for what there is not."""
    shown = request.headers.get("Authorization", "")
    manner.shown.append(shown)
    if manner.redirect:
        return Response(status_code=302, headers={"Location": manner.redirect})
    if manner.kind is GitHostKind.GITHUB and "/_git/" in request.url.path:
        return HTMLResponse("no path of a repository, whoever asks", 404)
    if shown not in accepted(token, manner.kind):
        return unknown(shown, manner)
    path = repository(folder, request)
    if (
        path.name in manner.forbidden
        or not (path / ".git").exists()
        and not (path / "HEAD").exists()
    ):
        return PlainTextResponse(f"{manner.complaint}: not found", 404)
    if manner.kind is GitHostKind.GITLAB and not request.path_params["path"].endswith(".git"):
        return Response(status_code=301, headers={"Location": f"{request.url.path}.git"})
    return None


def accepted(token: str, kind: GitHostKind) -> list[str]:
    """The ways in which the token may be shown."""
    user = USERS.get(kind, "")
    basic = f"Basic {b64encode(f'{user}:{token}'.encode()).decode()}"
    return [f"Bearer {token}" if kind is GitHostKind.AZURE_DEVOPS and "." in token else basic]


def unknown(shown: str, manner: Manner) -> Response:
    """What each provider says to who is not known there."""
    if manner.kind is not GitHostKind.AZURE_DEVOPS:
        challenge = {"WWW-Authenticate": f'Basic realm="{manner.kind}"'}
        return PlainTextResponse(manner.complaint, 401, headers=challenge)
    if shown:
        return HTMLResponse(f"<html>Sign In {manner.complaint}</html>", 203)
    return Response(status_code=302, headers={"Location": "https://spsprodweu1.example/_signin"})


def advertised(path: Path, manner: Manner, request: Request) -> Response:
    """The refs, or in version 2 what we can do."""
    if manner.refs:
        return stream(iter(manner.refs), manner, "advertisement")
    version = manner.version if "version=2" in request.headers.get("Git-Protocol", "") else 0
    said = upload_pack(path, manner, version, "--http-backend-info-refs")
    head = packet(f"# service={SERVICE}\n".encode()) + b"0000"
    return Response(head + said, media_type=f"application/x-{SERVICE}-advertisement")


def answered(path: Path, manner: Manner, body: bytes) -> Response:
    """A list of refs, or a pack."""
    version = 2 if body[4:12] == b"command=" else 0
    if b"command=ls-refs" in body:
        return stream(iter([upload_pack(path, manner, version, body=body)]), Manner())
    if manner.forged or manner.pack_elsewhere:
        return stream(forgery(manner, version, b"deepen" in body), manner)
    if not manner.by_commit and set(WANT.findall(body)) - tips(path):
        # git itself gives any reachable commit to who asks over HTTP, other hosts do not.
        return stream(iter([packet(b"ERR upload-pack: not our ref")]), manner)
    return stream(iter([upload_pack(path, manner, version, body=body)]), manner)


def tips(path: Path) -> set[bytes]:
    """The commits that a branch points at."""
    return set(git(path, "for-each-ref", "--format=%(objectname)").encode().split())


def stream(pieces: Iterator[bytes], manner: Manner, what: str = "result") -> Response:
    """The pieces, as they come; without the length where the answer is to be cut."""

    def sent() -> Iterator[bytes]:
        for piece in pieces:
            time.sleep(manner.pause)
            if manner.cut:
                yield piece[: manner.cut]
                raise ConnectionAbortedError
            yield piece

    return StreamingResponse(sent(), media_type=f"application/x-{SERVICE}-{what}")


def forgery(manner: Manner, version: int, shallow: bool) -> Iterator[bytes]:
    """What git would say before a pack, and then the forged one."""
    if manner.pack_elsewhere:
        uri = f"{manner.pack_elsewhere} sha1 {'0' * 40}\n".encode()
        yield packet(b"packfile-uris\n") + packet(uri) + b"0001"
    if version == 2:
        yield packet(b"packfile\n")
    else:
        yield (b"0000" if shallow else b"") + packet(b"NAK\n")
    for piece in manner.forged:
        yield packet(piece)
    yield b"0000"


def upload_pack(
    path: Path, manner: Manner, version: int, *options: str, body: bytes = b""
) -> bytes:
    """What git says."""
    settings = {
        "uploadpack.allowFilter": str(manner.filters).lower(),
        "uploadpack.allowReachableSHA1InWant": "true",
    }
    chosen = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    ours = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", *chosen, "upload-pack", "--stateless-rpc", *options, str(path)],
        input=body,
        check=False,
        capture_output=True,
        env={**ours, **PLAIN, "GIT_PROTOCOL": f"version={version}"},
        timeout=60,
    )
    return done.stdout


def packet(data: bytes) -> bytes:
    """A line as git frames it."""
    return f"{len(data) + 4:04x}".encode() + data


def in_band(data: bytes) -> list[bytes]:
    """The bytes of a pack as pieces to forge an answer of."""
    return [b"\x01" + data[start : start + PACKET] for start in range(0, len(data), PACKET)]


def sealed(records: bytes, count: int, version: int = 2) -> bytes:
    """A pack that says it holds so many objects, with its checksum."""
    data = b"PACK" + version.to_bytes(4) + count.to_bytes(4) + records
    return data + sha1(data).digest()
