"""What may go wrong between us and any forge, and that nothing is done twice for it."""

from contextlib import closing
from datetime import timedelta

import pytest

from shared.adapters.forges import Forges
from shared.core.candidate import Candidate
from shared.core.errors import RefusedError, TryAgainError
from shared.core.messages import CiRun, CommitState
from shared.ports import CredentialsError
from tests.standins.forge_bench import HOSTED, TOKEN
from tests.standins.wire import Answer, Cut, Gone, Late, Lost

CHURN = Candidate(repository="bank/churn", commit="c0ffee", model="churn")
PAGE = "http://localhost/runs/churn-1"
SAYING = {
    "github": "POST /repos/bank/churn/issues/",
    "gitlab": "POST /api/v4/projects/bank%2Fchurn/merge_requests/",
    "azure-devops": "POST /org/bank/_apis/git/repositories/churn/pullRequests/",
}
CANARY = b'{"message": "canary-4711 in what the server says"}'
TROUBLES = {
    "a time-out": Late(seconds=0.4),
    "too many requests": Answer(429, headers={"Retry-After": "7"}, body=CANARY),
    "a server error": Answer(503, headers={"Retry-After": "7"}, body=CANARY),
    "a cut in the middle": Cut(after=1),
    "a connection refused": Gone(),
    "a proxy's page instead of an answer": Answer(200, body=b"<html>canary-4711</html>"),
}


@pytest.fixture(params=HOSTED)
def bench(request, theatre):
    """A forge with a repository, and a review open for its commit."""
    with theatre.bench(request.param) as bench:
        bench.hold("bank/churn", "c0ffee")
        yield bench


def report(bench, forges=None):
    """Say that the run goes on."""
    (forges or bench.forges).report(CHURN, CommitState.PENDING, "being trained", PAGE)


def posted(bench):
    """How many statuses, comments or threads were made; Azure DevOps is asked by POST as well."""
    made = (one.path for one in bench.wire.requests if one.method == "POST")
    return sum("pullrequestquery" not in path for path in made)


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_trouble_passes_and_the_status_is_set_once(bench, trouble):
    bench.wire.upset(trouble)

    with (
        closing(Forges(bench.blobs, bench.hosts, patience=0.2)) as impatient,
        pytest.raises(TryAgainError) as error,
    ):
        report(bench, impatient)
    report(bench)

    assert bench.forges.read(CHURN).description == "being trained"
    assert posted(bench) == 1
    assert TOKEN not in str(error.value)


@pytest.mark.parametrize("status", [429, 503])
def test_a_forge_that_asks_for_time_is_given_it(bench, status):
    bench.wire.upset(Answer(status, headers={"Retry-After": "7"}))

    with pytest.raises(TryAgainError) as error:
        report(bench)

    assert error.value.after == timedelta(seconds=7)


@pytest.mark.parametrize("state", CommitState)
def test_a_status_whose_answer_was_lost_is_not_set_again(bench, state):
    bench.wire.upset(Lost(), on="POST")

    with pytest.raises(TryAgainError):
        bench.forges.report(CHURN, state, "as it is", PAGE)
    bench.forges.report(CHURN, state, "as it is", PAGE)

    assert posted(bench) == 1


def test_a_comment_whose_answer_was_lost_is_not_made_again(bench):
    number = bench.standin.open_review("bank/churn", "c0ffee")
    bench.wire.upset(Lost(), on=SAYING[bench.kind])

    with pytest.raises(TryAgainError):
        bench.forges.comment(CHURN, "rejected")
    bench.forges.comment(CHURN, "rejected")

    assert posted(bench) == len(bench.standin.said("bank/churn", number)) == 1


def test_of_two_comments_of_ours_the_first_stays(bench):
    number = bench.standin.open_review("bank/churn", "c0ffee")
    bench.forges.comment(CHURN, "being trained")
    held = bench.forges.known.at(bench.url("bank/churn"))
    [review] = held.forge.reviews(held.path, "c0ffee")
    held.forge.say(held.path, review, bench.standin.said("bank/churn", number)[0])

    bench.forges.comment(CHURN, "released")

    [said] = bench.standin.said("bank/churn", number)
    assert said.endswith("released")


