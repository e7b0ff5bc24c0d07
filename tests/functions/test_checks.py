"""What is judged is what is kept, and what is kept is all that anybody will train from."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from functions.checks import OF_EACH, run_checks
from shared import bundle, catalogue, code_index, codec, contents
from shared.adapters.memory_blobs import MemoryBlobs
from shared.adapters.memory_source import MemorySource
from shared.catalogue import Registration, UnregisteredError
from shared.core.candidate import Candidate
from shared.core.errors import TryAgainError
from shared.core.findings import Finding, Owner, Priority
from shared.core.messages import RunChecks
from shared.core.policy import Environment, Policy
from shared.examining import Examiners
from tests.code_samples import WRAP, renamed
from tests.core.checks.folders import MODEL_FILE, SOUND

REPOSITORY, URL = "retail/churn", "memory:churn"
TODAY = date(2026, 11, 28)
NOBODY = Examiners(policy=Policy())


class Team:
    """A registered repository, and what the platform thinks of its commits."""

    def __init__(self):
        self.blobs, self.source = MemoryBlobs(), MemorySource()
        registration = Registration(
            repository=REPOSITORY, url=URL, team="Retail", secret="memory:none"
        )
        catalogue.register(self.blobs, registration)

    def commit(self, files, folder="."):
        """The files in a folder of a new commit, and the model there as a candidate."""
        prefix = "" if folder == "." else f"{folder}/"
        texts = {f"{prefix}{path}": text.encode() for path, text in files.items()}
        commit = self.source.commit(URL, texts)
        return Candidate(repository=REPOSITORY, commit=commit, model="churn", folder=folder)

    def judge(self, candidate, examiners=NOBODY):
        order = RunChecks(candidate=candidate, step="checks")
        return run_checks(order, self.blobs, self.source, examiners, TODAY)

    def report(self, checked):
        return codec.parse(tuple[Finding, ...], contents.fetch(self.blobs, checked.report))

    def bundle(self, checked):
        return bundle.unpack(contents.fetch(self.blobs, checked.bundle))


@pytest.fixture
def team():
    return Team()


def test_a_sound_model_passes_and_its_very_files_are_kept(team):
    checked = team.judge(team.commit(SOUND))

    assert (checked.findings, checked.spec.model_name) == ((), "churn")
    assert team.bundle(checked) == {path: text.encode() for path, text in SOUND.items()}


@pytest.mark.parametrize(
    ("files", "trains"),
    [
        pytest.param(SOUND, True, id="with train.py"),
        pytest.param({k: v for k, v in SOUND.items() if k != "train.py"}, False, id="without"),
        pytest.param({**SOUND, "src/train.py": "", "train.py": None}, False, id="elsewhere"),
    ],
)
def test_it_is_noted_whether_there_is_anything_to_train(team, files, trains):
    there = {path: text for path, text in files.items() if text is not None}

    assert team.judge(team.commit(there)).trains is trains


def test_what_is_found_is_counted_by_priority_and_reported_in_full(team):
    checked = team.judge(team.commit({**SOUND, "score.py": "", "README.md": "# Churn\n"}))

    report = team.report(checked)
    assert {"score.py", "README.md"} <= {finding.path for finding in report}
    assert sum(checked.counts.values()) == len(report)
    assert checked.findings == report


def test_of_very_many_findings_the_gravest_travel_and_all_are_kept_and_counted(team):
    empty = {f"not-a-name-{number}.yaml": "" for number in range(40)}

    checked = team.judge(team.commit({**SOUND, **empty, "score.py": "", "README.md": "# Churn"}))

    report = team.report(checked)
    travelling = Counter(one.check for one in checked.findings)
    assert travelling == {"naming": OF_EACH, "score": 2, "readme": 5}
    assert len(report) == sum(checked.counts.values()) == 80 + 2 + 5
    assert checked.tally == {"naming": {3: 80}, "score": {1: 2}, "readme": {2: 5}}
    assert report[0].priority is Priority.REQUIRED


def test_a_model_in_a_folder_is_judged_and_kept_without_its_neighbours(team):
    files = {f"churn/{path}": text for path, text in SOUND.items()} | {"other/secret.txt": "x"}
    candidate = replace(team.commit(files), folder="churn")

    checked = team.judge(candidate)

    assert checked.findings == ()
    assert set(team.bundle(checked)) == {f"churn/{path}" for path in SOUND}


def both(first, second):
    """Two sound models side by side, of these names."""
    return {
        f"{folder}/{path}": text.replace("MODEL_NAME: churn", f"MODEL_NAME: {name}")
        for folder, name in (("one", first), ("two", second))
        for path, text in SOUND.items()
    }


@pytest.mark.parametrize(("folder", "other"), [("one", "two"), ("two", "one")])
def test_two_models_of_one_name_are_both_turned_away(team, folder, other):
    candidate = team.commit(both("churn", "churn"))

    first, *_ = team.judge(replace(candidate, folder=folder)).findings

    assert (first.priority, first.path) == (Priority.REQUIRED, f"{folder}/model.yml")
    assert first.remark == f"folder '{other}' goes by the name churn as well"


def test_two_models_of_different_names_do_not_disturb_each_other(team):
    candidate = team.commit(both("churn", "debt"))

    assert team.judge(replace(candidate, folder="one")).findings == ()
    assert team.judge(replace(candidate, folder="two", model="debt")).findings == ()


def test_a_model_file_that_is_no_good_gives_no_specification(team):
    checked = team.judge(team.commit({**SOUND, "model.yml": "MODEL_NAME: churn\n"}))

    assert checked.spec is None
    assert {finding.path for finding in checked.findings} == {"model.yml"}


def test_thresholds_may_be_meant_for_the_environments_there_are_and_no_others(team):
    meant = MODEL_FILE.replace("0.8}", "0.8, environment: acc}")
    candidate = team.commit({**SOUND, "model.yml": meant})

    assert team.judge(candidate).spec is None
    acceptance = Examiners(policy=Policy(environments=(Environment(name="acc"),)))
    assert team.judge(candidate, acceptance).spec.thresholds[0].environment == "acc"


def test_a_commit_that_cannot_be_read_is_a_failed_check_with_a_clear_remark(team):
    checked = team.judge(replace(team.commit(SOUND), commit="b" * 40))

    [finding] = checked.findings
    assert (finding.check, finding.priority, finding.owner) == (
        "source",
        Priority.REQUIRED,
        Owner.MODEL_DEV,
    )
    assert "no such commit" in finding.remark
    assert (checked.spec, team.bundle(checked)) == (None, {})


def test_whoever_copied_the_code_of_another_team_is_told_and_no_other(team):
    everybody = Examiners(policy=Policy(), code=team.blobs)
    other = "memory:limits"
    catalogue.register(
        team.blobs,
        Registration(repository="risk/limits", url=other, team="Risk", secret="memory:none"),
    )
    theirs = {path: text.encode() for path, text in SOUND.items()} | {"wrap.py": WRAP.encode()}
    commit = team.source.commit(other, {f"models/{path}": data for path, data in theirs.items()})
    first = Candidate(repository="risk/limits", commit=commit, model="churn", folder="models")
    second = team.commit({**SOUND, "score.py": f"{SOUND['score.py']}\n\n{renamed(WRAP)}"})

    assert team.judge(first, everybody).findings == ()
    for _ in range(2):
        [finding] = team.judge(second, everybody).findings
        assert (finding.check, finding.path) == ("duplicates", "score.py")
        assert "stand in risk/limits (owner Risk), models/wrap.py lines" in finding.remark
    assert team.judge(first, everybody).findings == ()


def test_only_what_belongs_to_a_model_is_remembered_as_code(team):
    everybody = Examiners(policy=Policy(), code=team.blobs)
    files = {f"models/{path}": text for path, text in SOUND.items()} | {"tools/wrap.py": WRAP}
    candidate = replace(team.commit(files), folder="models")

    team.judge(candidate, everybody)

    found = code_index.clones(team.blobs, "risk/limits", {"wrap.py": WRAP}).found
    assert found == ()


def test_judging_again_gives_the_same(team):
    candidate = team.commit({**SOUND, "score.py": ""})

    assert team.judge(candidate) == team.judge(candidate)


def test_a_source_that_is_busy_is_asked_again_and_judges_nothing(team):
    class BusySource(MemorySource):
        def snapshot(self, url, commit):
            raise TryAgainError(f"{url}: somebody is at it")

    candidate = team.commit(SOUND)
    team.source = BusySource()

    with pytest.raises(TryAgainError):
        team.judge(candidate)


def test_a_repository_that_nobody_registers_any_more_is_not_read(team):
    candidate = team.commit(SOUND)
    team.blobs.delete(catalogue.place_of(REPOSITORY))

    with pytest.raises(UnregisteredError, match=REPOSITORY):
        team.judge(candidate)
