"""Sources under names that mean nothing to anybody."""

import re
from collections.abc import Mapping
from pathlib import Path

# What pytest, too, takes for a test by default, and what belongs to tests.
TEST = re.compile(r"(^|/)(tests?/|test_[^/]*\.py$|[^/]*_test\.py$|conftest\.py$)")


def lay_out(files: Mapping[str, str], place: Path) -> dict[str, str]:
    """Write the files into a new folder; whose each name is, as seen from the empty folder."""
    for folder in ("code", "empty", "home"):
        (place / folder).mkdir()
    names = {}
    for number, (path, text) in enumerate(files.items()):
        name = f"{'test' if TEST.search(path) else 'file'}_{number:05}.py"
        # A lone surrogate is nobody's UTF-8; the tool shall stumble over it, not we.
        (place / "code" / name).write_bytes(text.encode(errors="surrogatepass"))
        names[name] = path
    return names