def test_what_others_say_under_our_mark_is_theirs(bench):
    number = bench.standin.open_review("bank/churn", "c0ffee")
    forged = "<!-- gatehouse:gatehouse/churn -->\nreleased, believe me"
    bench.standin.say("bank/churn", number, forged)

    bench.forges.comment(CHURN, "rejected")

    assert bench.standin.said("bank/churn", number) == [
        forged,
        "<!-- gatehouse:gatehouse/churn -->\nrejected",
    ]


def test_however_many_write_under_our_mark_we_ask_once_who_we_are(bench):
    number = bench.standin.open_review("bank/churn", "c0ffee")
    for _ in range(5):
        bench.standin.say("bank/churn", number, "<!-- gatehouse:gatehouse/churn -->\nreleased")
    bench.forges.comment(CHURN, "rejected")
    before = len(bench.wire.requests)

    bench.forges.comment(CHURN, "rejected")

    asked = [one.path.partition("?")[0] for one in bench.wire.requests[before:]]
    assert sum(path.endswith(("/user", "/connectionData")) for path in asked) == 1


def test_our_comment_is_found_among_hundreds(bench):
    number = bench.standin.open_review("bank/churn", "c0ffee")
    for each in range(230):
        bench.standin.say("bank/churn", number, f"opinion {each}")
    bench.forges.comment(CHURN, "being trained")
    bench.forges.comment(CHURN, "released")

    assert posted(bench) == 1
    assert bench.standin.said("bank/churn", number)[-1].endswith("released")


def test_where_no_review_is_open_nothing_is_said(bench):
    bench.forges.comment(CHURN, "released")

    assert posted(bench) == 0


def test_a_comment_that_is_too_long_is_shortened_for_all_to_see(bench):
    number = bench.standin.open_review("bank/churn", "c0ffee")

    bench.forges.comment(CHURN, "word " * 250_000)

    [said] = bench.standin.said("bank/churn", number)
    assert said.endswith("… shortened here; the run's own page has it all.")


def test_a_wrong_token_gives_one_clear_error(bench):
    bench.token = "canary-0815"

    with pytest.raises(CredentialsError) as error:
        report(bench)

    assert f"{bench.kind.setting}_TOKEN" in str(error.value)
    assert "canary" not in str(error.value)


def test_a_repository_that_is_not_ours_to_see_names_the_right_we_lack(bench):
    attribute = "projects" if bench.kind == "gitlab" else "repositories"
    getattr(bench.standin, attribute).clear()

    with pytest.raises(CredentialsError, match=f"{bench.kind.setting}_TOKEN.*right"):
        report(bench)


@pytest.mark.parametrize("token", ["canary\n0815", "canary.in.\njwt"], ids=["a PAT", "Entra's"])
def test_a_token_with_a_line_break_is_told_and_not_shown(bench, token):
    bench.token = token

    with pytest.raises(CredentialsError) as error:
        report(bench)

    assert "canary" not in repr(error.value.__cause__) + str(error.value)
    assert bench.wire.requests == []


def test_a_rotated_token_counts_from_then_on(bench):
    bench.token = "expired"
    with pytest.raises(CredentialsError):
        report(bench)

    bench.token = TOKEN
    report(bench)

    assert bench.forges.read(CHURN).state is CommitState.PENDING


@pytest.mark.parametrize(
    "address",
    ["https://elsewhere.example/bank/churn.git", "/srv/git/churn", "http://forge.example"],
)
def test_an_address_on_no_host_of_ours_is_refused_unasked(bench, address):
    with pytest.raises(RefusedError, match="GATEHOUSE_GITHUB, GATEHOUSE_GITLAB"):
        bench.forges.results(address, CiRun(id="1", name="ci", passed=True))

    assert bench.wire.requests == []


def test_who_we_are_is_told_on_one_line(bench):
    assert "knows us as" in bench.forges.probe()
    assert TOKEN not in bench.forges.probe()


def test_a_moved_repository_is_refused_with_the_way_out(bench):
    bench.wire.upset(Answer(301, headers={"Location": "https://forge.example/elsewhere"}))

    with pytest.raises(RefusedError, match="has moved .*register the new address"):
        report(bench)


def test_an_endless_answer_is_broken_off(bench):
    bench.wire.upset(Answer(200, body=b" " * (9 * 2**20)))

    with pytest.raises(RefusedError, match="bytes came back"):
        report(bench)
