"""Nobody gets in with a signature that was cut, bent, borrowed or is out of date."""

import hmac
import json
from base64 import b64encode
from dataclasses import replace

import pytest

from functions.intake.azure_devops import azure_devops_event
from functions.intake.databricks import databricks_notice
from functions.intake.github import github_event
from functions.intake.gitlab import gitlab_event
from shared import catalogue
from shared.adapters.memory_blobs import MemoryBlobs
from shared.ports import CredentialsError
from tests.functions.webhooks import azure_devops_payloads as azure
from tests.functions.webhooks import databricks_payloads as databricks
from tests.functions.webhooks import github_payloads as github
from tests.functions.webhooks import gitlab_payloads as gitlab
from tests.functions.webhooks.door import Door, password, said, signed, written

BODY = written(github.push())
WAYS = {
    "github": (github_event, github.push(), lambda secret, body: signed(secret, body)),
    "azure devops": (azure_devops_event, azure.push(), lambda secret, body: password(secret)),
    "gitlab": (
        gitlab_event,
        gitlab.push(),
        lambda secret, body: {"x-gitlab-token": secret.decode()},
    ),
}
EVERY_WAY = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


@pytest.fixture
def door():
    return Door()


def test_the_signature_in_githubs_documentation_is_what_we_make_of_it(door):
    digest = hmac.new(b"It's a Secret to Everybody", b"Hello, World!", "sha256").hexdigest()
    door.secrets.kept["memory:bank/churn"] = b"It's a Secret to Everybody"

    assert digest == "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    assert door.knock(github_event, BODY, signed(door.secret(), BODY)).status == 202


def bent(secret):
    """Signatures that are nearly right."""
    right = hmac.new(secret, BODY, "sha256").hexdigest()
    flipped = f"{int(right, 16) ^ 1:064x}"
    other = json.dumps(json.loads(BODY), indent=1).encode()
    return {
        "cut short": f"sha256={right[:-1]}",
        "empty": "sha256=",
        "without its algorithm": right,
        "of another algorithm": "sha512=" + hmac.new(secret, BODY, "sha512").hexdigest(),
        "by an older algorithm": "sha1=" + hmac.new(secret, BODY, "sha1").hexdigest(),
        "in another base": "sha256=" + b64encode(bytes.fromhex(right)).decode(),
        "in capitals": f"sha256={right.upper()}",
        "twice": f"sha256={right},sha256={right}",
        "with a blank": f"sha256={right} ",
        "one bit off": f"sha256={flipped}",
        "of the same JSON, written otherwise": signed(secret, other)["x-hub-signature-256"],
        "without any key": signed(b"", BODY)["x-hub-signature-256"],
    }


@pytest.mark.parametrize("kind", bent(b""))
def test_a_bent_signature_is_turned_away(door, kind):
    header = bent(door.secret())[kind]

    assert door.knock(github_event, BODY, {"x-hub-signature-256": header}).status == 401
    assert door.orders() == []


def test_the_older_header_is_not_even_looked_at(door):
    digest = hmac.new(door.secret(), BODY, "sha1").hexdigest()

    assert door.knock(github_event, BODY, {"x-hub-signature": f"sha1={digest}"}).status == 401


def test_every_flipped_bit_of_a_body_is_noticed(door):
    headers = signed(door.secret(), BODY)
    for place in range(0, len(BODY), 97):
        other = bytearray(BODY)
        other[place] ^= 1
        assert door.knock(github_event, bytes(other), headers).status in (400, 401, 403)

    assert door.orders() == []


@EVERY_WAY
def test_one_repository_cannot_speak_for_another(door, way):
    act, payload, prove = way
    headers = prove(door.secret("bank/other"), payload)

    assert door.knock(act, payload, headers).status == 401
    assert door.orders() == []


@EVERY_WAY
def test_while_secrets_are_rotated_both_are_believed_and_then_only_the_new_one(door, way):
    act, payload, prove = way
    former, new = (door.secrets.create(name) for name in ("first", "second"))
    values = [door.secrets.value(one) for one in (former, new)]

    def answers():
        return [door.knock(act, payload, prove(value, payload)).status for value in values]

    door.register("bank/churn", secret=former)
    assert answers() == [202, 401]
    door.register("bank/churn", secret=new, former_secret=former)
    assert answers() == [202, 202]
    door.register("bank/churn", secret=new)
    assert answers() == [401, 202]


def test_the_secret_of_the_jobs_can_be_rotated_too(door):
    door.run_with("7")
    notice = databricks.ended("7")
    door.here = replace(door.here, job_secrets=(b"new", b"former"))

    answers = [
        door.knock(databricks_notice, notice, password(secret)).status
        for secret in (b"new", b"former", b"other")
    ]

    assert answers == [202, 202, 401]


def test_a_former_secret_that_is_kept_no_more_does_no_harm(door):
    door.register("bank/churn", former_secret="memory:forgotten")

    assert door.knock(github_event, BODY, signed(door.secret(), BODY)).status == 202
    assert door.knock(github_event, BODY, signed(b"", BODY)).status == 401


@EVERY_WAY
def test_a_secret_that_cannot_be_read_is_trouble_of_our_own(door, way):
    act, payload, prove = way
    door.register("bank/churn", secret="memory:forgotten")

    reply = door.knock(act, payload, prove(b"x", payload))

    assert (reply.status, said(reply)["remedy"]) == (503, "try again in a minute")


@EVERY_WAY
def test_a_store_that_does_not_know_us_is_trouble_of_our_own(door, way):
    class ClosedBlobs(MemoryBlobs):
        def get(self, name, *, if_none_match=None):
            raise CredentialsError("the canary is yellow")

    act, payload, prove = way
    door.here = replace(door.here, blobs=ClosedBlobs())

    reply = door.knock(act, payload, prove(door.secret(), payload))

    assert reply.status == 503
    assert b"canary" not in reply.body


@EVERY_WAY
def test_no_refusal_tells_a_secret(door, way):
    act, payload, prove = way
    canary = b"yellow-canary"
    door.secrets.kept["memory:bank/churn"] = canary

    reply = door.knock(act, payload, prove(b"wrong", payload))

    assert reply.status == 401
    assert canary not in reply.body
    assert catalogue.find(door.blobs, "bank/churn").secret == "memory:bank/churn"
