"""What every place for reviews promises: one comment for each model, and the findings beside it."""

from dataclasses import dataclass, replace

import pytest

from shared.adapters.folder_reviews import FolderReviews
from shared.adapters.memory_reviews import MemoryReviews
from shared.codec import document
from shared.core.candidate import Candidate
from shared.core.policy import Policy
from shared.core.sarif import sarif
from tests.standins.forge_bench import HOSTED

CHURN = Candidate(repository="bank/churn", commit="c0ffee", model="churn")
REF = "refs/heads/main"
LOG = sarif((), "gatehouse/churn", Policy(), None)


@dataclass
class Hosted:
    """Reviews on a forge, where one is open for the commit."""

    bench: object

    def __post_init__(self):
        self.bench.hold("bank/churn", "c0ffee")
        self.number = self.bench.standin.open_review("bank/churn", "c0ffee")
        self.comment = self.bench.forges.comment
        self.annotate = self.bench.forges.annotate

    def merged_as(self, commit):
        """The review is merged, which makes the commit."""
        self.bench.standin.merge("bank/churn", self.number, commit)
        return replace(CHURN, commit=commit)

    def said(self, candidate):
        """What our comment about the model says."""
        marker = f"<!-- gatehouse:gatehouse/{candidate.model} -->\n"
        texts = self.bench.standin.said("bank/churn", self.number)
        own = [text.removeprefix(marker) for text in texts if text.startswith(marker)]
        assert len(own) <= 1
        return own[0] if own else None


@pytest.fixture(params=HOSTED)
def hosted(request, theatre):
    """Reviews on a forge."""
    with theatre.bench(request.param) as bench:
        yield Hosted(bench)


@pytest.fixture(params=["memory", "folder", *HOSTED])
def reviews(request, tmp_path, theatre):
    """Reviews in which nothing has been said yet."""
    if request.param == "memory":
        yield MemoryReviews()
    elif request.param == "folder":
        yield FolderReviews(tmp_path / "reviews")
    else:
        with theatre.bench(request.param) as bench:
            yield Hosted(bench)


def test_what_is_said_is_read(reviews):
    reviews.comment(CHURN, "being trained")

    assert reviews.said(CHURN) == "being trained"


def test_what_is_said_later_takes_the_place_of_what_was_said_before(reviews):
    reviews.comment(CHURN, "being trained")
    reviews.comment(CHURN, "released\n\nwith ümlauts")

    assert reviews.said(CHURN) == "released\n\nwith ümlauts"


def test_the_same_said_twice_is_one_comment(reviews):
    reviews.comment(CHURN, "being trained")
    reviews.comment(CHURN, "being trained")

    assert reviews.said(CHURN) == "being trained"


def test_every_model_of_a_commit_has_a_comment_of_its_own(reviews):
    limits = replace(CHURN, model="limits")

    reviews.comment(CHURN, "rejected")
    reviews.comment(limits, "released")

    assert (reviews.said(CHURN), reviews.said(limits)) == ("rejected", "released")


def test_where_nothing_was_said_there_is_no_comment(reviews):
    assert reviews.said(CHURN) is None


def test_findings_may_be_shown_again_and_again(reviews):
    for _ in range(2):
        reviews.annotate(CHURN, REF, document(LOG))


@pytest.mark.parametrize("commit", ["facade", "c0ffee"], ids=["a commit of its own", "as it is"])
def test_the_review_that_brought_the_commit_hears_how_it_goes_on(hosted, commit):
    merged = hosted.merged_as(commit)

    hosted.comment(merged, "being trained")
    hosted.comment(merged, "released")

    assert hosted.said(merged) == "released"


def test_what_was_said_while_the_review_was_open_is_edited_after_it_was_merged(hosted):
    hosted.comment(CHURN, "being trained")
    hosted.comment(hosted.merged_as("facade"), "released")

    assert hosted.said(CHURN) == "released"


def test_another_open_review_hears_nothing_of_what_one_has_brought(hosted):
    other = hosted.bench.standin.open_review("bank/churn", "decade")

    hosted.comment(hosted.merged_as("facade"), "released")

    assert hosted.bench.standin.said("bank/churn", other) == []


def test_a_review_that_was_closed_without_being_merged_hears_nothing(hosted):
    hosted.bench.standin.close("bank/churn", hosted.number)

    hosted.comment(CHURN, "released")

    assert hosted.said(CHURN) is None


@pytest.mark.parametrize("embedded", [MemoryReviews, FolderReviews])
def test_the_last_findings_are_kept_as_they_came(embedded, tmp_path):
    reviews = embedded() if embedded is MemoryReviews else embedded(tmp_path)

    reviews.annotate(CHURN, REF, b"{}")
    reviews.annotate(CHURN, REF, document(LOG))

    assert reviews.shown(CHURN) == document(LOG)
    assert reviews.shown(replace(CHURN, commit="decade")) is None


def test_what_a_crash_left_half_written_is_not_a_comment(tmp_path):
    FolderReviews(tmp_path).comment(CHURN, "being trained")
    (tmp_path / ".drafts" / "orphan").write_bytes(b"rele")

    again = FolderReviews(tmp_path)

    assert again.said(CHURN) == "being trained"
    assert list((tmp_path / ".drafts").iterdir()) == []
