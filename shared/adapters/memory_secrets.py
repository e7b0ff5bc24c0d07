"""Secrets that are forgotten when the process ends."""

from dataclasses import dataclass, field
from secrets import token_hex

from shared.core.errors import RefusedError


@dataclass(frozen=True, kw_only=True)
class MemorySecrets:
    """Secrets by reference; nothing that prints this shows one."""

    kept: dict[str, bytes] = field(default_factory=dict, repr=False)

    def value(self, reference: str) -> bytes:
        """The secret behind the reference."""
        if not self.kept.get(reference):
            raise RefusedError(f"secret {reference!r}: there is none of this reference")
        return self.kept[reference]

    def create(self, name: str) -> str:
        """Make a random secret of 256 bits, unless there is one, and return its reference."""
        self.kept.setdefault(f"memory:{name}", token_hex(32).encode())
        return f"memory:{name}"
