"""Loading the app is cheap: what is slow is loaded by whoever needs it, on first use."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SLOW = (
    "mlflow",
    "databricks",
    "dulwich",
    "jinja2",
    "sqlalchemy",
    "yaml",
    "defusedxml",
    "httpx",
    "sklearn",
    "pandas",
    "numpy",
    "copier",
    "typer",
    "rich",
    "starlette",
    "uvicorn",
)


def loaded():
    """The names of all modules that loading the app loads."""
    script = "import sys, function_app; print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return ran.stdout.split()


def test_loading_the_app_loads_nothing_slow():
    assert set(SLOW) & {name.partition(".")[0] for name in loaded()} == set()


def test_loading_the_app_loads_nobody_who_speaks_to_a_neighbour():
    adapters = {name.split(".")[2] for name in loaded() if name.startswith("shared.adapters.")}

    assert adapters == {"azure_http", "own_identity", "pages", "system_clock"}


def test_loading_the_app_needs_no_settings_and_does_nothing():
    ran = subprocess.run(
        [
            sys.executable,
            "-I",
            "-c",
            f"import sys; sys.path.insert(0, {str(ROOT)!r}); import function_app",
        ],
        env={},
        capture_output=True,
        text=True,
        check=True,
    )

    assert (ran.stdout, ran.stderr) == ("", "")


def test_every_function_is_registered_under_a_name_of_its_own():
    from function_app import app

    names = sorted(function.get_function_name() for function in app.get_functions())

    assert names == [
        "on_approval_decision",
        "on_approval_page",
        "on_azure_devops_event",
        "on_cancel_job",
        "on_collect_job",
        "on_databricks_notice",
        "on_discover_models",
        "on_event",
        "on_github_event",
        "on_gitlab_event",
        "on_job_completion",
        "on_lint_results",
        "on_paper",
        "on_promote_model",
        "on_publish_model",
        "on_push",
        "on_reconcile",
        "on_report_findings",
        "on_report_status",
        "on_request_approval",
        "on_run_checks",
        "on_run_page",
        "on_runs_page",
        "on_schedule_scoring",
        "on_start_evaluation",
        "on_start_training",
        "on_tell_people",
        "on_test_results",
        "on_the_minute",
    ]


def test_the_installed_command_finds_everything_from_any_folder(tmp_path):
    command = Path(sys.executable).parent / "gatehouse"
    assert subprocess.run([command, "--help"], cwd=tmp_path, capture_output=True, check=True)

    ran = subprocess.run(
        [sys.executable, "-I", "-c", "import local.up, local.demo, runner, function_app"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
