"""What a released run costs: counts from the wire, turned into money by a dated list of prices.

An estimate.  Each message received and each knock at a door counts as one second, the least that is
billed, of an instance of 2,048 MB that it has for itself: an upper bound for all that take less or
share an instance, and too little for the few that take longer, such as a publication.  Free grants are
not taken off.  Left out are Databricks compute, storage by size, networks and what is paid by licence.
Some of the GETs are lists of blobs, which cost as much as writes.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.codec import parse

HERE = Path(__file__).parent
RUNS = 1000

EXECUTION = {"execution": 1.0, "gigabyte_second": 2.0}
USES: Mapping[str, Mapping[str, float]] = {
    "blobs DELETE": {},
    "blobs GET": {"blob_read": 1},
    "blobs HEAD": {"blob_read": 1},
    "blobs PUT": {"blob_write": 1},
    "bus received": {"bus_operation": 2, **EXECUTION},  # delivered, and settled
    "bus sent": {"bus_operation": 1},
    "mail": {"mail": 1},
    "door": EXECUTION,
    "MB of logs": {"log_gigabyte": 0.001},
    "hour": {"bus_hour": 1},
    "timer": {"blob_write": 1, **EXECUTION},  # it lists what is alive, or registered
}
FREE = frozenset({"artifactory", "databricks", "git", "github", "mlflow", "teams"})
"""Who charges nothing for a call."""

ASSUMED = {"door": 6, "MB of logs": 5}
"""Of one run: two webhooks, two hints of jobs, a look at the approval, and a decision."""

MONTHLY = {"hour": 730, "timer": 730 * 60 + 730 * 12}
"""Whatever happens: a namespace, deadlines every minute, lost pushes every five."""


@dataclass(frozen=True, kw_only=True)
class Meter:
    """What `per` units cost; `service` is who charges, `source` where the amount is from."""

    service: str
    unit: str
    amount: float
    per: int
    source: str

    def price(self, units: float) -> float:
        """What so many units cost."""
        return units * self.amount / self.per


@dataclass(frozen=True, kw_only=True)
class Prices:
    """A list of prices of one day."""

    as_of: str
    currency: str
    region: str
    note: str
    meters: Mapping[str, Meter]


@dataclass(frozen=True, kw_only=True)
class Wire:
    """What passed to each neighbour, and when."""

    about: str
    counts: Mapping[str, int]


def used(counts: Mapping[str, float]) -> dict[str, float]:
    """The units on each meter.  Raises `KeyError` for a count that nobody has a price for."""
    units: dict[str, float] = defaultdict(float)
    for name, count in counts.items():
        for meter, each in ({} if name in FREE else USES[name]).items():
            units[meter] += count * each
    return units


def cost(counts: Mapping[str, float], meters: Mapping[str, Meter]) -> float:
    """What all of it costs together."""
    return sum(meters[name].price(units) for name, units in used(counts).items())


def bill(counts: Mapping[str, float], meters: Mapping[str, Meter]) -> Iterator[str]:
    """A line for each service: what it charges, and for how much of what."""
    units = used(counts)
    for service in dict.fromkeys(meters[name].service for name in units):
        own = {name: meter for name, meter in meters.items() if meter.service == service}
        parts = [f"{units[name]:g} {meter.unit}" for name, meter in own.items() if name in units]
        price = sum(meter.price(units.get(name, 0)) for name, meter in own.items())
        yield f"{service} {price:.6f} ({', '.join(parts)})"


def said(wire: Wire, prices: Prices) -> Iterator[str]:
    """The bill of one run, and of a month with many."""
    run = {**wire.counts, **ASSUMED}
    once, fixed = cost(run, prices.meters), cost(MONTHLY, prices.meters)
    calls = ", ".join(f"{name} {run[name]}" for name in sorted(FREE & set(run)))
    yield from bill(run, prices.meters)
    yield f"no charge per call: {calls}; Databricks compute is left out"
    assumed = ", ".join(f"{name} {count}" for name, count in ASSUMED.items())
    yield f"a released run {once:.4f} ({assumed}: assumed, not measured)"
    whole = RUNS * once + fixed
    yield f"{RUNS:,} of them a month {RUNS * once:.2f}, and {fixed:.2f} fixed: {whole:.2f}"


def main() -> None:
    """Print it, each line with what it is worth."""
    wire = parse(Wire, (HERE / "wire_counts.json").read_bytes())
    prices = parse(Prices, (HERE / "prices.json").read_bytes())
    for line in said(wire, prices):
        print(f"cost: estimate, prices of {prices.as_of}, {prices.currency}: {line}")


if __name__ == "__main__":
    main()
