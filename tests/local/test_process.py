"""The platform as a process: how it comes up, what it says, and how it ends."""

import signal
import time

import pytest

from local.process import LONGEST_START, Process, StartError, free_port


@pytest.fixture
def platform(tmp_path):
    """A platform that is not up yet, stopped in the end."""
    made = Process(home=tmp_path / "home", port=free_port())
    yield made
    made.stop()


def announcement(platform):
    """All that the platform says once every door is open."""
    late = time.monotonic() + LONGEST_START
    while not platform.log.read_text().endswith("/mail\n") and time.monotonic() < late:
        time.sleep(0.01)
    return platform.log.read_text()


def test_a_platform_that_is_up_answers_and_says_where_to_look_and_where_to_push(platform):
    assert not platform.answers()

    platform.start()

    said = announcement(platform)
    assert platform.answers()
    assert f"{platform.address}/api/runs\n" in said
    assert (
        f"push main of team/model to  {platform.home.as_uri()}/repositories/team/model.git" in said
    )
    assert f"{platform.home}/mail\n" in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_platform_that_is_asked_to_end_ends_without_a_word(platform, number):
    platform.start()
    said, running = announcement(platform), platform.running

    platform.end_with(number)

    assert running.returncode == 0
    assert platform.log.read_text() == said
    assert not platform.answers()


def test_a_platform_that_was_killed_comes_up_again(platform):
    platform.start()
    platform.kill()

    platform.start()

    assert platform.answers()


def test_a_platform_that_does_not_come_up_says_why(tmp_path):
    platform = Process(
        home=tmp_path / "home", port=free_port(), extra={"GATEHOUSE_POLICY": "/nowhere"}
    )

    with pytest.raises(StartError, match="GATEHOUSE_POLICY: the file cannot be read"):
        platform.start()


def test_a_platform_that_was_never_started_can_be_stopped(tmp_path):
    Process(home=tmp_path, port=free_port()).stop()

    assert list(tmp_path.iterdir()) == []
