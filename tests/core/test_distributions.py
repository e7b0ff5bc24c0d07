"""A module is traced to its library, whatever the two are called."""

import pytest

from shared.core.distributions import likely, needs_gpu, supplied, suppliers


@pytest.mark.parametrize(
    ("module", "library"),
    [
        ("sklearn", "scikit-learn"),
        ("cv2", "opencv-python"),
        ("yaml", "pyyaml"),
        ("pandas", "pandas"),
        ("flash_attn", "flash-attn"),
        ("azure", "azure-identity"),
        ("google", "google-cloud-storage"),
    ],
)
def test_a_module_comes_from_its_library(module, library):
    assert supplied(module, {library})


@pytest.mark.parametrize(
    ("module", "library"),
    [("torch", "torch-optimizer"), ("azure", "azureml"), ("cv2", "opencv")],
)
def test_a_module_comes_from_no_other_library(module, library):
    assert not supplied(module, {library})


def test_the_library_to_name_is_the_likeliest():
    assert suppliers("umap")[0] == "umap-learn"
    assert suppliers("my_module") == ("my-module",)


def test_a_library_that_sounds_right_is_likely():
    assert likely("psycopg", "psycopg-binary")
    assert not likely("fitz", "pymupdf")


def test_some_libraries_need_a_gpu():
    assert needs_gpu("cudf")
    assert needs_gpu("nvidia-cublas-cu12")
    assert not needs_gpu("nvidia-ml-py")
