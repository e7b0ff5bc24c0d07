"""Rules between the variables of a model: what is right alone and wrong together."""

from collections.abc import Iterator, Mapping, Sequence

from shared.core.document import Document, Fault
from shared.core.faults import faults_of
from shared.core.values import MAPPINGS
from shared.core.variables import threshold_variables

LEAST, MOST = "CLUSTER_MIN_WORKER_NODE", "CLUSTER_MAX_WORKER_NODE"
Entries = Sequence[Mapping[str, object]]


def worker_faults(document: Document) -> Iterator[Fault]:
    """Both bounds or neither, and in their order (R-033, R-034)."""
    least, most = document.values.get(LEAST), document.values.get(MOST)
    if (least is None) is not (most is None):
        given, lacking = (MOST, LEAST) if least is None else (LEAST, MOST)
        remark = f"{given} is given without {lacking}"
        remedy = f"Give both, or remove {given}."
        yield Fault(remark=remark, remedy=remedy, source="R-033", line=document.line(given))
    if isinstance(least, int) and isinstance(most, int) and least > most:
        remark = f"{LEAST} is {least}, more than {MOST}, which is {most}"
        line = document.line(LEAST)
        yield Fault(remark=remark, remedy="Exchange the two.", source="R-034", line=line)


def threshold_faults(document: Document, environments: tuple[str, ...]) -> Iterator[Fault]:
    """Each threshold by itself and, where all are sound, beside the others."""
    given = thresholds_in(document)
    table = threshold_variables(environments)
    faults = [
        fault
        for number, entry in enumerate(given)
        for fault in faults_of(document, entry, table, f"thresholds.{number}.")
    ]
    yield from faults
    if given and not faults:
        yield from opposed(document, given)
        yield from repeated(document, given)
        yield from toothless(document, given)


def thresholds_in(document: Document) -> Entries:
    """The entries of `thresholds`, none where it is not a list of mappings."""
    given = document.values.get("thresholds")
    return given if isinstance(given, list) and MAPPINGS.fits(given) else []


def opposed(document: Document, entries: Entries) -> Iterator[Fault]:
    """A metric is better when greater, or it is not."""
    first = {entry["metric"]: entry["greater_is_better"] for entry in reversed(entries)}
    for number, entry in enumerate(entries):
        if entry["greater_is_better"] != first[entry["metric"]]:
            yield Fault(
                remark=f"{entry['metric']} is said to be better when greater, and when smaller",
                remedy="Give greater_is_better the same value wherever the metric is named.",
                source="R-077",
                line=document.line(f"thresholds.{number}.greater_is_better"),
            )


def repeated(document: Document, entries: Entries) -> Iterator[Fault]:
    """A metric has one threshold in an environment."""
    seen: set[tuple[object, object]] = set()
    for number, entry in enumerate(entries):
        rule = entry["metric"], entry.get("environment") or "every environment"
        if rule in seen:
            yield Fault(
                remark=f"{rule[0]} has two thresholds for {rule[1]}",
                remedy="Keep one of them, or give each its environment.",
                source="R-077",
                line=document.line(f"thresholds.{number}.metric"),
            )
        seen.add(rule)


def toothless(document: Document, entries: Entries) -> Iterator[Fault]:
    """Where there is no champion yet, only an absolute threshold holds anybody back."""
    if all(entry.get("threshold") is None for entry in entries):
        yield Fault(
            remark="no threshold is absolute, so a first version would pass with any figures",
            remedy="Give at least one metric a `threshold`.",
            source="R-077",
            line=document.line("thresholds"),
        )
