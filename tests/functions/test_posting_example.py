"""The example of how to post evidence, as the model contract shows it, does what it says."""

import os
import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from functions.intake.claims import claim_in
from shared.signature import HEADER, fits
from tests.developer import git
from tests.local.receiver import Receiver, listening

CONTRACT = Path(__file__).parents[2] / "docs" / "model_contract.md"
SECRET = "secret of the repository"


@pytest.fixture(scope="module")
def posted(tmp_path_factory):
    """What came, of a commit whose evidence was posted as in the example."""
    folder = tmp_path_factory.mktemp("checkout")
    git(folder, "init", "--quiet")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "Ready")
    (folder / "test_results.xml").write_text("<testsuites/>\n")
    (folder / "pylint.json").write_bytes(b'{"messages": []}')
    (script,) = re.findall("```sh\n(.*?)```", CONTRACT.read_text(), re.DOTALL)
    with listening(Receiver()) as receiver:
        ran = script.replace("https://gatehouse.bank.example", receiver.address)
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "secret": SECRET}
        subprocess.run(["bash", "-euc", ran], cwd=folder, env=environment, check=True)
    return receiver.news


def test_both_posts_arrive_whole_and_signed_with_all_they_claim(posted):
    claims = [claim_in(dict(parse_qsl(urlsplit(news.path).query))) for news in posted]

    assert [urlsplit(news.path).path for news in posted] == [
        "/api/test-results",
        "/api/lint-results",
    ]
    assert [news.body for news in posted] == [b"<testsuites/>\n", b'{"messages": []}']
    for news, claim in zip(posted, claims, strict=True):
        assert (claim.repository, claim.ci) == ("retail/churn", "jenkins")
        assert abs(claim.at - datetime.now(UTC)) < timedelta(minutes=5)
        assert fits(SECRET.encode(), claim.signed(news.body), news.headers[HEADER])
