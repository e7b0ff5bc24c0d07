"""What a model was made with is what was running, and a difference is told."""

from importlib.metadata import version

import pytest

from runner.environment import differences, requirements

CONDA = """
name: churn
dependencies:
  - python=3.11
  - conda-forge::scikit-learn={sklearn}
  - numpy>=1.0
  - pip:
      - pandas=={pandas}
      - nowhere-to-be-found==1.0
"""


@pytest.fixture
def folder(tmp_path):
    """A folder whose conda file asks for another pandas than is running."""
    text = CONDA.format(sklearn=version("scikit-learn"), pandas="0.1")
    (tmp_path / "environment.yml").write_text(text)
    return tmp_path


def test_what_is_named_is_pinned_to_what_is_running(folder):
    pinned = requirements(folder, "environment.yml")

    assert f"scikit-learn=={version('scikit-learn')}" in pinned
    assert f"pandas=={version('pandas')}" in pinned
    assert f"numpy=={version('numpy')}" in pinned
    assert not any("nowhere" in each for each in pinned)


def test_what_differs_is_told(folder):
    assert differences(folder, "environment.yml") == [
        f"pandas {version('pandas')}, declared ==0.1",
        "nowhere-to-be-found is missing, declared ==1.0",
    ]


def test_a_pip_file_is_read_as_well(tmp_path):
    (tmp_path / "requirements.txt").write_text(
        "# needed\nnumpy[extra] >=1.0 ; python_version>'3'\n"
    )

    assert f"numpy=={version('numpy')}" in requirements(tmp_path, "")
    assert differences(tmp_path, "") == []


@pytest.mark.parametrize(
    ("wanted", "same"),
    [
        ("=1.2", True),
        ("=1.2.3", True),
        ("==1.2.3", True),
        (">=1.2,<2", True),
        ("=1.3", False),
        ("==1.2", False),
        (">=1.3,<2", False),
    ],
)
def test_a_single_equals_sign_means_a_prefix(wanted, same):
    from runner.environment import satisfied

    assert satisfied("1.2.3", wanted) is same
