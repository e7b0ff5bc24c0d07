"""A bank in one process: every neighbour behind a real socket, each with a wire that counts.

The platform beside it is a process of its own (`gatehouse up`) whose settings name all of them, so
that nothing of a laptop's is left but the disk for its log.
"""

import hmac
import json
from base64 import b64encode
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from local.process import Process, free_port
from local.workshop import Desk
from shared.adapters.mlflow_registry import MlflowRegistry
from tests.developer import git
from tests.living_platform import PATIENCE, gatehouse
from tests.standins.amqp_wire import wire_to as amqp_wire_to
from tests.standins.artifactory import Artifactory
from tests.standins.azurite import azurite, connection_to
from tests.standins.databricks import databricks
from tests.standins.git_over_http import git_over_http
from tests.standins.github import Github
from tests.standins.mail import Post, mail_server
from tests.standins.mlflow_server import mlflow_server
from tests.standins.service_bus import connection_to as bus_connection_to
from tests.standins.service_bus import stand_in
from tests.standins.serving import serving
from tests.standins.teams import Channel
from tests.standins.tls import AUTHORITY
from tests.standins.wire import wire_to

TENANT = "0f0e0d0c-0b0a-0908-0706-050403020100"
RITA = "rita@bank.example"
DESTINATION = "gatehouse-destination"
VOLUME = "main/mlops/gatehouse"
SECRETS = {
    "jobs": "secret-of-all-jobs",
    "churn-hook": "secret-of-the-hook",
    "github": "github-canary",
    "databricks": "databricks-canary",
    "artifactory": "artifactory-canary",
    "smtp": "smtp-canary",
}
CI_RUN = 289782451
JUNIT = (
    '<testsuites><testsuite name="unit" tests="2" failures="0" errors="0" skipped="0">'
    '<testcase name="trains"/><testcase name="scores"/></testsuite></testsuites>'
)
PYLINT = (
    '{"messages": [], "statistics": {"messageTypeCount": {}, "modulesLinted": 6, "score": 10.0}}'
)
NEVER = "0 0 0 1 1 *"
"""A schedule that no test meets: what happens, happens because of events."""


