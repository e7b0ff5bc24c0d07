"""What a run costs follows from what passed on the wire and from a list of prices, and nothing else."""

from datetime import date

import pytest

from bench.cost import ASSUMED, FREE, HERE, MONTHLY, USES, Meter, Prices, Wire, bill, cost, used
from shared.codec import parse

WIRE = parse(Wire, (HERE / "wire_counts.json").read_bytes())
PRICES = parse(Prices, (HERE / "prices.json").read_bytes())


def meter(service, amount, per=1):
    return Meter(service=service, unit="units", amount=amount, per=per, source="made up")


TINY = {
    "execution": meter("Functions", 10, per=100),
    "gigabyte_second": meter("Functions", 3),
    "bus_operation": meter("Service Bus", 0.5),
    "mail": meter("Mail", 7),
}


def test_a_message_received_is_delivered_settled_and_handled_for_a_second_in_two_gigabytes():
    assert used({"bus received": 4}) == {
        "bus_operation": 8,
        "execution": 4,
        "gigabyte_second": 8,
    }


def test_every_unit_costs_what_the_list_says():
    counts = {"bus sent": 2, "bus received": 1, "mail": 1, "mlflow": 205}

    assert cost(counts, TINY) == pytest.approx(4 * 0.5 + 10 / 100 + 2 * 3 + 7)


def test_a_bill_has_a_line_for_each_service_that_charges():
    lines = list(bill({"bus received": 1, "mail": 2, "git": 12}, TINY))

    assert lines == [
        "Service Bus 1.000000 (2 units)",
        "Functions 6.100000 (1 units, 2 units)",
        "Mail 14.000000 (2 units)",
    ]


def test_what_nobody_has_a_price_for_is_not_taken_for_free():
    with pytest.raises(KeyError):
        used({"carrier pigeon": 1})


def test_everything_on_the_wire_has_a_price_or_is_named_as_free_of_charge():
    assert {*WIRE.counts, *ASSUMED, *MONTHLY} <= USES.keys() | FREE


def test_the_list_of_prices_has_every_meter_and_no_other():
    assert {name for use in USES.values() for name in use} == PRICES.meters.keys()


def test_prices_are_of_a_day_and_say_that_they_are_an_estimate():
    assert date.fromisoformat(PRICES.as_of)
    assert "estimate" in PRICES.note
