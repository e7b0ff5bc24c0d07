"""A single altered byte, wherever it lies, is found, and what it lies in is named."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from functions.publication import publish
from local import verify, verify_messages, verify_releases
from shared import bundle, codec, contents
from shared.adapters.directory_artefacts import DirectoryArtefacts
from shared.adapters.memory_blobs import MemoryBlobs
from shared.adapters.memory_jobs import MemoryJobs
from shared.adapters.memory_registry import MemoryRegistry
from shared.adapters.mlflow_registry import RegisteredVersion
from shared.adapters.mlflow_registry.record import tags_of
from shared.adapters.sqlite_blobs import SqliteBlobs
from shared.adapters.sqlite_bus import SqliteBus
from shared.adapters.sqlite_store import SqliteStore
from shared.core.messages import (
    ApprovalRequested,
    PeopleTold,
    PromoteModel,
    PublishModel,
    ScoringScheduled,
    StatusReported,
    StepFailed,
    TrainedModel,
)
from shared.files import model_files
from shared.history import Record
from shared.ports import AlteredError, Blob
from shared.runs import Runs, place_of, pointer_to
from tests import stories
from tests.adapters.sending import receive, send
from tests.living_platform import gatehouse
from tests.settable_clock import SettableClock
from tests.stories import APPROVER, CHURN, LOG, PREDICTIONS, SCORED, decision, digest, tell, told

WAITING = replace(CHURN, commit="beef" * 10)
VERSIONS = {"tst": "11", "qa": "4", "prod": "4"}
FILES = {"MLmodel": b"flavors: {}\n", "data/model.bin": bytes(range(100))}


@dataclass(frozen=True, kw_only=True)
class World:
    """One released run that was laid to rest, one that is alive, and all that belongs to them."""

    home: Path
    store: SqliteStore
    blobs: SqliteBlobs
    artefacts: DirectoryArtefacts
    released: Record
    versions: tuple[RegisteredVersion, ...]

    @property
    def model(self):
        """Where the files of the model lie."""
        return self.home / "model"

    @property
    def bus(self):
        """What waits, and what was set aside."""
        return SqliteBus(self.store)

    def chapters(self, versions=None):
        """What an audit finds, by the first word of each chapter."""
        rows = list(verify.all_rows(Runs(blobs=self.blobs)))
        records = list(verify.records_in(self.blobs, rows))
        done = (
            verify.histories(self.blobs, rows),
            verify.promises(records),
            verify.kept(self.blobs),
            verify.mentioned(self.blobs, records),
            verify_messages.messages(self.bus.kept()),
            verify_releases.artefacts(self.artefacts, records),
            verify_releases.registry(versions or self.versions, records),
        )
        return {chapter.name.partition(":")[0]: chapter for chapter in done}

    def faults(self, versions=None):
        """The faults, by chapter, of the chapters that have some."""
        found = self.chapters(versions).items()
        return {name: chapter.faults for name, chapter in found if chapter.faults}

    def place(self):
        """Under which name the released run is kept."""
        [row] = Runs(blobs=self.blobs).ended()
        return row.name

    def sql(self, statement, *values):
        """Change the file behind the back of the platform."""
        with closing(sqlite3.connect(self.home / "gatehouse.db")) as file, file:
            assert file.execute(statement, values).rowcount == 1


@pytest.fixture
def world(tmp_path):
    """Everything in a folder, as a laptop has it."""
    store = SqliteStore(tmp_path / "gatehouse.db", SettableClock())
    blobs, artefacts = SqliteBlobs(store), DirectoryArtefacts(tmp_path / "artefacts")
    runs, model = Runs(blobs=blobs), model_in(tmp_path / "model")
    files = contents.keep(blobs, bundle.pack({"train.py": b"def train(): ...\n"}))
    for paper in (
        stories.JUNIT,
        stories.LINT,
        LOG,
        SCORED,
        PREDICTIONS,
        codec.document(stories.UNTIDY),
    ):
        contents.keep(blobs, paper)
    released = runs.save(release(model, files, artefacts))
    runs.archive(released.run.candidate.run_id)
    runs.save(alive(files))
    yield World(
        home=tmp_path,
        store=store,
        blobs=blobs,
        artefacts=artefacts,
        released=released,
        versions=tuple(registered(order, model) for order in promotions(released)),
    )
    store.close()


def model_in(folder):
    """A model whose files lie in the folder."""
    for name, data in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return TrainedModel(
        run="9a3f", uri=str(folder), digest=model_files.digest_of(folder), data="da7a" * 16
    )


def release(model, files, artefacts):
    """The whole road, with this model made from these files."""
    checked = replace(stories.checked(), bundle=files)
    (_, trained), (_, scored) = stories.trained(), stories.evaluated()
    made = (replace(trained, model=model), replace(scored, model=model))
    asked = ApprovalRequested(
        candidate=CHURN, step="approval@prod", environment="prod", asked=(APPROVER,)
    )
    lower = (promoted("tst"), promoted("qa"))
    evidence = (stories.tested(), stories.linted())
    beginning = [stories.pushed(), checked, *evidence, *made, *lower, asked]
    waiting = told(stories.started(), beginning)
    promoted_all = told(waiting, [decision(waiting), promoted("prod")])
    order = next(said for said in said_in(promoted_all) if isinstance(said, PublishModel))
    published = publish(order, MemoryRegistry(), artefacts, MemoryJobs(), MemoryBlobs())
    scheduled = ScoringScheduled(
        candidate=CHURN, step="scheduling", environment="prod", job="score-1"
    )
    told_people = PeopleTold(candidate=CHURN, step="people")
    return told(promoted_all, [published, scheduled, told_people])


def promoted(environment, candidate=CHURN):
    """The promotion into an environment, under the names that our registry gives."""
    event = stories.promoted(environment, VERSIONS[environment], candidate)
    return replace(event, registered_model=f"{environment}.churn")


def alive(files):
    """A run that waits for its tests."""
    checked = replace(stories.checked(WAITING), bundle=files)
    announced = StatusReported(candidate=WAITING, step="announcement")
    return told(stories.started(WAITING), [stories.pushed(WAITING), announced, checked])


def said_in(record):
    return (said.body for answer in record.answers.values() for said in answer)


def promotions(record):
    return [order for order in said_in(record) if isinstance(order, PromoteModel)]


def registered(order, model):
    """The version that the order has led to, as the registry holds it."""
    return RegisteredVersion(
        registered_model=f"{order.environment}.churn",
        version=VERSIONS[order.environment],
        run=model.run,
        location=model.uri,
        tags=tags_of(order),
        aliases=("champion",),
    )


def flipped(data, place):
    """The bytes with the lowest bit of one of them turned."""
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def test_in_a_sound_world_everything_is_compared_and_fits(world):
    chapters = world.chapters()

    assert world.faults() == {}
    assert {name: chapter.compared for name, chapter in chapters.items()} == {
        "histories": 2,
        "promises": 2,
        "contents": 7,
        "evidence": 2,
        "messages": 0,
        "artefacts": 1,
        "registry": 3,
    }
    assert list(world.blobs.altered()) == []


def test_a_byte_of_a_history_is_noticed_wherever_it_lies(world):
    place = world.place()
    blob = world.blobs.get(place)
    end = blob.data.rindex(b'"write_id"')

    for position in [*range(0, end, 5), *range(end - 80, end)]:
        hurt = Blob(data=flipped(blob.data, position), etag="1", metadata=blob.metadata)
        store = MemoryBlobs(kept={place: hurt, **pointer(world)})
        chapter = verify.histories(store, store.list("ended/20"))
        assert len(chapter.faults) >= 1 and place in chapter.faults[0], position


def pointer(world):
    name = pointer_to(CHURN.run_id)
    return {name: world.blobs.get(name)}


def test_a_byte_of_a_mirror_is_noticed_wherever_it_lies(world):
    place = world.place()
    blob = world.blobs.get(place)

    for name, value in blob.metadata.items():
        for label in ({name: f"{value}x"}, {f"{name}x": value}):
            hurt = replace(blob, metadata={**blob.metadata, **label})
            store = MemoryBlobs(kept={place: hurt, **pointer(world)})
            [fault] = verify.histories(store, store.list("ended/20")).faults
            assert fault.startswith(f"{place}: replaying gives another state"), name


def test_a_byte_in_the_database_is_noticed_whatever_it_is_a_byte_of(world):
    for row in list(world.blobs.list("")):
        blob = world.blobs.get(row.name)
        for place in {0, len(blob.data) // 2, len(blob.data) - 1}:
            alter(world, row.name, flipped(blob.data, place))
            assert list(world.blobs.altered()) == [row.name]
        alter(world, row.name, blob.data)


def alter(world, name, data):
    body = "UPDATE bodies SET data = ? WHERE id = (SELECT body FROM heads WHERE name = ?)"
    world.sql(body, data, name)


def test_an_altered_history_is_named_and_all_others_are_still_compared(world):
    place = place_of(WAITING.run_id)
    data = world.blobs.get(place).data

    alter(world, place, flipped(data, len(data) // 2))

    assert list(world.faults()) == ["histories"]
    assert world.faults()["histories"][0].startswith(place)
    assert world.chapters()["artefacts"].compared == 1


def test_an_altered_mirror_is_named(world):
    statement = "UPDATE heads SET metadata = replace(metadata, 'released', 'releasee')"

    world.sql(f"{statement} WHERE name = ?", world.place())

    [fault] = world.faults()["histories"]
    assert fault == f"{world.place()}: replaying gives another state than the one that is mirrored"


def test_a_history_in_the_place_of_another_is_named(world):
    blob = world.blobs.get(world.place())
    elsewhere = place_of("churn-0000000000000000")

    world.blobs.put(elsewhere, blob.data, metadata=blob.metadata)

    assert world.faults()["histories"] == (f"{elsewhere}: holds the run {CHURN.run_id}",)


def lost(world):
    world.blobs.delete(pointer_to(CHURN.run_id))


def bent(world):
    data = world.blobs.get(pointer_to(CHURN.run_id)).data
    alter(world, pointer_to(CHURN.run_id), flipped(data, len(data) // 2))


@pytest.mark.parametrize("harm", [lost, bent])
def test_an_ended_run_that_is_not_found_by_its_id_is_named(world, harm):
    harm(world)

    [fault] = world.faults()["histories"]
    assert fault == f"{world.place()}: {pointer_to(CHURN.run_id)} does not lead here"


def test_a_run_that_was_only_just_moved_is_no_fault(world):
    blob = world.blobs.get(world.place())

    world.blobs.put(place_of(CHURN.run_id), blob.data, metadata=blob.metadata)
    lost(world)

    assert world.faults() == {}


@pytest.mark.parametrize(
    "paper",
    [stories.JUNIT, LOG, SCORED, PREDICTIONS, codec.document(stories.UNTIDY)],
    ids=["test results", "training log", "evaluation log", "predictions", "findings"],
)
def test_a_paper_that_is_altered_or_gone_is_named(world, paper):
    name = contents.place_of(digest(paper))

    alter(world, name, flipped(paper, len(paper) // 2))
    assert world.faults() == {
        "contents": (f"contents {digest(paper)}: the stored bytes have another sha256",)
    }

    world.blobs.delete(name)
    [fault, *_] = world.faults()["evidence"]
    assert digest(paper) in fault


@pytest.mark.parametrize("byte", b'{}[]:,"', ids=chr)
def test_a_byte_of_the_structure_of_a_waiting_message_is_noticed(world, byte):
    send(world.bus, "push-1.0")
    [waiting] = world.bus.kept()
    places = [place for place, each in enumerate(waiting.data) if each == byte]

    for place in places:
        world.sql("UPDATE messages SET data = ?", flipped(waiting.data, place))
        [fault] = world.faults()["messages"]
        assert fault.startswith("message push-1.0 for run-checks: "), place


@pytest.mark.parametrize("column", ["queue", "id"])
def test_a_message_that_waits_under_another_name_is_noticed(world, column):
    send(world.bus, "push-1.0")

    world.sql(f"UPDATE messages SET {column} = 'other'")

    [fault] = world.faults()["messages"]
    assert fault.endswith("its bytes are those of message push-1.0 for run-checks")


def test_a_message_that_was_worn_out_can_still_be_read(world):
    send(world.bus, "worn")
    while receive(world.bus):
        world.bus.reclaim()
    assert world.chapters()["messages"].compared == 1

    world.sql("UPDATE aside SET data = X'7b'")

    [fault] = world.faults()["messages"]
    assert fault.startswith("message worn for run-checks: not JSON")


def test_nonsense_that_a_handler_set_aside_is_no_fault(world):
    world.bus.set_aside(b"nonsense", "not JSON")

    assert world.chapters()["messages"].compared == 1
    assert world.faults() == {}


def test_the_files_that_were_checked_are_evidence_too(world):
    files = world.released.run.checked.bundle

    world.blobs.delete(contents.place_of(files))

    assert {fault.partition(":")[0] for fault in world.faults()["evidence"]} == {
        CHURN.run_id,
        WAITING.run_id,
    }


def test_the_log_of_a_failure_is_evidence_too(world):
    failed = StepFailed(candidate=WAITING, step="checks", remark="broke", log="10c" * 21 + "1")
    runs = Runs(blobs=world.blobs)
    runs.save(tell(runs.find(WAITING.run_id), failed))

    [fault] = world.faults()["evidence"]
    assert fault == f"{WAITING.run_id}: mentions {failed.log}, which is not kept"


def test_a_promotion_that_nobody_approved_is_a_broken_promise(world):
    early = stories.promoted("prod", "5", WAITING)
    runs = Runs(blobs=world.blobs)
    runs.save(tell(runs.find(WAITING.run_id), early))

    assert (
        f"{WAITING.run_id}: in prod: promoted with 1 approval(s) missing"
        in (world.faults()["promises"])
    )


@pytest.mark.parametrize("name", ["manifest.json", "model/MLmodel", "model/data/model.bin"])
def test_a_byte_of_an_artefact_is_noticed_wherever_it_lies(world, name):
    path = f"models-retail/churn/4/{name}"
    place = world.home / "artefacts" / path
    data = place.read_bytes()
    place.chmod(0o644)

    for position in range(0, len(data), 7):
        place.write_bytes(flipped(data, position))
        chapter = verify_releases.artefacts(world.artefacts, [world.released])
        [fault] = chapter.faults
        assert fault.startswith(f"{path}: does not have the sum that"), position


def test_an_artefact_that_is_missing_or_that_nobody_published_is_named(world):
    root = world.home / "artefacts" / "models-retail" / "churn" / "4"
    (root / "model" / "MLmodel").unlink()
    (root / "model" / "evil.py").write_text("import os\n")

    assert world.faults()["artefacts"] == (
        "models-retail/churn/4/model/evil.py: published by nobody",
        "models-retail/churn/4/model/MLmodel: published, but not there",
    )


def test_a_manifest_that_is_gone_is_named(world):
    (world.home / "artefacts" / world.released.run.published.path).unlink()

    assert world.released.run.published.path in world.faults()["artefacts"][0]


def test_a_byte_of_a_tag_is_noticed_whatever_it_says(world):
    *others, version = world.versions
    for tag, value in version.tags.items():
        for place in range(0, len(value), 5):
            bent = {**version.tags, tag: flipped(value.encode(), place).decode()}
            [fault] = world.faults((*others, replace(version, tags=bent)))["registry"]
            assert fault.startswith(f"prod.churn version 4: {tag} is ")


@pytest.mark.parametrize("name", FILES)
def test_a_byte_of_the_models_files_is_noticed(world, name):
    place = world.model / name
    place.write_bytes(flipped(place.read_bytes(), 5))

    assert set(world.faults()["registry"]) == {
        f"{environment}.churn version {version}: its files are not those that were evaluated"
        for environment, version in VERSIONS.items()
    }


def test_a_model_whose_files_are_gone_is_noticed(world):
    [*others, version] = world.versions
    elsewhere = replace(version, location=f"{world.model}x")

    assert "its files are gone" in world.faults((*others, elsewhere))["registry"][0]


def other_run(version):
    """A version of a run that the record knows nothing of."""
    return replace(version, version="5", tags={**version.tags, "gatehouse.run_id": "churn-0"})


REGISTRIES = {
    "a version that is gone": (lambda version: [], "promoted, but not in the registry"),
    "an alias that is gone": (
        lambda version: [replace(version, aliases=())],
        "promoted last, but not the champion",
    ),
    "a champion that no run has promoted": (
        lambda version: [replace(version, aliases=()), other_run(version)],
        "champion, but no run has promoted it",
    ),
}


@pytest.mark.parametrize(("change", "fault"), REGISTRIES.values(), ids=REGISTRIES)
def test_a_registry_that_does_not_agree_with_the_record_is_named(world, change, fault):
    [*others, version] = world.versions

    faults = world.faults((*others, *change(version)))["registry"]

    assert any(each.startswith("prod.churn version ") and each.endswith(fault) for each in faults)


def test_versions_that_somebody_tries_out_by_hand_are_nobodys_business(world):
    by_hand = replace(world.versions[0], version="12", tags={}, aliases=("candidate",))

    assert world.faults((*world.versions, by_hand)) == {}


def test_a_promotion_under_way_is_no_fault_though_it_has_the_alias_already(world):
    *others, version = world.versions
    order = replace(promotions(world.released)[-1], candidate=WAITING)
    newer = replace(version, version="5", tags=tags_of(order))
    waiting = Runs(blobs=world.blobs).find(WAITING.run_id)
    said = replace(next(iter(waiting.answers.values()))[0], body=order)

    chapter = verify_releases.registry(
        (*others, replace(version, aliases=()), newer),
        [world.released, replace(waiting, answers={"asked": (said,)})],
    )

    assert chapter.faults == ()


def test_what_cannot_be_read_from_disk_is_a_fault_and_not_the_end():
    def unreadable(name):
        raise PermissionError(13, "Permission denied", name)

    chapter = verify.chapter("files", ["a", "b"], unreadable)

    assert (chapter.compared, len(chapter.faults)) == (2, 2)


def test_a_list_that_breaks_off_is_a_fault_and_not_the_end():
    def broken():
        yield "a"
        raise AlteredError("bad metadata")

    chapter = verify.chapter("files", broken(), lambda name: ())

    assert chapter.compared == 1
    assert chapter.faults == ("files: cannot be listed to the end: bad metadata",)


def test_what_is_stored_elsewhere_is_not_said_to_fit(tmp_path):
    gatehouse("register", "bank/churn", "--team", "Retail", "--home", tmp_path)

    done = gatehouse("verify", "--home", tmp_path, GATEHOUSE_TRACKING_URI="https://mlflow.example")

    assert done.returncode != 0
    assert "verify reads what one machine has stored" in done.stderr
