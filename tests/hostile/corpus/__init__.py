"""Trees that are hostile or broken, made when they are needed, and who must object to each.

Groups are judged together.  Repositories that are hostile already as git objects (paths with NUL or
`..`, bombs in packs, lies about sizes) are in `tests/hostile/test_hostile_repositories.py`.
"""

from tests.hostile.corpus import documents, names, parsers, sizes, tools
from tests.hostile.corpus.tree import HostileTree, Objection

__all__ = ["EXACT", "GROUPS", "HostileTree", "Objection"]

GROUPS = {
    "names": names.TREES,
    "parsers": parsers.TREES,
    "pylint": tools.PYLINT,
    "bandit": tools.TREES,
    "canaries": tools.CANARIES,
    "documents": documents.TREES,
    "sizes": sizes.TREES,
}
# Of these nothing is to be heard where nothing is expected.
EXACT = frozenset(
    ("structure", "model_file", "data", "train", "score", "environment", "readme", "naming", "bandit")
)  # fmt: skip
