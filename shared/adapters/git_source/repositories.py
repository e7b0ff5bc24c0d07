"""Repositories by the address they are registered under, wherever they lie."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from shared.adapters.git_source.allowance import Allowance
from shared.adapters.git_source.commits import check_name
from shared.adapters.git_source.disk import branches_on_disk, objects_on_disk
from shared.adapters.git_source.faults import about, shown, trouble
from shared.adapters.git_source.hosted import Hosted, on_the_web
from shared.adapters.git_source.objects import Objects
from shared.core.trees import Limits
from shared.git_hosts import GitHost


class Repositories:
    """Those on disk, and those of the git hosts we know."""

    def __init__(self, limits: Limits, hosts: Sequence[GitHost], allowance: Allowance) -> None:
        self._limits = limits
        self.hosted = Hosted(hosts, limits, allowance)

    @contextmanager
    def objects(self, url: str, commit: str, *, history: bool) -> Iterator[Objects]:
        """The objects of a commit, or with `history` at least all commits behind it."""
        with trouble(), about(f"{shown(url)} at {commit[:40]!r}"):
            check_name(commit)
            # In process, not in a limited subprocess: sizes are known before bytes are inflated,
            # and labour is counted, so the worst packs we could build cost seconds and 150 MB.
            if on_the_web(url):
                found = self.hosted.objects(url, commit, history=history)
            else:
                found = objects_on_disk(url, self._limits)
            with found as objects:
                yield objects

    def branches(self, url: str) -> dict[str, str]:
        """The commit each branch points at, by the branch's short name."""
        with trouble(), about(shown(url)):
            return self.hosted.branches(url) if on_the_web(url) else branches_on_disk(url)
