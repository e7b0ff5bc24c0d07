"""The index of the organisation's code, over every store that keeps blobs."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from shared import catalogue, code_index
from shared.adapters.memory_blobs import MemoryBlobs
from shared.adapters.sqlite_blobs import SqliteBlobs
from shared.adapters.sqlite_store import SqliteStore
from shared.adapters.system_clock import system_clock
from shared.catalogue import Registration
from shared.code_index import books, shards
from shared.code_index.books import Book
from shared.code_index.files import MOST_CODE
from shared.core.clones import Clones
from shared.core.fingerprints import prints_of
from shared.ports import AlteredError, ConflictError
from tests.adapters.test_blobs import ADAPTERS
from tests.code_samples import MATCH, SNIFF, WRAP, edited, renamed

CHURN, LIMITS, FRAUD = "retail/churn", "risk/limits", "fraud/cards"
OURS = {"score.py": f"{SNIFF}\n\n{WRAP}", "data.py": MATCH}


@pytest.fixture(params=["memory", "sqlite before saving"])
def blobs(request, tmp_path):
    with ADAPTERS[request.param](tmp_path) as blobs:
        yield organised(blobs)


@pytest.fixture(params=ADAPTERS)
def all_blobs(request, tmp_path):
    with ADAPTERS[request.param](tmp_path) as blobs:
        yield organised(blobs)


@pytest.fixture
def memory():
    return organised(MemoryBlobs())


def organised(blobs):
    """Three teams' repositories, registered."""
    for repository in (CHURN, LIMITS, FRAUD):
        register(blobs, repository)
    return blobs


def register(blobs, repository):
    team = repository.partition("/")[0].title()
    registration = Registration(repository=repository, url="", team=team, secret="memory:none")
    catalogue.register(blobs, registration)


def push(blobs, repository, files, commit="c1"):
    """What is told of the clones in a commit: who has them, and where."""
    code_index.note(blobs, repository, commit, files)
    return told(code_index.clones(blobs, repository, files))


def told(clones):
    assert (clones.unread, clones.beyond) == ((), 0)
    return [(clone.path, clone.repository, clone.owner, clone.other_path) for clone in clones.found]


def everything(blobs):
    """What the index holds, by the names of its blobs."""
    return {row.name: blobs.get(row.name).data for row in blobs.list(f"{books.ROOT}/")}


def test_every_store_keeps_the_index(all_blobs):
    push(all_blobs, CHURN, {"wrap.py": WRAP})
    expected = [("wrap.py", CHURN, "Retail", "wrap.py")]

    assert push(all_blobs, LIMITS, {"wrap.py": WRAP}) == expected
    assert push(all_blobs, LIMITS, {"wrap.py": WRAP}) == expected
    push(all_blobs, CHURN, {}, "c2")

    assert push(all_blobs, LIMITS, {"wrap.py": WRAP}, "c2") == []


@pytest.mark.parametrize("change", [str, renamed, edited], ids=["as it is", "renamed", "edited"])
def test_whoever_pushes_what_exists_is_told_where_it_stands_and_who_owns_it(blobs, change):
    assert push(blobs, CHURN, OURS) == []

    copy = {"lib/wrap.py": f"import os\n\n\n{change(WRAP)}"}

    assert push(blobs, LIMITS, copy) == [("lib/wrap.py", CHURN, "Retail", "score.py")]


def test_a_clone_knows_its_lines_in_both(memory):
    push(memory, CHURN, OURS)
    code_index.note(memory, LIMITS, "c1", {"wrap.py": WRAP})

    [clone] = code_index.clones(memory, LIMITS, {"wrap.py": WRAP}).found

    shift = SNIFF.count("\n") + 2
    assert (clone.other_line, clone.other_end) == (clone.line + shift, clone.end + shift)
    assert clone.line <= 5 and clone.end >= WRAP.count("\n") - 5


def test_before_the_push_the_same_is_told_and_nothing_is_remembered(memory):
    push(memory, CHURN, OURS)
    before = everything(memory)

    found = code_index.clones(memory, LIMITS, {"wrap.py": WRAP})

    assert told(found) == [("wrap.py", CHURN, "Retail", "score.py")]
    assert everything(memory) == before


def test_a_repository_is_no_copy_of_itself(memory):
    twice = {"a/score.py": WRAP, "b/score.py": WRAP}

    assert push(memory, CHURN, twice) == []
    assert push(memory, CHURN, twice | {"c/score.py": WRAP}, "c2") == []


def test_whoever_wrote_it_first_is_not_told_of_copies_whatever_becomes_of_the_file(memory):
    push(memory, CHURN, OURS)
    push(memory, LIMITS, {"wrap.py": WRAP})

    assert push(memory, CHURN, OURS, "c2") == []
    changed = {"moved.py": f"{OURS['score.py']}\nDONE = True\n"}
    assert push(memory, CHURN, changed, "c3") == []


