"""What the small CI finds out about every commit: how its tests go, and what pylint says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from local.team_lint import lint_of, unlinted
from local.team_tests import failed, results_of
from shared.adapters.confined import Limits


@dataclass(frozen=True, kw_only=True)
class Work:
    """One kind of evidence: who finds it out, who says that it could not be, and who takes it.

    `kind` is how its files end in the spool.
    """

    kind: str
    find: Callable[[Mapping[str, bytes], Path, Limits, Event], bytes | None]
    fail: Callable[[str], bytes]
    door: str
    content_type: str


TESTS = Work(
    kind="xml",
    find=results_of,
    fail=failed,
    door="test-results",
    content_type="application/xml",
)
LINT = Work(
    kind="json",
    find=lint_of,
    fail=unlinted,
    door="lint-results",
    content_type="application/json",
)
