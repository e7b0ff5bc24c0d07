"""A working directory is judged as its commit would be."""

import os

import pytest

from local.check import check
from local.working_directory import snapshot_of
from shared.core.policy import Environment, Policy
from shared.core.trees import Limits
from shared.examining import Examiners
from shared.ports import UnreadableSourceError
from tests.core.checks.folders import MODEL_FILE, SOUND


def write(directory, files):
    for path, text in files.items():
        place = directory / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)


def test_a_sound_directory_has_nothing_against_it(tmp_path):
    write(tmp_path, SOUND)

    assert check(tmp_path) == ()


def test_what_is_wrong_is_told_by_file(tmp_path):
    write(tmp_path, SOUND | {"score.py": "def score(model, data): return 1"})

    (finding,) = check(tmp_path)

    assert (finding.check, finding.path) == ("score", "score.py")


def test_every_model_in_a_directory_is_judged(tmp_path):
    for folder in ("models/a", "models/b"):
        write(tmp_path / folder, SOUND)
        (tmp_path / folder / "score.py").unlink()

    found = [one.path for one in check(tmp_path) if one.check == "score"]

    assert found == ["models/a/score.py", "models/b/score.py"]


def test_two_models_of_one_name_are_told_as_the_platform_would_tell_them(tmp_path):
    for folder in ("models/a", "models/b"):
        write(tmp_path / folder, SOUND)

    found = [(one.path, one.remark) for one in check(tmp_path) if one.check == "source"]

    assert found == [
        ("models/a/model.yml", "folder 'models/b' goes by the name churn as well"),
        ("models/b/model.yml", "folder 'models/a' goes by the name churn as well"),
    ]


def test_a_directory_without_a_model_is_told_so(tmp_path):
    assert "model.yml is not there" in [finding.remark for finding in check(tmp_path)]


def test_environments_are_those_of_the_platform_that_is_asked(tmp_path):
    write(tmp_path, SOUND | {"model.yml": MODEL_FILE.replace("0.8}", "0.8, environment: acc}")})

    acceptance = Examiners(policy=Policy(environments=(Environment(name="acc"),)))
    assert check(tmp_path, acceptance) == ()
    assert len(check(tmp_path)) == 1


def test_what_would_not_be_committed_is_not_looked_at(tmp_path):
    ignored = {"build/model-a.yaml": "", "notes-b.txt": "", "__pycache__/a-b.py": "", ".git/x": ""}
    write(tmp_path, SOUND | ignored | {".gitignore": "build/\nnotes*\n"})

    assert check(tmp_path) == ()


def test_links_and_nested_repositories_are_not_followed(tmp_path):
    write(tmp_path, {"a.py": "", "vendor/.git/HEAD": "", "vendor/b.py": ""})
    (tmp_path / "link.py").symlink_to("/etc/passwd")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")

    snapshot = snapshot_of(tmp_path, Limits())

    assert list(snapshot.files) == ["a.py"]
    assert sorted(snapshot.passed_over) == ["link.py", "loop", "pipe", "vendor"]


@pytest.mark.parametrize(
    ("limits", "remark"),
    [
        pytest.param(Limits(files=1), "more than 1 files", id="too many files"),
        pytest.param(Limits(file_size=9), "10 bytes; 9 are allowed", id="too large a file"),
        pytest.param(Limits(total_size=19), "19 together", id="too large together"),
        pytest.param(Limits(depth=1), "nested deeper than 1", id="too deep"),
        pytest.param(Limits(path_length=4), "longer than 4 bytes", id="too long a path"),
    ],
)
def test_a_directory_is_held_to_the_bounds_of_a_commit(tmp_path, limits, remark):
    write(tmp_path, {"a.txt": "ten bytes\n", "b/c.txt": "ten bytes\n"})

    with pytest.raises(UnreadableSourceError, match=remark):
        snapshot_of(tmp_path, limits)


@pytest.mark.parametrize(
    ("names", "remark"),
    [
        pytest.param([b"a.py", b"A.py"], "may be the same file", id="two spellings"),
        pytest.param([b"a\xff.py"], "is not UTF-8", id="another encoding"),
        pytest.param([b"a\nb.py"], "control character", id="a line feed"),
    ],
)
def test_a_name_no_commit_may_hold_is_refused(tmp_path, names, remark):
    for name in names:
        (tmp_path / os.fsdecode(name)).touch()

    with pytest.raises(UnreadableSourceError, match=remark):
        snapshot_of(tmp_path, Limits())


def test_a_directory_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UnreadableSourceError, match="there is no such directory"):
        check(tmp_path / "nowhere")


def test_what_lies_beside_several_models_is_told_once(tmp_path):
    for name in ("a", "b"):
        own = {"model.yml": MODEL_FILE.replace("MODEL_NAME: churn", f"MODEL_NAME: {name}")}
        write(tmp_path / "models" / name, SOUND | own)
    write(tmp_path, {"deploy.yml": "variables:\n  SPN_QA: x\n"})

    assert [(one.check, one.path) for one in check(tmp_path)] == [
        ("platform_variables", "deploy.yml")
    ]
