"""A Databricks workspace as small as the platform's jobs need it, that really runs what it is given.

It follows https://docs.databricks.com/api/workspace/ for jobs (2.2: submit, get, get-output, cancel,
create, reset, list, get, delete, run-now), files, workspace (import, export, mkdirs, get-status),
scim Me and ServicePrincipals (list: `eq` filters, pages of at most 100 from startIndex, 1 first); https://docs.databricks.com/jobs/notifications.html for what it posts when a run has ended;
https://learn.microsoft.com/answers/questions/922078 for its refusal of shared job clusters.  What is
under /Volumes and /Workspace lies in one folder of this machine; a cluster is a process.
"""

import base64
import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request as Knock
from urllib.request import urlopen

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.standins.serving import serving

FIRST_RUN = 480_215
LARGEST_PAGE = 100
ENDINGS = {".ipynb": "JUPYTER", ".py": "PYTHON", ".sql": "SQL", ".scala": "SCALA", ".r": "R"}
DBUTILS = """
class widgets:
    given = {given!r}
    get = given.__getitem__
class dbutils:
    widgets = widgets
"""


class Refusal(Exception):
    """An answer that is an error, as the workspace spells errors."""

    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code = status, code


@dataclass(frozen=True, kw_only=True)
class Forced:
    """How a run is to end without having run: `execution` is how long it was at it all the same."""

    code: str
    type: str = "CLIENT_ERROR"
    result: str = "FAILED"
    life: str = "TERMINATED"
    message: str = "forced"
    execution: int = 0


@dataclass
class Run:
    """A run with its one task."""

    id: int
    settings: dict
    job: int
    life: str = "PENDING"
    result: str = ""
    code: str = ""
    type: str = ""
    message: str = ""
    execution: int = 0
    log: str = ""
    trace: str = ""
    process: subprocess.Popen | None = None
    cancelled: bool = False

    @property
    def task(self):
        return self.settings["tasks"][0]

    @property
    def ended(self):
        return self.life in {"TERMINATED", "INTERNAL_ERROR", "SKIPPED"}

    def stands(self):
        """State and status, as every part of a run has them."""
        state = {"life_cycle_state": self.life, "state_message": self.message}
        status = {"state": "TERMINATED" if self.ended else self.life}
        if self.ended:
            state["result_state"] = self.result
            by_others = self.code == "USER_CANCELED" or self.result == "TIMEDOUT"
            state["user_cancelled_or_timedout"] = by_others
            status["termination_details"] = {
                "code": self.code,
                "type": self.type,
                "message": self.message,
            }
        return {"state": state, "status": status}

    def shown(self):
        """The answer of runs/get; of a failed run, the whole says less than its task."""
        whole = self.stands()
        details = whole["status"].get("termination_details")
        if details and self.code and self.result == "FAILED":
            whole["status"]["termination_details"] = {**details, "code": "RUN_EXECUTION_ERROR"}
        return {
            "run_id": self.id,
            "job_id": self.job,
            "run_name": self.settings.get("run_name", "Untitled"),
            "run_type": "SUBMIT_RUN",
            "execution_duration": 0,
            **whole,
            "tasks": [
                {
                    **self.task,
                    "run_id": self.id + 1,
                    "execution_duration": self.execution,
                    **self.stands(),
                }
            ],
        }


