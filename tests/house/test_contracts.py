"""Every import contract is seen to fail once, when it is broken on purpose."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("functions", "shared", "local", "runner")

BREACHES = [
    pytest.param(
        "shared/core/run.py",
        "import shared.handling",
        "Each room leans only on the rooms below it",
        id="judgement reaches for the handling",
    ),
    pytest.param(
        "shared/ports/bus.py",
        "import shared.settings",
        "Each room leans only on the rooms below it",
        id="a promise reads the settings",
    ),
    pytest.param(
        "functions/checks.py",
        "import functions.training",
        "Functions speak through the bus, never to each other",
        id="one function calls another",
    ),
    pytest.param(
        "shared/core/gates.py",
        "import time",
        "Judgement touches nothing",
        id="a gate looks at the clock",
    ),
    pytest.param(
        "shared/handling.py",
        "import azure.functions",
        "Only doors and adapters know a vendor",
        id="the handling knows a vendor",
    ),
    pytest.param(
        "runner/__main__.py",
        "import shared.codec",
        "What runs beside a team's code knows nothing of the platform",
        id="the runner knows the platform",
    ),
    pytest.param(
        "functions/training.py",
        "import runner",
        "Nobody loads what runs beside a team's code",
        id="a function loads the runner",
    ),
]


@pytest.fixture
def copy(tmp_path):
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def contracts_broken_in(tree):
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    ran = subprocess.run(
        command,
        cwd=tree,
        env={"PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=False,
    )
    verdicts = [line for line in ran.stdout.splitlines() if line.endswith((" KEPT", " BROKEN"))]
    assert verdicts, ran.stdout + ran.stderr
    return {line.removesuffix(" BROKEN") for line in verdicts if line.endswith(" BROKEN")}


def test_the_rooms_as_they_are_keep_every_contract(copy):
    assert contracts_broken_in(copy) == set()


@pytest.mark.parametrize(("path", "line", "contract"), BREACHES)
def test_a_contract_broken_on_purpose_is_reported_by_name(copy, path, line, contract):
    source = copy / path
    source.write_text(f"{source.read_text()}\n{line}\n")

    assert contract in contracts_broken_in(copy)


def test_every_contract_has_been_broken_once():
    import tomllib

    written = tomllib.loads((ROOT / "pyproject.toml").read_text())
    names = {contract["name"] for contract in written["tool"]["importlinter"]["contracts"]}

    assert names == {breach.values[2] for breach in BREACHES}
