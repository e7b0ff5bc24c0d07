"""Files that are there whole or not at all, however the process that writes them ends."""

import os
from pathlib import Path


def write(path: Path, data: bytes | bytearray) -> None:
    """Write the file in one step, and see it safely on the disk."""
    draft = path.with_suffix(".draft")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
