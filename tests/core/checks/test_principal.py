"""Somebody runs a team's jobs everywhere, or the request for somebody is filled in."""

from dataclasses import replace

import pytest

from shared.core.checks.principal import CHECK
from shared.core.findings import Owner, Priority
from shared.core.principals import PATTERN, Principal, Principals, name_of
from shared.core.surroundings import Surroundings
from tests.core.checks.folders import MODEL_FILE, folder_with

THERE = Principal(name="sp-retail-qa", application="3f1d9c62")
NAMES = {"tst": "sp-retail-qa", "qa": "sp-retail-qa", "prod": "sp-retail-prod"}
PLACES = {"tst": "https://qa.example", "qa": "https://qa.example", "prod": "https://prod.example"}
LACKING = Principals(
    found={"tst": None, "qa": None, "prod": None},
    names=NAMES,
    places=PLACES,
    request="https://bank.example/ask",
)


def found(principals, changes=()):
    tree = folder_with(changes)
    return list(CHECK.findings(replace(tree, surroundings=Surroundings(principals=principals))))


@pytest.mark.parametrize(
    "principals",
    [
        pytest.param(None, id="nobody was asked"),
        pytest.param(Principals(found={}), id="there are no environments"),
        pytest.param(replace(LACKING, found=dict.fromkeys(NAMES, THERE)), id="they are there"),
    ],
)
def test_nothing_is_found_where_nobody_is_missing(principals):
    assert found(principals) == []


def test_a_principal_that_two_environments_share_is_asked_for_once():
    first, second = found(LACKING)

    assert first.remark == (
        "nobody can run the team's jobs in tst and qa: the service principal sp-retail-qa is not "
        "there"
    )
    assert "sp-retail-prod" in second.remark
    assert {(one.priority, one.owner) for one in (first, second)} == {
        (Priority.REQUIRED, Owner.GBI)
    }


def test_the_request_is_filled_in_for_the_team():
    _, production = found(LACKING)

    assert production.remedy == (
        "Ask at https://bank.example/ask for the service principal `sp-retail-prod` in the "
        "workspace https://prod.example, for the environment prod. TEAM_NAME: retail. "
        "MODEL_NAME: churn. FINANCIAL_ID: CC-4711."
    )


@pytest.mark.parametrize(
    "model_file",
    [
        pytest.param("[", id="a model.yml that nobody can read"),
        pytest.param("CATEGORY: x\n", id="one that says nothing of it"),
    ],
)
def test_what_is_not_known_yet_is_said_so(model_file):
    [one] = found(Principals(found={"prod": None}), {"model.yml": model_file})

    assert one.remark == (
        "nobody can run the team's jobs in prod: a service principal is not there"
    )
    assert one.remedy == (
        "Ask GBI for a service principal, for the environment prod. TEAM_NAME: not given yet. "
        "MODEL_NAME: not given yet. FINANCIAL_ID: not given yet."
    )


def test_a_team_found_in_one_environment_is_asked_for_in_the_others():
    [one] = found(replace(LACKING, found={"tst": THERE, "qa": THERE, "prod": None}))

    assert "in prod" in one.remark


@pytest.mark.parametrize(
    ("team", "name"),
    [
        pytest.param("retail", "sp-retail-qa", id="plain"),
        pytest.param("Risk & Control", "sp-risk-control-qa", id="words"),
        pytest.param(" Größe ", "sp-grosse-qa", id="letters from elsewhere"),
        pytest.param('x" or displayName co "', "sp-x-or-displayname-co-qa", id="a search"),
        pytest.param("{environment}", "sp-environment-qa", id="a placeholder"),
        pytest.param("株式", "sp-unnamed-qa", id="nothing that could be spelt"),
    ],
)
def test_a_team_s_principal_has_a_name_that_means_nothing_in_a_search(team, name):
    assert name_of(PATTERN, team, "qa") == name


def test_the_model_s_own_words_are_cut_short():
    [one] = found(
        Principals(found={"prod": None}), {"model.yml": MODEL_FILE.replace("retail", "r" * 900)}
    )

    assert len(one.remedy) < 300
