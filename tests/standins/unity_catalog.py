"""The models of a Unity Catalog, as MLflow's own client for it (3.17.2) asks for them.

The endpoints and messages are those of `mlflow/protos/databricks_uc_registry_service_pb2.py` and
`..._messages_pb2.py`; what they refuse follows Databricks' pages: names of three levels
(https://docs.databricks.com/aws/en/machine-learning/manage-model-lifecycle/), tag keys without
`. , - = / :` and values of 1,000 characters at most
(https://docs.databricks.com/aws/en/database-objects/tags), aliases for the model's owner only
(.../manage-model-lifecycle/upgrade-workflows).  A version is `PENDING_REGISTRATION` until its files
have come, through the Files API, and it was finalized.  Searching gives neither tags nor aliases.
"""

import re
import time
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

RESERVED = re.compile(r"[.,\-=/:]")
LONGEST_VALUE = 1000
ABSENT = "RESOURCE_DOES_NOT_EXIST"
TOLD = "/api/2.0/mlflow/unity-catalog"


@dataclass
class UnityCatalog:
    """One catalogue; a test may look at everything, and take ownership away."""

    token: str = "uc-token"
    owner: bool = True
    models: dict = field(default_factory=dict)
    versions: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)

    @property
    def app(self):
        """The application to serve."""
        acts = {
            ("GET", "/registered-models/get"): self.model,
            ("POST", "/registered-models/create"): self.create_model,
            ("GET", "/registered-models/search"): self.search_models,
            ("POST", "/registered-models/alias"): self.set_alias,
            ("GET", "/model-versions/get"): self.version,
            ("POST", "/model-versions/create"): self.create_version,
            ("GET", "/model-versions/search"): self.search_versions,
            ("POST", "/model-versions/set-tag"): self.set_tag,
            ("POST", "/model-versions/finalize"): self.finalize,
        }
        routes = [
            Route(TOLD + path, self.guarded(act), methods=[method])
            for (method, path), act in acts.items()
        ]
        enabled = f"{TOLD}/registered-models:is-databricks-sdk-models-artifact-repository-enabled"
        routes += [
            Route(enabled, self.guarded(self.files_api)),
            Route("/api/2.0/fs/files/{path:path}", self.guarded(self.upload), methods=["PUT"]),
        ]
        return Starlette(routes=routes)

    def guarded(self, act):
        """The act, with what it is told, for those only who bring the token."""

        async def guard(request):
            if request.headers.get("Authorization") != f"Bearer {self.token}":
                return trouble(401, "UNAUTHENTICATED", "Credential was not sent or is unsupported")
            if act == self.upload:
                return await act(request)
            told = dict(request.query_params) if request.method == "GET" else await request.json()
            return act(told)

        return guard

    def model(self, told):
        """A registered model, its tags and aliases included."""
        model = self.models.get(told["name"])
        if model is None:
            return trouble(404, ABSENT, f"Registered model {told['name']} does not exist")
        return JSONResponse({"registered_model": model})

    def create_model(self, told):
        """A new registered model."""
        if len(told["name"].split(".")) != 3:
            return trouble(400, "INVALID_PARAMETER_VALUE", "please specify all three levels")
        if told["name"] in self.models:
            return trouble(400, "RESOURCE_ALREADY_EXISTS", "Registered model exists")
        refused = refusal_of(told.get("tags", []))
        if not refused:
            made = {"name": told["name"], "tags": told.get("tags", []), "aliases": []}
            self.models[told["name"]] = made
        return refused or self.model(told)

    def search_models(self, told):
        """Every registered model, and nothing but its name."""
        if set(told) - {"max_results", "page_token"}:
            return trouble(400, "INVALID_PARAMETER_VALUE", "Unsupported argument")
        return JSONResponse({"registered_models": [{"name": name} for name in self.models]})

    def set_alias(self, told):
        """An alias, set by the model's owner."""
        if not self.owner:
            return trouble(403, "PERMISSION_DENIED", "User is not an owner of the model")
        model = self.models[told["name"]]
        others = [one for one in model["aliases"] if one["alias"] != told["alias"]]
        new = {"alias": told["alias"], "version": str(told["version"])}
        model["aliases"] = [*others, new]
        return JSONResponse({})

    def version(self, told):
        """A version with its tags."""
        version = self.versions.get((told["name"], str(told["version"])))
        if version is None:
            return trouble(404, ABSENT, "Model version does not exist")
        return JSONResponse({"model_version": version})

    def create_version(self, told):
        """A new version, which has no files yet."""
        refused = refusal_of(told.get("tags", []))
        if refused:
            return refused
        number = str(1 + sum(name == told["name"] for name, _ in self.versions))
        self.versions[told["name"], number] = {
            "name": told["name"],
            "version": number,
            "source": told["source"],
            "run_id": told.get("run_id", ""),
            "status": "PENDING_REGISTRATION",
            "creation_timestamp": int(time.time() * 1000),
            "tags": told.get("tags", []),
        }
        return self.version({"name": told["name"], "version": number})

    def search_versions(self, told):
        """The versions of one model or run, without their tags."""
        condition = re.fullmatch(r"(name|run_id)='([^']*)'", told.get("filter", ""))
        if condition is None:
            return trouble(400, "INVALID_PARAMETER_VALUE", "Unsupported filter")
        key, value = condition.groups()
        rows = [one for one in self.versions.values() if one[key] == value]
        bare = [{name: row[name] for name in row if name != "tags"} for row in rows]
        return JSONResponse({"model_versions": bare})

    def set_tag(self, told):
        """A tag of a version."""
        refused = refusal_of([told])
        version = self.versions[told["name"], str(told["version"])]
        if not refused:
            version["tags"].append({"key": told["key"], "value": told["value"]})
        return refused or JSONResponse({})

    def finalize(self, told):
        """The version has its files."""
        version = self.versions[told["name"], str(told["version"])]
        version["status"] = "READY"
        return self.version(told)

    def files_api(self, told):
        """Files come through the workspace, and not through a cloud's storage."""
        return JSONResponse({"is_databricks_sdk_models_artifact_repository_enabled": True})

    async def upload(self, request):
        """A file of a version."""
        self.files[request.path_params["path"]] = await request.body()
        return Response(status_code=204)


def refusal_of(tags):
    """Why the tags are not taken, `None` where they are."""
    for tag in tags:
        if RESERVED.search(tag["key"]) or len(tag["value"]) > LONGEST_VALUE:
            words = f"Tag name {tag['key']} contains one or more of the reserved characters"
            return trouble(400, "INVALID_PARAMETER_VALUE", words)
    return None


def trouble(status, code, words):
    """A refusal as Databricks words it."""
    return JSONResponse({"error_code": code, "message": words}, status_code=status)
