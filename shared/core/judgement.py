"""What speaks against a run, step by step; an empty answer lets it pass."""

from collections.abc import Mapping

from shared.core.evidence import about_coverage, about_lint, about_tests
from shared.core.findings import Finding
from shared.core.gates import Comparison, compare
from shared.core.messages import ChecksCompleted
from shared.core.policy import Environment
from shared.core.run import Run
from shared.core.spec import Threshold

SHOWN = 5


def checks_objections(run: Run) -> tuple[str, ...]:
    """The findings that block everywhere: those the first environment does not allow.

    A run that began under a fallback name would release the model under it, and must not go on.
    """
    if run.checked is None:
        return ("the repository was never judged",)
    findings = blocking(run, run.policy.environments[0])
    if run.checked.spec is None:
        return findings or ("model.yml could not be read",)
    name, model = run.checked.spec.model_name, run.candidate.model
    if name != model:
        return (
            *findings,
            f"model.yml names {name}, and the run began as {model}: push a new commit",
        )
    return findings


def tests_objections(run: Run) -> tuple[str, ...]:
    """Tests must have run, at least one, and all of them well, for this commit and now (R-056).

    Whether the evidence can be believed may be in shadow; what it says never is.
    """
    if run.tested is None:
        return ("no test results were published",)
    report = run.tested.report
    if report.remark:
        return (report.remark,)
    if report.failures or report.errors:
        return (f"{report.failures} failed and {report.errors} broke of {report.tests} unit tests",)
    if report.tests - report.skipped <= 0:
        return ("no unit test was executed",)
    if run.policy.in_shadow("tests", run.began):
        return ()
    return tuple(map(spelled, about_tests(report, run.span("tests"))))


def evaluation_objections(run: Run) -> tuple[str, ...]:
    """What was evaluated must be what was trained."""
    if run.evaluated is None:
        return ("the model was never evaluated",)
    if run.trained and run.trained.model.digest != run.evaluated.model.digest:
        return ("the model that was evaluated is not the model that was trained",)
    return ()


def admission_objections(run: Run, environment: Environment) -> tuple[str, ...]:
    """What keeps the model out of an environment: findings, evidence, missing rules, figures."""
    findings = (*blocking(run, environment), *evidence_objections(run, environment))
    comparisons = comparisons_for(run, environment)
    if not any(row.rule.threshold is not None or row.champion is not None for row in comparisons):
        return (*findings, "no threshold applies, so nothing says what is good enough")
    return (*findings, *(row.objection for row in comparisons if row.objection))


def evidence_objections(run: Run, environment: Environment) -> tuple[str, ...]:
    """What is wrong with the evidence that the environment asks for; missing lint is waited for."""
    findings: list[Finding] = []
    if run.linted and run.policy.asks_for_lint(environment, run.began):
        findings += about_lint(run.linted.report, run.span("lint"))
    if run.tested and not run.policy.in_shadow("tests", run.began):
        findings += about_coverage(run.tested.report, environment.coverage)
    return tuple(map(spelled, findings))


def comparisons_for(run: Run, environment: Environment) -> tuple[Comparison, ...]:
    """The model's figures beside the platform's floor and the team's own thresholds."""
    if run.evaluated is None:
        return ()
    champion = run.evaluated.champions.get(environment.name)
    return compare(rules_for(run, environment), run.evaluated.metrics, champion)


def rules_for(run: Run, environment: Environment) -> tuple[Threshold, ...]:
    """The platform's floor first: no `model.yml` can lower it."""
    own = run.spec.thresholds if run.spec else ()
    there = tuple(rule for rule in own if rule.environment in ("", environment.name))
    return (*environment.thresholds, *there)


def blocking(run: Run, environment: Environment) -> tuple[str, ...]:
    """The findings an environment does not allow, the gravest few spelled out.

    Those of a check in shadow keep nobody out.
    """
    if run.checked is None:
        return ()

    def counts(check: str, priority: int) -> bool:
        return run.policy.keeps_out(check, priority, environment, run.began)

    found = [one for one in run.checked.findings if counts(one.check, one.priority)]
    total = sum(
        number
        for check, numbers in by_check(run.checked).items()
        for priority, number in numbers.items()
        if counts(check, priority)
    )
    shown = tuple(map(spelled, found[:SHOWN]))
    more = (f"and {total - len(shown)} more",) if total > len(shown) else ()
    return (*shown, *more)


def spelled(finding: Finding) -> str:
    """A finding in one line."""
    return (
        f"{finding.path}{f':{finding.line}' if finding.line else ''}: {finding.remark}"
        f" (priority {finding.priority}, {finding.owner}). {finding.remedy}"
    )


def by_check(checked: ChecksCompleted) -> Mapping[str, Mapping[int, int]]:
    """How many findings each check has, of each priority; older runs know it of all together."""
    return checked.tally or {"": checked.counts}
