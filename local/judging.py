"""A working directory judged under the policy, by everybody who can be asked from here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from local.check import check
from local.options import STORE
from shared.core.errors import RefusedError
from shared.core.findings import Finding
from shared.core.policy import Policy
from shared.core.verdict import Verdict, verdict
from shared.examining import Examiners, tools_wanted
from shared.settings import read_settings
from shared.wiring import World
from shared.wiring.examiners import examiners_in


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """Findings, what they mean for the environment ahead, and what nobody here could judge."""

    findings: tuple[Finding, ...]
    policy: Policy
    at: datetime
    verdict: Verdict
    unasked: Mapping[str, str]

    @property
    def code(self) -> int:
        """0 where nothing blocks, 1 where something does, 2 where something could not be judged."""
        if any(not finding.broken for finding in self.verdict.now):
            return 1
        return 2 if any(finding.broken for finding in self.findings) else 0


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How to judge: at which environment (the first unless told), and without other tools if quick.

    `repository` is what the directory is called at the platform, empty where it is not known.
    """

    environment: str = ""
    quick: bool = False
    repository: str = ""


def judge(settings: Mapping[str, str], directory: Path, home: Path, wish: Wish) -> Judgement:
    """Judge the directory as the platform at home would, whose other settings these are.

    Raises `RefusedError` where that is not possible.
    """
    world = World(read_settings({**settings, "GATEHOUSE_HOME": str(home.absolute())}))
    policy, at = world.settings.policy, world.clock()
    environment = wish.environment or policy.names[0]
    if environment not in policy.names:
        raise RefusedError(f"{environment}: no environment; there are {', '.join(policy.names)}")
    examiners = reachable(world, home, wish)
    findings = check(directory, examiners, at.date(), wish.repository)
    return Judgement(
        findings=findings,
        policy=policy,
        at=at,
        verdict=verdict(findings, policy, environment, at),
        unasked=dict(unasked(examiners, home)),
    )


def reachable(world: World, home: Path, wish: Wish) -> Examiners:
    """Who can be asked from here: a platform that has never been here remembers nothing."""
    remembers = world.near.storage or (home / STORE).is_file()
    blobs = world.blobs if remembers else None
    found = examiners_in(world.settings, world.secrets, blobs)
    return replace(found, tools=None) if wish.quick else found


def unasked(examiners: Examiners, home: Path) -> Iterator[tuple[str, str]]:
    """The checks that had nobody to ask, and why."""
    if examiners.tools is None:
        for name in tools_wanted(examiners.policy):
            yield name, "left out, as you wished"
    if examiners.code is None:
        yield "duplicates", f"no platform has been in {home}; name its folder with --home"
