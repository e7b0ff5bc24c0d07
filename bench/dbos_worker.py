"""The peer of bench/road.py: eight durable steps that do nothing, in DBOS on SQLite.

Run by the interpreter of .venv-bench, with the folder and the numbers of runs as arguments.
"""

import json
import logging
import resource
import sys
import time
from pathlib import Path

from dbos import DBOS, DBOSConfig

STEPS = 8
WARM_UP = 40


@DBOS.step()
def step(number: int) -> int:
    """Nothing to do."""
    return number


@DBOS.workflow()
def road() -> int:
    """Eight steps, one after the other."""
    return sum(step(number) for number in range(STEPS))


def alone() -> float:
    """Seconds of one run."""
    began = time.perf_counter()
    road()
    return time.perf_counter() - began


def together(number: int) -> float:
    """Seconds until so many runs, started at once, have ended."""
    began = time.perf_counter()
    handles = [DBOS.start_workflow(road) for _ in range(number)]
    for handle in handles:
        handle.get_result()
    return time.perf_counter() - began


def main() -> None:
    """Measure, and print the figures as JSON."""
    folder, times, at_once, repeat = Path(sys.argv[1]), *map(int, sys.argv[2:])
    config: DBOSConfig = {
        "name": "road",
        "system_database_url": f"sqlite:///{folder / 'dbos.db'}",
        "run_admin_server": False,
        "log_level": "ERROR",
    }
    logging.disable(logging.CRITICAL)
    DBOS(config=config)
    DBOS.launch()
    for _ in range(WARM_UP):
        alone()
    figures = {
        "alone": [alone() for _ in range(times)],
        "together": [together(at_once) for _ in range(repeat if at_once else 0)],
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(figures))
    sys.stdout.flush()
    DBOS.destroy()


if __name__ == "__main__":
    main()
