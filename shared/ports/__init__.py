"""What we ask of our neighbours, and no more."""

from shared.ports.blobs import NEW, Blob, Blobs, Listed, NotModified
from shared.ports.bus import (
    DUPLICATES_WINDOW,
    MAX_DELIVERIES,
    WORN_OUT,
    Aside,
    Asides,
    Broker,
    Bus,
    Delivery,
)
from shared.ports.clock import Clock
from shared.ports.errors import AlteredError, ConflictError, CredentialsError, UnreadableSourceError
from shared.ports.forges import Ci, LintResults, Reviews, TestResults
from shared.ports.jobs import Job, Jobs, Outcome, Scoring
from shared.ports.people import (
    Links,
    Notice,
    People,
    Secrets,
    Statuses,
    StrangerError,
    Visitor,
    Visitors,
)
from shared.ports.principals import PrincipalDirectory
from shared.ports.releases import (
    NO_PROPERTIES,
    Artefact,
    Artefacts,
    Build,
    Registry,
    RegistryReader,
)
from shared.ports.source import Snapshot, Source
from shared.ports.tools import Tools

__all__ = [
    "DUPLICATES_WINDOW",
    "MAX_DELIVERIES",
    "NEW",
    "NO_PROPERTIES",
    "WORN_OUT",
    "AlteredError",
    "Artefact",
    "Artefacts",
    "Aside",
    "Asides",
    "Blob",
    "Blobs",
    "Broker",
    "Build",
    "Bus",
    "Ci",
    "Clock",
    "ConflictError",
    "CredentialsError",
    "Delivery",
    "Job",
    "Jobs",
    "Links",
    "LintResults",
    "Listed",
    "NotModified",
    "Notice",
    "Outcome",
    "People",
    "PrincipalDirectory",
    "Registry",
    "RegistryReader",
    "Reviews",
    "Scoring",
    "Secrets",
    "Snapshot",
    "Source",
    "Statuses",
    "StrangerError",
    "TestResults",
    "Tools",
    "UnreadableSourceError",
    "Visitor",
    "Visitors",
]
