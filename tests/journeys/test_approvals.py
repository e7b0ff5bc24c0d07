"""A second person approves over real HTTP, with nothing but a letter and a browser."""

from urllib.parse import urlsplit

import httpx
import pytest

from local.approving import ApprovalError, Decision, decide, form_of, link_for
from local.workshop import AUTHOR
from shared.adapters.mailbox import Mailbox
from tests.living_platform import PATIENCE, platform_in, run_of

pytestmark = pytest.mark.xdist_group("approvals")

RITA, RAJ = "rita@bank.example", "raj@bank.example"


@pytest.fixture(scope="module")
def platform(tmp_path_factory):
    """A platform on which two people may approve."""
    roles = f"release-manager={RITA},{RAJ}"
    made = platform_in(tmp_path_factory.mktemp("approvals") / "home", GATEHOUSE_ROLES=roles)
    made.process.start()
    yield made
    made.process.stop()


@pytest.fixture(scope="module")
def runs(platform):
    """Two runs that wait for people."""
    desks = {name: platform.desk(f"bank/{name}") for name in ("limits", "ratings")}
    ids = [run_of(f"bank/{name}", desk.push("Ready")) for name, desk in desks.items()]
    for run_id in ids:
        platform.until(run_id, lambda run: run["waits"] and run["waits"][0]["asked"])
    return ids


@pytest.fixture
def run(runs):
    return runs[0]


@pytest.fixture
def mailbox(platform):
    return Mailbox(platform.home / "mail")


def says(run_id, verdict="approve", person=RITA, comment=""):
    """What somebody wants to say."""
    return Decision(
        run_id=run_id, environment="prod", person=person, verdict=verdict, comment=comment
    )


@pytest.fixture
def link(mailbox, run):
    """The link in Rita's letter."""
    return link_for(mailbox, says(run))


def test_the_run_says_for_whom_it_waits(platform, run):
    told = platform.gatehouse("why", run)

    assert "waits for approval@prod  1 in the role release-manager approve" in told.stdout
    assert f"({RITA} or {RAJ} since " in told.stdout


def test_looking_at_the_page_changes_nothing(platform, run, link, mailbox):
    before, letters = platform.run(run), list(mailbox.letters())

    first, second = httpx.get(link), httpx.get(link)
    httpx.head(link)

    assert (first.status_code, second.status_code) == (200, 200)
    assert form_of(first.text)["evidence"] == form_of(second.text)["evidence"]
    assert platform.run(run) == before
    assert list(mailbox.letters()) == letters


def test_the_author_was_sent_no_letter_that_could_be_answered(platform, run, mailbox):
    with pytest.raises(ApprovalError, match=f"{AUTHOR} was not asked to approve {run} for prod"):
        decide(mailbox, says(run, person=AUTHOR))

    assert list(mailbox.letters(to=AUTHOR)) == []


def test_the_page_lets_a_browser_say_where_its_form_comes_from(link):
    page = httpx.get(link)

    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["Cache-Control"] == "no-store"
    assert "form-action 'self'" in page.headers["Content-Security-Policy"]


def fill_in(link, origin=None, **changes):
    """Send the page's form as a browser would that says this of where it comes from."""
    fields = {**form_of(httpx.get(link).text), "verdict": "approve", "comment": "", **changes}
    headers = {} if origin is None else {"Origin": origin}
    return httpx.post(link, data=fields, headers=headers, timeout=PATIENCE)


@pytest.mark.parametrize(
    "origin",
    [
        pytest.param(None, id="nowhere"),
        pytest.param("null", id="a page that says nothing of itself"),
        pytest.param("https://evil.example", id="another site"),
        pytest.param("http://127.0.0.1:1", id="another port of this machine"),
    ],
)
def test_a_form_that_comes_from_elsewhere_decides_nothing(platform, run, link, origin):
    before = platform.run(run)

    answer = fill_in(link, origin)

    assert answer.status_code == 403
    assert "was not sent by our page" in answer.text
    assert platform.run(run) == before


def test_a_link_is_good_for_one_run_only(platform, runs, link):
    run, other = runs

    answer = httpx.get(link.replace(run, other))

    assert answer.status_code == 403
    assert "form_token" not in answer.text


def test_the_page_that_a_browser_sends_is_an_approval_and_stands(platform, run, link, mailbox):
    address = urlsplit(link)

    answer = fill_in(link, f"{address.scheme}://{address.netloc}", comment="Gut so. ✓")
    shown = httpx.get(answer.headers["Location"])

    assert (answer.status_code, shown.status_code) == (303, 200)
    released = platform.ended(run)
    assert released["ending"]["end"] == "released"
    [voice] = released["approvals"][-1]["voices"]
    assert (voice["decision"]["person"], voice["decision"]["comment"]) == (RITA, "Gut so. ✓")
    with pytest.raises(ApprovalError, match="You approved at .* A decision stands"):
        decide(mailbox, says(run))
    with pytest.raises(ApprovalError, match="There is nothing left to decide: the run has ended"):
        decide(mailbox, says(run, person=RAJ))


def test_a_refusal_from_the_command_line_ends_the_run_and_stands(platform, runs):
    _, run = runs
    words = ("approve", run, "--as", RAJ)

    refused = platform.gatehouse(*words, "--refuse", "--comment", "The limits are too wide.")
    ending = platform.ended(run)["ending"]
    again = platform.gatehouse(*words)

    assert refused.returncode == 0
    assert refused.stdout == (f"{RAJ} said refuse; see {platform.address}/approvals/{run}/prod\n")
    assert (ending["end"], ending["step"]) == ("refused", "approval@prod")
    assert ending["reasons"] == [f"{RAJ} refused: The limits are too wide."]
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr.startswith("gatehouse: You refused at ")
