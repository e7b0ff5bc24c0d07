"""The doors, with neighbours that forget, two registered repositories, and one who knocks."""

import hmac
import json
from base64 import b64encode
from datetime import timedelta

from functions.intake.entrance import Knock, Neighbours
from shared import catalogue, history
from shared.adapters.azure_http import attempt
from shared.adapters.memory_blobs import MemoryBlobs
from shared.adapters.memory_bus import MemoryBus
from shared.adapters.memory_secrets import MemorySecrets
from shared.catalogue import Registration
from shared.codec import read
from shared.core.candidate import Candidate
from shared.core.messages import CollectJob, DiscoverModels, JobStarted
from shared.core.policy import Policy
from shared.envelope import Envelope
from shared.history import add
from shared.runs import Runs
from tests.settable_clock import SettableClock

COMMIT, BEFORE, NOBODY = "c0ffee" + "0" * 34, "be" * 20, "0" * 40
LOCK = timedelta(minutes=1)
JOBS_SECRET = b"the secret of all jobs"


class Door:
    """`bank/churn` is registered, and so is `bank/other` of another team."""

    def __init__(self):
        self.clock, self.secrets, self.blobs = SettableClock(), MemorySecrets(), MemoryBlobs()
        self.bus, self.runs = MemoryBus(clock=self.clock), Runs(blobs=self.blobs)
        for name in ("bank/churn", "bank/other"):
            self.register(name)
        self.here = Neighbours(
            blobs=self.blobs,
            runs=self.runs,
            secrets=self.secrets,
            bus=self.bus,
            clock=self.clock,
            job_secrets=(JOBS_SECRET,),
        )

    def register(self, repository, **changes):
        """Let a repository start runs, with a secret of its own."""
        given = {
            "repository": repository,
            "url": f"https://git.example/{repository}",
            "team": "Retail",
            "secret": self.secrets.create(repository),
            **changes,
        }
        catalogue.register(self.blobs, Registration(**given))

    def secret(self, repository="bank/churn"):
        """What only we and the repository's provider know."""
        return self.secrets.value(f"memory:{repository}")

    def knock(self, act, body, headers=None, query=None):
        """The answer that leaves the house."""
        knock = Knock(body=written(body), headers=headers or {}, query=query or {})
        return attempt(lambda: act(knock, self.here))

    def orders(self):
        """What was ordered since the last time."""
        return [read(one, DiscoverModels).body for one in self.waiting("discover-models")]

    def hints(self):
        """Which jobs are to be asked."""
        return [read(one, CollectJob).body.job for one in self.waiting("collect-job")]

    def waiting(self, queue):
        """What the bus has for a queue; it is then handled."""
        lent = self.bus.receive(queue, limit=1000, lock=LOCK)
        for delivery in lent:
            self.bus.complete(delivery)
        return [delivery.data for delivery in lent]

    def run_with(self, job, model="churn"):
        """The id of a run that waits for a training job."""
        candidate = Candidate(repository="bank/churn", commit=COMMIT, model=model)
        started = JobStarted(candidate=candidate, step="training", job=job)
        event = Envelope(id="e", body=started, time=self.clock())
        self.runs.save(add(history.begin(candidate, Policy()), event, ()))
        return candidate.run_id


def written(document):
    """The bytes of a body."""
    return document if isinstance(document, bytes) else json.dumps(document).encode()


def signed(secret, body, **headers):
    """The headers of a GitHub delivery."""
    digest = hmac.new(secret, written(body), "sha256").hexdigest()
    return {"x-hub-signature-256": f"sha256={digest}", **headers}


def password(secret, user="gatehouse"):
    """The headers of a delivery with basic authentication."""
    return {"authorization": "Basic " + b64encode(user.encode() + b":" + secret).decode()}


def said(reply):
    """The document of an answer."""
    return json.loads(reply.body)
