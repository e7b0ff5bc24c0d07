"""What every artefact store promises: what is written once never changes."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from hashlib import sha256

import pytest

from shared.adapters.artifactory import Artifactory, Layout
from shared.adapters.directory_artefacts import DirectoryArtefacts
from shared.adapters.memory_artefacts import MemoryArtefacts
from shared.core.errors import RefusedError
from shared.files import durable
from shared.ports import AlteredError, Build
from tests.standins.artifactory import Artifactory as Server
from tests.standins.serving import serving

PLACE = "models-retail/churn/4/model/weights.skops"
NOTED = {"mlops.run_id": "churn-5e1f", "mlops.repository": "bank/churn, a=b;c|d\\e"}
ADAPTERS = ["memory", "directory", "artifactory generic", "artifactory machinelearning"]


@pytest.fixture(scope="module")
def hall():
    """An Artifactory, and where it listens."""
    server = Server()
    with serving(server.app) as address:
        yield server, f"{address}/artifactory"


@pytest.fixture
def server(hall):
    """An empty Artifactory."""
    hall[0].forget()
    return hall[0]


@pytest.fixture(params=ADAPTERS)
def artefacts(request, server, hall, directory):
    """An empty store of each kind."""
    kind, _, layout = request.param.partition(" ")
    if not layout:
        yield MemoryArtefacts() if kind == "memory" else directory
        return
    with closing(Artifactory(hall[1], lambda: "good-token", layout=Layout(layout))) as store:
        yield store


@pytest.fixture
def kept(artefacts, server):
    """Tells where files are kept, as the store itself knows it."""
    return getattr(artefacts, "paths", lambda: server.files)


@pytest.fixture
def directory(tmp_path):
    """An empty store in a folder."""
    return DirectoryArtefacts(tmp_path / "kept")


@pytest.fixture
def file(tmp_path):
    """Makes a file that holds the bytes."""

    def made(data):
        path = tmp_path / f"source-{sha256(data).hexdigest()}"
        path.write_bytes(data)
        return path

    return made


def test_what_is_put_can_be_got_and_is_named_by_its_sum(artefacts, file):
    found = artefacts.put(PLACE, file(b"weights"))

    assert (found.path, found.size) == (PLACE, 7)
    assert found.sha256 == sha256(b"weights").hexdigest()
    assert artefacts.get(PLACE) == b"weights"


def test_the_same_bytes_again_are_harmless(artefacts, kept, file):
    first = artefacts.put(PLACE, file(b"weights"))

    assert artefacts.put(PLACE, file(b"weights")) == first
    assert len(list(kept())) == 1


def test_an_empty_file_is_kept_like_any_other(artefacts, file):
    artefacts.put(PLACE, file(b""))

    assert artefacts.get(PLACE) == b""


def test_what_is_noted_of_a_file_can_be_asked(artefacts, file):
    artefacts.put(PLACE, file(b"weights"), NOTED)

    assert artefacts.properties(PLACE) == NOTED


def test_what_was_not_noted_at_first_is_noted_when_it_is_put_again(artefacts, file):
    artefacts.put(PLACE, file(b"weights"), {"mlops.run_id": "somebody else's"})
    artefacts.put(PLACE, file(b"weights"), NOTED)

    assert artefacts.properties(PLACE) == NOTED


def build_of(*put):
    """What made the files that were put."""
    name = "models-retail.churn"
    return Build(name=name, number="4", repository="bank/churn", commit="c0ffee", artefacts=put)


def test_a_build_noted_again_is_harmless_and_its_files_stay(artefacts, file):
    build = build_of(artefacts.put(PLACE, file(b"weights"), NOTED))

    artefacts.record(build)
    artefacts.record(build)

    assert artefacts.get(PLACE) == b"weights"
    assert artefacts.properties(PLACE) == NOTED


def test_another_build_under_the_same_number_is_refused(artefacts, file):
    put = artefacts.put(PLACE, file(b"weights"))
    artefacts.record(build_of(put))

    with pytest.raises(AlteredError, match="churn"):
        artefacts.record(build_of(replace(put, sha256="0" * 64, sha1="0" * 40)))


def test_a_release_that_is_complete_takes_no_other_bytes(artefacts, file):
    artefacts.record(build_of(artefacts.put(PLACE, file(b"weights"))))

    with pytest.raises(AlteredError, match=PLACE):
        artefacts.put(PLACE, file(b"other weights"))

    assert artefacts.get(PLACE) == b"weights"


def test_other_bytes_under_the_same_path_are_refused_and_change_nothing(artefacts, file):
    artefacts.put(PLACE, file(b"weights"))

    with pytest.raises(AlteredError, match="weights.skops.* never changes|other bytes"):
        artefacts.put(PLACE, file(b"other weights"))

    assert artefacts.get(PLACE) == b"weights"


def test_of_two_who_put_other_bytes_at_once_exactly_one_succeeds(artefacts, file):
    sources = [file(str(number).encode() * 100_000) for number in range(8)]

    def put(source):
        try:
            return artefacts.put(PLACE, source)
        except AlteredError:
            return None

    with ThreadPoolExecutor(8) as crowd:
        sums = [found.sha256 for found in crowd.map(put, sources) if found]

    assert sums == [sha256(artefacts.get(PLACE)).hexdigest()]


def test_many_who_put_the_same_bytes_at_once_all_succeed(artefacts, file):
    source = file(b"weights" * 100_000)

    with ThreadPoolExecutor(8) as crowd:
        sums = {put.sha256 for put in crowd.map(lambda _: artefacts.put(PLACE, source), range(16))}

    assert sums == {sha256(source.read_bytes()).hexdigest()}


def test_every_path_is_listed_in_order(directory, file):
    for path in ("churn/2/model", "churn/1/model", "limits/1/MLmodel"):
        directory.put(path, file(b"weights"), NOTED)
    directory.record(build_of(directory.put("churn/1/model", file(b"weights"))))

    assert list(directory.paths()) == ["churn/1/model", "churn/2/model", "limits/1/MLmodel"]


def test_what_was_never_put_is_missed_by_name(artefacts):
    with pytest.raises(AlteredError, match="weights.skops: nothing is kept there"):
        artefacts.get(PLACE)


def test_a_source_that_is_no_file_is_refused(artefacts, tmp_path):
    with pytest.raises(RefusedError, match="there is no such file"):
        artefacts.put(PLACE, tmp_path)


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("../outside", id="climbing out"),
        pytest.param("churn/../../outside", id="climbing out from within"),
        pytest.param("/etc/outside", id="absolute"),
        pytest.param("churn\\..\\outside", id="backslashes"),
        pytest.param("churn/mo\x00del", id="a null character"),
        pytest.param("churn/mo\ndel", id="a line break"),
        pytest.param("churn/\u202eledom", id="a direction mark"),
        pytest.param("churn//model", id="an empty part"),
        pytest.param("", id="nothing"),
        pytest.param("é" * 128, id="a name too long for a disk"),
        pytest.param("/".join(["folder"] * 200), id="a path too long for a blob store"),
    ],
)
def test_a_path_that_is_not_plain_is_refused(artefacts, kept, file, path):
    with pytest.raises(RefusedError, match="plain relative path"):
        artefacts.put(path, file(b"weights"))
    with pytest.raises(RefusedError, match="plain relative path"):
        artefacts.get(path)

    assert list(kept()) == []


def test_a_file_is_kept_so_that_nobody_may_write_to_it(directory, file):
    directory.put(PLACE, file(b"weights"))

    assert (directory.root / PLACE).stat().st_mode & 0o777 == 0o444


def test_bytes_altered_on_the_disk_are_noticed_when_they_are_put_again(directory, file):
    directory.put(PLACE, file(b"weights"))
    (directory.root / PLACE).chmod(0o644)
    (directory.root / PLACE).write_bytes(b"weightz")

    with pytest.raises(AlteredError, match="never changes"):
        directory.put(PLACE, file(b"weights"))


def test_a_link_in_the_folder_leads_nobody_out_of_it(directory, file, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    directory.root.mkdir()
    (directory.root / "models-retail").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(RefusedError, match="leads out of"):
        directory.put(PLACE, file(b"weights"))

    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_file_in_the_way_of_a_folder_is_refused(directory, file):
    directory.put("churn", file(b"weights"))

    with pytest.raises(RefusedError, match="churn/model"):
        directory.put("churn/model", file(b"weights"))


def test_a_folder_in_the_way_of_a_file_is_refused(directory, file):
    directory.put("churn/model", file(b"weights"))

    with pytest.raises(RefusedError, match="churn"):
        directory.put("churn", file(b"weights"))


@pytest.mark.parametrize("ours", ["drafts", "builds", "properties"])
def test_what_the_store_keeps_for_itself_is_nobodys_artefact(directory, file, ours):
    with pytest.raises(RefusedError, match=ours):
        directory.put(f".{ours}/model", file(b"weights"))


def test_what_a_crash_left_half_written_is_cleared_away_at_the_next_start(directory):
    drafts = directory.root / durable.DRAFTS
    drafts.mkdir(parents=True)
    (drafts / "orphan").write_bytes(b"wei")

    again = DirectoryArtefacts(directory.root)

    assert list(drafts.iterdir()) == []
    assert list(again.paths()) == []


def test_a_draft_that_is_being_written_is_not_cleared_away(directory):
    with durable.draft(directory.root) as (_, path):
        DirectoryArtefacts(directory.root)

        assert path.exists()


def test_a_crash_between_placing_the_file_and_saying_so_is_healed_by_a_repeat(directory, file):
    durable.keep(directory.root, PLACE, [b"weights"], mode=0o444, once=True)

    assert directory.put(PLACE, file(b"weights")).sha256 == sha256(b"weights").hexdigest()


def test_somebody_a_moment_faster_is_not_written_over(tmp_path):
    durable.keep(tmp_path, PLACE, [b"weights"], once=True)

    with pytest.raises(FileExistsError):
        durable.keep(tmp_path, PLACE, [b"other weights"], once=True)

    assert (tmp_path / PLACE).read_bytes() == b"weights"
    assert list((tmp_path / durable.DRAFTS).iterdir()) == []
