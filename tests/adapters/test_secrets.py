"""What every keeper of secrets promises: one secret for a reference, and no word of it elsewhere."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from shared.adapters.file_secrets import FileSecrets
from shared.adapters.key_vault import KeyVault
from shared.adapters.memory_secrets import MemorySecrets
from shared.adapters.system_clock import system_clock
from shared.core.errors import RefusedError
from tests.standins.key_vault import READER, Identity, Vault
from tests.standins.serving import serving
from tests.standins.tls import over_tls
from tests.standins.wire import wire_to


@contextmanager
def in_memory(folder):
    secrets = MemorySecrets()
    yield secrets, secrets.create("churn")


@contextmanager
def in_files(folder):
    secrets = FileSecrets(folder)
    yield secrets, secrets.create("churn")


@contextmanager
def in_key_vault(folder):
    vault = Vault()
    vault.put("churn", "c0ffee" * 10)
    with serving(vault.app) as address, wire_to(address) as wire:
        secure, authorities = over_tls(wire, folder)
        secrets = KeyVault(
            secure, system_clock, credential=lambda: Identity(READER), authorities=authorities
        )
        yield secrets, "churn"
        secrets.close()


# Whoever keeps secrets is added here, and nowhere else.
ADAPTERS = {"memory": in_memory, "file": in_files, "key vault": in_key_vault}


@pytest.fixture(params=ADAPTERS)
def kept(request, tmp_path):
    """A keeper and the reference of the one secret it keeps."""
    with ADAPTERS[request.param](tmp_path) as kept:
        yield kept


@pytest.fixture(params=["memory", "file"])
def secrets(request, tmp_path):
    """A keeper of our own, who makes secrets and keeps none yet."""
    return MemorySecrets() if request.param == "memory" else FileSecrets(tmp_path / "secrets")


@pytest.fixture
def folder(tmp_path):
    """A keeper who keeps secrets in `tmp_path`."""
    return FileSecrets(tmp_path)


def test_a_reference_stands_for_one_secret(kept):
    secrets, reference = kept

    assert len(secrets.value(reference)) >= 60
    assert secrets.value(reference) == secrets.value(reference)


def test_an_unknown_reference_is_refused_by_its_name(kept):
    secrets, reference = kept

    with pytest.raises(RefusedError, match=f"{reference}-of-nobody"):
        secrets.value(f"{reference}-of-nobody")


def test_neither_the_reference_nor_the_keeper_shows_the_secret(kept):
    secrets, reference = kept

    shown = f"{reference} {secrets!r} {secrets}"

    assert secrets.value(reference).decode() not in shown


def test_many_who_ask_at_once_get_the_same_secret(kept):
    secrets, reference = kept

    with ThreadPoolExecutor(8) as crowd:
        values = set(crowd.map(secrets.value, [reference] * 16))

    assert len(values) == 1


def test_a_created_secret_is_found_by_its_reference(secrets):
    reference = secrets.create("churn-webhook")

    assert len(secrets.value(reference)) == 64
    assert secrets.value(reference) == secrets.value(reference)


def test_no_two_secrets_are_alike(secrets):
    first, second = secrets.create("churn"), secrets.create("limits")

    assert secrets.value(first) != secrets.value(second)


def test_creating_a_secret_again_leaves_it_as_it_is(secrets):
    value = secrets.value(secrets.create("churn"))

    assert secrets.value(secrets.create("churn")) == value


def test_many_who_create_the_same_secret_at_once_share_one(secrets):
    with ThreadPoolExecutor(8) as crowd:
        references = list(crowd.map(secrets.create, ["churn"] * 16))

    assert len({secrets.value(reference) for reference in references}) == 1


@pytest.mark.parametrize(
    "reference",
    [
        pytest.param("churn", id="no scheme"),
        pytest.param("env:CHURN", id="another scheme"),
        pytest.param("file:", id="no name"),
        pytest.param("file:../churn", id="climbing out"),
        pytest.param("file:/etc/passwd", id="absolute"),
        pytest.param("file:.drafts", id="hidden"),
        pytest.param("file:churn\n", id="a line break"),
    ],
)
def test_a_reference_that_is_no_plain_name_is_refused(folder, reference):
    with pytest.raises(RefusedError, match="not a reference"):
        folder.value(reference)


def test_a_secret_is_for_its_owner_only(folder, tmp_path):
    folder.create("churn")

    assert (tmp_path / "churn").stat().st_mode & 0o777 == 0o600


def test_a_secret_that_others_may_read_is_refused_with_the_way_out(folder, tmp_path):
    reference = folder.create("churn")
    (tmp_path / "churn").chmod(0o640)

    with pytest.raises(RefusedError, match="chmod 600"):
        folder.value(reference)


def test_a_secret_written_by_hand_loses_its_line_end(folder, tmp_path):
    (tmp_path / "churn").write_bytes(b"correct horse\r\n")
    (tmp_path / "churn").chmod(0o600)

    assert folder.value("file:churn") == b"correct horse"


def test_an_empty_secret_is_refused(folder, tmp_path):
    (tmp_path / "churn").touch(0o600)

    with pytest.raises(RefusedError, match="file:churn: is empty"):
        folder.value("file:churn")


def test_a_link_is_not_followed_to_a_secret(folder, tmp_path):
    folder.create("real")
    (tmp_path / "churn").symlink_to(tmp_path / "real")

    with pytest.raises(RefusedError, match="file:churn: cannot be read"):
        folder.value("file:churn")


def test_a_folder_is_no_secret(folder, tmp_path):
    (tmp_path / "churn").mkdir(mode=0o700)

    with pytest.raises(RefusedError, match="file:churn"):
        folder.value("file:churn")
