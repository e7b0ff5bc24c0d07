"""Jobs on this machine: confined, watched, and found again whatever dies in between."""

import hmac
import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from shared.adapters.memory_blobs import MemoryBlobs
from shared.adapters.subprocess_jobs import SubprocessJobs
from shared.bundle import pack
from shared.contents import keep
from shared.core.candidate import Candidate
from shared.core.errors import RefusedError
from shared.core.findings import Owner
from shared.ports import Job, Scoring
from tests.builders import SPEC
from tests.job_limits import GENEROUS

ROOT = Path(__file__).parents[2]
CANDIDATE = Candidate(repository="bank/churn", commit="c" * 40, model="churn")
COMMAND = (sys.executable, "-S", "code/main.py")
DONE = "\nopen('result.json', 'w').write('{}')\n"


@pytest.fixture
def blobs():
    """Holds the bundles."""
    return MemoryBlobs()


@pytest.fixture
def jobs(blobs, tmp_path):
    """Jobs without a listener, within generous limits."""
    return SubprocessJobs(tmp_path / "jobs", blobs, limits=GENEROUS, command=COMMAND)


@pytest.fixture
def program(blobs):
    """A job that runs the source and, where that comes to its end, leaves a result."""

    def made(source, **files):
        packed = pack({"main.py": (textwrap.dedent(source) + DONE).encode(), **files})
        bundle = keep(blobs, packed)
        return Job(candidate=CANDIDATE, task="train", bundle=bundle, spec=SPEC)

    return made


def ended(jobs, name):
    """The outcome, once there is one."""
    while (outcome := jobs.outcome(name)) is None:
        time.sleep(0.01)
    return outcome


def line_in(path):
    """The first whole line of a file, once it is there."""
    while not path.exists() or not path.read_text().endswith("\n"):
        time.sleep(0.01)
    return path.read_text().splitlines()[0]


