"""The sums of a file, all of them in one reading."""

from functools import partial
from hashlib import md5, sha1, sha256
from pathlib import Path

from shared.core.errors import RefusedError
from shared.files.paths import plain
from shared.ports import Artefact

CHUNK = 1 << 20


def artefact_of(path: str, source: Path) -> Artefact:
    """What an artefact store is to hold under the path.  Raises `RefusedError` for no plain file.

    SHA-1 and MD5 are for stores that know files by them, and protect nothing.
    """
    plain(path)
    if not source.is_file():
        raise RefusedError(f"{source}: there is no such file; give the path of one file")
    sums = (sha256(), sha1(usedforsecurity=False), md5(usedforsecurity=False))
    size = 0
    with source.open("rb") as file:
        for chunk in iter(partial(file.read, CHUNK), b""):
            size += len(chunk)
            for one in sums:
                one.update(chunk)
    strong, older, oldest = (one.hexdigest() for one in sums)
    return Artefact(path=path, size=size, sha256=strong, sha1=older, md5=oldest)
