"""Models' folders, cut out of the files of a repository."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from shared.core.checks.tree import MODEL_FILE, Tree
from shared.core.document import Document, UnreadableDocumentError
from shared.core.surroundings import Surroundings
from shared.core.variable_template import plain

MAX_TEXT_BYTES: Final = 2 * 1024 * 1024


def models_in(paths: Iterable[str]) -> tuple[str, ...]:
    """The folders that hold a `model.yml`, the root being "."."""
    splits = (path.rpartition("/") for path in paths)
    return tuple(sorted(folder or "." for folder, _, name in splits if name == MODEL_FILE))


def files_of(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a folder and those below it, by paths that count from it."""
    return {relative(folder, path): data for path, data in files.items() if within(folder, path)}


def tree_of(
    folder: str,
    files: Mapping[str, bytes],
    *,
    read: Callable[[str], Document],
    passed_over: Iterable[str] = (),
    surroundings: Surroundings | None = None,
) -> Tree:
    """The tree of a folder among the files of a repository.

    `read` makes a document of the text of `model.yml`, or raises `UnreadableDocumentError`.
    """
    own = files_of(folder, files)
    texts, unread = texts_in(own)
    return Tree(
        folder=folder,
        files=texts,
        unread=unread,
        odd={path: own[path] for path in unread},
        outside=outside(folder, files),
        passed_over=tuple(relative(folder, path) for path in passed_over if within(folder, path)),
        model_file=model_file_in(texts, read),
        surroundings=surroundings or Surroundings(),
        read=read,
    )


def outside(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that lie neither in the folder nor in that of any model."""
    folders = {folder, *models_in(files)}
    return {
        path: data for path, data in files.items() if not any(within(one, path) for one in folders)
    }


def model_file_in(
    texts: Mapping[str, str], read: Callable[[str], Document]
) -> Document | UnreadableDocumentError:
    """What `model.yml` says in either of its forms, or why nobody can tell."""
    if MODEL_FILE not in texts:
        return UnreadableDocumentError("not there", remedy=f"Add {MODEL_FILE} as UTF-8 text.")
    try:
        return plain(read(texts[MODEL_FILE]), read)
    except UnreadableDocumentError as error:
        return error


def texts_in(files: Mapping[str, bytes]) -> tuple[dict[str, str], dict[str, str]]:
    """The files that are text, and why the others are not."""
    texts: dict[str, str] = {}
    unread: dict[str, str] = {}
    for path, data in files.items():
        text = text_in(data)
        if text is None:
            unread[path] = "larger than 2 MiB" if len(data) > MAX_TEXT_BYTES else "not UTF-8 text"
        else:
            texts[path] = text
    return texts, unread


def text_in(data: bytes) -> str | None:
    """UTF-8 of a size that somebody may be expected to have written."""
    if len(data) > MAX_TEXT_BYTES or b"\0" in data:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def within(folder: str, path: str) -> bool:
    """Whether a path lies in the folder."""
    return folder == "." or path.startswith(f"{folder}/")


def relative(folder: str, path: str) -> str:
    """A path of the repository as it counts from the folder."""
    return path if folder == "." else path.removeprefix(f"{folder}/")
