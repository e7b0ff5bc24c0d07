"""What single settings may say.  No value is repeated in what is said of it."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from shared.blob_place import place_in
from shared.bus_address import refuse_keys, refuse_nonsense

ADDRESS_FORM = re.compile(r"(https?)://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?")
REFERENCE_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:-]{0,126}")
VAULT_FORM = re.compile(
    r"https://([a-z0-9-]{3,24}\.vault\.azure\.net|(127\.0\.0\.1|localhost):\d{1,5})"
)
TENANT_FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TOKEN_OPENINGS = ("ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "dapi", "cmVm", "eyJ", "whsec_")
DEFAULT_PORTS = {"http": ":80", "https": ":443"}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def text_in(text: str) -> str:
    """Some words on one line."""
    if not text.strip() or not text.isprintable():
        raise ValueError("empty, or not on one line; say something or leave it out")
    return text.strip()


def home_in(text: str) -> Path:
    """A folder, which may not be there yet."""
    path = Path(text)
    if not text.strip() or (path.exists() and not path.is_dir()):
        raise ValueError("not a folder; name the one that everything is kept in")
    return path


def address_in(text: str) -> str:
    """Where browsers find us, spelt as they spell the origin of a form."""
    form = ADDRESS_FORM.fullmatch(text.rstrip("/"))
    if not form:
        raise ValueError("no address; write http(s)://host:port in lower case and nothing after it")
    return form[0].removesuffix(DEFAULT_PORTS[form[1]])


def roles_in(text: str) -> dict[str, tuple[str, ...]]:
    """Roles written as `release-manager=ada@bank.example,bob@bank.example; other-role=…`."""
    roles: dict[str, tuple[str, ...]] = {}
    for number, part in enumerate(filter(str.strip, text.split(";")), start=1):
        role, _, names = part.partition("=")
        people = tuple(filter(None, (name.strip().casefold() for name in names.split(","))))
        if not role.strip() or not people:
            raise ValueError(f"entry {number} is not ROLE=PERSON,PERSON")
        if role.strip() in roles:
            raise ValueError(f"entry {number} names a role for the second time; keep one entry")
        roles[role.strip()] = tuple(dict.fromkeys(people))
    return roles


def amount_in(text: str) -> int:
    """A whole number above nothing."""
    if not re.fullmatch(r"[1-9]\d{0,8}", text.strip()):
        raise ValueError("not a whole number from 1 up")
    return int(text)


def truth_in(text: str) -> bool:
    """Yes or no."""
    if text.strip().lower() not in ("true", "false"):
        raise ValueError("neither true nor false")
    return text.strip().lower() == "true"


def url_in(text: str) -> str:
    """Where a neighbour is: by https, or on this machine."""
    place = urlsplit(text.strip())
    try:
        safe = place.scheme == "https" or (place.scheme == "http" and local(place.hostname or ""))
        clean = not (place.username or place.password or place.query or place.fragment)
        fit = safe and clean and bool(place.hostname) and (place.port or 1) > 0
    except ValueError:
        fit = False
    if not fit:
        raise ValueError("no address; write https://host/path, without user, query or fragment")
    return text.strip().rstrip("/")


def workspace_in(text: str) -> str:
    """Where a Databricks workspace is: its host, as the portal shows it (R-065, R-066)."""
    url = url_in(text)
    if urlsplit(url).path:
        raise ValueError("more than the address of a workspace; write https://host and no path")
    return url


def folder_in(text: str) -> str:
    """A folder of a Databricks workspace (R-027)."""
    if not re.fullmatch(r"(/Workspace)?(/[A-Za-z0-9._@ -]+)+", text) or "/.." in text:
        raise ValueError("no folder of a workspace; write /Workspace/…")
    return text if text.startswith("/Workspace/") else f"/Workspace{text}"


def vault_in(text: str) -> str:
    """Where a vault is."""
    url = url_in(text)
    if not VAULT_FORM.fullmatch(url):
        raise ValueError("no vault; write https://NAME.vault.azure.net")
    return url


def local(host: str) -> bool:
    """Whether the host is this machine."""
    return host in LOOPBACK


def reference_in(text: str) -> str:
    """The name of a secret, never the secret."""
    if text.startswith(TOKEN_OPENINGS):
        raise ValueError("this looks like the secret itself; put it in the vault and name it here")
    if not REFERENCE_FORM.fullmatch(text):
        raise ValueError("no name of a secret; take letters, digits and . _ - / :")
    return text


def namespace_in(text: str) -> str:
    """The host name of a Service Bus namespace."""
    refuse_nonsense(text)
    return text


def emulator_in(text: str) -> str:
    """The connection string of an emulator: those of the bank hold a key, which is no identity."""
    refuse_keys(text)
    return text


def storage_in(text: str) -> str:
    """A container of an account, or the connection string of an emulator on this machine."""
    place_in(text, "gatehouse")
    return text.strip().rstrip("/")


def server_in(text: str) -> str:
    """A host and a port."""
    if not re.fullmatch(r"[A-Za-z0-9.-]+:[1-9]\d{0,4}", text.strip()):
        raise ValueError("no server; write HOST:PORT")
    return text.strip()


def tenant_in(text: str) -> str:
    """The id of an Entra tenant."""
    if not TENANT_FORM.fullmatch(text.strip().lower()):
        raise ValueError("no tenant; write its id, 8-4-4-4-12 hex digits")
    return text.strip().lower()


def tracking_in(text: str) -> str:
    """Where MLflow is: a server, or Databricks."""
    return text if text in ("databricks", "databricks-uc") else url_in(text)


def one_of(*words: str) -> Callable[[str], str]:
    """A reader of one of some words."""

    def word_in(text: str) -> str:
        if text.strip() not in words:
            raise ValueError(f"none of {', '.join(words)}")
        return text.strip()

    return word_in
