"""A small CI: tests every commit that was pushed, and posts the results until they are accepted."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from threading import Event
from urllib.parse import urlencode

from local.calls import say
from local.git import all_settings, settings_of
from local.hook import post, settings_in
from local.spool import Spool, Waiting
from local.team_tests import failed, results_of
from shared.adapters.confined import Limits
from shared.core.errors import RefusedError, TryAgainError
from shared.ports import Source

ROUNDS_BETWEEN_LOOKS = 300
LONGEST_WAIT = 256
TROUBLE = (OSError, HTTPException, RefusedError, TryAgainError, ValueError, TypeError)


@dataclass(kw_only=True)
class Ci:
    """Tests what waits in the spool; `repositories` is the folder of the bare repositories.

    Whatever is not accepted is tried again after one round, then two, four and so on, while the
    others go on.
    """

    repositories: Path
    spool: Spool
    source: Source
    limits: Limits = field(default_factory=Limits)
    round: int = 0
    failures: dict[Waiting, int] = field(default_factory=dict)
    due: dict[Waiting, int] = field(default_factory=dict)

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
        due = (each for each in self.spool.waiting() if self.due.get(each, 0) <= self.round)
        return sum(self.attempt(waiting, stop) for waiting in due if not stop.is_set())

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

    def attempt(self, waiting: Waiting, stop: Event) -> bool:
        """Bring one commit to its end, or note when to try again."""
        try:
            trouble = self.account_for(waiting, stop)
        except TROUBLE as error:
            trouble = f"{type(error).__name__}: {error}"
        if trouble:
            self.postpone(waiting)
            say(logging.WARNING, ci=waiting.path, outcome="not yet", error=trouble)
        return not trouble

    def postpone(self, waiting: Waiting) -> None:
        """Leave it alone for a while, longer each time."""
        self.failures[waiting] = failures = self.failures.get(waiting, 0) + 1
        self.due[waiting] = self.round + min(2**failures, LONGEST_WAIT)

    def account_for(self, waiting: Waiting, stop: Event) -> str:
        """Have the commit's results accepted, and return why they were not, if they were not."""
        results = self.spool.results(waiting)
        if results is None:
            results = self.tested(waiting, stop)
            if results is None:
                return "stopped"
            self.spool.keep(waiting, results)
        status = self.report(waiting, results)
        if status != 202:
            return f"answered with {status}"
        self.spool.finish(waiting)
        say(logging.INFO, ci=waiting.path, outcome="accepted")
        return ""

    def tested(self, waiting: Waiting, stop: Event) -> bytes | None:
        """The results of the commit's tests, also of a commit that cannot be read."""
        url = settings_of(self.repositories, waiting.repository).with_suffix(".git")
        try:
            files = self.source.snapshot(str(url), waiting.commit).files
        except RefusedError as error:
            return failed(f"the commit cannot be read: {error}")
        return results_of(files, self.spool.workshop(), self.limits, stop)

    def report(self, waiting: Waiting, results: bytes) -> int:
        """Post the results; the signature covers repository, commit and body."""
        settings = settings_in(settings_of(self.repositories, waiting.repository))
        query = urlencode({"repository": waiting.repository, "commit": waiting.commit})
        signed = f"{waiting.repository}\n{waiting.commit}\n".encode() + results
        address = f"{settings.host}/api/test-results?{query}"
        return post(address, results, signed, settings.key(), "application/xml").status
