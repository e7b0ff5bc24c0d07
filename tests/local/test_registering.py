"""A repository that is registered has a key of its own, and on this machine a place to push to."""

from dataclasses import dataclass, replace

import pytest

from local.hook import settings_in
from local.registering import Wanted, register
from shared import catalogue
from shared.adapters.file_secrets import FileSecrets
from shared.adapters.memory_blobs import MemoryBlobs
from shared.adapters.memory_secrets import MemorySecrets
from shared.core.errors import RefusedError
from shared.settings import Settings

CHURN = Wanted(repository="bank/churn", team="Retail")


@dataclass(frozen=True, kw_only=True)
class Here:
    """As much of the world as registering needs."""

    settings: Settings
    blobs: MemoryBlobs
    secrets: FileSecrets


@pytest.fixture
def here(tmp_path):
    return Here(
        settings=Settings(home=tmp_path),
        blobs=MemoryBlobs(),
        secrets=FileSecrets(tmp_path / "secrets"),
    )


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


def test_a_new_secret_leaves_the_former_one_in_place_until_it_is_dropped(here):
    first = register(here, CHURN)

    second = register(here, replace(CHURN, new_secret=True))
    again = register(here, CHURN)
    dropped = register(here, replace(CHURN, drop_former_secret=True))

    assert (second.former_secret, dropped.former_secret) == (first.secret, "")
    assert again == second
    assert here.secrets.value(dropped.secret) != here.secrets.value(first.secret)


def test_no_more_than_two_secrets_count_and_none_ever_comes_back(here):
    made = [register(here, replace(CHURN, new_secret=True)) for _ in range(4)]

    assert [one.former_secret for one in made] == ["", *(one.secret for one in made[:3])]
    assert len({here.secrets.value(one.secret) for one in made}) == 4


def test_the_hook_of_a_repository_signs_with_its_new_secret(here):
    register(here, CHURN)

    made = register(here, replace(CHURN, new_secret=True))

    beside = settings_in(here.settings.home / "repositories" / "bank" / "churn.json")
    assert beside.key() == here.secrets.value(made.secret)


def test_what_is_left_out_stays_as_it_was(here):
    elsewhere = replace(CHURN, url="file:///srv/churn", branch="next", ci="unit tests")
    made = register(here, elsewhere)

    assert register(here, CHURN) == made


def test_a_secret_that_somebody_else_keeps_is_referred_to(here):
    given = here.secrets.create("hook")

    assert register(here, replace(CHURN, secret=given)).secret == given


def test_a_secret_that_is_not_there_registers_nothing(here):
    with pytest.raises(RefusedError, match="file:nothing"):
        register(here, replace(CHURN, secret="file:nothing"))

    assert list(catalogue.registered(here.blobs)) == []


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


def test_a_secret_of_the_vault_is_named_and_never_made(here):
    vaulted = replace(here, secrets=MemorySecrets(kept={"churn-hook": b"s3cret"}))

    with pytest.raises(RefusedError, match="lay a random secret into it"):
        register(vaulted, CHURN)

    hosted = replace(CHURN, secret="churn-hook", url="https://github.com/bank/churn.git")
    assert register(vaulted, hosted).secret == "churn-hook"
    assert not (here.settings.home / "secrets").exists()
