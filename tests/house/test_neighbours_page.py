"""The page for the platform team names every door that lets its visitors prove who they are."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INTAKE = (ROOT / "functions" / "intake" / "__init__.py").read_text()
PAGE = (ROOT / "docs" / "neighbours.md").read_text()
DOORS = sorted({path.split("/")[0] for path in re.findall(r'\.route\("([^"]+)"', INTAKE)})


@pytest.mark.parametrize("door", DOORS)
def test_easy_auth_is_told_to_leave_every_door_alone(door):
    [excluded] = re.findall(
        r"require authentication and exclude (.*?)\(`excludedPaths`\)", PAGE, re.DOTALL
    )

    assert f"`/api/{door}`" in excluded
