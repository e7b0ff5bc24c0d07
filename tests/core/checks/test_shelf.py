"""Syntax trees within bounds: as many as are read, and as many as are kept."""

import ast

from shared.core.checks.shelf import MOST_KEPT, MOST_READ, TOO_MUCH, Shelf
from shared.core.checks.syntax import MAX_BYTES

LARGE = "#" * MAX_BYTES


def test_what_was_asked_for_first_is_kept():
    shelf = Shelf()

    found = shelf.put("a.py", "x = 1")

    assert shelf.kept == {"a.py": found}


def test_what_there_is_no_room_for_is_parsed_each_time():
    shelf = Shelf()
    for number in range(MOST_KEPT // MAX_BYTES):
        shelf.put(f"{number}.py", LARGE)

    assert isinstance(shelf.put("last.py", "x = 1"), ast.Module)
    assert isinstance(shelf.put("last.py", "x = 1"), ast.Module)
    assert "last.py" not in shelf.kept


def test_what_cannot_be_parsed_is_remembered_whatever_the_room():
    shelf = Shelf(total=MOST_KEPT)

    assert shelf.put("a.py", "x = (") is shelf.kept["a.py"]


def test_beyond_the_bound_nothing_more_is_read():
    shelf = Shelf(total=MOST_READ)

    assert shelf.put("a.py", "x = 1") is TOO_MUCH
