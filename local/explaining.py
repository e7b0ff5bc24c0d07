"""Why a run waits, or how it ended, in words."""

from local import printing
from shared.core.errors import RefusedError
from shared.core.run import Run
from shared.core.standings import standings
from shared.core.story import Hold, holds
from shared.core.waiting import stage, waits
from shared.wiring import world


def explain(run_id: str, as_json: bool) -> None:
    """Print what keeps the run.  Raises `RefusedError` where there is none of that id."""
    record = world().runs.find(run_id)
    if record is None:
        raise RefusedError(f"{run_id}: there is no such run; `gatehouse runs` lists them")
    run = record.run
    printing.show(as_json, explanation(run), lambda: printing.print_facts(lines_of(run)))


def explanation(run: Run) -> dict[str, object]:
    """What is known about the run's waiting or its end."""
    return {
        "run": run.candidate.run_id,
        "model": run.candidate.model,
        "repository": run.candidate.repository,
        "commit": run.candidate.commit,
        "stage": stage(run, waits(run)),
        "road": dict(standings(run)),
        "waits": holds(run),
        "ending": run.ending,
    }


def lines_of(run: Run) -> dict[str, object]:
    """The same for people, one fact a line."""
    told = explanation(run)
    facts = {name: told[name] for name in ("run", "repository", "commit", "stage")}
    for hold in holds(run):
        facts[f"waits for {hold.wait.step}"] = line_of(hold)
    if run.ending:
        facts["why"] = "; ".join(run.ending.reasons)
        facts["next"] = f"{run.ending.owner}: {run.ending.remedy}"
    return facts


def line_of(hold: Hold) -> str:
    """What unlocks the run, for whom it waits, since when and until when."""
    wait, missing = hold.wait, [person for person in hold.asked if person not in hold.agreed]
    since = f" since {wait.since:%Y-%m-%d %H:%M:%S}" if wait.since else ""
    until = f", until {wait.due:%Y-%m-%d %H:%M}" if wait.due else ""
    return f"{wait.unlocks} ({' or '.join(missing) or wait.owner}{since}{until} UTC)"
