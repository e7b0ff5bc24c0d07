"""What every directory of service principals promises, and what Databricks' does besides."""

from contextlib import contextmanager

import pytest

from shared.adapters.databricks_principals import DatabricksPrincipals, Place
from shared.adapters.memory_principals import MemoryPrincipals
from shared.adapters.own_principals import OwnPrincipals
from shared.core.errors import RefusedError, TryAgainError
from shared.core.policy import Policy
from shared.core.principals import PATTERN, Principal, name_of
from shared.ports import CredentialsError
from shared.settings.neighbours import Databricks, Workspace
from shared.wiring.principals import places_in
from tests.standins.databricks import databricks
from tests.standins.wire import Answer, Gone, Late, wire_to

ENVIRONMENTS = ("qa", "prod")
APPLICATION = "3f1d9c62-1111-2222-3333-444444444444"
SEARCH = "ServicePrincipals"


@contextmanager
def in_memory(folder, team):
    there = {
        (each, name_of(PATTERN, team, each)): Principal(name=name_of(PATTERN, team, each))
        for each in ENVIRONMENTS
    }
    yield MemoryPrincipals(there=there if team else {}, request="the desk")


@contextmanager
def in_databricks(folder, team):
    with databricks(folder) as workspace, wire_to(workspace.address) as wire:
        for each in ENVIRONMENTS if team else ():
            workspace.appoint(name_of(PATTERN, team, each), APPLICATION)
        places = {each: Place(owner=each, url=wire.address) for each in ENVIRONMENTS}
        yield DatabricksPrincipals(places, token=lambda: workspace.token, request="the desk")


@contextmanager
def on_a_laptop(folder, team):
    yield OwnPrincipals()


# Whoever knows principals is added here, and nowhere else.
ADAPTERS = {"memory": in_memory, "databricks": in_databricks}
ALL = {**ADAPTERS, "laptop": on_a_laptop}


@pytest.mark.parametrize("adapter", ALL.values(), ids=ALL)
def test_a_team_that_has_its_principals_has_one_in_every_environment(adapter, tmp_path):
    with adapter(tmp_path, "Retail & Co") as directory:
        answer = directory.principals("Retail & Co", ENVIRONMENTS)

    assert list(answer.found) == list(answer.names) == list(ENVIRONMENTS)
    assert all(one is not None and one.name for one in answer.found.values())
    assert {each: one.name for each, one in answer.found.items()} == answer.names


@pytest.mark.parametrize("adapter", ADAPTERS.values(), ids=ADAPTERS)
def test_a_team_that_has_none_is_told_the_names_and_where_to_ask(adapter, tmp_path):
    with adapter(tmp_path, "") as directory:
        answer = directory.principals("Retail", ENVIRONMENTS)

    assert answer.found == {"qa": None, "prod": None}
    assert answer.names == {"qa": "sp-retail-qa", "prod": "sp-retail-prod"}
    assert answer.request == "the desk"


@pytest.mark.parametrize("adapter", ADAPTERS.values(), ids=ADAPTERS)
def test_a_team_does_not_get_what_is_another_team_s(adapter, tmp_path):
    with adapter(tmp_path, "Retail") as directory:
        answer = directory.principals("Retai", ENVIRONMENTS)

    assert set(answer.found.values()) == {None}


@pytest.mark.parametrize("adapter", ALL.values(), ids=ALL)
def test_nobody_is_looked_for_where_there_are_no_environments(adapter, tmp_path):
    with adapter(tmp_path, "Retail") as directory:
        assert directory.principals("Retail", ()).found == {}


