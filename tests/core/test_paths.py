"""Where a path leads, without a file system."""

import pytest

from shared.core.paths import parent, resolved


@pytest.mark.parametrize(
    ("folder", "path", "place"),
    [
        pytest.param("", "a/b.yml", "a/b.yml", id="from the root"),
        pytest.param("ci", "./b.yml", "ci/b.yml", id="from a folder"),
        pytest.param("ci/jobs", "../b.yml", "ci/b.yml", id="up and down"),
        pytest.param("ci", "/b.yml", "b.yml", id="from the root, said so"),
        pytest.param("ci", "a//b.yml", "ci/a/b.yml", id="with a slash too many"),
        pytest.param("ci", "../../b.yml", None, id="out of it all"),
    ],
)
def test_a_path_leads_somewhere_or_out(folder, path, place):
    assert resolved(folder, path) == place


def test_the_parent_of_a_file_at_the_root_is_the_root():
    assert (parent("a/b.yml"), parent("b.yml")) == ("a", "")
