"""One store for all tests of the runner, and the model that most of them begin with."""

import pytest

from tests.runner.benches import Bench


@pytest.fixture(scope="session")
def bench(tmp_path_factory):
    """Runs orders in one store."""
    return Bench(home=tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="session")
def repository(bench):
    """The template as it comes."""
    return bench.repository("Supervised")


@pytest.fixture(scope="session")
def trained(bench, repository):
    """What training the template as it comes gives."""
    return bench.run("train", repository)


@pytest.fixture(scope="session")
def rules(bench):
    """The rule-based template as it comes."""
    return bench.repository("rulebased")
