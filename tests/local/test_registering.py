"""A repository that is registered has a key of its own, and on this machine a place to push to."""

from dataclasses import dataclass

import pytest

from local.registering import Wanted, register
from shared import catalogue
from shared.adapters.file_secrets import FileSecrets
from shared.adapters.memory_blobs import MemoryBlobs
from shared.core.errors import RefusedError
from shared.settings import Settings

CHURN = Wanted(repository="bank/churn", team="Retail")


@dataclass(frozen=True, kw_only=True)
class Here:
    """As much of the world as registering needs."""

    settings: Settings
    blobs: MemoryBlobs


@pytest.fixture
def here(tmp_path):
    return Here(settings=Settings(home=tmp_path), blobs=MemoryBlobs())


def test_what_is_registered_can_be_found_and_pushed_to(here):
    made = register(here, CHURN)

    assert catalogue.find(here.blobs, "bank/churn") == made
    assert (made.team, made.branch) == ("Retail", "main")
    assert made.url == (here.settings.home / "repositories" / "bank" / "churn.git").as_uri()


def test_registering_again_keeps_the_key(here):
    secrets = FileSecrets(here.settings.home / "secrets")
    key = secrets.value(register(here, CHURN).secret)

    again = register(here, Wanted(repository="bank/churn", team="Wholesale", branch="next"))

    assert secrets.value(again.secret) == key
    assert (again.team, again.branch) == ("Wholesale", "next")
    assert len(list(catalogue.registered(here.blobs))) == 1


def test_every_repository_has_a_key_of_its_own(here):
    secrets = FileSecrets(here.settings.home / "secrets")

    made = [register(here, Wanted(repository=name, team="t")) for name in ("a/b", "a/c", "b/a")]

    assert len({secrets.value(one.secret) for one in made}) == 3


def test_a_repository_that_lies_elsewhere_is_read_there(here):
    made = register(here, Wanted(repository="bank/churn", team="Retail", url="file:///srv/churn"))

    assert made.url == "file:///srv/churn"
    assert not (here.settings.home / "repositories").exists()


@pytest.mark.parametrize("name", ["../evil", "bank/../evil", "", "/etc/passwd", "bank churn"])
def test_a_name_that_is_no_path_registers_nothing(here, name):
    with pytest.raises(RefusedError):
        register(here, Wanted(repository=name, team="Retail"))

    assert list(catalogue.registered(here.blobs)) == []
