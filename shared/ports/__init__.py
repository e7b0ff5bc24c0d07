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
    "DUPLICATES_WINDOW",
    "Delivery",
    "Job",
    "Jobs",
    "Links",
    "Listed",
    "MAX_DELIVERIES",
    "NEW",
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
    "WORN_OUT",
]
