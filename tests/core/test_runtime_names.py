"""A runtime is known by its key and by what people call it."""

import pytest

from shared.core.runtime_names import Variant, runtime_name


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("17.3 LTS ML", "17.3.x-cpu-ml-scala2.13", id="as people say it"),
        pytest.param("17.3 lts ml gpu", "17.3.x-gpu-ml-scala2.13", id="in lower case, with GPUs"),
        pytest.param("15.4 LTS", "15.4.x-scala2.12", id="the old Scala"),
        pytest.param("17.2", "17.2.x-scala2.13", id="a bare version"),
        pytest.param("Databricks Runtime 16.4 LTS", "16.4.x-scala2.12", id="in full"),
        pytest.param("DBR 16.4 LTS ML CPU", "16.4.x-cpu-ml-scala2.12", id="in short"),
        pytest.param("18 LTS ML", "18.x-cpu-ml-scala2.13", id="a line as a whole"),
        pytest.param("18.2 ML", "18.2.x-cpu-ml-scala2.13", id="one update of a line"),
        pytest.param("serverless v4", "serverless-v4", id="serverless, as people say it"),
        pytest.param("18.x.x-scala2.13", "18.x-scala2.13", id="any update of a line"),
    ],
)
def test_a_spelling_has_one_key(text, key):
    assert runtime_name(text).key == key


@pytest.mark.parametrize(
    "key",
    [
        "17.3.x-scala2.13",
        "17.3.x-cpu-ml-scala2.13",
        "17.3.x-gpu-ml-scala2.13",
        "15.4.x-photon-scala2.12",
        "15.4.x-photon-aarch64-scala2.12",
        "16.4.x-aarch64-scala2.13",
        "18.x-cpu-ml-scala2.13",
        "serverless-v4",
    ],
)
def test_a_key_stays_as_it_is(key):
    assert runtime_name(key).key == key


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("LTS", id="no version"),
        pytest.param("17 LTS", id="no minor version, where there must be one"),
        pytest.param("17.3 LTS Photon ML", id="a word that is none"),
        pytest.param("custom:17.3", id="an image of one's own"),
        pytest.param("17.3.x-cpu-ml-scala2.14", id="a Scala that is not there"),
        pytest.param("17.3.x-cpu-ml-scala2.13\n", id="a line break"),
        pytest.param("17.3.x-scala2.13; rm", id="more after it"),
        pytest.param("٣.3.x-scala2.13", id="digits of another script"),
        pytest.param("9" * 5000 + ".3 LTS", id="an endless number"),
    ],
)
def test_what_names_no_runtime_is_not_guessed_at(text):
    assert runtime_name(text) is None


def test_a_version_comes_in_variants_and_later_ones_are_greater():
    name = runtime_name("15.4.x-photon-scala2.12")

    assert name.as_variant(Variant.GPU_ML).key == "15.4.x-gpu-ml-scala2.12"
    assert name.order < runtime_name("15.10").order < runtime_name("18 LTS").order
