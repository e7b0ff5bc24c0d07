"""Known runtimes are found by name, and one that is out of support has a successor."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shared.core.runtime_names import runtime_name
from shared.core.runtimes import find, seen, successor
from tests.core.checks.clusters import RUNTIMES, SEEN, runtime


@pytest.mark.parametrize(
    ("key", "found"),
    [
        pytest.param("17.3.x-scala2.13", "17.3.x-scala2.13", id="the very key"),
        pytest.param("15.4.x-photon-aarch64-scala2.12", "15.4.x-scala2.12", id="another build"),
        pytest.param("15.4.x-scala2.13", "15.4.x-scala2.12", id="another Scala"),
        pytest.param("18 LTS ML", "18.x-cpu-ml-scala2.13", id="a spelling of people's"),
    ],
)
def test_a_runtime_is_found_by_what_matters_to_python(key, found):
    assert find(RUNTIMES, runtime_name(key)).key == found


@pytest.mark.parametrize("key", ["17.3.x-gpu-ml-scala2.13", "18.2.x-scala2.13", "4.3", "19 LTS ML"])
def test_another_version_or_variant_is_another_runtime(key):
    assert find(RUNTIMES, runtime_name(key)) is None


def test_a_key_that_means_nothing_is_passed_over():
    assert find({"custom": runtime("custom")}, runtime_name("17.3")) is None


@pytest.mark.parametrize(
    ("key", "until", "following"),
    [
        pytest.param("13.3 LTS", date(2026, 11, 28), "14.3.x-scala2.12", id="the very next"),
        pytest.param("13.3 LTS", date(2027, 3, 1), "15.4.x-scala2.12", id="one that lasts"),
        pytest.param("17.2", date(2026, 11, 28), "17.3.x-scala2.13", id="not one without LTS"),
        pytest.param("17.2 ML", date(2026, 11, 28), "17.3.x-cpu-ml-scala2.13", id="same variant"),
    ],
)
def test_the_successor_is_the_next_with_long_support(key, until, following):
    name, ends = successor(RUNTIMES, runtime_name(key), until)

    assert (name.key, ends) == (following, RUNTIMES[following].ends)


def test_the_last_runtime_has_no_successor():
    assert successor(RUNTIMES, runtime_name("18 LTS"), date(2026, 11, 28)) is None


def test_what_is_known_was_seen_on_the_latest_day():
    later = SEEN + timedelta(days=1)

    assert seen({"a": runtime("a"), "b": replace(runtime("b"), as_of=later)}) == later
    assert seen({}) is None
