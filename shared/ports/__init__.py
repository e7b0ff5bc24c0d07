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
from shared.ports.errors import AlteredError, ConflictError, UnreadableSourceError
from shared.ports.jobs import Job, Jobs, Outcome
from shared.ports.people import Links, Notice, People, Secrets, Statuses
from shared.ports.releases import Artefacts, Registry
from shared.ports.source import Snapshot, Source

__all__ = [
    "DUPLICATES_WINDOW",
    "MAX_DELIVERIES",
    "NEW",
    "WORN_OUT",
    "AlteredError",
    "Artefacts",
    "Aside",
    "Asides",
    "Blob",
    "Blobs",
    "Broker",
    "Bus",
    "Clock",
    "ConflictError",
    "Delivery",
    "Job",
    "Jobs",
    "Links",
    "Listed",
    "NotModified",
    "Notice",
    "Outcome",
    "People",
    "Registry",
    "Secrets",
    "Snapshot",
    "Source",
    "Statuses",
    "UnreadableSourceError",
]
