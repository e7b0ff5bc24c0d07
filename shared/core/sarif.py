"""Findings as other tools read them: SARIF 2.1.0, as plain values that only need writing.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import quote

from shared.core.findings import Finding, Priority
from shared.core.policy import Policy
from shared.core.verdict import kept_out_of

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
MOST_RESULTS = 5_000
LEVELS = {
    Priority.REQUIRED: "error",
    Priority.EXPECTED: "warning",
    Priority.ADVISED: "warning",
    Priority.NICE: "note",
    Priority.OPTIONAL: "note",
}
Value = Mapping[str, object]


def sarif(findings: Iterable[Finding], category: str, policy: Policy, at: datetime | None) -> Value:
    """A log of one run of our checks over a model's folder, the gravest findings first.

    `category` tells the models of one repository apart.  Each result says which environments of the
    policy it keeps a model out of whose run began at that time.  GitHub shows 5,000 results; how
    many are left out is among the properties.
    """
    ranked = sorted(findings, key=lambda one: (one.priority, one.path, one.line or 0))
    shown = ranked[:MOST_RESULTS]
    rules = rules_behind(shown)
    run = {
        "tool": {"driver": {"name": "Gatehouse", "rules": list(rules.values())}},
        "automationDetails": {"id": f"{category}/"},
        "columnKind": "unicodeCodePoints",
        "results": results(shown, list(rules), Funnel(policy=policy, at=at)),
        "properties": {"leftOut": len(ranked) - len(shown)},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def rules_behind(findings: Iterable[Finding]) -> dict[str, Value]:
    """The checks that had something to say, each described by the gravest thing it said."""
    rules: dict[str, Value] = {}
    for finding in findings:
        rules.setdefault(finding.check, rule(finding))
    return rules


def rule(finding: Finding) -> Value:
    """What there is to know about a check."""
    name = {"text": f"{finding.check} ({finding.standard})"}
    return {
        "id": finding.check,
        "shortDescription": name,
        "fullDescription": name,
        "help": {"text": finding.remedy or "See the run's page."},
        "defaultConfiguration": {"level": LEVELS[finding.priority]},
        "properties": {
            "priority": int(finding.priority),
            "owner": str(finding.owner),
            "tags": [finding.standard],
        },
    }


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """What findings are held to: a policy, and when the run began."""

    policy: Policy
    at: datetime | None

    def stops(self, finding: Finding) -> list[str]:
        """The names of the environments that the finding keeps the run out of."""
        return [stop.name for stop in kept_out_of(finding, self.policy, self.at)]


def results(findings: Iterable[Finding], rules: Sequence[str], funnel: Funnel) -> list[Value]:
    """Every finding where it was found; equal ones in one file are counted through."""
    seen: Counter[str] = Counter()
    found: list[Value] = []
    for finding in findings:
        mark = fingerprint(finding)
        seen[mark] += 1
        number = rules.index(finding.check)
        found.append(result(finding, number, f"{mark}:{seen[mark]}", funnel.stops(finding)))
    return found


def result(finding: Finding, rule: int, fingerprint: str, keeps_out: Sequence[str]) -> Value:
    """One finding; GitHub knows it again by `primaryLocationLineHash`, and by nothing else.

    What keeps nobody out is a note, however grave: on an error GitHub lets a pull request fail.
    """
    return {
        "ruleId": finding.check,
        "ruleIndex": rule,
        "level": LEVELS[finding.priority] if keeps_out else "note",
        "message": {"text": f"{finding.remark.rstrip('.')}. {finding.remedy}".strip()},
        "locations": [{"physicalLocation": location(finding)}],
        "partialFingerprints": {"primaryLocationLineHash": fingerprint},
        "properties": {
            "priority": int(finding.priority),
            "owner": str(finding.owner),
            "standard": finding.standard,
            "keepsOutOf": list(keeps_out),
        },
    }


def location(finding: Finding) -> Value:
    """The file, seen from the root of the repository, and the line: GitHub asks for one always."""
    artifact = {"uri": quote(place(finding)), "uriBaseId": "%SRCROOT%"}
    return {"artifactLocation": artifact, "region": {"startLine": max(finding.line or 1, 1)}}


def place(finding: Finding) -> str:
    """The path of a finding below the root of the repository, without detours."""
    return "/".join(part for part in finding.path.split("/") if part not in ("", ".")) or "."


def fingerprint(finding: Finding) -> str:
    """The same for the same fault, even after lines above it have come or gone."""
    facts = (finding.check, place(finding), finding.remark)
    return sha256("\n".join(facts).encode()).hexdigest()[:32]
