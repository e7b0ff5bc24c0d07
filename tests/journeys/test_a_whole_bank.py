"""From push to release where every neighbour is the real client against a real socket.

Service Bus, Blob Storage, git and GitHub over HTTP, Databricks, an MLflow server, Artifactory, mail
with STARTTLS and Teams; training and evaluation really run, as jobs of the Databricks stand-in.
Nothing is polled: every step follows from an event.
"""

import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from local.approving import Decision, send
from shared.adapters.mlflow_registry import MlflowReader
from shared.core.candidate import Candidate
from tests.bank import RITA, SECRETS, bank
from tests.functions.webhooks.github_payloads import push, workflow_run
from tests.living_platform import PATIENCE
from tests.standins.teams import words_on

pytestmark = pytest.mark.xdist_group("bank")

CHURN = "bank/churn"
COUNTS = Path(__file__).parents[2] / "bench" / "wire_counts.json"


def until(fact, bank):
    """Wait until something has become true; what the platform said otherwise."""
    late = time.monotonic() + PATIENCE
    while time.monotonic() < late:
        if found := fact():
            return found
        time.sleep(0.05)
    raise AssertionError((bank.home / "host.log").read_text()[-4000:])


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    with bank(tmp_path_factory.mktemp("bank")) as made:
        yield made


@pytest.fixture(scope="module")
def commit(here):
    """A model on the golden path, pushed; the counting begins."""
    desk = here.desk(CHURN)
    commit = here.commit(CHURN, desk)
    here.count_anew()
    return commit


@pytest.fixture(scope="module")
def letter(here, commit):
    """The letter that asks Rita, after push and CI were announced."""
    news = [("push", push(after=commit, before="0" * 40)), ("workflow_run", ci_passed(commit))]
    assert [here.announce(*each).status_code for each in news] == [202, 202]
    return until(lambda: next((mail for mail in here.mails if mail[0] == RITA), None), here)


@pytest.fixture(scope="module")
def released(here, commit, letter):
    """The run, once Rita has approved and everybody was told."""
    link = re.search(r"https?://\S+/api/approvals/\S+", letter[2])[0]
    run_id = link.split("/")[-2]
    yes = Decision(run_id=run_id, environment="prod", person=RITA, verdict="approve")
    with httpx.Client(headers=here.as_rita(), timeout=PATIENCE) as browser:
        send(browser, link, yes)
    until(lambda: states(here) and states(here)[-1] == "success", here)
    until(lambda: "released" in here.github.said(CHURN, here.review)[-1], here)
    until(lambda: len(here.channel.cards) == 2, here)
    here.seen = counted_at_rest(here)
    return httpx.get(f"{here.address}/runs/{run_id}?format=json", timeout=PATIENCE).json()


def counted_at_rest(here):
    """What has passed, once nothing passes any more."""
    before = None
    while before != (now := here.counted()):
        before = now
        time.sleep(1)
    return now


def ci_passed(commit):
    return workflow_run(head_sha=commit, updated_at=datetime.now(UTC).isoformat())


def states(here):
    return [status["state"] for status in here.github.repositories[CHURN].statuses]


def test_a_push_is_released_by_way_of_every_real_neighbour(released):
    assert released["ending"]["end"] == "released"


def test_the_letter_carries_no_token_for_entra_says_who_comes(letter):
    assert "token=" not in letter[2]


def test_the_approval_says_how_we_know_who_it_was(released):
    assert '"assurance":"entra"' in json.dumps(released, separators=(",", ":"))


def test_the_commit_shows_how_its_run_ended(here, released):
    assert states(here) == ["pending", "success"]


def test_the_pull_request_has_one_comment_with_the_road(here, released):
    (said,) = here.github.said(CHURN, here.review)

    assert "released" in said
    assert "publication" in said


def test_the_evidence_of_tests_and_pylint_is_that_of_the_teams_ci(released):
    tests, lint = released["tests"], released["lint"]

    assert (tests["tests"], lint["modules"]) == (2, 6)
    assert {tests["ci"], lint["ci"]} == {"unit tests"}
    assert tests["at"] == lint["at"]


def test_the_findings_are_beside_the_lines(here, commit, released):
    commits = {analysis[0] for analysis in here.github.analyses(CHURN)}

    assert commits == {commit}


def test_the_champion_of_every_environment_is_the_model_that_was_trained(here, released):
    registry = MlflowReader(here.wires["mlflow"].address)
    candidate = Candidate(repository=CHURN, commit="", model="churn")

    champions = [registry.champion(candidate, name) for name in ("tst", "qa", "prod")]

    assert len({champion.run for champion in champions}) == 1


def test_the_release_lies_in_the_artefact_store_with_what_made_it(here, released):
    paths = sorted(here.artifactory.files)

    assert any(path.endswith("/churn/1/manifest.json") for path in paths)
    assert here.artifactory.builds


def test_a_saved_job_scores_with_the_champion(here, released):
    (job,) = here.workspace.jobs.values()

    assert "churn" in json.dumps(job, default=vars)


def test_the_channel_has_a_card_for_the_question_and_one_for_the_end(here, released):
    asked, ended = map(words_on, here.channel.cards)

    assert asked[0] == "Approval wanted: churn for prod"
    assert ended[0].startswith("churn: released")


def test_no_secret_has_left_the_vault(here, released):
    log = (here.home / "host.log").read_text() + (here.home / "platform.log").read_text()
    said = json.dumps(released) + log + "".join(text for *_, text in here.mails)

    assert [name for name, secret in SECRETS.items() if secret in said] == []


@pytest.fixture
def known():
    """What is written down of a released run, for `bench/cost.py` to turn into money."""
    return json.loads(COUNTS.read_text())["counts"]


def test_a_released_run_costs_no_more_on_the_wire_than_is_written_down(here, released, known):
    assert {name: seen for name, seen in here.seen.items() if seen > known.get(name, 0)} == {}


def test_what_is_written_down_is_what_was_counted_but_for_what_was_tried_twice(
    here, released, known
):
    assert {
        name for name, most in known.items() if here.seen.get(name, 0) < most * 0.9 - 2
    } == set()
