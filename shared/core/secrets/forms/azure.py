"""Azure's keys, signatures and addresses that open doors by themselves.

The marks inside newer keys: https://github.com/microsoft/security-utilities.
"""

from typing import Final

from shared.core.secrets.kinds import Kind, inscribed, told

PORTAL: Final = "rotate both keys on the resource's page in the Azure portal"
ENTRA: Final = "the app registration in Entra ID"
B64: Final = "[A-Za-z0-9+/]"
LONG: Final = (B64, 76)
SHORT: Final = (B64, 33)
WORD: Final = ("[A-Za-z0-9]", 52)

AZURE: Final[tuple[Kind, ...]] = (
    inscribed("storage account key", LONG, "+ASt", f"{B64}{{5}}[AQgw]==", PORTAL),
    inscribed("Cosmos DB key", LONG, "ACDb", f"{B64}{{5}}[AQgw]==", PORTAL),
    inscribed("Batch account key", LONG, "+ABa", f"{B64}{{5}}[AQgw]==", PORTAL),
    inscribed("API Management key", LONG, "APIM", f"{B64}{{5}}[AQgw]==", PORTAL),
    inscribed("Machine Learning key", LONG, "+AMC", f"{B64}{{5}}[AQgw]==", PORTAL),
    inscribed("Service Bus key", SHORT, "+ASb", f"{B64}{{5}}[A-Za-z0-9]=", PORTAL),
    inscribed("Event Hubs key", SHORT, "+AEh", f"{B64}{{5}}[A-Za-z0-9]=", PORTAL),
    inscribed("Relay key", SHORT, "+ARm", f"{B64}{{5}}[A-Za-z0-9]=", PORTAL),
    inscribed("IoT Hub key", SHORT, "AIoT", f"{B64}{{5}}[A-Za-z0-9]=", PORTAL),
    inscribed("Event Grid key", SHORT, "AZEG", f"{B64}{{5}}[A-Za-z0-9]=", PORTAL),
    inscribed("Redis key", ("[A-Za-z0-9]", 33), "AzCa", "[A-P][A-Za-z0-9]{5}=", PORTAL),
    inscribed("Functions key", ("[A-Za-z0-9_-]", 44), "AzFu", "[A-Za-z0-9_-]{5}[AQgw]==", PORTAL),
    inscribed("AI Search key", ("[A-Za-z0-9]", 42), "AzSe", "[A-D][A-Za-z0-9]{5}", PORTAL),
    inscribed("container registry key", (B64, 42), "+ACR", f"[A-D]{B64}{{5}}", PORTAL),
    inscribed("Azure service key", WORD, "JQQJ9", "[A-Z0-9][A-Za-z0-9]{24,34}", PORTAL),
    inscribed(
        "Azure DevOps personal access token",
        ("[A-Za-z0-9]", 76),
        "AZDO",
        "[A-Za-z0-9]{4}",
        "dev.azure.com, User settings, Personal access tokens",
    ),
    Kind(
        name="Entra ID client secret",
        marks=("Q~",),
        form=r"(?<![\w~.-])(?P<value>[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34})(?![\w~-])",
        at=ENTRA,
        back=4,
    ),
    told(
        "Azure account key",
        "accountkey=|sharedaccesskey=|sharedsecretvalue=",
        r"(?:accountkey|sharedaccesskey|sharedsecretvalue)= ?(?P<value>[a-z0-9+/]{40,90}={0,2})",
        PORTAL,
    ),
    told(
        "App Configuration connection string",
        ".azconfig.io;",
        r"\.azconfig\.io;id=[^;\s]{4,80};secret=(?P<value>[a-z0-9+/]{40,90}={0,2})",
        PORTAL,
    ),
    told(
        "signature of a shared address (SAS)",
        "sig=",
        r"(?<=[?&;\"'])sig=(?P<value>[a-z0-9%+/_-]{43,80}(?:%3d|=)?)",
        "rotate the key of the storage account or workflow that signed it",
    ),
    told(
        "function key in an address",
        "code=",
        r"(?<=[?&])code=(?P<value>[a-z0-9_/+%-]{40,90}(?:%3d|=){0,2})",
        "the function app, App keys",
    ),
    told(
        "web hook of Teams",
        "office.com/webhook",
        r"office\.com/webhook(?:b2)?/(?P<value>[0-9a-f-]{36}@[0-9a-f-]{36}/\w{1,40}/[0-9a-z]{16,64}"
        r"(?:/[0-9a-z-]{20,90})?)",
        "the channel's connectors or workflows",
    ),
)
