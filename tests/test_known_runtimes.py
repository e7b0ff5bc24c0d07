"""The runtimes that come with the package can be read, every one."""

from datetime import date
from importlib.resources import files

import pytest
from packaging.utils import canonicalize_name
from packaging.version import Version

from shared.core.runtime_names import runtime_name
from shared.known_runtimes import known_runtimes

KNOWN = known_runtimes()


@pytest.mark.parametrize("key", KNOWN)
def test_every_runtime_has_a_name_and_versions_that_can_be_compared(key):
    runtime = KNOWN[key]

    assert runtime_name(key).key == key == runtime.key
    assert all(canonicalize_name(name) == name for name in runtime.packages)
    assert all(Version(version) for version in runtime.packages.values())


def test_forty_were_captured_and_more_are_known_by_name():
    captured = [runtime for runtime in KNOWN.values() if runtime.python]

    assert len(captured) == 40
    assert {runtime.as_of for runtime in KNOWN.values()} == {date(2025, 12, 9)}
    assert all(len(runtime.packages) > 100 for runtime in captured)
    assert {key for key in KNOWN if not KNOWN[key].python} == {
        f"{version}.x{variant}-scala2.13"
        for version in (18, 19)
        for variant in ("", "-cpu-ml", "-gpu-ml")
    }


@pytest.mark.parametrize(
    ("key", "python", "versions"),
    [
        ("15.4.x-cpu-ml-scala2.12", "3.11", ("1.5.3", "1.23.5", "1.3.0", "3.5.0")),
        ("16.4.x-cpu-ml-scala2.12", "3.12", ("1.5.3", "1.26.4", "1.4.2", "3.5.2")),
        ("17.3.x-cpu-ml-scala2.13", "3.12", ("2.2.3", "2.1.3", "1.6.1", "4.0.0")),
    ],
)
def test_well_known_versions_are_as_they_were_seen(key, python, versions):
    runtime = KNOWN[key]
    names = ("pandas", "numpy", "scikit-learn", "pyspark")

    assert runtime.python == python
    assert tuple(runtime.packages[name] for name in names) == versions


def test_long_support_ends_when_the_vendor_says():
    ends = {runtime_name(key).version: each.ends for key, each in KNOWN.items() if each.lts}

    assert ends == {
        "12.2": date(2026, 3, 1),
        "13.3": date(2026, 8, 22),
        "14.3": date(2027, 2, 1),
        "15.4": date(2027, 8, 19),
        "16.4": date(2028, 5, 9),
        "17.3": date(2028, 10, 22),
        "18": date(2029, 6, 10),
    }
    assert KNOWN["19.x-scala2.13"].ends is KNOWN["serverless-v4"].ends is None


def test_the_list_stays_small_and_says_where_it_comes_from():
    data = files("shared").joinpath("data", "databricks_runtimes.json").read_bytes()

    assert len(data) < 400 * 1024
    assert b"github.com/pietern/databricks-environments" in data
