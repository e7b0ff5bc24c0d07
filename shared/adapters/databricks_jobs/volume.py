"""Files in a Unity Catalog volume, over the Files API: what a job is given, and what it leaves.

https://docs.databricks.com/api/workspace/files
"""

import io
from dataclasses import dataclass
from posixpath import dirname
from typing import TYPE_CHECKING

from shared.core.errors import RefusedError

if TYPE_CHECKING:
    from databricks.sdk.service.files import FilesAPI

LARGEST_ORDER = 8 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Volume:
    """The files under one path."""

    files: "FilesAPI"
    root: str

    def lay(self, name: str, data: bytes) -> None:
        """Have the file there; it is named for its contents, so that once is enough."""
        if not self.has(name):
            self.write(name, data, overwrite=True)

    def keep(self, name: str, data: bytes) -> bytes:
        """Write the file, unless there is one, and return what is there."""
        from databricks.sdk.errors import ResourceConflict

        try:
            self.write(name, data, overwrite=False)
        except ResourceConflict:
            return self.read(name, limit=LARGEST_ORDER) or b""
        return data

    def write(self, name: str, data: bytes, *, overwrite: bool) -> None:
        """Write the file, and the folder before it: the API does not make one by itself."""
        path = f"{self.root}/{name}"
        self.files.create_directory(dirname(path))
        self.files.upload(path, io.BytesIO(data), overwrite=overwrite)

    def has(self, name: str) -> bool:
        """Whether the file is there."""
        from databricks.sdk.errors import NotFound

        try:
            self.files.get_metadata(f"{self.root}/{name}")
        except NotFound:
            return False
        return True

    def read(self, name: str, *, limit: int) -> bytes | None:
        """What is in the file, `None` where there is none.  Raises `RefusedError` for too much."""
        from databricks.sdk.errors import NotFound

        try:
            stream = self.files.download(f"{self.root}/{name}").contents
        except NotFound:
            return None
        assert stream is not None
        with stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise RefusedError(f"{name}: larger than {limit} bytes; GBI looks at the job")
        return data