# Databricks alone


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A workspace on a socket, and the wire to it."""
    folder = tmp_path_factory.mktemp("workspace")
    with databricks(folder) as workspace, wire_to(workspace.address) as wire:
        yield workspace, wire


@pytest.fixture
def bench(served, tmp_path):
    """The workspace without anybody in it, and the wire without anything on it."""
    workspace, wire = served
    workspace.start_over(tmp_path / "workspace", "entra-token")
    wire.requests.clear()
    wire.troubles.clear()
    return workspace, wire


def directory(wire, application="", **given):
    """A directory whose two environments share one workspace."""
    place = Place(owner="qa", url=wire.address, application=application)
    return DatabricksPrincipals(
        {"tst": place, "qa": place}, **{"token": lambda: "entra-token", **given}
    )


def test_environments_that_share_a_workspace_share_a_principal_and_one_question(bench):
    workspace, wire = bench
    workspace.appoint("sp-retail-qa", APPLICATION)

    answer = directory(wire).principals("Retail", ("tst", "qa"))

    known = Principal(name="sp-retail-qa", application=APPLICATION)
    assert answer.found == {"tst": known, "qa": known}
    assert answer.places == {"tst": wire.address, "qa": wire.address}
    assert wire.count(SEARCH) == 1


def test_one_for_all_teams_is_looked_for_by_its_application_id(bench):
    workspace, wire = bench
    workspace.appoint("gatehouse jobs", APPLICATION)

    answer = directory(wire, APPLICATION).principals("Retail", ("qa",))

    assert answer.found["qa"] == Principal(name="gatehouse jobs", application=APPLICATION)
    assert answer.names == {"qa": APPLICATION}


def test_one_that_is_switched_off_runs_nothing(bench):
    workspace, wire = bench
    workspace.appoint("sp-retail-qa", APPLICATION, active=False)

    assert directory(wire).principals("Retail", ("qa",)).found == {"qa": None}


def test_the_one_that_is_not_switched_off_is_found_on_a_later_page(bench):
    workspace, wire = bench
    workspace.page = 2
    for number in range(5):
        workspace.appoint("sp-retail-qa", f"{number}", active=number == 4)

    assert directory(wire).principals("Retail", ("qa",)).found["qa"].application == "4"
    assert wire.count(SEARCH) == 3


def test_a_name_in_another_case_is_another_name(bench):
    workspace, wire = bench
    workspace.appoint("SP-Retail-QA", APPLICATION)

    assert directory(wire).principals("Retail", ("qa",)).found == {"qa": None}


def test_a_team_s_name_cannot_widen_the_search(bench):
    workspace, wire = bench
    workspace.appoint("sp-risk-qa", APPLICATION)

    answer = directory(wire).principals('" or displayName eq "sp-risk-qa', ("qa",))

    assert answer.found == {"qa": None}


def test_the_pattern_may_leave_the_team_out(bench):
    workspace, wire = bench
    workspace.appoint("sp-mlops-qa", APPLICATION)

    answer = directory(wire, pattern="sp-mlops-{environment}").principals("Retail", ("qa",))

    assert answer.found["qa"] is not None


TROUBLES = {
    "too many requests": Answer(429, {"Retry-After": "7"}),
    "an error of the server": Answer(500),
    "nobody behind the gateway": Answer(503),
    "a broken connection": Gone(),
    "no answer": Late(seconds=2),
}


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_a_trouble_that_passes_is_tried_again_and_never_taken_for_an_answer(bench, trouble):
    _, wire = bench
    wire.upset(trouble, on=SEARCH)

    with pytest.raises(TryAgainError, match="cannot look for service principals") as caught:
        directory(wire, seconds=0.5).principals("Retail", ("qa",))

    assert not isinstance(caught.value, CredentialsError)
    assert wire.count(SEARCH) <= 1


def test_a_missing_right_is_one_clear_error_that_names_the_setting_and_the_right(bench):
    workspace, wire = bench
    workspace.forbidden.add("/api/2.0/preview/scim/v2/ServicePrincipals")

    with pytest.raises(CredentialsError, match="GATEHOUSE_WORKSPACE_URL_QA") as caught:
        directory(wire).principals("Retail", ("qa",))

    assert "list the service principals" in str(caught.value)
    assert "entra-token" not in str(caught.value)


def test_a_wrong_token_is_one_clear_error_and_is_never_shown(bench):
    _, wire = bench

    with pytest.raises(CredentialsError, match="does not know us") as caught:
        directory(wire, token=lambda: "dapi-canary").principals("Retail", ("qa",))

    assert "canary" not in str(caught.value)


def test_a_probe_says_that_we_may_look_once_for_each_workspace(bench):
    _, wire = bench

    assert (
        directory(wire).probe()
        == "workspace of qa (127.0.0.1): lets us look for service principals"
    )


def test_a_probe_knows_whom_a_setting_names(bench):
    workspace, wire = bench

    with pytest.raises(RefusedError, match="correct GATEHOUSE_SPN_QA"):
        directory(wire, APPLICATION).probe()
    workspace.appoint("gatehouse jobs", APPLICATION.upper())

    assert "knows gatehouse jobs" in directory(wire, APPLICATION).probe()


def test_an_environment_without_a_workspace_has_that_of_the_next():
    near = Databricks(
        workspaces={
            "qa": Workspace(url="https://qa.example", spn=APPLICATION),
            "prod": Workspace(url="https://prod.example"),
        },
        volume="main.mlops.gatehouse",
    )

    found = places_in(near, Policy())

    qa = Place(owner="qa", url="https://qa.example", application=APPLICATION)
    assert found == {"tst": qa, "qa": qa, "prod": Place(owner="prod", url="https://prod.example")}
    assert list(found) == ["tst", "qa", "prod"]
