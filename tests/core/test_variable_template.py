"""The three forms of model.yml mean the same; what cannot be had of Azure's is said with its line."""

import json
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared import yaml_reader
from shared.core.document import Document
from shared.core.findings import Priority
from shared.core.model_file import faults_in, read
from shared.core.spec import ModelSpec
from shared.core.variable_template import groups_in, plain

ENVIRONMENTS = ("tst", "prod")
LEAST = {
    "MODEL_NAME": "churn",
    "TEAM_NAME": "retail",
    "DATASET_NAME": "customers",
    "DATASET_TEMPLATE_FILE": "tables.yml",
    "ADF_JOB": "score_churn",
    "owners": ["ada@bank.example"],
    "thresholds": [{"metric": "auc", "greater_is_better": True, "threshold": 0.8}],
}


def document(text):
    return plain(yaml_reader.read(text), yaml_reader.read)


def spec(text):
    return read(document(text), ENVIRONMENTS)


def as_text(value):
    """A value as Azure Pipelines has it."""
    return value if isinstance(value, str) else json.dumps(value)


def as_plain(values):
    return json.dumps(values)


def as_mapping(values):
    return json.dumps({"variables": {name: as_text(value) for name, value in values.items()}})


def as_list(values):
    entries = [{"name": name, "value": as_text(value)} for name, value in values.items()]
    return json.dumps({"variables": [{"group": "gbi"}, *entries]})


FORMS = {"a mapping": as_mapping, "a list": as_list}

LINES = st.text(string.ascii_letters + string.digits + "ÄÖ-_ .:#'{}[]&*!|>%@`", max_size=40).map(
    lambda text: f"x{text}y"
)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
WORKERS = st.integers(0, 1000)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | LINES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
MODELS = st.fixed_dictionaries(
    {
        "MODEL_NAME": NAMES,
        "TEAM_NAME": LINES,
        "DATASET_NAME": LINES,
        "DATASET_TEMPLATE_FILE": st.just("conf/tables.yml"),
        "ADF_JOB": NAMES,
        "owners": st.lists(NAMES.map(lambda name: f"{name}@bank.example"), min_size=1, max_size=3),
        "thresholds": st.just(LEAST["thresholds"]),
    },
    optional={
        "MODEL_TYPE": st.sampled_from(["Supervised", "Unsupervised", "rulebased"]),
        "FINANCIAL_ID": LINES | st.integers(0, 10**9),
        "CATEGORY": LINES | st.just(""),
        "IMAGE": st.just("bank.example:5000/models:1.4"),
        "ENVIRONMENT_FILE": st.just("environment.yml"),
        "CLUSTER_MIN_WORKER_NODE": WORKERS,
        "CLUSTER_MAX_WORKER_NODE": WORKERS,
        "parameters": st.dictionaries(NAMES, VALUES, max_size=4),
    },
)


@settings(max_examples=60, deadline=None)
@given(MODELS)
def test_the_three_forms_of_a_file_mean_the_same(values):
    said = spec(as_plain(values))

    assert spec(as_mapping(values)) == said
    assert spec(as_list(values)) == said


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_least_a_team_may_say_is_enough_in_every_form(form):
    assert isinstance(spec(form(LEAST)), ModelSpec)
    assert spec(form(LEAST)) == spec(as_plain(LEAST))


MIXED = """\
# variables of the model
variables:
  - group: gbi-shared
  - name: MODEL_NAME
    value: churn
  - name: CLUSTER_MIN_WORKER_NODE
    value: 'many'
    readonly: true
  - name: parameters
    value: |
      target: left
      depth: {max: 4}
owners: [ada@bank.example]
thresholds:
  - {metric: auc, greater_is_better: maybe}
"""


def test_lists_and_mappings_stand_beside_the_variables_or_as_text_in_a_value():
    found = document(MIXED)

    assert found.values["parameters"] == {"target": "left", "depth": {"max": 4}}
    assert found.values["owners"] == ["ada@bank.example"]
    assert found.faults == ()


@pytest.mark.parametrize(
    ("remark", "line"),
    [
        pytest.param("CLUSTER_MIN_WORKER_NODE is 'many'", 7, id="a value of the list"),
        pytest.param("thresholds.0.greater_is_better is 'maybe'", 15, id="a value beside it"),
        pytest.param("TEAM_NAME is missing", None, id="nothing"),
    ],
)
def test_a_fault_points_into_the_file_as_it_was_written(remark, line):
    found = {fault.remark: fault.line for fault in faults_in(document(MIXED), ENVIRONMENTS)}

    assert [found[said] for said in found if said.startswith(remark)] == [line]


def test_a_variable_group_is_named_and_not_read():
    assert groups_in(yaml_reader.read(MIXED)) == ("gbi-shared",)
    assert groups_in(Document(values={"variables": {"group": "a"}})) == ()


