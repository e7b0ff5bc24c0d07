"""A repository holds what people write: models, data in bulk and packages have places of their own.

The registry keeps models (R-091), the artefact store packages (R-081), and loading a pickle runs
whatever is in it.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.tree import Tree
from shared.core.findings import Owner, Priority

KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys((".pkl", ".pickle", ".joblib", ".dill", ".sav"), "a pickle"),
    **dict.fromkeys((".h5", ".hdf5", ".keras", ".pt", ".pth", ".ckpt", ".onnx"), "a model"),
    **dict.fromkeys((".pb", ".safetensors", ".skops", ".cbm", ".ubj", ".rds"), "a model"),
    **dict.fromkeys((".whl", ".egg", ".jar", ".dbc"), "a package"),
    **dict.fromkeys((".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".7z", ".rar"), "an archive"),
}
REMEDIES: Final[Mapping[str, str]] = {
    "a pickle": "Remove it: the platform trains the model and keeps it in the registry.",
    "a model": "Remove it: the platform trains the model and keeps it in the registry.",
    "a package": "Remove it, and name it in the environment file.",
    "an archive": "Unpack it, or keep it where the data is.",
}
LARGE: Final = 1024 * 1024  # bytes


def judge(tree: Tree) -> Iterator[Remark]:
    """Every file that nobody wrote by hand."""
    for path in sorted(tree.names):
        size = len(tree.odd.get(path, b""))
        kind = KINDS.get(f".{path.rpartition('.')[2].lower()}", "")
        if kind:
            yield Remark(path=path, remark=f"{path} is {kind}", remedy=REMEDIES[kind])
        elif size > LARGE:
            remark = f"{path} has {size / LARGE:.1f} MiB, and is no text"
            remedy = "Keep it where the data is, and read it from there."
            yield Remark(path=path, remark=remark, remedy=remedy)


CHECK: Final = Check(
    name="artefacts",
    priority=Priority.ADVISED,
    owner=Owner.GBI,
    standard="R-091",
    judge=judge,
)
