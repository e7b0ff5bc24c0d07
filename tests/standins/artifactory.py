"""Artifactory as far as its documentation goes, its refusals included.

Deployment, by checksum and whole: https://jfrog.com/help/r/jfrog-rest-apis/deploy-artifact and
.../deploy-artifact-by-checksum (404 where no such bytes are known, 409 where the sums differ).
Looking: .../file-info, .../item-properties, .../set-item-properties (a backslash before , \\ | =),
.../error-responses.  Builds: .../build-upload and .../build-info (to overwrite one takes the right
to delete).  Identity: .../oidc-token-exchange.  Machine-learning repositories: the protocol as the
library `frogml` 1.2.46 speaks it; the paths of a transaction are `models/<name>/tmp/<version>/...`.
An account without the right Overwrite gets 403 for a path that is taken.
"""

import json
import re
from dataclasses import dataclass, field
from email import message_from_bytes
from hashlib import md5, sha1, sha256
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

ANY = ["GET", "PUT", "POST", "HEAD", "DELETE"]
REMEMBERED = 1 << 22
"""Bytes of a file that are remembered; of what is longer only the sums are."""


@dataclass
class Stored:
    """A file: its bytes where it is short, its sums, and what is noted of it."""

    data: bytes
    size: int
    sums: dict
    noted: dict = field(default_factory=dict)


@dataclass
class Artifactory:
    """One server; a test may look at everything and change what accounts may do."""

    repositories: set = field(default_factory=lambda: {"models-retail"})
    tokens: set = field(default_factory=lambda: {"good-token"})
    identities: dict = field(default_factory=dict)
    rights: set = field(default_factory=lambda: {"deploy", "annotate", "build"})
    longest: int = 1 << 30
    forgets_properties: bool = False
    files: dict = field(default_factory=dict)
    builds: dict = field(default_factory=dict)
    transactions: dict = field(default_factory=dict)
    exchanges: int = 0
    lies: str = ""

    def forget(self):
        """Be as new, for the next test."""
        self.__init__()

    @property
    def app(self):
        """The application to serve."""
        base = "/artifactory/api"
        return Starlette(
            routes=[
                Route("/access/api/v1/oidc/token", self.exchange, methods=["POST"]),
                Route(f"{base}/system/version", self.guarded(self.version)),
                Route(f"{base}/build", self.guarded(self.put_build), methods=["PUT"]),
                Route(f"{base}/build/{{name}}/{{number}}", self.guarded(self.get_build)),
                Route(f"{base}/storage/{{path:path}}", self.guarded(self.storage), methods=ANY),
                Route(
                    f"{base}/machinelearning/{{path:path}}",
                    self.guarded(self.machinelearning),
                    methods=ANY,
                ),
                Route("/artifactory/{path:path}", self.guarded(self.content), methods=ANY),
            ]
        )

    def guarded(self, act):
        """The act, for those only who bring a token that is known."""

        async def guard(request):
            if request.headers.get("Authorization", "")[7:] not in self.tokens:
                return trouble(401, f"Bad token {request.headers.get('Authorization')}")
            return await act(request)

        return guard

    async def exchange(self, request):
        """A token for an identity that is mapped to an account."""
        wish = await request.json()
        known = {
            "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
            "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
        }
        if known.items() - wish.items() or "provider_name" not in wish:
            return trouble(400, "Invalid input")
        if self.identities.get(wish["provider_name"]) != wish.get("subject_token"):
            return trouble(401, f"Bad credentials {wish.get('subject_token')}")
        self.exchanges += 1
        token = f"exchanged-{self.exchanges}"
        self.tokens.add(token)
        return JSONResponse({"access_token": token, "token_type": "Bearer", "expires_in": 3600})

    async def version(self, request):
        """The server's version."""
        return JSONResponse({"version": "7.111.4", "revision": "81104900"})

    async def content(self, request):
        """Deploy a file, or give it."""
        place, _, noted = raw_path(request).partition(";")
        place = unquote(place)
        if place.split("/")[0] not in self.repositories:
            return trouble(404, "No such repository")
        if request.method == "GET":
            file = self.files.get(place)
            return Response(file.data) if file else trouble(404, "File not found.")
        if "deploy" not in self.rights:
            return trouble(403, "Not enough permissions to deploy")
        if place in self.files and "overwrite" not in self.rights:
            return trouble(403, "Not enough permissions to overwrite")
        return await self.deployed(request, place, dict(matrix(noted)))

    async def deployed(self, request, place, noted):
        """The file that the request brings or names."""
        wanted = {
            name: request.headers[f"X-Checksum-{name}"]
            for name in ("sha256", "sha1", "md5")
            if f"X-Checksum-{name}" in request.headers
        }
        if request.headers.get("X-Checksum-Deploy") == "true":
            if not wanted:
                return trouble(400, "Checksum values not provided")
            alike = (one for one in self.files.values() if one.sums["sha256"] == wanted["sha256"])
            known = next(alike, None)
            if known is None:
                return trouble(404, "Checksum deploy failed. No existing file with that checksum")
            made = Stored(known.data, known.size, known.sums)
        else:
            made = await received(request, self.longest)
            if made is None:
                return trouble(413, "Too large")
        if wanted.items() - made.sums.items():
            return trouble(409, "Checksum policy rejected the deployment")
        made.noted = {} if self.forgets_properties else noted
        self.files[place] = made
        return JSONResponse({"path": place, "checksums": made.sums}, status_code=201)

    async def storage(self, request):
        """What is known of a file, its properties, or properties for it."""
        place = unquote(raw_path(request).partition("/storage/")[2])
        inside = [one for name, one in self.files.items() if f"{name}/".startswith(f"{place}/")]
        if not inside:
            return trouble(404, "Unable to find item")
        if request.method == "PUT":
            if "annotate" not in self.rights:
                return trouble(403, "Not enough permissions to annotate")
            for one in inside:
                one.noted.update(wished(request))
            return Response(status_code=204)
        file = self.files.get(place)
        if "properties" in request.query_params:
            if not file.noted:
                return trouble(404, "No properties could be found.")
            return JSONResponse({"properties": {key: [one] for key, one in file.noted.items()}})
        if file is None:
            return JSONResponse({"path": place, "children": []})
        sums = {**file.sums, "sha256": self.lies or file.sums["sha256"]}
        return JSONResponse({"path": place, "size": str(file.size), "checksums": sums})

    async def put_build(self, request):
        """Note a build."""
        build = await request.json()
        key = (build["name"], build["number"])
        if "build" not in self.rights or (key in self.builds and "delete" not in self.rights):
            return trouble(403, "Not enough permissions")
        self.builds[key] = build
        return Response(status_code=204)

    async def get_build(self, request):
        """A build that was noted."""
        build = self.builds.get((request.path_params["name"], request.path_params["number"]))
        if build is None:
            return trouble(404, "No build was found")
        return JSONResponse({"buildInfo": build, "uri": str(request.url)})

    async def machinelearning(self, request):
        """Start a transaction, end it, or give a released model's manifest."""
        words = [
            unquote(word) for word in raw_path(request).split("/machinelearning/")[1].split("/")
        ]
        match [request.method, *words]:
            case ["POST", repository, "model", model, "start-transaction", version]:
                return self.started(repository, model, version)
            case ["PUT", repository, "model", "entity-manifest", model, version, transaction]:
                return await self.ended(request, repository, model, version, transaction)
            case ["GET", repository, "model", "entity-manifest", model, version]:
                return self.manifest(f"{repository}/models/{model}/{version}")
        return trouble(404, "Not Found")

    def started(self, repository, model, version):
        """Where to upload to."""
        if repository not in self.repositories:
            return trouble(404, "No such repository")
        if f"{repository}/models/{model}/{version}/model-manifest.json" in self.files:
            return trouble(409, "The version exists")
        number = str(1_795_000_000_000 + len(self.transactions))
        root = f"models/{model}/tmp/{version}/{number}"
        self.transactions[number] = f"{repository}/{root}/model/"
        places = ("files", "lead", "dependencies", "code")
        paths = {f"{name}UploadPath": f"{root}/{name}" for name in places}
        return JSONResponse({**paths, "filesUploadPath": f"{root}/model", "transactionId": number})

    async def ended(self, request, repository, model, version, transaction):
        """Move what was uploaded to where the model is to lie; nothing is left of the transaction."""
        root = self.transactions.pop(transaction, None)
        final = f"{repository}/models/{model}/{version}"
        if root is None or f"{final}/model-manifest.json" in self.files:
            return trouble(409, "No such transaction, or the version exists")
        manifest = json.loads(form_of(request, await request.body())["modelManifest"])
        for part in manifest["model_artifacts"]:
            file = self.files.get(root + part["artifact_path"])
            if file is None or file.sums["sha256"] != part["checksums"]["sha2"]:
                return trouble(400, "The manifest names what was not uploaded")
        for part in manifest["model_artifacts"]:
            name = part["artifact_path"]
            self.files[f"{final}/model/{name}"] = self.files.pop(root + name)
        data = json.dumps(manifest).encode()
        self.files[f"{final}/model-manifest.json"] = Stored(data, len(data), sums_of(data))
        return Response(status_code=200)

    def manifest(self, final):
        """What a released model holds, and where to download it."""
        file = self.files.get(f"{final}/model-manifest.json")
        if file is None:
            return trouble(404, "Model not found")
        manifest = json.loads(file.data)
        for part in manifest["model_artifacts"]:
            part["download_url"] = f"http://here/{final}/model/{part['artifact_path']}"
        return JSONResponse(manifest)


