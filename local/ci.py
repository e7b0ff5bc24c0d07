"""A small CI: tests and lints every commit that was pushed, and posts the results until accepted."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from threading import Event
from urllib.parse import urlencode

from local.calls import say
from local.git import all_settings, settings_of
from local.hook import post, settings_in
from local.spool import Results, Spool, Waiting
from local.works import LINT, TESTS, Work
from shared.adapters.confined import Limits
from shared.core.errors import RefusedError, TryAgainError
from shared.ports import Source

ROUNDS_BETWEEN_LOOKS = 300
LONGEST_WAIT = 256
TROUBLE = (OSError, HTTPException, RefusedError, TryAgainError, ValueError, TypeError)
NAME = "gatehouse"
"""What this CI calls itself where it posts; a registration may ask for it (`--ci gatehouse`)."""


@dataclass(kw_only=True)
class Ci:
    """Works on what waits in the spool; `repositories` is the folder of the bare repositories.

    Each of the `works` is done for all commits before the next, since runs wait longest for tests.
    Whatever is not accepted is tried again after one round, then two, four and so on, while the
    others go on.
    """

    repositories: Path
    spool: Spool
    source: Source
    limits: Limits = field(default_factory=Limits)
    works: Sequence[Work] = (TESTS, LINT)
    round: int = 0
    failures: dict[tuple[Waiting, str], int] = field(default_factory=dict)
    due: dict[tuple[Waiting, str], int] = field(default_factory=dict)

    def run_forever(self, stop: Event, *, seconds: float = 0.2) -> None:
        """Test what waits, in rounds with a pause between them, until told to stop.

        Where another process does so already, stand by to take its place.
        """
        while not stop.is_set():
            with self.spool.claimed() as ours:
                while ours and not stop.is_set():
                    self.run_round(stop)
                    stop.wait(seconds)
            stop.wait(seconds)

    def run_round(self, stop: Event) -> None:
        """Try what is due, now and then look for more, and outlive any trouble of the disk."""
        try:
            self.run_once(stop)
            if self.round % ROUNDS_BETWEEN_LOOKS == 1:
                self.look_for_missed()
        except TROUBLE as error:
            say(logging.ERROR, ci=str(self.spool.directory), outcome="trouble", error=repr(error))

    def run_once(self, stop: Event) -> int:
        """Try everything that is due, and return how many results were accepted."""
        self.round += 1
        accepted = 0
        while not stop.is_set() and (next_one := self.next_due()):
            accepted += self.attempt(*next_one, stop)
        return accepted

    def next_due(self) -> tuple[Waiting, Work] | None:
        """What to do next, if anything is due: a commit may have come meanwhile."""
        waiting = self.spool.waiting()
        pairs = ((each, work) for work in self.works for each in waiting)
        return next((pair for pair in pairs if self.is_due(*pair)), None)

    def is_due(self, waiting: Waiting, work: Work) -> bool:
        """Whether it is time for it, and it is not done yet."""
        in_time = self.due.get((waiting, work.kind), 0) <= self.round
        return in_time and not self.spool.accepted(waiting, work.kind)

    def look_for_missed(self) -> None:
        """Let the heads of branches wait that no hook left in the spool."""
        for waiting in self.heads():
            if not self.spool.knows(waiting):
                self.spool.add(waiting)

    def heads(self) -> Iterator[Waiting]:
        """The heads of all branches that can be read just now."""
        for settings in all_settings(self.repositories):
            url = settings_of(self.repositories, settings.repository).with_suffix(".git")
            try:
                commits = set(self.source.heads(str(url)).values())
            except (RefusedError, TryAgainError) as error:
                say(logging.WARNING, ci=settings.repository, outcome="unread", error=str(error))
                continue
            for commit in commits:
                yield Waiting(repository=settings.repository, commit=commit)

    def attempt(self, waiting: Waiting, work: Work, stop: Event) -> bool:
        """Bring one work on one commit to its end, or note when to try again."""
        try:
            trouble = self.account_for(waiting, work, stop)
        except TROUBLE as error:
            trouble = f"{type(error).__name__}: {error}"
        if trouble:
            self.postpone(waiting, work)
            say(logging.WARNING, ci=waiting.path, to=work.door, outcome="not yet", error=trouble)
        return not trouble

    def postpone(self, waiting: Waiting, work: Work) -> None:
        """Leave it alone for a while, longer each time."""
        key = (waiting, work.kind)
        self.failures[key] = failures = self.failures.get(key, 0) + 1
        self.due[key] = self.round + min(2**failures, LONGEST_WAIT)

    def account_for(self, waiting: Waiting, work: Work, stop: Event) -> str:
        """Have the results accepted, and return why they were not, if they were not."""
        if self.spool.results(waiting, work.kind) is None:
            found = self.found(waiting, work, stop)
            if found is None:
                return "stopped"
            self.spool.keep(waiting, work.kind, found)
        results = self.spool.results(waiting, work.kind)
        status = self.report(waiting, work, results) if results else 0
        if status != 202:
            return f"answered with {status}"
        self.spool.accept(waiting, work.kind)
        if all(self.spool.accepted(waiting, each.kind) for each in self.works):
            self.spool.finish(waiting, [each.kind for each in self.works])
        say(logging.INFO, ci=waiting.path, to=work.door, outcome="accepted")
        return ""

    def found(self, waiting: Waiting, work: Work, stop: Event) -> bytes | None:
        """What the work finds out about the commit, also about one that cannot be read."""
        url = settings_of(self.repositories, waiting.repository).with_suffix(".git")
        try:
            files = self.source.snapshot(str(url), waiting.commit).files
        except RefusedError as error:
            return work.fail(f"the commit cannot be read: {error}")
        return work.find(files, self.spool.workshop(), self.limits, stop)

    def report(self, waiting: Waiting, work: Work, results: Results) -> int:
        """Post the results; the signature covers repository, commit, when and where, and body."""
        settings = settings_in(settings_of(self.repositories, waiting.repository))
        said = {"at": results.at.isoformat(), "ci": NAME}
        query = urlencode({"repository": waiting.repository, "commit": waiting.commit, **said})
        lines = "".join(f"{name}={text}\n" for name, text in said.items())
        signed = f"{waiting.repository}\n{waiting.commit}\n{lines}".encode() + results.data
        address = f"{settings.host}/api/{work.door}?{query}"
        return post(address, results.data, signed, settings.key(), work.content_type).status