@pytest.mark.parametrize(
    ("text", "line", "remark"),
    [
        pytest.param(
            "variables:\n  - template: common.yml\n",
            2,
            "variables.0 takes variables from 'common.yml', which nobody follows here",
            id="a template",
        ),
        pytest.param(
            "variables:\n  - ${{ if eq(1, 1) }}:\n    - name: A\n",
            2,
            "variables.0 takes variables from '${{ if eq(1, 1) }}', which nobody follows here",
            id="a condition in a list",
        ),
        pytest.param(
            "variables:\n  ${{ if eq(1, 1) }}:\n    A: b\n",
            2,
            "${{ if eq(1, 1) }} is an expression that nobody evaluates here",
            id="a condition in a mapping",
        ),
        pytest.param(
            "variables:\n  TEAM_NAME: $(team)\n",
            2,
            "TEAM_NAME is '$(team)', an expression that nobody evaluates here",
            id="a macro",
        ),
        pytest.param(
            "TEAM_NAME: $[variables.team]\n",
            1,
            "TEAM_NAME is '$[variables.team]', an expression that nobody evaluates here",
            id="an expression in the plain form",
        ),
        pytest.param(
            'variables:\n  parameters: \'{"target": "${{ variables.target }}"}\'\n',
            2,
            'parameters is \'{"target": "${{ variables.target }}"}\', an expression that nobody '
            "evaluates here",
            id="an expression in a mapping that is text",
        ),
        pytest.param(
            "variables: none\n",
            1,
            "variables is 'none', where a list or a mapping is asked",
            id="variables in a word",
        ),
        pytest.param(
            "variables:\n  - MODEL_NAME\n",
            2,
            "variables.0 is 'MODEL_NAME', and no variable",
            id="a word",
        ),
        pytest.param(
            "variables:\n  - {name: MODEL_NAME}\n",
            2,
            "variables.0 has 'name', and is no variable",
            id="a name without a value",
        ),
        pytest.param(
            "variables:\n  - {name: [A], value: b}\n",
            2,
            "variables.0 has 'name', 'value', and is no variable",
            id="a name that is none",
        ),
        pytest.param(
            "MODEL_NAME: churn\nvariables:\n  model_name: churn\n",
            3,
            "MODEL_NAME is given twice",
            id="a variable inside and beside",
        ),
        pytest.param(
            "variables:\n  - {name: IMAGE, value: a}\n  - {name: image, value: b}\n",
            3,
            "IMAGE is given twice",
            id="a variable in two cases",
        ),
        pytest.param(
            "variables:\n  owners: '[ada'\n",
            2,
            "owners is '[ada', where a list of 1 to 50 e-mail addresses is asked",
            id="a list that cannot be read",
        ),
        pytest.param(
            "variables:\n  - name: workspace_url_qa\n    value: x\n",
            3,
            "workspace_url_qa is set by the platform",
            id="a variable of the platform",
        ),
        pytest.param(
            "variables:\n  SPN_UAT: x\n",
            2,
            "SPN_UAT is set by the platform",
            id="one of an environment that only the policy knows",
        ),
        pytest.param("variables:\n  system.debug: true\n", 2, "system.debug is unknown", id="dots"),
    ],
)
def test_what_cannot_be_had_is_said_with_its_line_and_a_remedy(text, line, remark):
    faults = faults_in(document(text), ENVIRONMENTS)
    [found] = [fault for fault in faults if "missing" not in fault.remark]

    assert (found.line, found.remark) == (line, remark)
    assert found.remedy
    assert found.priority is Priority.REQUIRED


@pytest.mark.parametrize("text", ["", "variables:\n", "variables: {}\n", "variables: []\n"])
def test_no_variables_are_no_fault_of_their_own(text):
    found = document(f"{text}MODEL_NAME: churn\n")

    assert (found.values, found.faults) == ({"MODEL_NAME": "churn"}, ())


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_another_case_counts_and_is_remarked_upon_mildly(form):
    written = {name.title(): value for name, value in LEAST.items()}

    found = tuple(faults_in(document(form(written)), ENVIRONMENTS))

    assert spec(form(written)) == spec(as_plain(LEAST))
    assert {fault.priority for fault in found} == {Priority.NICE}
    assert [fault.remedy for fault in found] == [f"Write {name}." for name in LEAST]


@pytest.mark.parametrize(
    ("name", "text", "meant"),
    [
        pytest.param("CLUSTER_MIN_WORKER_NODE", "4", 4, id="a number"),
        pytest.param("CLUSTER_MIN_WORKER_NODE", "", None, id="nothing"),
        pytest.param("CLUSTER_MIN_WORKER_NODE", "true", "true", id="a truth value for a number"),
        pytest.param("TEAM_NAME", "4", "4", id="a number that is a name"),
        pytest.param("FINANCIAL_ID", "004711", "004711", id="zeros in front"),
        pytest.param("IMAGE", "", None, id="no image"),
        pytest.param("TEAM_NAME", "a: b", "a: b", id="a colon"),
        pytest.param("owners", "- ada@bank.example\n- bob@bank.example", 2, id="a list on lines"),
        pytest.param("ZZZ", "4", "4", id="a name nobody knows"),
    ],
)
def test_a_text_means_what_its_variable_takes(name, text, meant):
    found = document(as_mapping({name: text})).values[name]

    assert (len(found) if isinstance(found, list) else found) == meant


def test_a_document_whose_lines_nobody_knows_is_understood_all_the_same():
    found = plain(Document(values={"variables": {"TEAM_NAME": "retail"}}), yaml_reader.read)

    assert (found.values, found.lines) == ({"TEAM_NAME": "retail"}, {})
