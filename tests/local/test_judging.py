"""A directory judged before it is pushed: what blocks now, what will, and in every form."""

import json
from datetime import date, timedelta

import pytest

from local.judging import Wish, judge
from local.verdicts import Format, tell
from shared import catalogue, code_index
from shared.catalogue import Registration
from shared.core.errors import RefusedError
from shared.settings import SettingsError, read_settings
from shared.wiring import World
from tests.code_samples import WRAP
from tests.core.checks.folders import SOUND
from tests.local.test_check import write

QUICK = Wish(quick=True)
UNTIDY = {"tables.yaml": "", "README.md": "# Churn\n"}


@pytest.fixture
def directory(tmp_path):
    """A sound model in a directory of its own."""
    write(tmp_path / "churn", SOUND)
    return tmp_path / "churn"


def judged(directory, wish=QUICK, **settings):
    """The judgement of the directory by a platform that has never been there."""
    return judge(settings, directory, directory.parent / "home", wish)


def told(judgement, form, capsys):
    """What is printed of it."""
    tell(judgement, form)
    return capsys.readouterr().out


def checks(findings):
    return {finding.check for finding in findings}


def test_nothing_blocks_a_sound_model(directory):
    judgement = judged(directory)

    assert (judgement.findings, judgement.code) == ((), 0)
    assert "bandit" in judgement.unasked


def test_what_blocks_now_is_told_from_what_will_block(directory):
    write(directory, {**UNTIDY, "score.py": ""})

    found = judged(directory)

    assert (found.code, checks(found.verdict.now)) == (1, {"score"})
    assert {name: checks(them) for name, them in found.verdict.later.items()} == {
        "qa": {"readme"},
        "prod": {"naming"},
    }


@pytest.mark.parametrize(("environment", "code"), [("tst", 0), ("qa", 1), ("prod", 1)])
def test_a_directory_can_be_judged_for_any_environment(directory, environment, code):
    write(directory, UNTIDY)

    assert judged(directory, Wish(environment=environment, quick=True)).code == code


def test_an_environment_that_there_is_not_is_refused_with_those_there_are(directory):
    with pytest.raises(RefusedError, match="moon: no environment; there are tst, qa, prod"):
        judged(directory, Wish(environment="moon"))


def test_the_policy_of_the_platform_counts_and_a_rule_may_be_in_shadow(directory, tmp_path):
    (directory / "score.py").write_text("")
    tomorrow = date.today() + timedelta(days=2)
    policy = tmp_path / "policy.yml"
    policy.write_text(
        f"shadow: {{score: '{tomorrow}'}}\nenvironments: [{{name: acc, blocks: 1}}]\n"
    )

    found = judged(directory, GATEHOUSE_POLICY=str(policy))

    assert (found.code, checks(found.verdict.shadow)) == (0, {"score"})
    assert found.verdict.environment == "acc"


def test_of_several_checks_in_shadow_the_first_date_is_told(directory, tmp_path, capsys):
    write(directory, {**UNTIDY, "score.py": ""})
    policy = tmp_path / "policy.yml"
    policy.write_text("shadow: {score: 2999-02-01, readme: 2999-01-01, naming: 2999-03-01}\n")

    text = told(judged(directory, GATEHOUSE_POLICY=str(policy)), Format.TEXT, capsys)

    assert "in shadow until 2999-01-01 at the earliest" in text


def test_every_tool_that_the_policy_asks_and_a_quick_look_does_not_is_named(directory, tmp_path):
    policy = tmp_path / "policy.yml"
    policy.write_text("pylint: true\n")

    unasked = judged(directory, GATEHOUSE_POLICY=str(policy)).unasked

    assert unasked.keys() == {"bandit", "pylint", "duplicates"}


@pytest.mark.parametrize("form", [Format.TEXT, Format.MARKDOWN])
def test_each_finding_names_its_check_and_the_standard_it_keeps(directory, form, capsys):
    write(directory, {"tables.yaml": ""})

    [row] = [each for each in told(judged(directory), form, capsys).splitlines() if "R-007" in each]

    assert "naming" in row


def test_settings_nobody_can_work_with_are_no_verdict(directory):
    with pytest.raises(SettingsError):
        judged(directory, GATEHOUSE_POLICY="/nowhere")


def test_looking_at_a_directory_leaves_nothing_behind(directory):
    judged(directory)

    assert [path.name for path in directory.parent.iterdir()] == ["churn"]


def test_people_read_it_by_what_it_blocks(directory, capsys):
    write(directory, {**UNTIDY, "score.py": ""})

    text = told(judged(directory), Format.TEXT, capsys)

    places = [text.index(f"\n{title}\n") for title in ("blocks tst now", "will block qa")]
    assert places == sorted(places)
    assert "not judged here: bandit (left out, as you wished)" in text
    assert text.endswith("blocked: 2 block tst now, 5 will block qa, 1 will block prod\n")


def test_machines_read_it_as_json(directory, capsys):
    write(directory, UNTIDY)

    said = json.loads(told(judged(directory), Format.JSON, capsys))

    assert (said["verdict"], said["environment"]) == ("clear", "tst")
    assert {one["check"]: one["keeps_out_of"] for one in said["findings"]} == {
        "readme": ["qa", "prod"],
        "naming": ["prod"],
    }


def test_other_tools_read_it_as_sarif(directory, capsys):
    write(directory, UNTIDY)

    [run] = json.loads(told(judged(directory), Format.SARIF, capsys))["runs"]

    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {"readme", "naming"}


def test_a_pull_request_shows_it_in_markdown(directory, capsys):
    write(directory, {"tables.yaml": ""})

    text = told(judged(directory), Format.MARKDOWN, capsys)

    assert text.startswith("The checks found 1 to mend: 0 block tst now, 1 will block prod.\n")
    assert "| prod | 3 | tables.yaml | tables.yaml does not end in .yml |" in text


def test_where_no_platform_has_been_duplicates_are_not_judged_and_nothing_is_made(directory):
    judgement = judged(directory)

    assert "name its folder with --home" in judgement.unasked["duplicates"]
    assert not (directory.parent / "home").exists()


@pytest.mark.parametrize("repository", ["retail/churn", ""], ids=["by name", "by its files"])
def test_a_platform_at_home_knows_the_code_of_others_and_whose_this_is(directory, repository):
    home = directory.parent / "home"
    world = World(read_settings({"GATEHOUSE_HOME": str(home)}))
    for name, path in (("risk/limits", "wrap.py"), ("retail/churn", "lib/wrap.py")):
        registration = Registration(repository=name, url="", team="Risk", secret="")
        catalogue.register(world.blobs, registration)
        code_index.note(world.blobs, name, "c1", {path: WRAP})
    write(directory, {"lib/wrap.py": WRAP})

    judgement = judged(directory, Wish(quick=True, repository=repository))

    [finding] = judgement.findings
    assert (finding.check, finding.path) == ("duplicates", "lib/wrap.py")
    assert "stand in risk/limits (owner Risk), wrap.py" in finding.remark
    assert "duplicates" not in judgement.unasked


def test_a_pull_request_is_told_what_nobody_here_could_judge(directory, capsys):
    text = told(judged(directory), Format.MARKDOWN, capsys)

    assert text.startswith("The checks found nothing to mend.\n")
    assert "Not judged here: duplicates (no platform has been in " in text
