"""Findings in SARIF are valid by the official schema, as `@microsoft/jest-sarif` brings it."""

import json
from dataclasses import replace

import pytest
from jsonschema import Draft4Validator

from shared.codec import document
from shared.core.findings import Finding, Owner, Priority
from shared.core.policy import Policy
from shared.core.sarif import MOST_RESULTS, sarif
from tests.standins.npm import installed

SCHEMA = "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
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
ODD_PATHS = (".", "a b.py", "ü/#1?.py", "100%.py", "c:\\d.py", "[x]{y}.py", "-", "..py", "\n.py")
FINDINGS = {
    "none": (),
    "one of every priority": tuple(
        replace(FINDING, check=f"check-{int(each)}", priority=each) for each in Priority
    ),
    "one of every owner": tuple(replace(FINDING, owner=each) for each in Owner),
    "with a line and without": tuple(replace(FINDING, line=each) for each in (None, 0, 1, 9_999)),
    "at odd paths": tuple(replace(FINDING, path=each) for each in ODD_PATHS),
    "without a remedy or a remark": (replace(FINDING, remark="", remedy=""),),
    "two that are equal": (FINDING, FINDING),
    "more than fit": tuple(replace(FINDING, line=each) for each in range(1, MOST_RESULTS + 9)),
}
MISSPELT = {
    "in the log": lambda log: log.update(runz=log.pop("runs")),
    "in the run": lambda log: log["runs"][0].update(result=log["runs"][0].pop("results")),
    "in a result": lambda log: log["runs"][0]["results"][0].update(ruleID="score"),
    "in a level": lambda log: log["runs"][0]["results"][0].update(level="fatal"),
}


@pytest.fixture(scope="module")
def official():
    """What the schema has to say."""
    schema = json.loads((installed() / SCHEMA).read_bytes())
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema)


def written(findings):
    """The log as other tools read it."""
    return json.loads(document(sarif(findings, "gatehouse/churn", Policy(), None)))


@pytest.mark.parametrize("findings", FINDINGS.values(), ids=FINDINGS)
def test_a_log_of_findings_is_valid(official, findings):
    assert [error.message for error in official.iter_errors(written(findings))] == []


@pytest.mark.parametrize("misspell", MISSPELT.values(), ids=MISSPELT)
def test_a_log_with_something_misspelt_is_not(official, misspell):
    log = written([FINDING])

    misspell(log)

    assert not official.is_valid(log)
