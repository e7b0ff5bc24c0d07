"""The road as a table in Markdown, made from the road itself: `python -m local.picture`."""

from collections.abc import Iterator

from shared.core.policy import Policy
from shared.core.road import road
from shared.core.step import Step


def picture(policy: Policy) -> Iterator[str]:
    """The lines of the table."""
    yield "| step | after | what ends the wait | a failure is owned by |"
    yield "| --- | --- | --- | --- |"
    for step in road(policy):
        needs = ", ".join(step.needs) or "-"
        yield f"| {step.name} | {needs} | {ends(step)} | {step.owner} |"


def ends(step: Step) -> str:
    """What ends the wait for a step."""
    return step.unlocks if step.order or step.judged else f"{step.unlocks} (from outside)"


if __name__ == "__main__":
    print("\n".join(picture(Policy())))
