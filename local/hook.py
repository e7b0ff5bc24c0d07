"""Tells the platform of a push that git already keeps, so that whatever fails here loses nothing.

Git runs it as `python -I -S hook.py SETTINGS` after each push, hence the standard library only.
"""

import hmac
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

NOTHING = "0" * 40
BRANCH = "refs/heads/"
SECONDS = 10
LONGEST_ANSWER = 64 * 1024
COMMITTER = re.compile(rb"^committer [^\n]*<([^<>\n]*)>", re.MULTILINE)
KEPT = "the push is kept in git and will be found by itself"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What lies beside a repository: its name in the catalogue, and where its news goes.

    `secret` is the file of the key that news is signed with, `spool` the folder of commits that
    wait for their tests.
    """

    repository: str
    host: str
    secret: str
    spool: str

    def key(self) -> bytes:
        """The key itself, without the line end an editor may have left."""
        return Path(self.secret).read_bytes().rstrip(b"\r\n")


@dataclass(frozen=True, kw_only=True)
class Update:
    """A ref that a push moved."""

    ref: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the platform answered."""

    status: int
    document: dict[str, object]


def main(settings: Path, lines: Iterable[str]) -> None:
    """Handle what git says of a push, one ref a line, and tell the pusher what became of it."""
    try:
        for remark in handle(settings_in(settings), list(map(update_in, lines))):
            say(remark)
    except (OSError, ValueError, TypeError, HTTPException) as error:
        say(f"not there just now ({plain(str(error))}); {KEPT}")


def handle(settings: Settings, updates: list[Update]) -> Iterator[str]:
    """Leave the new commits for their tests, then tell the platform of every ref."""
    for update in updates:
        if update.ref.startswith(BRANCH) and update.after != NOTHING:
            # The runner finds what could not be left for it, only later.
            with suppress(OSError):
                spool(Path(settings.spool), settings.repository, update.after)
    for update in updates:
        body = json.dumps(
            {
                "repository": settings.repository,
                "ref": update.ref,
                "before": update.before,
                "after": update.after,
                "pusher": pusher_of(update),
            }
        ).encode()
        answer = post(f"{settings.host}/api/pushes", body, body, settings.key())
        yield remark_on(answer, update, settings.host)


def say(remark: str) -> None:
    """Tell the pusher, who may have gone."""
    with suppress(OSError):
        print(f"Gatehouse: {remark}", flush=True)


def settings_in(path: Path) -> Settings:
    """The settings as they are now: the host may have come up at another address."""
    return Settings(**json.loads(path.read_bytes()))


def update_in(line: str) -> Update:
    """One line of what git hands to `post-receive`."""
    before, after, ref = line.rstrip("\n").split(" ", 2)
    return Update(ref=ref, before=before, after=after)


def spool(folder: Path, repository: str, commit: str) -> None:
    """Leave the commit for its tests; the file is there whole or not at all."""
    place = folder / repository
    place.mkdir(parents=True, exist_ok=True)
    draft = place / f".{commit}-{os.getpid()}"
    with draft.open("wb") as file:
        file.write(b"\n")
        os.fsync(file.fileno())
    draft.replace(place / commit)
    descriptor = os.open(place, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def pusher_of(update: Update) -> str:
    """Who pushed: the one the server knows, or else who made the commit."""
    known = os.environ.get("GIT_PUSHER", "")
    if known or update.after == NOTHING:
        return known
    command = ("git", "--no-replace-objects", "cat-file", "commit", update.after)
    # Only its beginning is read, as a commit may be of any length.
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as git:
        head = git.stdout.read(LONGEST_ANSWER) if git.stdout else b""
    found = COMMITTER.search(head.partition(b"\n\n")[0])
    return found[1].decode(errors="replace").strip().lower() if found else ""


def post(
    address: str, body: bytes, signed: bytes, key: bytes, kind: str = "application/json"
) -> Answer:
    """Send news, signed as GitHub signs it, past any proxy.

    https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
    """
    parts = urlsplit(address)
    speak = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = speak(parts.netloc, timeout=SECONDS)
    signature = "sha256=" + hmac.new(key, signed, "sha256").hexdigest()
    headers = {"Content-Type": kind, "X-Hub-Signature-256": signature}
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    try:
        connection.request("POST", target, body, headers)
        response = connection.getresponse()
        return Answer(status=response.status, document=document(response.read(LONGEST_ANSWER)))
    finally:
        connection.close()


def document(answer: bytes) -> dict[str, object]:
    """The answer, when it is an object in JSON."""
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def remark_on(answer: Answer, update: Update, host: str) -> str:
    """What the pusher should know of the answer."""
    said = {name: plain(str(value)) for name, value in answer.document.items()}
    if answer.status == 202 and "ignored" in said:
        return f"nothing to do: {said['ignored']}"
    if answer.status == 202:
        page = said.get("page", f"{host}/api/runs")
        return f"accepted {update.after[:12]}; follow it at {page}"
    if answer.status < 500:
        reason = "; ".join(filter(None, (said.get("error"), said.get("remedy"))))
        return f"turned the news away ({answer.status}): {reason or 'no reason given'}"
    return f"cannot take the news just now ({answer.status}); {KEPT}"


def plain(text: str) -> str:
    """The text on one line, without what would move a cursor."""
    return "".join(character if character.isprintable() else " " for character in text)[:500]


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.stdin)
