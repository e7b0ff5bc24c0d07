"""What is said to one repository on a git host in git's own protocol, by dulwich."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from shared.adapters.git_source.addresses import Place
from shared.adapters.git_source.allowance import Meter
from shared.adapters.git_source.exchange import Exchange
from shared.adapters.git_source.questions import Question, questions
from shared.adapters.git_source.reception import Reception
from shared.adapters.git_source.refs import HEADS, branches_among
from shared.core.errors import RefusedError, TryAgainError
from shared.ports import UnreadableSourceError

if TYPE_CHECKING:
    from httpx import Client

NO_REFS = b"refs/none-of-them/"


class Conversation:
    """Questions to one repository, within the bounds of one meter."""

    def __init__(self, place: Place, client: "Client", meter: Meter) -> None:
        from dulwich.client import HttpGitClient

        self._meter = meter
        self._address = place.address
        self._filters = place.filters
        self._git = HttpGitClient(
            place.address,
            pool_manager=Exchange(place.address, place.host, client, meter),  # type: ignore[arg-type]
            thin_packs=False,
            quiet=True,
        )

    def branches(self) -> dict[str, str]:
        """The commits by the short names of the branches."""
        with self._understood():
            listed = self._git.get_refs("", ref_prefix=[HEADS])
            return branches_among(listed.refs, listed.symrefs)

    def fetch(self, file: BinaryIO, commit: str, *, history: bool) -> None:
        """Write the pack that holds the commit, or with `history` all commits behind it."""
        for question in questions(commit, history):
            # From version 2 on any commit may be asked for, so a refusal means it is not there.
            # https://git-scm.com/docs/protocol-v2#_fetch
            if question.by_branch and getattr(self._git, "protocol_version", 0) >= 2:
                break
            file.seek(0)
            file.truncate()
            if self._got(question, Reception(file, self._meter)):
                return
        raise UnreadableSourceError(f"commit {commit}: is not in the repository: push it again")

    def _got(self, question: Question, reception: Reception) -> bool:
        from dulwich.errors import GitProtocolError, HangupException

        with self._understood():
            try:
                self._ask(question, reception)
            except HangupException:
                raise
            except GitProtocolError as error:
                if reception.size:
                    raise HangupException from error
                return False
        if reception.size:
            reception.finish()
        return bool(reception.size)

    def _ask(self, question: Question, reception: Reception) -> None:
        self._git.fetch_pack(
            "",
            question.wants,
            Blank(),
            reception.take,
            depth=question.depth or None,
            ref_prefix=[HEADS if question.by_branch else NO_REFS],
            filter_spec=(question.filter * self._filters) or None,
        )

    @contextmanager
    def _understood(self) -> Iterator[None]:
        """Raise what we raise, and never what a host wrote: it may repeat what it was told."""
        from dulwich.errors import HangupException

        try:
            yield
        except (RefusedError, TryAgainError, OSError, MemoryError):
            raise
        except HangupException as error:
            raise TryAgainError(f"{self._address}: its host broke off") from error
        except Exception as error:
            kind = type(error).__name__
            raise UnreadableSourceError(f"its host does not speak git as we do ({kind})") from error


class Blank:
    """Walks over the commits that we have already: there are none."""

    def __next__(self) -> None:
        return None

    def ack(self, sha: bytes) -> None:
        """The host has a commit that we named."""

    def nak(self) -> None:
        """The host has none of them."""
