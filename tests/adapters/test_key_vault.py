"""What a Key Vault and the way to it can do to us, and what becomes of it."""

from contextlib import ExitStack, closing
from datetime import timedelta

import pytest

from shared.adapters.key_vault import KeyVault
from shared.core.errors import RefusedError, TryAgainError
from shared.ports import CredentialsError
from tests.settable_clock import SettableClock
from tests.standins.key_vault import READER, Identity, Vault
from tests.standins.serving import serving
from tests.standins.tls import over_tls
from tests.standins.wire import Answer, Cut, Gone, Late, Lost, wire_to

CANARY = "canary-in-a-coal-mine"


@pytest.fixture
def vault():
    vault = Vault()
    vault.put("churn", CANARY)
    return vault


@pytest.fixture
def wire(vault):
    with serving(vault.app) as address, wire_to(address) as wire:
        yield wire


@pytest.fixture
def clock():
    return SettableClock()


@pytest.fixture
def known_as(wire, clock, tmp_path):
    """Makes a client whose bearer has these claims."""
    address, authorities = over_tls(wire, tmp_path)
    with ExitStack() as opened:

        def client(claims=READER, **options):
            options = {"credential": lambda: Identity(claims), "authorities": authorities} | options
            return opened.enter_context(closing(KeyVault(address, clock, **options)))

        yield client


@pytest.fixture
def secrets(known_as):
    """A client that has met the vault already."""
    secrets = known_as()
    secrets.probe()
    return secrets


def test_a_secret_is_asked_for_once_in_five_minutes_and_then_again(secrets, vault, clock):
    old = secrets.value("churn")
    vault.put("churn", "rotated")
    clock.advance(minutes=4)

    assert secrets.value("churn") == old

    clock.advance(minutes=1)
    assert secrets.value("churn") == b"rotated"
    assert vault.asked == ["churn", "churn"]


def test_a_version_stays_the_version_that_was_named(secrets, vault):
    first = vault.put("limits", "first")
    vault.put("limits", "second")

    assert secrets.value(f"limits/{first}") == b"first"
    assert secrets.value("limits") == b"second"


@pytest.mark.parametrize("reference", ["", "file:churn", "../churn", "churn/1", "churn?x", "a\n"])
def test_a_reference_that_is_no_name_is_refused_before_anybody_is_asked(secrets, vault, reference):
    with pytest.raises(RefusedError, match="not a reference; write NAME or NAME/VERSION"):
        secrets.value(reference)

    assert vault.asked == []


def test_an_empty_secret_is_refused(secrets, vault):
    vault.put("churn", "")

    with pytest.raises(RefusedError, match="'churn': is empty"):
        secrets.value("churn")


def test_whoever_lacks_the_role_is_told_so_without_the_token(known_as):
    stranger = known_as({"appid": CANARY})

    with pytest.raises(CredentialsError, match="GATEHOUSE_KEY_VAULT: .*Secrets User") as told:
        stranger.value("churn")

    assert Identity({"appid": CANARY}).get_token().token not in str(told.value)


def test_a_disabled_secret_is_told_with_the_way_out(secrets, vault):
    vault.disabled.add("churn")

    with pytest.raises(CredentialsError, match="SecretDisabled.*enable the secret"):
        secrets.value("churn")


@pytest.mark.parametrize(
    ("trouble", "pause"),
    [
        pytest.param(Answer(429, {"Retry-After": "3"}, CANARY.encode()), 3, id="asked too often"),
        pytest.param(Answer(503), 0, id="down"),
        pytest.param(Answer(500, {"Content-Type": "application/json"}, b"{"), 0, id="broken"),
    ],
)
def test_trouble_of_the_vault_is_told_at_once_with_the_pause_it_asks_for(
    secrets, wire, trouble, pause
):
    wire.upset(trouble)

    with pytest.raises(TryAgainError, match="secret 'churn'") as told:
        secrets.value("churn")

    assert told.value.after == timedelta(seconds=pause)
    assert CANARY not in str(told.value)


@pytest.mark.parametrize(
    "trouble", [Gone(), Lost(), Cut(after=5)], ids=["request", "answer", "half"]
)
def test_what_got_lost_on_the_way_is_asked_for_once_more(secrets, wire, trouble):
    wire.upset(trouble)

    assert secrets.value("churn") == CANARY.encode()


def test_a_vault_that_takes_too_long_is_not_waited_for_twice(known_as, wire):
    secrets = known_as(patience=0.2)
    secrets.probe()
    wire.upset(Late(seconds=0.6))

    with pytest.raises(TryAgainError):
        secrets.value("churn")


def test_a_vault_that_nobody_vouches_for_is_not_spoken_to(known_as, vault):
    with pytest.raises(TryAgainError):
        known_as(authorities=None).value("churn")

    assert vault.asked == []


def test_a_probe_says_who_we_are(secrets):
    assert secrets.probe() == (
        f"{secrets.vault} answers; there we are application 11111111-aaaa, object 22222222-bbbb"
    )


@pytest.mark.parametrize(
    "address", ["", "http://kv.vault.azure.net", "https://evil.example", CANARY]
)
def test_what_is_no_address_of_a_vault_is_refused_and_not_repeated(address, clock):
    with pytest.raises(RefusedError, match="GATEHOUSE_KEY_VAULT") as told:
        KeyVault(address, clock)

    assert CANARY not in str(told.value)
