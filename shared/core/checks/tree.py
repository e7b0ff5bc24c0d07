"""What a check looks at: one model's folder, as the commit holds it."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from shared.core.checks.shelf import Shelf
from shared.core.checks.syntax import Unparsed
from shared.core.document import Document, UnreadableDocumentError
from shared.core.notebooks import has_python, python_in
from shared.core.surroundings import Surroundings

MODEL_FILE: Final = "model.yml"


def unread_yaml(text: str) -> Document:
    """Of whoever cannot read YAML."""
    raise UnreadableDocumentError("not read", remedy="Read it where YAML can be read.")


@dataclass(frozen=True, kw_only=True)
class Tree:
    """A model's folder, by paths that count from it.

    `files` are those that are text; `unread` says of each other file why it is not, and `odd` holds
    its bytes; `passed_over` names symbolic links and submodules.  `outside` are the files of the
    repository, by paths that count from its root, which lie in no model's folder.  `read` makes a
    document of the text of a YAML file, or raises `UnreadableDocumentError`.
    """

    files: Mapping[str, str]
    model_file: Document | UnreadableDocumentError
    folder: str = "."
    unread: Mapping[str, str] = field(default_factory=dict)
    passed_over: tuple[str, ...] = ()
    odd: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    outside: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    surroundings: Surroundings = field(default_factory=Surroundings)
    read: Callable[[str], Document] = field(default=unread_yaml, repr=False, compare=False)
    documents: dict[str, Document | UnreadableDocumentError] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    shelf: Shelf = field(default_factory=Shelf, init=False, repr=False, compare=False)

    @property
    def names(self) -> frozenset[str]:
        """Every path in the folder, whatever is behind it."""
        return frozenset((*self.files, *self.unread, *self.passed_over))

    def place(self, path: str) -> str:
        """A path of the folder as the whole repository knows it."""
        if path.startswith("/"):
            return path[1:]
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
        """The syntax tree of the Python in a text file, be it a notebook."""
        kept = self.shelf.kept.get(path)
        return kept or self.shelf.put(path, python_in(path, self.files[path]))

    def document(self, path: str) -> Document | UnreadableDocumentError:
        """What a YAML file says, read once for all checks, or why nobody can tell."""
        if path not in self.documents:
            try:
                self.documents[path] = self.read(self.files[path])
            except UnreadableDocumentError as error:
                self.documents[path] = error
        return self.documents[path]


def python_paths(tree: Tree) -> Iterator[str]:
    """The files in which there may be Python, notebooks among them."""
    return (path for path in sorted(tree.files) if has_python(path, tree.files[path]))


def python_sources(tree: Tree) -> Iterator[tuple[str, str]]:
    """The Python in each of these files, by its path; lines are numbered as in the file."""
    return ((path, python_in(path, tree.files[path])) for path in python_paths(tree))


def likeness(path: str) -> str:
    """A path as a hasty writer sees it: without its folder, its case and the spelling of YAML."""
    return path.rpartition("/")[2].lower().replace(".yaml", ".yml").replace("-", "_")
