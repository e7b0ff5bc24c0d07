"""What a model asks for goes with the runtime that its jobs get (R-058)."""

from dataclasses import replace
from datetime import date

import pytest

from shared.core.checks.runtime import CHECK
from shared.core.findings import Owner, Priority
from shared.core.surroundings import Surroundings
from tests.core.checks.clusters import ML, PLAIN, asking, on_clusters
from tests.core.checks.folders import folder_with, said


def graded(tree):
    """What the check says, with how grave it is."""
    return [(int(finding.priority), finding.remark) for finding in CHECK.findings(tree)]


def test_a_sound_folder_goes_with_its_runtime():
    assert said(CHECK, on_clusters(ML)) == []


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        pytest.param(
            asking("pandas==3.1.1"),
            (1, 1, f"pandas==3.1.1 is asked for, and {ML} has 2.2.3 (as seen on 2025-12-09)"),
            id="what the runtime is built on",
        ),
        pytest.param(
            asking("numpy", "scikit-learn==1.9.1"),
            (4, 2, f"scikit-learn==1.9.1 is asked for, and {ML} has 1.6.1 (as seen on 2025-12-09)"),
            id="anything else",
        ),
        pytest.param(
            {"environment.yml": "dependencies:\n  - pip\n  - python=3.11\n"},
            (1, 3, f"python=3.11 is asked for, and {ML} has Python 3.12"),
            id="Python, in a conda file",
        ),
        pytest.param(
            {"pyproject.toml": "[project]\nrequires-python = '<3.12'\n"},
            (1, 2, f"requires-python <3.12 is asked for, and {ML} has Python 3.12"),
            id="Python, in pyproject.toml",
        ),
        pytest.param(
            {"pyproject.toml": "[project]\ndependencies = ['torch<2']\n"},
            (4, 2, f"torch<2 is asked for, and {ML} has 2.7.0+cpu (as seen on 2025-12-09)"),
            id="a library, in pyproject.toml",
        ),
    ],
)
def test_another_version_than_the_runtimes_is_found(changes, finding):
    (found,) = CHECK.findings(on_clusters(ML, changes))

    assert (int(found.priority), found.line, found.remark) == finding
    assert found.owner is Owner.GBI
    assert "llow " in found.remedy


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["pandas"], id="no version"),
        pytest.param(["skops==0.14"], id="a library the list does not have"),
        pytest.param(["pandas==1; python_version < '3.12'"], id="a marker for another Python"),
        pytest.param(["-r other.txt"], id="a line that another check tells of"),
    ],
)
def test_what_is_no_conflict_is_no_finding(lines):
    assert said(CHECK, on_clusters(ML, asking(*lines))) == []


def test_without_databricks_there_is_nothing_to_compare_with():
    assert said(CHECK, on_clusters("", asking("pandas==3.1.1"))) == []


def test_a_laptop_compares_with_the_runtime_that_the_model_names():
    tree = on_clusters("", asking("pandas==3.1.1"), named="17.3 LTS ML")

    assert [line for line, _ in said(CHECK, tree)] == [1]


def test_an_image_has_its_own_libraries():
    model_file = f"{on_clusters('').files['model.yml']}IMAGE: models:1\n"

    tree = on_clusters(PLAIN, {**asking("pandas==3.1.1"), "model.yml": model_file})

    assert said(CHECK, tree) == []


@pytest.mark.parametrize(
    ("today", "finding"),
    [
        pytest.param(date(2026, 2, 22), [], id="with more than half a year to go"),
        pytest.param(date(2026, 2, 23), [(3, "ends")], id="half a year before"),
        pytest.param(date(2026, 8, 22), [(3, "ends")], id="on the last day"),
        pytest.param(date(2026, 8, 23), [(1, "ended")], id="on the day after"),
        pytest.param(None, [], id="where nobody knows the day"),
    ],
)
def test_the_end_of_support_is_told_in_time(today, finding):
    tree = on_clusters("13.3.x-scala2.12", asking("skops"), today=today)

    assert graded(tree) == [
        (priority, f"support of 13.3.x-scala2.12 {verb} on 2026-08-22")
        for priority, verb in finding
    ]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        pytest.param("13.3.x-scala2.12", "DATABRICKS_RUNTIME: 15.4.x-scala2.12`", id="it lasts"),
        pytest.param("17.2.x-scala2.13", "DATABRICKS_RUNTIME: 17.3.x-scala2.13`", id="the next"),
    ],
)
def test_the_remedy_names_a_runtime_that_lasts(key, words):
    (found,) = CHECK.findings(on_clusters(key, asking("skops")))

    assert words in found.remedy


