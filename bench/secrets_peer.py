"""detect-secrets on files, in an environment of its own: which it finds something in, and how fast.

Its plugins are the default ones, nothing is verified over the network, and comments that tell it to
look away are not heeded, as they are not by us.
"""

import json
import sys
from time import perf_counter

from detect_secrets import SecretsCollection
from detect_secrets.settings import default_settings


def main() -> None:
    """Read paths, one a line; write the findings of each file and the seconds it took."""
    paths = sys.stdin.read().splitlines()
    with default_settings() as settings:
        settings.disable_filters("detect_secrets.filters.allowlist.is_line_allowlisted")
        secrets = SecretsCollection()
        started = perf_counter()
        for path in paths:
            secrets.scan_file(path)
        seconds = perf_counter() - started
    json.dump(
        {"seconds": seconds, "found": {path: len(secrets[path]) for path in paths}}, sys.stdout
    )


if __name__ == "__main__":
    main()
