"""What loading the app costs, beside loading the libraries that any such app needs."""

import os
import subprocess
import sys
import tempfile
import time
from statistics import median

APP = "import function_app"
LIBRARIES = (
    "import azure.functions, azure.servicebus, azure.storage.blob, azure.identity, pydantic,"
    " opentelemetry.sdk.trace, opentelemetry.sdk.metrics"
)
TIMES = 15


def seconds(statement: str) -> float:
    """How long a new interpreter takes for the statement."""
    environment = {**os.environ, "GATEHOUSE_HOME": tempfile.gettempdir()}
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], env=environment, check=True)
    return time.perf_counter() - started


def main() -> None:
    """Take turns, so that a slow moment of the machine meets both."""
    pairs = [(seconds(APP), seconds(LIBRARIES)) for _ in range(TIMES + 1)][1:]
    empty = median(seconds("pass") for _ in range(TIMES))
    app, libraries = (median(column) - empty for column in zip(*pairs, strict=True))
    print(
        f"imports: function_app {app * 1000:.0f} ms, the libraries {libraries * 1000:.0f} ms,"
        f" ratio {app / libraries:.2f} (goal <= 1.3; medians of {TIMES}, a bare interpreter's"
        f" {empty * 1000:.0f} ms taken off)"
    )


if __name__ == "__main__":
    main()