def test_whoever_copied_it_is_told_whatever_becomes_of_the_copy(memory):
    push(memory, CHURN, OURS)
    push(memory, LIMITS, {"wrap.py": WRAP})

    moved = {"lib/moved.py": f"{SNIFF}\n\n{edited(WRAP)}"}

    expected = [("lib/moved.py", CHURN, "Retail", "score.py")]
    assert push(memory, LIMITS, moved, "c2") == expected
    assert push(memory, LIMITS, moved | {"new.py": MATCH}, "c3") == [
        *expected,
        ("new.py", CHURN, "Retail", "data.py"),
    ]


def test_a_clone_is_told_for_as_long_as_it_stands(memory):
    push(memory, CHURN, OURS)
    push(memory, LIMITS, {"wrap.py": WRAP})

    assert push(memory, LIMITS, {"wrap.py": WRAP, "new.py": "X = 1\n"}, "c2") != []
    assert push(memory, LIMITS, {"wrap.py": "X = 1\n"}, "c3") == []


def test_what_was_moved_or_renamed_is_found_at_its_new_place(blobs):
    push(blobs, CHURN, OURS)
    push(blobs, LIMITS, {"wrap.py": WRAP})

    push(blobs, CHURN, {"moved/to/here.py": OURS["score.py"]}, "c2")

    expected = [("wrap.py", CHURN, "Retail", "moved/to/here.py")]
    assert push(blobs, LIMITS, {"wrap.py": WRAP}, "c2") == expected


def test_what_was_deleted_is_not_told_of_and_leaves_nothing_behind(blobs):
    push(blobs, CHURN, OURS)

    push(blobs, CHURN, {}, "c2")

    assert push(blobs, LIMITS, {"wrap.py": WRAP}) == []
    push(blobs, LIMITS, {}, "c2")
    assert list(everything(blobs)) == sorted(map(place_of_book, (CHURN, LIMITS)))


def test_what_comes_back_is_found_again(memory):
    push(memory, CHURN, OURS)
    push(memory, CHURN, {}, "c2")
    push(memory, CHURN, OURS, "c3")

    assert push(memory, LIMITS, {"wrap.py": WRAP}) != []


def test_a_repository_that_is_registered_no_more_is_not_told_of(memory):
    push(memory, CHURN, OURS)
    memory.delete(catalogue.place_of(CHURN))

    assert push(memory, LIMITS, {"wrap.py": WRAP}) == []


def test_the_owner_is_who_owns_it_now(memory):
    push(memory, CHURN, OURS)
    catalogue.register(memory, replace(catalogue.required(memory, CHURN), team="Insurance"))

    assert push(memory, LIMITS, {"wrap.py": WRAP})[0][2] == "Insurance"


def test_a_fork_is_told_of_every_file(memory):
    push(memory, CHURN, OURS)

    found = push(memory, LIMITS, OURS)

    assert sorted(path for path, *_ in found) == ["data.py", "score.py"]
    assert {repository for _, repository, *_ in found} == {CHURN}


def test_of_many_forks_one_is_told_and_what_only_another_has_as_well(memory):
    for number in range(15):
        register(memory, f"brands/shop-{number:02}")
        push(memory, f"brands/shop-{number:02}", {"score.py": SNIFF})
    push(memory, CHURN, {"wrap.py": WRAP})

    code_index.note(memory, LIMITS, "c1", {"score.py": f"{SNIFF}\n\n{WRAP}"})
    found = code_index.clones(memory, LIMITS, {"score.py": f"{SNIFF}\n\n{WRAP}"}).found

    having = sorted(clone.repository for clone in found)
    assert having[0].startswith("brands/shop-") and having[1:] == [CHURN]


def test_what_everybody_has_is_nobodys(memory):
    for number in range(shards.MOST_HOLDERS + 3):
        register(memory, f"brands/shop-{number}")
        code_index.note(memory, f"brands/shop-{number}", "c1", {"score.py": WRAP})

    assert push(memory, LIMITS, {"score.py": WRAP}) == []
    assert most_holders(memory) == shards.MOST_HOLDERS
    code_index.rebuild(memory)
    assert most_holders(memory) == shards.MOST_HOLDERS


def most_holders(blobs):
    """How many repositories have the anchor that most of them have."""
    places = [place for place in everything(blobs) if "/shards/" in place]
    postings = [posting for place in places for posting in shards.read(blobs, place)[0]]
    return max(Counter(anchor for anchor, _ in postings).values())


