"""How much a git host may send for one question, and how much it has sent."""

from dataclasses import dataclass, field
from time import monotonic

from shared.core.errors import TryAgainError
from shared.core.trees import MIB
from shared.ports import UnreadableSourceError


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """Bounds of one fetch: sizes in bytes, times in seconds.

    `pack` and `objects` bound what is asked for, `talk` everything said besides, refs and progress
    included; `silence` is how long the host may say nothing, `time` how long all may take.
    """

    pack: int = 200 * MIB
    objects: int = 200_000
    talk: int = 16 * MIB
    connect: float = 5
    silence: float = 30
    time: float = 120


@dataclass(kw_only=True)
class Meter:
    """What one fetch has taken so far; `talk` is what arrived and was not part of a pack."""

    allowance: Allowance
    talk: int = 0
    began: float = field(default_factory=monotonic)

    def arrived(self, size: int) -> None:
        """Count bytes off the wire."""
        self.talk += size
        # A piece of a pack is talk until it is known for one.
        if self.talk > self.allowance.talk + MIB:
            raise UnreadableSourceError(f"more than {self.allowance.talk} bytes are said of it")
        if monotonic() - self.began > self.allowance.time:
            raise TryAgainError(f"took more than {self.allowance.time:g} seconds to be sent")

    def packed(self, size: int) -> None:
        """Count bytes as part of a pack."""
        self.talk -= size