def alive(pid):
    """Whether a process is there and no mere leftover."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_key_submitted_by_many_at_once_starts_one_process(jobs, program, tmp_path):
    job = program(f"import os; open({str(tmp_path / 'seen')!r}, 'a').write('x')")

    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(lambda _: jobs.submit("run/training", job), range(16)))

    assert len(names) == 1
    assert ended(jobs, names.pop()).succeeded
    assert (tmp_path / "seen").read_text() == "x"


def test_a_job_outlives_the_host_that_submitted_it(jobs, blobs, program, tmp_path):
    job = program("import time; time.sleep(0.5)")
    host = f"""
        import os, signal, sys
        sys.path.insert(0, {str(ROOT)!r})
        from pathlib import Path
        from shared.adapters.memory_blobs import MemoryBlobs
        from shared.adapters.subprocess_jobs import Limits, SubprocessJobs
        from shared.contents import keep
        from shared.core.candidate import Candidate
        from shared.ports import Job
        from tests.builders import SPEC
        blobs = MemoryBlobs()
        keep(blobs, {blobs.get(f"contents/{job.bundle}").data!r})
        candidate = Candidate(repository="bank/churn", commit="{"c" * 40}", model="churn")
        job = Job(candidate=candidate, task="train", bundle="{job.bundle}", spec=SPEC)
        directory, limits = Path({str(jobs.directory)!r}), {GENEROUS!r}
        jobs = SubprocessJobs(directory, blobs, limits=limits, command={COMMAND!r})
        print(jobs.submit("run/training", job), flush=True)
        os.killpg(os.getpgid(0), signal.SIGKILL)
    """

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(host)],
        capture_output=True,
        check=False,
        start_new_session=True,
    )

    assert done.returncode == -signal.SIGKILL
    assert ended(jobs, done.stdout.decode().strip()).succeeded
    assert (jobs.directory / done.stdout.decode().strip() / "starts").read_bytes() == b"."


def test_a_job_whose_supervisor_died_goes_down_with_it_and_is_started_again(
    jobs, program, tmp_path
):
    job = program(
        f"""
        import os, pathlib, time
        seen = pathlib.Path({str(tmp_path)!r}, "seen")
        first = not seen.exists()
        with seen.open("a") as file:
            file.write(f"{{os.getppid()}} {{os.getpid()}}\\n")
        if first:
            time.sleep(600)
        """
    )
    name = jobs.submit("run/training", job)
    supervisor, child = map(int, line_in(tmp_path / "seen").split())

    os.kill(supervisor, signal.SIGKILL)

    assert ended(jobs, name).succeeded
    assert len((tmp_path / "seen").read_text().splitlines()) == 2
    assert not alive(child)


def test_a_job_that_always_takes_its_supervisor_with_it_is_given_up(jobs, program):
    job = program("import os, signal; os.kill(os.getppid(), signal.SIGKILL)")

    outcome = ended(jobs, jobs.submit("run/training", job))

    assert not outcome.succeeded
    assert outcome.owner is Owner.GBI
    assert "started 10 times" in outcome.remark


def test_an_earlier_start_leaves_nothing_that_a_later_one_trips_over(jobs, program, tmp_path):
    job = program(
        f"""
        import os, pathlib, signal
        if not pathlib.Path({str(tmp_path)!r}, "seen").exists():
            pathlib.Path({str(tmp_path)!r}, "seen").touch()
            pathlib.Path("code/main.py").write_text("raise SystemExit(3)")
            pathlib.Path("failure.json").write_text("{{}}")
            os.kill(os.getppid(), signal.SIGKILL)
        """
    )

    assert ended(jobs, jobs.submit("run/training", job)).succeeded


@pytest.mark.parametrize(
    ("limits", "source", "words"),
    [
        pytest.param(
            replace(GENEROUS, cpu_seconds=1),
            "while True: pass",
            "used more than 1 s of processor time.*JOB_CPU_SECONDS",
            id="processor time",
        ),
        pytest.param(
            replace(GENEROUS, wall_seconds=1),
            "import time; time.sleep(600)",
            "took longer than 1 s.*JOB_WALL_SECONDS",
            id="time",
        ),
        pytest.param(
            replace(GENEROUS, memory_mib=64),
            "bytearray(100 * 1024 * 1024)",
            "needed more than 64 MiB of memory.*JOB_MEMORY_MIB",
            id="memory",
        ),
        pytest.param(
            replace(GENEROUS, file_mib=1),
            "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\n"
            "open('big', 'wb').write(bytes(2 * 1024 * 1024))",
            "wrote a file larger than 1 MiB.*JOB_FILE_MIB",
            id="a large file",
        ),
    ],
)
def test_a_limit_that_was_met_is_named_with_its_value_and_the_way_out(
    blobs, program, tmp_path, limits, source, words
):
    jobs = SubprocessJobs(tmp_path, blobs, command=COMMAND, limits=limits)

    outcome = ended(jobs, jobs.submit("run/training", program(source)))

    assert not outcome.succeeded
    assert outcome.owner is Owner.MODEL_DEV
    assert re.search(words, outcome.remark)


@pytest.mark.parametrize(
    ("source", "words", "owner"),
    [
        pytest.param("import os; os._exit(0)", "without a result", Owner.MODEL_DEV, id="it leaves"),
        pytest.param("import os; os._exit(7)", "exit code 7", Owner.MODEL_DEV, id="it gives up"),
        pytest.param("import os; os.abort()", "SIGABRT", Owner.MODEL_DEV, id="it crashes"),
        pytest.param("import os; os.kill(os.getpid(), 9)", "SIGKILL", Owner.GBI, id="it is killed"),
    ],
)
def test_an_end_that_nobody_foresaw_is_a_failure_with_an_owner(jobs, program, source, words, owner):
    outcome = ended(jobs, jobs.submit("run/training", program(source)))

    assert not outcome.succeeded
    assert words in outcome.remark
    assert outcome.owner is owner


def test_nothing_that_the_job_started_is_left_behind(jobs, program, tmp_path):
    job = program(
        f"""
        import os, pathlib, time
        if not os.fork():
            os.setsid()
            pathlib.Path({str(tmp_path)!r}, "stray").write_text(f"{{os.getpid()}}\\n")
            time.sleep(600)
        while not pathlib.Path({str(tmp_path)!r}, "stray").exists():
            time.sleep(0.01)
        """
    )

    assert ended(jobs, jobs.submit("run/training", job)).succeeded
    assert not alive(int(line_in(tmp_path / "stray")))


def test_a_job_sees_nothing_of_the_environment_of_the_host(jobs, program):
    job = program("import json, os; print(json.dumps(dict(os.environ)))")

    seen = json.loads(ended(jobs, jobs.submit("run/training", job)).log)

    ours = {"PATH", "LANG", "HOME", "TMPDIR", "PYTHONPATH", "PYTHONUNBUFFERED", "PYTHONHASHSEED"}
    threads = {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"}
    assert set(seen) - {"LC_CTYPE"} == ours | threads | {"MLFLOW_DISABLE_TELEMETRY"}
    assert seen["HOME"].startswith(str(jobs.directory))


def test_of_a_long_log_the_end_is_kept(jobs, program):
    job = program("print('first'); print('x' * 9_000_000); print('last')")

    log = ended(jobs, jobs.submit("run/training", job)).log

    assert log.endswith(b"x\nlast\n")
    assert b"first" not in log
    assert log.startswith(b"[what came before this was not kept]\n")
    assert len(log) <= 1024 * 1024 + 100


def test_a_bundle_that_leads_out_of_the_folder_is_refused(jobs, program, tmp_path):
    job = program("", **{"../../escaped": b""})

    with pytest.raises(RefusedError, match="escaped"):
        jobs.submit("run/training", job)

    assert not list(tmp_path.rglob("escaped"))


def test_a_job_that_has_ended_keeps_no_copy_of_the_code(jobs, program):
    name = jobs.submit("run/training", program(""))
    ended(jobs, name)

    while (jobs.directory / name / "work").exists():
        time.sleep(0.01)


def test_the_end_of_a_job_is_told_with_a_signature(blobs, program, tmp_path):
    heard = []
    with HTTPServer(("127.0.0.1", 0), listening(heard)) as server:
        address = f"http://127.0.0.1:{server.server_port}/api/job-completions"
        jobs = SubprocessJobs(
            tmp_path, blobs, limits=GENEROUS, command=COMMAND, address=address, secret=b"key"
        )
        thread = Thread(target=server.handle_request)
        thread.start()
        name = jobs.submit("run/training", program(""))
        thread.join()

    path, signature, body = heard[0]
    assert path == "/api/job-completions"
    assert json.loads(body) == {"run_id": CANDIDATE.run_id, "job": name}
    assert signature == "sha256=" + hmac.new(b"key", body, "sha256").hexdigest()
    assert jobs.outcome(name).succeeded


def listening(heard):
    """A handler that remembers what it is told."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, self.headers["X-Hub-Signature-256"], body))
            self.send_response(202)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    return Handler


def test_nobody_listening_harms_nobody(blobs, program, tmp_path):
    address = "http://127.0.0.1:9/nobody"
    jobs = SubprocessJobs(tmp_path, blobs, limits=GENEROUS, command=COMMAND, address=address)

    assert ended(jobs, jobs.submit("run/training", program(""))).succeeded


def test_what_would_score_is_written_down_though_nothing_here_runs_it(jobs, tmp_path):
    scoring = Scoring(
        candidate=CANDIDATE,
        environment="prod",
        registered_model="prod.churn",
        bundle="b" * 64,
        spec=SPEC,
    )

    name = jobs.schedule(scoring)

    assert name == "scoring/prod/churn.json"
    assert json.loads((tmp_path / name).read_bytes())["registered_model"] == "prod.churn"