def test_without_its_name_a_repository_is_known_by_its_files(memory):
    push(memory, FRAUD, {"sniff.py": SNIFF})
    push(memory, CHURN, OURS)
    changed = OURS | {"score.py": f"{OURS['score.py']}\nDONE = True\n"}

    assert told(code_index.clones(memory, "", changed)) == [
        ("score.py", FRAUD, "Fraud", "sniff.py")
    ]
    assert told(code_index.clones(memory, "", {"wrap.py": WRAP})) != []


def test_a_change_that_is_not_pushed_yet_is_compared_with_others_and_not_with_itself(memory):
    push(memory, FRAUD, {"sniff.py": SNIFF})
    push(memory, CHURN, OURS)
    changed = OURS | {"score.py": f"{OURS['score.py']}\nDONE = True\n"}

    found = code_index.clones(memory, CHURN, changed)

    assert told(found) == [("score.py", FRAUD, "Fraud", "sniff.py")]


def test_a_commit_that_comes_twice_changes_nothing(blobs):
    push(blobs, CHURN, OURS)
    push(blobs, CHURN, {"data.py": MATCH}, "c2")
    before = everything(blobs)

    push(blobs, CHURN, {"data.py": MATCH}, "c2")
    push(blobs, CHURN, OURS, "c1")

    assert everything(blobs) == before


def test_what_was_cut_short_is_made_good_by_the_same_commit(memory):
    class Dying(MemoryBlobs):
        def put(self, name, data, **conditions):
            if "/books/" in name and self.dies:
                raise ConnectionError(name)
            return super().put(name, data, **conditions)

    dying = Dying(kept=memory.kept)
    object.__setattr__(dying, "dies", True)
    with pytest.raises(ConnectionError):
        code_index.note(dying, CHURN, "c1", OURS)
    assert push(memory, LIMITS, {"wrap.py": WRAP}) == []

    push(memory, CHURN, OURS)

    assert push(memory, FRAUD, {"wrap.py": WRAP}) != []
    assert push(memory, LIMITS, {"wrap.py": WRAP}, "c2") != []


class Counting(MemoryBlobs):
    """Blobs that note whose shards and books are read and written."""

    @property
    def asked(self):
        return self.__dict__.setdefault("log", [])

    def get(self, name, **conditions):
        self.asked.append(("get", name.split("/")[2])) if name.startswith("code/") else None
        return super().get(name, **conditions)

    def put(self, name, data, **conditions):
        self.asked.append(("put", name.split("/")[2])) if name.startswith("code/") else None
        return super().put(name, data, **conditions)


def test_what_has_not_changed_costs_a_book_and_no_shard():
    blobs = organised(Counting())
    push(blobs, CHURN, OURS)
    blobs.asked.clear()

    code_index.note(blobs, CHURN, "c2", {f"moved/{path}": text for path, text in OURS.items()})

    assert blobs.asked == [("get", "books"), ("put", "books")]


def test_who_has_a_line_alike_by_chance_is_compared_once(memory):
    few = "\n".join(WRAP.split("\n")[-9:])
    push(memory, CHURN, OURS)

    assert push(memory, LIMITS, {"few.py": f"{MATCH}\n\n{few}"}) == [
        ("few.py", CHURN, "Retail", "data.py")
    ]
    assert push(memory, FRAUD, {"few.py": few}) == []
    book, _ = books.read(memory, books.number_of(FRAUD))
    assert book.entries[0].prints.anchors and book.entries[0].shared == ()


def test_a_push_reads_the_shards_of_what_it_changed_however_much_is_stored():
    blobs = organised(Counting())
    push(blobs, CHURN, OURS)
    changed = OURS | {
        "new.py": "def f(a, b):\n    return [a(x, b) for x in b if x > a] or {a: b}\n"
    }
    anchors = prints_of("new.py", changed["new.py"]).anchors
    blobs.asked.clear()

    code_index.note(blobs, CHURN, "c2", changed)

    asked = Counter(blobs.asked)
    assert 0 < asked["get", "shards"] == asked["put", "shards"] <= len(anchors)


def place_of_book(repository):
    return books.place_of(books.number_of(repository))


def broken_shard(blobs):
    """The shard of an anchor of what both have, spoilt."""
    place = shards.place_of(min(prints_of("wrap.py", WRAP).anchors))
    blobs.put(place, b"rubbish")
    return place


