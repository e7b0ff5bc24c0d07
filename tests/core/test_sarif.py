"""Findings in SARIF are what the standard asks for, field by field, and what GitHub shows.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, whose sections are named below.
"""

import re
from dataclasses import replace

import pytest

from shared.core.findings import Finding, Owner, Priority
from shared.core.policy import Environment, Policy
from shared.core.sarif import MOST_RESULTS, sarif
from tests.builders import DAY, LAX, NOW

FINDING = Finding(
    check="score",
    priority=Priority.REQUIRED,
    owner=Owner.MODEL_DEV,
    path="score.py",
    line=3,
    remark="no function evaluate",
    remedy="define it",
    standard="R-052",
)
RELATIVE = re.compile(r"(?![/:])(?:[A-Za-z0-9._~!$&'()*+,;=@/-]|%[0-9A-F]{2})+")
MIXED = (
    *(replace(FINDING, check=f"check-{int(each)}", priority=each) for each in Priority),
    replace(FINDING, path="mit Leerzeichen/ü #1?.py", line=None),
    replace(FINDING, path="."),
    FINDING,
    FINDING,
)


def run_of(findings, policy=LAX):
    """The one run in the log."""
    [run] = sarif(findings, "gatehouse/churn", policy, NOW)["runs"]
    return run


def only(finding, policy=LAX):
    """The one result of one finding."""
    [result] = run_of([finding], policy)["results"]
    return result


def test_the_log_names_its_version_and_has_a_run():
    log = sarif(MIXED, "gatehouse/churn", LAX, NOW)

    assert log["version"] == "2.1.0"  # 3.13.2
    assert log["$schema"].endswith("/sarif-schema-2.1.0.json")  # 3.13.3
    assert log.keys() == {"$schema", "version", "runs"}


def test_the_run_says_which_tool_ran_and_about_what():
    run = run_of(MIXED)

    assert run["tool"]["driver"]["name"] == "Gatehouse"  # 3.18.2, 3.19.8
    assert run["automationDetails"]["id"] == "gatehouse/churn/"  # 3.17.3
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")  # 3.14.17


def test_every_rule_has_its_own_id_and_says_how_to_mend_what_breaks_it():
    rules = run_of(MIXED)["tool"]["driver"]["rules"]

    assert len({rule["id"] for rule in rules}) == len(rules)  # 3.49.3
    for rule in rules:
        for name in ("shortDescription", "fullDescription", "help"):  # 3.49.9 to 3.49.13
            assert rule[name]["text"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")  # 3.50.3
        assert rule["properties"].keys() == {"priority", "owner", "tags"}
        assert len(set(rule["properties"]["tags"])) == len(rule["properties"]["tags"])  # 3.8.2


def test_every_result_keeps_what_the_standard_asks():
    run = run_of(MIXED)
    rules = run["tool"]["driver"]["rules"]

    assert len(run["results"]) == len(MIXED)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]  # 3.27.6
        assert result["message"]["text"]  # 3.27.11
        [location] = result["locations"]  # 3.27.12
        place = location["physicalLocation"]
        assert RELATIVE.fullmatch(place["artifactLocation"]["uri"])  # 3.4.3, RFC 3986
        assert place["region"]["startLine"] >= 1  # 3.30.5
        assert all(result["partialFingerprints"].values())  # 3.27.17


@pytest.mark.parametrize(
    ("priority", "level"),
    [(1, "error"), (2, "warning"), (3, "warning"), (4, "note"), (5, "note")],
)
def test_priority_becomes_level(priority, level):
    strictest = Policy(environments=(Environment(name="prod", blocks=Priority.OPTIONAL),))

    assert only(replace(FINDING, priority=Priority(priority)), strictest)["level"] == level


@pytest.mark.parametrize(
    ("finding", "policy"),
    [
        pytest.param(FINDING, Policy(shadow={"score": NOW.date() + DAY}), id="in shadow"),
        pytest.param(replace(FINDING, priority=Priority.EXPECTED), LAX, id="advice"),
    ],
)
def test_what_keeps_nobody_out_is_a_note_so_that_it_fails_no_pull_request(finding, policy):
    assert only(finding, policy)["level"] == "note"


def test_a_remark_that_is_a_sentence_already_gets_no_second_full_stop():
    text = only(replace(FINDING, remark="B403: Consider this."))["message"]["text"]

    assert text == "B403: Consider this. define it"


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("score.py", "score.py"),
        ("models/churn/score.py", "models/churn/score.py"),
        ("ü #1?.py", "%C3%BC%20%231%3F.py"),
        ("100%.py", "100%25.py"),
        ("models/churn/.", "models/churn"),
        (".", "."),
    ],
)
def test_a_place_is_seen_from_the_root_of_the_repository(path, uri):
    artifact = only(replace(FINDING, path=path))["locations"][0]["physicalLocation"]

    assert artifact["artifactLocation"] == {"uri": uri, "uriBaseId": "%SRCROOT%"}


@pytest.mark.parametrize("line", [None, 0, -1])
def test_what_has_no_line_is_shown_at_the_first_since_github_asks_for_one(line):
    place = only(replace(FINDING, line=line))["locations"][0]["physicalLocation"]

    assert place["region"] == {"startLine": 1}


def test_a_fault_is_the_same_after_lines_above_it_have_come():
    first, later = (only(replace(FINDING, line=line)) for line in (3, 30))

    assert first["partialFingerprints"] == later["partialFingerprints"]


def test_two_equal_faults_in_a_file_are_two():
    first, second = run_of([FINDING, replace(FINDING, line=9)])["results"]

    assert first["partialFingerprints"] != second["partialFingerprints"]


def test_the_gravest_come_first_and_what_does_not_fit_is_counted():
    many = [replace(FINDING, priority=Priority.NICE, line=line) for line in range(1, 5_003)]

    run = run_of([*many, FINDING])

    assert len(run["results"]) == MOST_RESULTS
    assert run["results"][0]["level"] == "error"
    assert run["properties"] == {"leftOut": 3}


def test_no_findings_are_an_empty_run_which_closes_what_was_open():
    assert run_of([])["results"] == []


def test_every_result_says_which_environments_it_keeps_a_model_out_of():
    policy = Policy(shadow={"readme": NOW.date() + DAY})
    expected = replace(FINDING, priority=Priority.EXPECTED)

    assert only(expected, policy)["properties"]["keepsOutOf"] == ["qa", "prod"]
    assert only(replace(expected, check="readme"), policy)["properties"]["keepsOutOf"] == []
