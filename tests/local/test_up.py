"""One platform in one home, the first in a home that nobody has made yet."""

import pytest

from local.up import only_one
from shared.core.errors import RefusedError


def test_the_first_platform_makes_its_home_for_itself_alone(tmp_path):
    home = tmp_path / "clone" / ".gatehouse"

    with only_one(home):
        assert home.stat().st_mode & 0o077 == 0


def test_a_second_platform_in_one_home_is_refused(tmp_path):
    with (
        only_one(tmp_path),
        pytest.raises(RefusedError, match="a platform runs here"),
        only_one(tmp_path),
    ):
        pass
