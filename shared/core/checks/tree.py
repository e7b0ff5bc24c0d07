"""What a check looks at: one model's folder, as the commit holds it."""

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from shared.core.checks.syntax import Unparsed, parse
from shared.core.document import Document, UnreadableDocumentError
from shared.core.policy import DEFAULT_ENVIRONMENTS

MODEL_FILE: Final = "model.yml"
MAX_TEXT_BYTES: Final = 2 * 1024 * 1024
ENVIRONMENTS: Final = tuple(environment.name for environment in DEFAULT_ENVIRONMENTS)


@dataclass(frozen=True, kw_only=True)
class Tree:
    """A model's folder, by paths that count from it.

    `files` are those that are text; `unread` says of each other file why it is not; `passed_over`
    names symbolic links and submodules; `environments` are those a threshold may be meant for.
    """

    files: Mapping[str, str]
    model_file: Document | UnreadableDocumentError
    folder: str = "."
    unread: Mapping[str, str] = field(default_factory=dict)
    passed_over: tuple[str, ...] = ()
    environments: tuple[str, ...] = ENVIRONMENTS
    parsed: dict[str, ast.Module | Unparsed] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def names(self) -> frozenset[str]:
        """Every path in the folder, whatever is behind it."""
        return frozenset((*self.files, *self.unread, *self.passed_over))

    def place(self, path: str) -> str:
        """A path of the folder as the whole repository knows it."""
        return path if self.folder == "." else f"{self.folder}/{path}"

    def absence(self, path: str) -> str:
        """Why a path is not among the text files, in words that follow "is"."""
        if path in self.passed_over:
            return "a link, which is not followed"
        return self.unread.get(path, "not there")

    def alike(self, path: str) -> str:
        """A file that may have been meant to have the path, empty where there is none."""
        near = (other for other in sorted(self.files) if likeness(other) == likeness(path))
        return next(near, "")

    def syntax(self, path: str) -> ast.Module | Unparsed:
        """The syntax tree of a text file, made once for all checks."""
        if path not in self.parsed:
            self.parsed[path] = parse(self.files[path])
        return self.parsed[path]


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
    environments: tuple[str, ...] = ENVIRONMENTS,
) -> Tree:
    """The tree of a folder among the files of a repository.

    `read` makes a document of the text of `model.yml`, or raises `UnreadableDocumentError`.
    """
    texts, unread = texts_in(files_of(folder, files))
    return Tree(
        folder=folder,
        files=texts,
        unread=unread,
        passed_over=tuple(relative(folder, path) for path in passed_over if within(folder, path)),
        model_file=model_file_in(texts, read),
        environments=environments,
    )


def model_file_in(
    texts: Mapping[str, str], read: Callable[[str], Document]
) -> Document | UnreadableDocumentError:
    """What `model.yml` says, or why nobody can tell."""
    if MODEL_FILE not in texts:
        return UnreadableDocumentError("not there", remedy=f"Add {MODEL_FILE} as UTF-8 text.")
    try:
        return read(texts[MODEL_FILE])
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


def likeness(path: str) -> str:
    """A path as a hasty writer sees it: without its folder, its case and the spelling of YAML."""
    return path.rpartition("/")[2].lower().replace(".yaml", ".yml").replace("-", "_")


def within(folder: str, path: str) -> bool:
    """Whether a path lies in the folder."""
    return folder == "." or path.startswith(f"{folder}/")


def relative(folder: str, path: str) -> str:
    """A path of the repository as it counts from the folder."""
    return path if folder == "." else path.removeprefix(f"{folder}/")
