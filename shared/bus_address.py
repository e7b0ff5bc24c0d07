"""Where a bus may be: a namespace that knows us by our identity, or an emulator near us."""

import re

from shared.core.errors import RefusedError

HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)
# As the vendor writes it, and no part twice: the SDK takes the last address it finds, `HostName`
# included, and with the flag it speaks without encryption.  A name without a dot is a container's.
# https://learn.microsoft.com/azure/service-bus-messaging/test-locally-with-service-bus-emulator
EMULATOR = re.compile(
    r"Endpoint=sb://(127\.0\.0\.1|host\.docker\.internal|[a-z][a-z0-9-]*)(:\d{1,5})?/?;"
    r"SharedAccessKeyName=[^;]+;SharedAccessKey=[^;]+;UseDevelopmentEmulator=true;?"
)


def refuse_keys(address: str) -> None:
    """Refuse every connection string but that of an emulator near us."""
    if not EMULATOR.fullmatch(address):
        raise RefusedError(
            "SERVICE_BUS: a connection string is for an emulator on this machine or in a container "
            "beside us; write Endpoint=sb://localhost;SharedAccessKeyName=NAME;SharedAccessKey=KEY;"
            "UseDevelopmentEmulator=true, in just these letters; in Azure, set "
            "SERVICE_BUS__fullyQualifiedNamespace and give our identity the roles Azure Service Bus "
            "Data Sender and Data Receiver"
        )


def refuse_nonsense(address: str) -> None:
    """Refuse what is no name of a host."""
    if not HOST.fullmatch(address):
        raise RefusedError(
            "SERVICE_BUS__fullyQualifiedNamespace: not the name of a host; write it like "
            "my-namespace.servicebus.windows.net, with nothing before or after it"
        )