def trouble(status, words):
    """A refusal as Artifactory words it."""
    return JSONResponse({"errors": [{"status": status, "message": words}]}, status_code=status)


def raw_path(request):
    """The path as it was sent, below `/artifactory/`, nothing unquoted."""
    return request.scope["raw_path"].decode().partition("/artifactory/")[2]


def matrix(text):
    """The properties that came with a path, as `;key=value`."""
    for pair in filter(None, text.split(";")):
        key, _, value = pair.partition("=")
        yield unquote(key), unquote(value)


def wished(request):
    """The properties that a query asks for, a backslash standing before what would separate."""
    text = request.scope["query_string"].decode().partition("properties=")[2].partition("&")[0]
    for pair in text.split(";"):
        key, value = re.split(r"(?<!\\)=", unquote(pair), maxsplit=1)
        yield key, re.sub(r"\\(.)", r"\1", value)


async def received(request, longest):
    """The file that a request brings, `None` where it is too long."""
    sums, size, data = (sha256(), sha1(), md5()), 0, bytearray()
    async for chunk in request.stream():
        size += len(chunk)
        if size > longest:
            return None
        for one in sums:
            one.update(chunk)
        if size <= REMEMBERED:
            data += chunk
    named = dict(zip(("sha256", "sha1", "md5"), (one.hexdigest() for one in sums), strict=True))
    return Stored(bytes(data), size, named)


def sums_of(data):
    """The sums of some bytes."""
    return {
        "sha256": sha256(data).hexdigest(),
        "sha1": sha1(data).hexdigest(),
        "md5": md5(data).hexdigest(),
    }


def form_of(request, body):
    """The parts of a form, by name."""
    head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
    parts = message_from_bytes(head + body).get_payload()
    return {
        part.get_param("name", header="Content-Disposition"): part.get_payload(decode=True)
        for part in parts
    }
