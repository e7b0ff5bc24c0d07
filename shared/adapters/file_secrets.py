"""Secrets in files of one folder that nobody but their owner may read."""

import os
import re
import stat
from pathlib import Path
from secrets import token_hex

from shared.core.errors import RefusedError
from shared.files import durable

SCHEME = "file:"
OWNER_ONLY = 0o600


class FileSecrets:
    """A folder of secrets, each known elsewhere by its reference `file:NAME` only."""

    def __init__(self, root: Path) -> None:
        """Open the folder, and clear away what a crash left half written."""
        self.root = root
        durable.sweep(root)

    def value(self, reference: str) -> bytes:
        """The secret, without a line end that an editor left behind it.

        Raises `RefusedError`, naming the reference, where there is none, it is empty, it is a
        link, or others may read it.
        """
        path = self.root / name_in(reference)
        try:
            with open(path, "rb", opener=without_links) as file:
                guard(reference, os.fstat(file.fileno()).st_mode, path)
                secret = file.read().rstrip(b"\r\n")
        except OSError as error:
            raise RefusedError(f"secret {reference}: cannot be read: {error.strerror}") from error
        if not secret:
            raise RefusedError(f"secret {reference}: is empty; write it into {path}")
        return secret

    def create(self, name: str) -> str:
        """Make a random secret of 256 bits, unless there is one, and return its reference."""
        reference = f"{SCHEME}{name}"
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            secret = token_hex(32).encode()
            durable.keep(self.root, name_in(reference), [secret], mode=OWNER_ONLY, once=True)
        except FileExistsError:
            return reference
        return reference


def name_in(reference: str) -> str:
    """The name of the file.  Raises `RefusedError` for anything else than one plain name."""
    name = reference.removeprefix(SCHEME)
    if name == reference or not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}", name):
        raise RefusedError(
            f"secret {reference!r}: not a reference; write {SCHEME}NAME, of letters, digits, . _ -"
        )
    return name


def guard(reference: str, mode: int, path: Path) -> None:
    """Refuse a secret that others may read, since others may have read it."""
    if not stat.S_ISREG(mode) or mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise RefusedError(f"secret {reference}: others may read it; chmod 600 {path}")


def without_links(path: str, flags: int) -> int:
    """Open what the path names itself, and wait for nobody to write to it."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
