"""Do one job: `python -m runner job.json` leaves `result.json` or `failure.json` beside the order."""

import json
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path

from runner.batch import score
from runner.evaluation import evaluate
from runner.failures import failure_of
from runner.files import write
from runner.order import Order, read
from runner.training import train

TASKS: Mapping[str, Callable[[Order], Mapping[str, object]]] = {
    "train": train,
    "evaluate": evaluate,
    "score": score,
}


def main(path: Path, functions: Mapping[str, object] | None = None) -> int:
    """Do what the order says, and say how it ended; `functions` are those of a notebook."""
    # A model is kept with its code, and compiled files are no part of that.
    sys.dont_write_bytecode = True
    try:
        order = replace(read(path), functions=functions or {})
        leave(path.with_name("result.json"), TASKS[order.task](order))
    # Whatever it is, somebody must be told.
    except (Exception, SystemExit) as error:  # noqa: BLE001
        traceback.print_exc()
        leave(path.with_name("failure.json"), asdict(failure_of(error)))
        return 1
    return 0


def leave(path: Path, value: Mapping[str, object]) -> None:
    """Write the value as JSON."""
    write(path, json.dumps(value, allow_nan=False).encode())


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
