"""Secrets in Azure Key Vault, each known by its name, or by its name and version.

What was read counts for five minutes: a rotated secret soon counts, and a message costs no call.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from shared.adapters.azure_answers import who
from shared.adapters.key_vault.asking import ask
from shared.adapters.own_identity import credential
from shared.core.errors import RefusedError
from shared.ports import Clock

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential
    from azure.keyvault.secrets import SecretClient

# https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates
VAULT = re.compile(r"https://([a-z0-9-]{3,24}\.vault\.azure\.net|(127\.0\.0\.1|localhost):\d{1,5})")
REFERENCE = re.compile(r"([0-9A-Za-z-]{1,127})(?:/([0-9a-f]{32}))?")
SCOPE = "https://vault.azure.net/.default"
GOOD_FOR = timedelta(minutes=5)
CONNECTING = 5


@dataclass(frozen=True, kw_only=True)
class Known:
    """A secret, and until when it counts."""

    secret: bytes = field(repr=False)
    until: datetime


class KeyVault:
    """The secrets of one vault; nothing that prints this shows one."""

    def __init__(
        self,
        vault: str,
        clock: Clock,
        *,
        credential: "Callable[[], TokenCredential]" = credential,
        authorities: str | None = None,
        patience: float = 10,
    ) -> None:
        """Note the vault's address.

        `authorities` is a file of those who may vouch for it, instead of the usual ones; `patience`
        is in seconds.  Raises `RefusedError` for what is no vault's address.
        """
        self.vault = vault.strip().rstrip("/")
        if not VAULT.fullmatch(self.vault):
            raise RefusedError("GATEHOUSE_KEY_VAULT: write https://NAME.vault.azure.net")
        self.clock, self.credential = clock, credential
        self.authorities, self.patience = authorities, patience
        self.known: dict[str, Known] = {}
        self.client: SecretClient | None = None
        self.turn = Lock()

    def value(self, reference: str) -> bytes:
        """The secret behind the reference `NAME` or `NAME/VERSION`.

        Raises `RefusedError`, naming the reference, where there is none or it is empty.
        """
        known = self.known.get(reference)
        if not known or known.until <= self.clock():
            known = Known(secret=self.fetch(reference), until=self.clock() + GOOD_FOR)
            self.known[reference] = known
        return known.secret

    def probe(self) -> str:
        """Who answers, and as whom."""
        ask("its list", lambda: next(self.secrets().list_properties_of_secrets(), None))
        name = ask("our identity", lambda: who(self.credential(), SCOPE))
        return f"{self.vault} answers; there we are {name}"

    def close(self) -> None:
        """Give the connections back; whoever calls next opens new ones."""
        with self.turn:
            if self.client:
                self.client.close()
            self.client = None

    def fetch(self, reference: str) -> bytes:
        """The secret as the vault has it now."""
        form = REFERENCE.fullmatch(reference)
        if not form:
            raise RefusedError(f"secret {reference!r}: not a reference; write NAME or NAME/VERSION")
        name, version = form[1], form[2]
        found = ask(f"secret {reference!r}", lambda: self.secrets().get_secret(name, version))
        if not found.value:
            raise RefusedError(f"secret {reference!r}: is empty; give it a value in the vault")
        return found.value.encode()

    def secrets(self) -> "SecretClient":
        """The client, opened by whoever comes first; it repeats nothing and follows no redirect."""
        from azure.keyvault.secrets import SecretClient

        with self.turn:
            if self.client is None:
                self.client = SecretClient(
                    self.vault,
                    self.credential(),
                    connection_timeout=CONNECTING,
                    read_timeout=self.patience,
                    connection_verify=self.authorities or True,
                    # The challenge of a stand-in on this machine cannot name the vault's domain.
                    verify_challenge_resource=self.vault.endswith(".vault.azure.net"),
                    retry_total=0,
                    permit_redirects=False,
                )
            return self.client