def test_where_no_later_runtime_is_known_one_is_to_be_found():
    tree = on_clusters(ML, today=date(2028, 12, 1))
    alone = {ML: tree.surroundings.runtimes[ML]}

    (found,) = CHECK.findings(
        replace(tree, surroundings=replace(tree.surroundings, runtimes=alone))
    )

    assert found.remedy == "Move to a later one with long support."


@pytest.mark.parametrize(
    ("named", "key"),
    [
        pytest.param("18 LTS ML", "18.x-cpu-ml-scala2.13", id="released, and not yet captured"),
        pytest.param("19.x-scala2.13", "19.x-scala2.13", id="without an end of support"),
        pytest.param("21 LTS", "21.x-scala2.13", id="of tomorrow"),
    ],
)
def test_a_runtime_nobody_has_seen_is_told_as_such(named, key):
    unseen = f"nobody knows the libraries of {key} (as of 2025-12-09): nothing was compared"

    assert graded(on_clusters("", asking("pandas==3.1.1"), named=named)) == [(3, unseen)]


def test_what_is_known_of_a_runtime_nobody_has_seen_is_compared():
    tree = on_clusters("18.x-scala2.13", asking("pyspark==3.5.0"))

    assert [priority for priority, _ in graded(tree)] == [3, 1]


def test_where_no_runtime_is_known_at_all_nothing_is_passed_in_silence():
    tree = replace(folder_with(), surroundings=Surroundings(runtime=ML))

    assert graded(tree) == [(3, f"nobody knows the libraries of {ML}: nothing was compared")]


def test_a_runtime_of_the_platforms_with_an_odd_name_is_told():
    odd = "the platform's runtime 'custom:17' is unknown, so nothing was compared with it"

    assert graded(on_clusters("custom:17")) == [(3, odd)]


@pytest.mark.parametrize("text", ["[", None], ids=["unreadable", "missing"])
def test_without_a_model_file_the_platforms_runtime_counts(text):
    tree = on_clusters(ML, {**asking("pandas==3.1.1"), "model.yml": text})

    assert [priority for priority, _ in graded(tree)] == [1]


def test_another_runtime_than_the_platforms_is_the_models_right_and_is_told():
    (found,) = CHECK.findings(on_clusters(PLAIN, named="17.3 LTS ML"))

    assert found.priority is Priority.OPTIONAL
    assert found.remark == f"jobs run on {ML}, not on the platform's {PLAIN}"
    assert found.line == 10


def test_the_platforms_own_runtime_may_be_named():
    assert said(CHECK, on_clusters(ML, named="17.3 LTS ML")) == []


@pytest.mark.parametrize(
    ("own", "named", "words"),
    [
        (ML, "serverless-v4", "jobs run on clusters here"),
        ("serverless-v4", ML, "jobs run on serverless compute here"),
    ],
    ids=["serverless on clusters", "a cluster's on serverless"],
)
def test_a_runtime_for_the_other_kind_of_compute_is_refused(own, named, words):
    (found,) = CHECK.findings(on_clusters(own, named=named))

    assert found.priority is Priority.REQUIRED
    assert words in found.remark


def test_another_serverless_environment_may_be_named():
    assert [
        priority for priority, _ in graded(on_clusters("serverless-v4", named="serverless-v5"))
    ] == [5]


@pytest.mark.parametrize("own", ["", ML], ids=["no clusters", "clusters"])
@pytest.mark.parametrize("named", ["the newest", "13.3"], ids=["words", "a number"])
def test_what_is_no_runtime_is_left_to_the_check_of_the_model_file(own, named):
    assert said(CHECK, on_clusters(own, named=named)) == []
