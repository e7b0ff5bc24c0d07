"""Who may start runs, and which commits were looked at."""

from dataclasses import replace

import pytest

from shared import catalogue, heads
from shared.adapters.memory_blobs import MemoryBlobs
from shared.catalogue import Registration, UnregisteredError
from shared.ports import AlteredError

CHURN = Registration(
    repository="retail/churn",
    url="https://git.example/retail/churn",
    team="Crédit & Co",
    secret="file:churn",
)
NAMES = ["retail/churn", "../../etc", "a b", "ünï", "a%2Fb", "a/b/c", "."]


def test_a_registered_repository_is_found():
    blobs = MemoryBlobs()

    catalogue.register(blobs, CHURN)

    assert catalogue.find(blobs, "retail/churn") == CHURN
    assert list(catalogue.registered(blobs)) == [CHURN]


def test_a_repository_that_nobody_registered_is_not_found():
    assert catalogue.find(MemoryBlobs(), "retail/churn") is None


def test_a_registration_is_replaced_by_a_later_one():
    blobs = MemoryBlobs()
    catalogue.register(blobs, CHURN)

    catalogue.register(blobs, replace(CHURN, branch="release"))

    assert [one.branch for one in catalogue.registered(blobs)] == ["release"]


def test_a_registration_from_before_there_were_two_secrets_is_read():
    blobs = MemoryBlobs()
    document = (
        b'{"repository":"retail/churn","url":"u","team":"t","secret":"file:churn","branch":"main"}'
    )
    blobs.put(catalogue.place_of("retail/churn"), document)

    found = catalogue.find(blobs, "retail/churn")

    assert (found.secret, found.former_secret, found.ci) == ("file:churn", "", "")


def test_a_registration_refers_to_its_secret_and_never_holds_it():
    assert "secret" in Registration.__dataclass_fields__
    assert CHURN.secret == "file:churn"


@pytest.mark.parametrize("name", NAMES)
def test_repositories_are_told_apart_whatever_they_are_called(name):
    blobs = MemoryBlobs()
    for each in NAMES:
        catalogue.register(blobs, replace(CHURN, repository=each))

    assert catalogue.find(blobs, name).repository == name
    assert len(list(catalogue.registered(blobs))) == len(NAMES)


def test_a_name_never_leads_out_of_the_catalogue():
    assert catalogue.place_of("../runs/x") == "catalogue/..%2Fruns%2Fx.json"


def test_a_registration_that_is_withdrawn_while_all_are_read_is_passed_over():
    blobs = MemoryBlobs()
    catalogue.register(blobs, CHURN)
    catalogue.register(blobs, replace(CHURN, repository="retail/other"))

    everyone = catalogue.registered(blobs)
    assert next(everyone).repository == "retail/churn"
    blobs.delete(catalogue.place_of("retail/other"))

    assert list(everyone) == []


def test_the_listing_can_be_written_into_the_head_of_a_http_request():
    blobs = MemoryBlobs()

    catalogue.register(blobs, CHURN)

    assert [row.metadata for row in blobs.list("catalogue/")] == [
        {"team": "Cr%C3%A9dit%20%26%20Co"}
    ]


def test_who_needs_a_registration_that_is_not_there_is_told_the_way_out():
    with pytest.raises(UnregisteredError, match="retail/churn: not registered .*register it again"):
        catalogue.required(MemoryBlobs(), "retail/churn")


def test_a_registration_that_is_damaged_is_refused():
    blobs = MemoryBlobs()
    blobs.put(catalogue.place_of("retail/churn"), b'{"repository":"retail/churn"}')

    with pytest.raises(AlteredError, match="retail/churn: url: Field required"):
        catalogue.find(blobs, "retail/churn")


def test_the_commit_that_was_looked_at_last_is_noted_for_each_branch():
    blobs = MemoryBlobs()
    heads.note(blobs, "retail/churn", "main", "a" * 40)
    heads.note(blobs, "retail/churn", "main", "b" * 40)
    heads.note(blobs, "retail/churn", "feature/x", "c" * 40)

    assert heads.noted(blobs, "retail/churn", "main") == "b" * 40
    assert heads.noted(blobs, "retail/churn", "feature/x") == "c" * 40


def test_nothing_is_noted_of_a_branch_that_nobody_looked_at():
    assert heads.noted(MemoryBlobs(), "retail/churn", "main") == ""
