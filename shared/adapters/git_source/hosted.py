"""Repositories on git hosts: fetched within bounds, and then read as those on disk are."""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from shared.adapters.git_source.addresses import Place, place_of
from shared.adapters.git_source.allowance import Allowance, Meter
from shared.adapters.git_source.answers import MissingRepositoryError
from shared.adapters.git_source.conversation import Conversation
from shared.adapters.git_source.indexing import write_index
from shared.adapters.git_source.objects import Objects
from shared.core.trees import Limits
from shared.git_hosts import GitHost, GitHostKind

WEB = re.compile(r"https?://", re.IGNORECASE)
NOWHERE = {
    GitHostKind.GITHUB: "/gatehouse/no-such-repository",
    GitHostKind.GITLAB: "/gatehouse/no-such-repository",
    GitHostKind.AZURE_DEVOPS: "/gatehouse/_git/no-such-repository",
}


def on_the_web(url: str) -> bool:
    """Whether the address is that of a git host."""
    return bool(WEB.match(url))


class Hosted:
    """The repositories of the hosts we know."""

    def __init__(self, hosts: Sequence[GitHost], limits: Limits, allowance: Allowance) -> None:
        self._hosts = tuple(hosts)
        self._limits = limits
        self._allowance = allowance

    def branches(self, url: str) -> dict[str, str]:
        """The commits by the short names of the branches."""
        with self._speaking_with(place_of(url, self._hosts)) as conversation:
            return conversation.branches()

    @contextmanager
    def objects(self, url: str, commit: str, *, history: bool) -> Iterator[Objects]:
        """What the commit holds, or with `history` all commits behind it and nothing they hold."""
        place = place_of(url, self._hosts)
        with TemporaryDirectory(prefix="gatehouse-") as folder:
            pack = Path(folder, "pack", "pack-received.pack")
            pack.parent.mkdir()
            with pack.open("wb") as file, self._speaking_with(place) as conversation:
                conversation.fetch(file, commit, history=history)
            kinds = {"commit"} if history else {"commit", "tree", "blob", "tag"}
            skipped = write_index(pack, self._limits, kinds)
            remark = f", or needs an object of over {self._limits.file_size} bytes" * bool(skipped)
            with closing(Objects(Path(folder), self._limits, remark)) as objects:
                yield objects

    def probe(self) -> str:
        """Ask each host for what it cannot have: only who is known there is told so."""
        for host in self._hosts:
            place = place_of(host.base.rstrip("/") + NOWHERE[host.kind], [host])
            with suppress(MissingRepositoryError), self._speaking_with(place) as conversation:
                conversation.branches()
        names = ", ".join(f"{host.base} ({host.kind})" for host in self._hosts)
        return f"{names} took our tokens" if names else "no git host is named, only paths are read"

    @contextmanager
    def _speaking_with(self, place: Place) -> Iterator[Conversation]:
        from httpx import Client, Timeout

        # One client for each conversation: two or three requests, and no cookie outlives them.
        bounds = self._allowance
        with Client(timeout=Timeout(bounds.silence, connect=bounds.connect)) as client:
            yield Conversation(place, client, Meter(allowance=bounds))
