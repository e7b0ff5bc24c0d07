"""The golden path: what the template lays out passes the checks, its own tests, and a linter."""

import subprocess
import sys
from datetime import date

import pytest

from local.check import check
from local.new import create
from runner.environment import differences
from shared.core.errors import RefusedError
from shared.core.policy import Policy
from shared.examining import Examiners

ANSWERS = {"model_name": "biopsies", "team_name": "Pathology", "owner": "ada@bank.example"}
KINDS = ("Supervised", "Unsupervised", "rulebased")


@pytest.fixture(scope="module", params=KINDS)
def repository(request, tmp_path_factory):
    """A new repository of each kind."""
    folder = tmp_path_factory.mktemp("new") / "biopsies"
    create(folder, {**ANSWERS, "model_type": request.param})
    return folder


def test_a_new_repository_passes_every_check(repository):
    assert check(repository) == ()


def test_a_new_repository_passes_its_own_tests(repository):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]

    done = subprocess.run(command, cwd=repository, check=False, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


def test_a_new_repository_is_well_formed(repository):
    rules = ["--isolated", "--no-cache", "--line-length=100", "--extend-select=I,B,UP,SIM,RET"]
    for command in (["check", *rules], ["format", "--check", *rules[:3]]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "."],
            cwd=repository,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout


def test_only_what_is_trained_has_a_train(tmp_path):
    for kind in KINDS:
        create(tmp_path / kind, {**ANSWERS, "model_type": kind})

    assert [kind for kind in KINDS if (tmp_path / kind / "train.py").exists()] == list(KINDS[:2])


def test_tests_run_where_the_team_says(tmp_path):
    create(tmp_path / "azure", {**ANSWERS, "ci": "azure"})

    assert (tmp_path / "azure" / "azure-pipelines.yml").exists()
    assert not (tmp_path / "azure" / ".github").exists()


def test_what_a_new_repository_asks_for_is_what_runs_here(repository):
    assert differences(repository, "environment.yml") == []


@pytest.mark.parametrize("runtime", ["17.3.x-cpu-ml-scala2.13", "17.3.x-scala2.13"])
def test_a_new_repository_goes_with_the_runtime_that_is_usual_today(repository, runtime):
    there = Examiners(policy=Policy(), runtime=runtime)

    assert check(repository, there, date(2026, 11, 28)) == ()


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        pytest.param({}, "model_name", id="nothing is answered"),
        pytest.param(
            {**ANSWERS, "model_name": "Credit Risk"}, "lower-case", id="a name with a space"
        ),
        pytest.param({**ANSWERS, "owner": "ada"}, "e-mail address", id="an owner without address"),
        pytest.param({**ANSWERS, "model_type": "magic"}, "model_type", id="an unknown kind"),
        pytest.param({**ANSWERS, "colour": "red"}, "colour", id="an answer to no question"),
    ],
)
def test_answers_that_are_no_good_are_refused_and_leave_nothing(tmp_path, answers, words):
    with pytest.raises(RefusedError, match=words):
        create(tmp_path / "new", answers)

    assert not (tmp_path / "new").exists()


def test_a_directory_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(RefusedError, match="holds files already"):
        create(tmp_path, ANSWERS)

    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
