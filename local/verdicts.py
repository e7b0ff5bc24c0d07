"""A judgement as people and as machines read it: a table, JSON, SARIF, Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from pydantic_core import to_jsonable_python

from local import printing
from local.judging import Judgement
from shared.core.findings import Finding
from shared.core.sarif import sarif
from shared.core.verdict import kept_out_of
from shared.exhibits import summary
from shared.exhibits.markdown import plain

OUTCOMES = {0: "clear", 1: "blocked", 2: "not judged"}
COLOURS = {0: "green", 1: "red", 2: "yellow"}


class Format(StrEnum):
    """The forms a judgement is told in."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    MARKDOWN = "markdown"


def tell(judgement: Judgement, form: Format) -> None:
    """Print the judgement."""
    if form is Format.JSON:
        printing.say_json(facts(judgement))
    elif form is Format.SARIF:
        printing.say_json(
            sarif(judgement.findings, "gatehouse/check", judgement.policy, judgement.at)
        )
    elif form is Format.MARKDOWN:
        print("\n".join(markdown(judgement)))
    else:
        tell_people(judgement)


def markdown(judgement: Judgement) -> Iterator[str]:
    """What a pull request shows."""
    yield from summary.summary(judgement.verdict)
    for name, reason in judgement.unasked.items():
        yield ""
        yield f"Not judged here: {name} ({plain(reason)})."


def facts(judgement: Judgement) -> Mapping[str, object]:
    """Everything for a machine."""
    return {
        "verdict": OUTCOMES[judgement.code],
        "environment": judgement.verdict.environment,
        "findings": [
            {
                **to_jsonable_python(one),
                "keeps_out_of": [
                    stop.name for stop in kept_out_of(one, judgement.policy, judgement.at)
                ],
            }
            for one in judgement.findings
        ],
        "unasked": judgement.unasked,
    }


def tell_people(judgement: Judgement) -> None:
    """A table for each thing that findings block, the nearest first, and a line that sums up."""
    for title, findings in titled(judgement):
        if findings:
            printing.console().print(f"\n[bold]{title}[/]")
            printing.console().print(printing.findings_table(findings))
    for name, reason in judgement.unasked.items():
        printing.console().print(f"[dim]not judged here: {name} ({printing.plain(reason)})[/]")
    colour = COLOURS[judgement.code]
    printing.console().print(f"[{colour}]{OUTCOMES[judgement.code]}[/]: {sentence(judgement)}")


def titled(judgement: Judgement) -> Iterator[tuple[str, Sequence[Finding]]]:
    """The groups of findings, each under what it blocks."""
    found = judgement.verdict
    yield f"blocks {found.environment} now", found.now
    for name, findings in found.later.items():
        yield f"will block {name}", findings
    if found.shadow:
        until = min(judgement.policy.shadow[one.check] for one in found.shadow)
        yield f"blocks nothing yet (in shadow until {until} at the earliest)", found.shadow
    yield "advice", found.advice


def sentence(judgement: Judgement) -> str:
    """All in a few words."""
    if not judgement.findings:
        return f"no findings, nothing keeps this out of {judgement.policy.names[-1]}"
    return summary.weights(judgement.verdict)
