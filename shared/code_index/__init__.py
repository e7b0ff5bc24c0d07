"""The index of the organisation's code: which repository has the same code as another (R-061).

Every repository has a book of its files and their fingerprints; shards tell which repositories have
an anchor.  A push reads and writes the shards of what it adds or takes away, its own book, and the
books of a few repositories that had something of it before: how much is stored does not matter.
"""

from shared.code_index.asking import clones
from shared.code_index.mending import rebuild
from shared.code_index.noting import note

__all__ = ["clones", "note", "rebuild"]