def test_a_shard_that_cannot_be_read_is_told_of_until_it_is_made_anew(memory):
    push(memory, CHURN, OURS)
    place = broken_shard(memory)

    for _ in range(2):
        code_index.note(memory, LIMITS, "c1", {"wrap.py": WRAP})
        found = code_index.clones(memory, LIMITS, {"wrap.py": WRAP})
        assert found.unread == (f"{place}: its checksum is wrong",)
    assert memory.get(place).data == b"rubbish"

    code_index.rebuild(memory)

    assert push(memory, LIMITS, {"wrap.py": WRAP}, "c2") != []


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: data[:-4], id="cut short"),
        pytest.param(lambda data: data[:40] + b"\xff" + data[41:], id="a byte changed"),
    ],
)
def test_a_book_that_cannot_be_read_is_told_of_and_written_anew_by_its_next_push(memory, spoil):
    push(memory, CHURN, OURS)
    place = place_of_book(CHURN)
    memory.put(place, spoil(memory.get(place).data))

    code_index.note(memory, LIMITS, "c1", {"wrap.py": WRAP})
    found = code_index.clones(memory, LIMITS, {"wrap.py": WRAP})
    assert (found.found, len(found.unread)) == ((), 1)

    push(memory, CHURN, OURS, "c2")
    assert push(memory, LIMITS, {"wrap.py": WRAP}, "c2") != []


def test_a_book_whose_checksum_is_right_and_whose_text_is_not_is_no_book():
    sound = books.written(Book(repository=CHURN))
    rest = sound[books.HEAD.size :].replace(b"repository", b"Repository")
    data = books.HEAD.pack(books.crc32(rest), len(rest)) + rest

    with pytest.raises(AlteredError, match="code/1/books/x"):
        books.parsed("code/1/books/x", data)


def test_a_registration_that_cannot_be_read_is_told_of(memory):
    push(memory, CHURN, OURS)
    memory.put(catalogue.place_of(CHURN), b"rubbish")

    code_index.note(memory, LIMITS, "c1", {"wrap.py": WRAP})
    found = code_index.clones(memory, LIMITS, {"wrap.py": WRAP})

    assert found.found == ()
    assert "registration of retail/churn" in found.unread[0]


def test_what_is_more_than_people_write_is_counted():
    blobs = organised(MemoryBlobs())
    files = {f"{number:03}.py": "#" * 250_000 for number in range(MOST_CODE // 250_000 + 3)}

    code_index.note(blobs, CHURN, "c1", files)

    assert code_index.clones(blobs, CHURN, files) == Clones(beyond=3)


def test_made_anew_the_shards_say_what_they_said(blobs):
    push(blobs, CHURN, OURS)
    push(blobs, LIMITS, {"wrap.py": WRAP})
    before = everything(blobs)
    for place in list(before)[::3]:
        if "/shards/" in place:
            blobs.put(place, b"rubbish")
    blobs.put(f"{books.ROOT}/shards/zzz", b"left over")

    code_index.rebuild(blobs)

    assert everything(blobs) == before


class Contended(MemoryBlobs):
    """Blobs of which others keep changing one, whose name holds `contested`, before we write it."""

    def put(self, name, data, **conditions):
        if self.contested in name and self.left > 0:
            object.__setattr__(self, "left", self.left - 1)
            raise ConflictError(name)
        return super().put(name, data, **conditions)


def contended(contested, times):
    blobs = Contended()
    object.__setattr__(blobs, "contested", contested)
    object.__setattr__(blobs, "left", times)
    return organised(blobs)


@pytest.mark.parametrize("contested", ["/books/", "/shards/"])
def test_where_others_write_first_it_is_written_after_them(contested):
    blobs = contended(contested, 3)

    push(blobs, CHURN, OURS)

    assert push(blobs, LIMITS, {"wrap.py": WRAP}) != []


@pytest.mark.parametrize("contested", ["/books/", "/shards/"])
def test_where_others_write_again_and_again_it_is_tried_another_time(contested):
    with pytest.raises(ConflictError, match="times in a row"):
        code_index.note(contended(contested, 1000), CHURN, "c1", OURS)


def test_pushes_at_the_same_time_lose_nothing_of_each_other(tmp_path):
    store = SqliteStore(tmp_path / "store.db", system_clock)
    blobs, start = organised(SqliteBlobs(store)), Barrier(3)

    def at_once(repository):
        start.wait()
        code_index.note(blobs, repository, "c1", OURS)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(at_once, (CHURN, LIMITS, FRAUD)))
    after = everything(blobs)
    code_index.rebuild(blobs)

    assert everything(blobs) == after
    register(blobs, "bank/late")
    assert push(blobs, "bank/late", {"wrap.py": WRAP}) != []
    store.close()


def test_two_commits_of_a_repository_at_the_same_time_leave_one_of_them(tmp_path):
    store = SqliteStore(tmp_path / "store.db", system_clock)
    blobs, start = organised(SqliteBlobs(store)), Barrier(2)

    def at_once(commit, files):
        start.wait()
        code_index.note(blobs, CHURN, commit, files)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(at_once, ("c1", "c2"), (OURS, {"wrap.py": WRAP})))
    book, _ = books.read(blobs, books.number_of(CHURN))

    assert set(book.commits) == {"c1", "c2"}
    assert push(blobs, LIMITS, {"wrap.py": WRAP})[0][1] == CHURN
    store.close()
