"""Paths of a repository, which have slashes and no root."""


def resolved(folder: str, path: str) -> str | None:
    """Where a path leads from a folder ("" being the root), `None` where that is out of it all."""
    parts: list[str] = [] if path.startswith("/") else [*filter(None, folder.split("/"))]
    for part in path.split("/"):
        if part == ".." and not parts:
            return None
        if part == "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def parent(path: str) -> str:
    """The folder that a path lies in, empty for the root."""
    return path.rpartition("/")[0]