@dataclass
class Bank:
    """All neighbours, and the platform; `wires` counts what passes to each, by name."""

    folder: Path
    post: Post = field(default_factory=lambda: Post("gatehouse", SECRETS["smtp"]))
    channel: Channel = field(default_factory=lambda: Channel(sig="teams-canary"))
    github: Github = field(default_factory=lambda: Github(token=SECRETS["github"]))
    artifactory: Artifactory = field(
        default_factory=lambda: Artifactory(
            repositories={"models"}, tokens={SECRETS["artifactory"]}
        )
    )
    wires: dict = field(default_factory=dict)
    settings: dict = field(default_factory=dict)

    @property
    def home(self):
        """Where the platform keeps its log, and the secrets that a vault would hold."""
        return self.folder / "home"

    @property
    def mails(self):
        """Every mail as its recipient, subject and text."""
        for recipients, mail in self.post.mails:
            yield recipients[0], mail["subject"], mail.get_body(("plain",)).get_content()

    @property
    def address(self):
        """Where the platform answers."""
        return f"{self.platform.address}/api"

    def open(self, stack):
        """Open every neighbour, for as long as the stack lives."""
        (self.folder / "git").mkdir()
        wired = {
            "blobs": azurite(),
            "mlflow": stack.enter_context(self.mlflow()).address,
            "git": stack.enter_context(git_over_http(self.folder / "git", SECRETS["github"])),
            "github": stack.enter_context(serving(self.github.app)),
            "artifactory": stack.enter_context(serving(self.artifactory.app)),
            "teams": stack.enter_context(serving(self.channel.app())),
        }
        self.workspace = stack.enter_context(
            databricks(self.folder / "databricks", SECRETS["databricks"], volumes=(VOLUME,))
        )
        wired["databricks"] = self.workspace.address
        self.workspace.appoint("sp-retail-prod", "3f1d9c62-1111-2222-3333-444444444444")
        for name, address in wired.items():
            self.wires[name] = stack.enter_context(wire_to(address))
        broker = stack.enter_context(stand_in(lock_s=30, dedup_s=600))
        self.bus = stack.enter_context(amqp_wire_to(broker.port))
        certificate = AUTHORITY.issue_cert("127.0.0.1")
        self.mail_port = stack.enter_context(mail_server(self.post, certificate))

    @contextmanager
    def mlflow(self):
        """An MLflow server with its tables made."""
        database = self.folder / "mlflow.db"
        MlflowRegistry(f"sqlite:///{database}").prepare()
        with mlflow_server(self.folder / "mlflow", database) as server:
            yield server

    def settle_in(self):
        """Say to the platform who its neighbours are, and where their secrets lie."""
        (self.home / "secrets").mkdir(parents=True)
        teams = self.channel.url(self.wires["teams"].address)
        for name, secret in {**SECRETS, "teams": teams}.items():
            place = self.home / "secrets" / name
            place.write_text(secret)
            place.chmod(0o600)
        authority = self.folder / "authority.pem"
        AUTHORITY.cert_pem.write_to_path(str(authority))
        self.settings = {
            "SERVICE_BUS": bus_connection_to(self.bus.port),
            "GATEHOUSE_STORAGE": connection_to(self.wires["blobs"].address),
            "GATEHOUSE_GITHUB": self.wires["git"].address,
            "GATEHOUSE_GITHUB_API": self.wires["github"].address,
            "GATEHOUSE_GITHUB_TOKEN": "file:github",
            "GATEHOUSE_WORKSPACE_URL_PROD": self.wires["databricks"].address,
            "GATEHOUSE_DATABRICKS_TOKEN": "file:databricks",
            "GATEHOUSE_DATABRICKS_VOLUME": VOLUME.replace("/", "."),
            "GATEHOUSE_DATABRICKS_NOTIFY": DESTINATION,
            "GATEHOUSE_CLUSTER_SPARK_VERSION": "17.3.x-cpu-ml-scala2.13",
            "GATEHOUSE_CLUSTER_NODE_TYPE_ID": "Standard_D4ds_v5",
            "GATEHOUSE_TRACKING_URI": self.wires["mlflow"].address,
            "GATEHOUSE_ARTIFACTORY": f"{self.wires['artifactory'].address}/artifactory",
            "GATEHOUSE_ARTIFACTORY_TOKEN": "file:artifactory",
            "GATEHOUSE_TEAMS": "file:teams",
            "GATEHOUSE_SMTP": f"127.0.0.1:{self.mail_port}",
            "GATEHOUSE_SMTP_USER": self.post.user,
            "GATEHOUSE_SMTP_PASSWORD": "file:smtp",
            "GATEHOUSE_SMTP_AUTHORITY": str(authority),
            "GATEHOUSE_MAIL_FROM": "gatehouse@bank.example",
            "GATEHOUSE_ROLES": f"release-manager={RITA}",
            "GATEHOUSE_IDENTITY": "entra",
            "GATEHOUSE_TENANT": TENANT,
            "WEBSITE_AUTH_ENABLED": "true",
            "DEADLINES": NEVER,
            "RECONCILE": NEVER,
        }
        self.platform = Process(home=self.home, port=free_port(), extra=self.settings)
        self.settings["GATEHOUSE_ADDRESS"] = self.platform.address
        self.workspace.destinations[DESTINATION] = (
            f"{self.address}/webhooks/databricks",
            "gatehouse",
            SECRETS["jobs"],
        )

    def register(self, repository):
        """Let a repository start runs; the bare one that is pushed to."""
        bare = self.folder / "git" / f"{repository.rpartition('/')[2]}"
        git(self.folder, "init", "--bare", "--quiet", "--initial-branch=main", str(bare))
        done = gatehouse(
            *("register", repository, "--team", "Retail", "--secret", "file:churn-hook"),
            *("--url", f"{self.wires['git'].address}/{repository}.git", "--home", self.home),
            **self.settings,
        )
        assert done.returncode == 0, done.stderr
        return bare

    def desk(self, repository, kind="Supervised"):
        """A registered repository, and a working copy of a model made from the template."""
        bare, model = self.register(repository), repository.rpartition("/")[2]
        made = Desk(folder=self.folder / "desks" / model, remote=bare.as_uri())
        made.begin(model, kind)
        return made

    def announce(self, event, payload):
        """Post what GitHub posts."""
        body = json.dumps(payload).encode()
        signature = hmac.new(SECRETS["churn-hook"].encode(), body, "sha256").hexdigest()
        headers = {"X-GitHub-Event": event, "X-Hub-Signature-256": f"sha256={signature}"}
        return httpx.post(
            f"{self.address}/webhooks/github", content=body, headers=headers, timeout=PATIENCE
        )

    def commit(self, repository, desk):
        """Push; GitHub knows the commit, has a pull request of it, and its CI passes its tests and runs pylint."""
        commit = desk.push("Ready")
        self.github.hold(repository, commit)
        self.review = self.github.open_review(repository, commit)
        self.github.publish(repository, str(CI_RUN), "junit", **{"results.xml": JUNIT})
        self.github.publish(repository, str(CI_RUN), "pylint", **{"pylint.json": PYLINT})
        return commit

    def as_rita(self, **claims):
        """The header that Easy Auth adds to what Rita asks."""
        said = {
            "tid": TENANT,
            "oid": "11111111-2222-3333-4444-555555555555",
            "preferred_username": RITA,
            "roles": "release-manager",
            **claims,
        }
        principal = {
            "auth_typ": "aad",
            "name_typ": "name",
            "role_typ": "roles",
            "claims": [{"typ": name, "val": value} for name, value in said.items()],
        }
        return {"X-MS-CLIENT-PRINCIPAL": b64encode(json.dumps(principal).encode()).decode()}

    def counted(self):
        """What has passed since the counting began: messages, requests by neighbour, mails."""
        found = Counter(mail=len(self.post.mails))
        for name, wire in self.wires.items():
            for one in wire.requests:
                found[f"{name} {one.method}" if name == "blobs" else name] += 1
        for (way, entity), number in self.bus.transfers.items():
            if "$" not in entity:  # tokens, and what else is said about messages
                found[f"bus {way}"] += number
        return dict(sorted(found.items()))

    def count_anew(self):
        """Forget what has passed so far."""
        for wire in self.wires.values():
            wire.requests.clear()
        self.bus.transfers.clear()
        self.post.mails.clear()


@contextmanager
def bank(folder):
    """A bank whose platform is up."""
    made = Bank(folder=folder)
    with ExitStack() as stack:
        made.open(stack)
        made.settle_in()
        made.platform.start()
        stack.callback(made.platform.stop)
        yield made
