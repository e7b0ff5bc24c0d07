"""Do one job: `python -m runner job.json` leaves `result.json` or `failure.json` beside the order."""

import json
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

from runner.evaluation import evaluate
from runner.failures import Failure, failure_of
from runner.order import Order, read
from runner.training import train

TASKS: Mapping[str, Callable[[Order], Mapping[str, object]]] = {
    "train": train,
    "evaluate": evaluate,
}


def main(path: Path) -> int:
    """Do what the order says, and say how it ended."""
    try:
        order = read(path)
        leave(path.with_name("result.json"), TASKS[order.task](order))
    except BaseException as error:
        traceback.print_exc()
        failure = failure_of(error)
        leave(path.with_name("failure.json"), vars_of(failure))
        return 1
    return 0


def leave(path: Path, value: Mapping[str, object]) -> None:
    """Write the file whole or not at all."""
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(value, allow_nan=False), encoding="utf-8")
    draft.replace(path)


def vars_of(failure: Failure) -> Mapping[str, object]:
    """A failure as JSON can hold it."""
    return {"remark": failure.remark, "owner": failure.owner, "limit": failure.limit}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
