"""What a module cannot do without is found; what is guarded is not asked for."""

import ast

import pytest

from shared.core.imports import Import, imports_in


def found(source):
    return [each.module for each in imports_in(ast.parse(source))]


@pytest.mark.parametrize(
    ("source", "modules"),
    [
        pytest.param("import os, torch.nn as nn", ["os", "torch.nn"], id="import"),
        pytest.param("from torch.nn import Module", ["torch.nn"], id="from"),
        pytest.param("from . import mine\nfrom .mine import x", [], id="the package's own"),
        pytest.param("def f():\n  import a\nclass C:\n  import b", ["a", "b"], id="inside others"),
        pytest.param(
            "with x:\n  import a\nfor y in z:\n  import b", ["a", "b"], id="inside blocks"
        ),
        pytest.param("match x:\n  case 1:\n    import a", ["a"], id="inside a case"),
        pytest.param("if fast:\n  import a\nelse:\n  import b", ["a", "b"], id="by a condition"),
        pytest.param("try:\n  import a\nexcept ValueError:\n  import b", ["a", "b"], id="a try"),
    ],
)
def test_imports_are_found_from_top_to_bottom(source, modules):
    assert found(source) == modules


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("try:\n  import a\nexcept ImportError:\n  a = None", id="ImportError"),
        pytest.param("try:\n  import a\nexcept ModuleNotFoundError:\n  import b", id="the heir"),
        pytest.param("try:\n  import a\nexcept (ValueError, ImportError):\n  pass", id="of two"),
        pytest.param("try:\n  import a\nexcept:\n  pass", id="whatever happens"),
        pytest.param("if TYPE_CHECKING:\n  import a", id="for type checkers"),
        pytest.param("if typing.TYPE_CHECKING:\n  import a", id="for type checkers, in full"),
        pytest.param("if sys.version_info < (3, 11):\n  import a", id="for an older Python"),
        pytest.param("if __name__ == '__main__':\n  import a", id="for whoever runs the file"),
    ],
)
def test_guarded_imports_are_not_asked_for(source):
    assert found(source) == []


def test_what_comes_after_a_guard_counts():
    source = (
        "try:\n  import a\nexcept ImportError:\n  pass\nelse:\n  import b\nfinally:\n  import c"
    )

    assert found(source) == ["b", "c"]


def test_an_import_knows_its_package_and_its_line():
    (found_one,) = imports_in(ast.parse("\nimport torch.nn"))

    assert found_one == Import(module="torch.nn", line=2)
    assert found_one.root == "torch"