@dataclass
class Workspace:
    """All that the workspace knows: look at it, and tell it what to do next.

    `forced` are the endings of the runs to come, `finish` is what a run that does well says of
    itself; `delay` is how many seconds a cluster takes to start; `forbidden` are paths that the token may not use; `destinations` are notification
    destinations by id: address, user and password.
    """

    folder: Path
    token: str
    volumes: tuple = ("main/mlops/gatehouse",)
    delay: float = 0.0
    finish: str = "SUCCESS"
    page: int = LARGEST_PAGE
    forced: deque = field(default_factory=deque)
    forbidden: set = field(default_factory=set)
    destinations: dict = field(default_factory=dict)
    runs: dict = field(default_factory=dict)
    tokens: dict = field(default_factory=dict)
    jobs: dict = field(default_factory=dict)
    notebooks: dict = field(default_factory=dict)
    principals: list = field(default_factory=list)
    threads: list = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    address: str = ""

    def __post_init__(self):
        for volume in self.volumes:
            (self.folder / "Volumes" / volume).mkdir(parents=True, exist_ok=True)
        (self.folder / "Workspace" / "Shared").mkdir(parents=True, exist_ok=True)

    def start_over(self, folder, token):
        """Be a new workspace at the same address."""
        self.close()
        fresh = Workspace(folder=folder, token=token, address=self.address)
        vars(self).update(vars(fresh))

    def place(self, path):
        """Where a path of the workspace or of a volume lies on this machine."""
        parts = Path(path).parts
        if ".." in parts:
            raise Refusal(400, "INVALID_PARAMETER_VALUE", "no way out")
        root = "" if parts[1:2] in (("Volumes",), ("Workspace",)) else "Workspace"
        return self.folder / root / Path(path).relative_to("/")

    # The Files API

    def put_file(self, path, data, overwrite):
        target = self.in_volume(path)
        if not target.parent.is_dir():
            raise Refusal(404, "NOT_FOUND", "The parent directory does not exist.")
        if target.exists() and not overwrite:
            raise Refusal(409, "ALREADY_EXISTS", "The file being created already exists.")
        draft = target.with_name(f"{target.name}.{threading.get_ident()}")
        draft.write_bytes(data)
        draft.replace(target)

    def file(self, path):
        target = self.in_volume(path)
        if not target.is_file():
            raise Refusal(404, "NOT_FOUND", "The file being accessed is not found.")
        return target

    def in_volume(self, path):
        if not any(f"{path}/".startswith(f"/Volumes/{volume}/") for volume in self.volumes):
            raise Refusal(404, "NOT_FOUND", "Volume does not exist.")
        return self.place(path)

    # The Workspace API

    def import_(self, given):
        path, kind = given["path"], given.get("format", "SOURCE")
        target, content = self.place(path), base64.b64decode(given["content"])
        if not target.parent.is_dir():
            raise Refusal(404, "RESOURCE_DOES_NOT_EXIST", "The parent folder does not exist.")
        if target.exists() and not given.get("overwrite"):
            raise Refusal(400, "RESOURCE_ALREADY_EXISTS", f"Path ({path}) already exists.")
        if kind == "SOURCE" and not given.get("language"):
            raise Refusal(400, "INVALID_PARAMETER_VALUE", "Missing required field: language")
        if kind != "RAW":
            self.notebooks[str(target)] = (kind, given.get("language", "PYTHON"))
        target.write_bytes(content)

    def export(self, path, kind):
        target = self.place(path)
        if not target.exists():
            raise Refusal(404, "RESOURCE_DOES_NOT_EXIST", f"Path ({path}) doesn't exist.")
        if kind != "DBC":
            return target.read_bytes()
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for each in sorted(filter(Path.is_file, target.rglob("*"))):
                suffix = self.notebooks[str(each)][1].lower()
                archive.writestr(f"{each.relative_to(target)}.{suffix}", each.read_bytes())
        return packed.getvalue()

    # The Jobs API

    def submit(self, given):
        token = given.get("idempotency_token", "")
        if "job_clusters" in given:
            words = "Shared job cluster feature is not supported in runs/submit API."
            raise Refusal(400, "INVALID_PARAMETER_VALUE", words)
        if len(token) > 64:
            raise Refusal(400, "INVALID_PARAMETER_VALUE", "idempotency_token is too long.")
        check_tasks(given)
        with self.lock:
            if token and token in self.tokens:
                return self.tokens[token]
            run = self.begin(given, job=FIRST_RUN * 2 + len(self.runs))
            if token:
                self.tokens[token] = run.id
            return run.id

    def begin(self, settings, job):
        run = Run(id=FIRST_RUN + 2 * len(self.runs), settings=settings, job=job)
        self.runs[run.id] = run
        thread = threading.Thread(target=self.carry_out, args=(run,), daemon=True)
        self.threads.append(thread)
        thread.start()
        return run

    def run(self, given):
        run = int(given)
        found = self.runs.get(run) or self.runs.get(run - 1)
        if found is None:
            raise Refusal(400, "INVALID_PARAMETER_VALUE", f"Run {run} does not exist.")
        return found

    def cancel(self, run):
        with self.lock:
            run.cancelled = True
            if run.process and run.process.poll() is None:
                os.killpg(run.process.pid, signal.SIGKILL)

    def output(self, given):
        run = self.run(given)
        if int(given) == run.id and len(run.settings["tasks"]) > 1:
            words = "Retrieving the output of runs with multiple tasks is not supported."
            raise Refusal(400, "INVALID_PARAMETER_VALUE", words)
        answer = {"metadata": run.shown()}
        if "spark_python_task" in run.task:
            answer["logs"], answer["logs_truncated"] = run.log, False
        if run.result == "FAILED" and run.trace:
            answer["error"] = run.trace.strip().splitlines()[-1]
            answer["error_trace"] = run.trace
        return answer

    def create(self, settings):
        check_tasks(settings)
        with self.lock:
            job = 7001 + len(self.jobs)
            self.jobs[job] = settings
        return job

    def job(self, given):
        if self.jobs.get(int(given)) is None:
            raise Refusal(400, "INVALID_PARAMETER_VALUE", f"Job {given} does not exist.")
        return int(given)

    def listed(self, query):
        limit = min(int(query.get("limit", 20)), self.page)
        if int(query.get("limit", 20)) > LARGEST_PAGE:
            raise Refusal(400, "INVALID_PARAMETER_VALUE", "limit must be at most 100")
        name = query.get("name", "").lower()
        found = [
            {"job_id": job, "settings": {k: v for k, v in settings.items() if k != "tasks"}}
            for job, settings in sorted(self.jobs.items(), reverse=True)
            if settings and (not name or settings["name"].lower() == name)
        ]
        start = int(query.get("page_token") or 0)
        answer = {"jobs": found[start : start + limit], "has_more": start + limit < len(found)}
        return {**answer, **({"next_page_token": str(start + limit)} if answer["has_more"] else {})}

    # The SCIM API

    def known(self, query):
        attribute, word = re.fullmatch(r'(\w+) eq "([^"]*)"', query["filter"]).groups()
        count, start = int(query.get("count", LARGEST_PAGE)), int(query.get("startIndex", 1)) - 1
        if count > LARGEST_PAGE:
            raise Refusal(400, "INVALID_PARAMETER_VALUE", "count must be at most 100")
        found = [one for one in self.principals if one[attribute].lower() == word.lower()]
        page = found[start : start + min(count, self.page)]
        answer = {"totalResults": len(found), "startIndex": start + 1, "itemsPerPage": len(page)}
        return {**answer, **({"Resources": page} if page else {})}

    def appoint(self, name, application, active=True):
        """Have a service principal."""
        number = str(9001 + len(self.principals))
        self.principals.append(
            {
                "id": number,
                "displayName": name,
                "applicationId": application,
                "active": active,
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServicePrincipal"],
            }
        )

    # What a cluster does

    def carry_out(self, run):
        try:
            time.sleep(self.delay)
            forced = self.forced.popleft() if self.forced else None
            if forced:
                self.end(run, forced)
            elif run.cancelled:
                self.end(run, CANCELLED)
            else:
                self.end(run, self.execute(run))
        # Whatever it is, the run must end.
        except Exception as accident:  # noqa: BLE001
            self.end(
                run, Forced(code="INTERNAL_ERROR", type="INTERNAL_ERROR", message=repr(accident))
            )

    def execute(self, run):
        """Run the task's process to its end, or to its deadline."""
        run.life, limit = "RUNNING", run.settings.get("timeout_seconds") or None
        with self.lock:
            if run.cancelled:
                return CANCELLED
            run.process = self.started(run)
        try:
            out, _ = run.process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(run.process.pid, signal.SIGKILL)
            run.process.communicate()
            return Forced(code="CANCELED", result="TIMEDOUT", message="timed out", execution=1)
        run.log = out.decode(errors="replace")
        if run.cancelled:
            return CANCELLED
        if run.process.returncode == 0:
            code = self.finish
            return Forced(code=code, type="SUCCESS", result=code, message="", execution=1)
        run.trace = run.log if "notebook_task" in run.task else ""
        return Forced(code="RUN_EXECUTION_ERROR", message="Workload failed", execution=1)

    def started(self, run):
        """The process that is the cluster: it has what the task asks for, and little else."""
        home = self.folder / "clusters" / str(run.id)
        home.mkdir(parents=True)
        return subprocess.Popen(
            [sys.executable, *self.command(run, home)],
            cwd=home,
            env={
                "PATH": "/usr/bin:/bin",
                "LANG": "C.UTF-8",
                "HOME": str(home),
                "TMPDIR": str(home),
                "PYTHONHASHSEED": "0",
                "OMP_NUM_THREADS": "1",
                "OPENBLAS_NUM_THREADS": "1",
                "DATABRICKS_RUNTIME_VERSION": "15.4",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def command(self, run, home):
        """What the process runs: the Python file with its parameters, or the notebook's cells."""
        if "spark_python_task" in run.task:
            task = run.task["spark_python_task"]
            given = [self.filled_in(each, run) for each in task.get("parameters", [])]
            return [str(self.place(task["python_file"])), *given]
        task = run.task["notebook_task"]
        given = {k: self.filled_in(v, run) for k, v in task.get("base_parameters", {}).items()}
        script = home / "notebook.py"
        script.write_text(
            DBUTILS.format(given=given) + self.cells(self.place(task["notebook_path"]))
        )
        return [str(script)]

    def filled_in(self, parameter, run):
        """A parameter with its references resolved, its places being those of this machine."""
        value = parameter.replace("{{job.run_id}}", str(run.id))
        return str(self.place(value)) if value.startswith(("/Volumes/", "/Workspace/")) else value

    def cells(self, path):
        """The code of a Python notebook, with what it runs by %run in its place."""
        kind, _ = self.notebooks[str(path)]
        text = path.read_text()
        if kind == "JUPYTER":
            cells = (each for each in json.loads(text)["cells"] if each["cell_type"] == "code")
            text = "\n\n".join("".join(each["source"]) for each in cells)

        def included(found):
            return self.cells(path.parent / shlex.split(found[1])[0])

        return re.sub(r"^# MAGIC %run (.+)$", included, text, flags=re.MULTILINE)

    def end(self, run, forced):
        """The run is over, and whoever is to hear of it does."""
        with self.lock:
            run.code, run.type, run.message = forced.code, forced.type, forced.message
            run.result, run.execution = forced.result, forced.execution
            run.life = forced.life
        kind = "on_success" if forced.result == "SUCCESS" else "on_failure"
        for told in run.settings.get("webhook_notifications", {}).get(kind, []):
            if told["id"] in self.destinations:
                self.notify(run, f"jobs.{kind}", *self.destinations[told["id"]])

    def notify(self, run, event, address, user="", password=""):
        """Post what a generic webhook destination gets."""
        payload = {
            "event_type": event,
            "workspace_id": "1234567890",
            "run": {"run_id": str(run.id)},
            "job": {"job_id": str(run.job), "name": run.settings.get("run_name", "Untitled")},
        }
        told = base64.b64encode(f"{user}:{password}".encode()).decode()
        headers = {"Content-Type": "application/json", "Authorization": f"Basic {told}"}
        knock = Knock(address, json.dumps(payload).encode(), headers)
        with suppress(URLError, OSError), urlopen(knock, timeout=10) as answer:
            answer.read()

    def close(self):
        """Stop every cluster."""
        for run in list(self.runs.values()):
            self.cancel(run)
        for thread in self.threads:
            thread.join()


CANCELLED = Forced(code="USER_CANCELED", type="SUCCESS", result="CANCELED", message="cancelled")


def check_tasks(settings):
    """Each task says what it runs, and on what; a job cluster has no automatic termination."""
    for task in settings.get("tasks") or [{}]:
        cluster = task.get("new_cluster", {})
        if len({"new_cluster", "environment_key", "existing_cluster_id"} & set(task)) != 1:
            words = "One of job_cluster_key, new_cluster, or existing_cluster_id must be specified."
            raise Refusal(400, "INVALID_PARAMETER_VALUE", words)
        keys = {each["environment_key"] for each in settings.get("environments", [])}
        if task.get("environment_key") not in keys | {None}:
            raise Refusal(400, "INVALID_PARAMETER_VALUE", "The environment is not defined.")
        if cluster and not cluster.get("spark_version"):
            raise Refusal(400, "INVALID_PARAMETER_VALUE", "Missing required field: spark_version")
        if "autotermination_minutes" in cluster:
            words = "autotermination_minutes is not supported for job clusters."
            raise Refusal(400, "INVALID_PARAMETER_VALUE", words)
        if len(cluster.get("custom_tags", {})) > 45:
            raise Refusal(400, "INVALID_PARAMETER_VALUE", "At most 45 custom tags are allowed.")


def app_of(workspace):
    """The workspace behind HTTP."""

    def files(request):
        path, data = f"/{request.path_params['path']}", request.state.body
        match request.method:
            case "PUT":
                overwrite = request.query_params.get("overwrite", "true") == "true"
                workspace.put_file(path, data, overwrite)
                return Response(status_code=204)
            case "DELETE":
                workspace.file(path).unlink()
                return Response(status_code=204)
        found = workspace.file(path)
        return Response(found.read_bytes(), media_type="application/octet-stream")

    def directories(request):
        workspace.in_volume(f"/{request.path_params['path']}").mkdir(parents=True, exist_ok=True)
        return Response(status_code=204)

    def act(request):
        given = json.loads(request.state.body) if request.state.body else request.query_params
        return JSONResponse(ACTS[request.path_params["act"]](given))

    def reset(given):
        workspace.jobs[workspace.job(given["job_id"])] = given["new_settings"]
        return {}

    def delete(given):
        workspace.jobs[workspace.job(given["job_id"])] = None
        return {}

    def get(given):
        job = workspace.job(given["job_id"])
        return {"job_id": job, "settings": workspace.jobs[job]}

    def run_now(given):
        job = workspace.job(given["job_id"])
        settings = workspace.jobs[job]
        with workspace.lock:
            return {"run_id": workspace.begin({**settings, "run_name": settings["name"]}, job).id}

    def status(given):
        target = workspace.place(given["path"])
        if not target.exists():
            raise Refusal(404, "RESOURCE_DOES_NOT_EXIST", f"Path ({given['path']}) doesn't exist.")
        kind = "DIRECTORY" if target.is_dir() else "FILE"
        return {"path": given["path"], "object_type": kind}

    def export(given):
        content = workspace.export(given["path"], given.get("format", "SOURCE"))
        return {"content": base64.b64encode(content).decode()}

    ACTS = {
        "2.0/workspace/import": lambda given: workspace.import_(given) or {},
        "2.0/workspace/export": export,
        "2.0/workspace/get-status": status,
        "2.0/workspace/mkdirs": lambda given: (
            workspace.place(given["path"]).mkdir(parents=True, exist_ok=True) or {}
        ),
        "2.0/preview/scim/v2/Me": lambda given: {
            "id": "42",
            "userName": "5f6a7b8c-platform",
            "displayName": "gatehouse-platform",
        },
        "2.0/preview/scim/v2/ServicePrincipals": workspace.known,
        "2.2/jobs/runs/submit": lambda given: {"run_id": workspace.submit(given)},
        "2.2/jobs/runs/get": lambda given: workspace.run(given["run_id"]).shown(),
        "2.2/jobs/runs/get-output": lambda given: workspace.output(given["run_id"]),
        "2.2/jobs/runs/cancel": lambda given: (
            workspace.cancel(workspace.run(given["run_id"])) or {}
        ),
        "2.2/jobs/create": lambda given: {"job_id": workspace.create(given)},
        "2.2/jobs/list": workspace.listed,
        "2.2/jobs/reset": reset,
        "2.2/jobs/delete": delete,
        "2.2/jobs/get": get,
        "2.2/jobs/run-now": run_now,
    }

    def config(request):
        return JSONResponse({"workspace_id": "1234567890", "cloud": "AZURE"})

    files_at, every = "/api/2.0/fs/files/{path:path}", ["GET", "HEAD", "PUT", "DELETE"]
    return Starlette(
        routes=[
            Route("/.well-known/databricks-config", config),
            Route(files_at, files, methods=every),
            Route("/api/2.0/fs/directories/{path:path}", directories, methods=["PUT"]),
            *(Route(f"/api/{name}", acting(name, act), methods=["GET", "POST"]) for name in ACTS),
        ],
        middleware=[Middleware(Gate, workspace=workspace)],
        exception_handlers={Refusal: refused},
    )


def acting(name, act):
    """The endpoint of one act."""

    def endpoint(request):
        request.path_params["act"] = name
        return act(request)

    return endpoint


def refused(request, refusal):
    """An error as the workspace says it."""
    body = {"error_code": refusal.code, "message": str(refusal)}
    return JSONResponse(body, status_code=refusal.status)


class Gate:
    """Lets in who has the token; reads the body, so that endpoints can work in threads."""

    def __init__(self, app, workspace):
        self.app, self.workspace = app, workspace

    async def __call__(self, scope, receive, send):
        request = Request(scope, receive)
        scope.setdefault("state", {})["body"] = await request.body()
        trouble = self.trouble(request)
        await (refused(request, trouble) if trouble else self.app)(scope, receive, send)

    def trouble(self, request):
        """Why the request is turned away, `None` where it is not.  A bad token is 403 there."""
        said = request.headers.get("Authorization", "")
        if request.url.path.startswith("/.well-known/"):
            return None
        if not said.startswith("Bearer "):
            words = "Credential was not sent or was of an unsupported type for this API."
            return Refusal(401, "UNAUTHENTICATED", words)
        if said != f"Bearer {self.workspace.token}":
            return Refusal(403, "403", f"Invalid access token. [{said}]")
        if any(request.url.path.startswith(path) for path in self.workspace.forbidden):
            return Refusal(403, "PERMISSION_DENIED", f"User lacks permission. [{said}]")
        return None


@contextmanager
def databricks(folder, token="entra-token", **given):
    """A workspace that listens on this machine, for as long as a test needs it."""
    workspace = Workspace(folder=Path(folder), token=token, **given)
    with serving(app_of(workspace)) as workspace.address:
        try:
            yield workspace
        finally:
            workspace.close()
