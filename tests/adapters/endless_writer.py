"""Counts in a store for ever, and says each count once it is saved: something to be killed."""

import sys
from pathlib import Path

from shared.adapters.sqlite_blobs import SqliteBlobs
from shared.adapters.sqlite_bus import SqliteBus
from shared.adapters.sqlite_store import SqliteStore
from shared.ports import NEW
from tests.adapters.sending import send
from tests.settable_clock import SettableClock

if __name__ == "__main__":
    store = SqliteStore(Path(sys.argv[1]), SettableClock())
    blobs, bus = SqliteBlobs(store), SqliteBus(store)
    count = int(blobs.get("count").data)
    while True:
        count += 1
        with store.unit():
            blobs.put("count", b"%d" % count)
            blobs.put(f"counted/{count}", b"x" * 20_000, if_match=NEW)
            send(bus, f"{count}")
        print(count, flush=True)
