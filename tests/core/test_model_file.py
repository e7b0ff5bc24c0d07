"""model.yml says everything that is needed, or learns everything that is wrong with it."""

import pytest

from shared.core.document import Document, UnreadableDocumentError
from shared.core.model_file import model_type, read, slug
from shared.core.spec import ModelSpec, ModelType, Threshold
from shared.core.variables import MODEL_VARIABLES, PLATFORM_VARIABLES
from shared.yaml_reader import read as read_yaml

ENVIRONMENTS = ("tst", "prod")
AUC = {"metric": "auc", "greater_is_better": True, "threshold": 0.8}
LEAST = {
    "MODEL_NAME": "churn",
    "TEAM_NAME": "retail",
    "DATASET_NAME": "customers",
    "DATASET_TEMPLATE_FILE": "tables.yml",
    "ADF_JOB": "score_churn",
    "owners": ["ada@bank.example"],
    "thresholds": [AUC],
}


def reading(**changes):
    lines = {"CLUSTER_MIN_WORKER_NODE": 20, "thresholds": 30, "thresholds.1.metric": 33}
    return read(Document(values={**LEAST, **changes}, lines=lines), ENVIRONMENTS)


def faults(**changes):
    return [fault.remark for fault in reading(**changes)]


def test_the_least_a_team_may_say_is_enough():
    spec = reading()

    assert (spec.model_name, spec.model_type) == ("churn", ModelType.SUPERVISED)
    assert spec.financial_id == spec.category == spec.environment_file == spec.image == ""
    assert spec.cluster_min_worker_node is None
    assert spec.thresholds == (Threshold(metric="auc", greater_is_better=True, threshold=0.8),)


def test_everything_a_team_may_say_is_read():
    spec = reading(
        MODEL_TYPE="rulebased",
        FINANCIAL_ID=4711,
        ENVIRONMENT_FILE="conf/environment.yml",
        CLUSTER_MIN_WORKER_NODE=1,
        CLUSTER_MAX_WORKER_NODE=1,
        ARTIFACTORY_REPOSITORY_MODEL="models-generic-local",
        IMAGE="registry.bank.example:5000/models/churn@sha256:" + "c0ffee" * 10 + "cafe",
        parameters={"target": "left", "depth": {"max": 4}},
        thresholds=[AUC | {"environment": "tst", "min_absolute_change": -0.02}, AUC],
    )

    assert (spec.model_type, spec.financial_id) == (ModelType.RULE_BASED, "4711")
    assert (spec.cluster_min_worker_node, spec.cluster_max_worker_node) == (1, 1)
    assert spec.thresholds[0].min_absolute_change == -0.02


def test_a_runtime_is_kept_under_the_name_that_the_clusters_api_has():
    assert reading().databricks_runtime == ""
    assert reading(DATABRICKS_RUNTIME="17.3 LTS ML").databricks_runtime == "17.3.x-cpu-ml-scala2.13"


def test_null_is_to_leave_out():
    empty = {"environment": None, "min_absolute_change": None}

    assert reading(IMAGE=None, parameters=None, thresholds=[AUC | empty]) == reading()


def test_everything_that_is_missing_is_said_at_once():
    found = read(Document(values={}), ENVIRONMENTS)

    assert [fault.remark for fault in found] == [f"{name} is missing" for name in LEAST]
    assert all(fault.remedy and fault.source.startswith("R-") for fault in found)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("MODEL_NAME", "", id="an empty name"),
        pytest.param("MODEL_NAME", "Churn", id="a name with a capital"),
        pytest.param("MODEL_NAME", "churn-model", id="a name with a dash"),
        pytest.param("MODEL_NAME", "../churn", id="a name that climbs"),
        pytest.param("MODEL_NAME", "churn\n", id="a name with a line feed"),
        pytest.param("MODEL_NAME", "c" * 61, id="a name too long"),
        pytest.param("MODEL_NAME", 7, id="a name that is a number"),
        pytest.param("TEAM_NAME", "", id="an empty team"),
        pytest.param("TEAM_NAME", " ", id="a blank team"),
        pytest.param("TEAM_NAME", "a\nBcc: everyone", id="a team that adds a header"),
        pytest.param("TEAM_NAME", "a\u202eb", id="a team that changes direction"),
        pytest.param("TEAM_NAME", "t" * 201, id="a team too long"),
        pytest.param("CATEGORY", 5, id="a number for text"),
        pytest.param("ENVIRONMENT_FILE", "environment.yaml", id="yaml"),
        pytest.param("ENVIRONMENT_FILE", "/etc/environment.yml", id="an absolute file"),
        pytest.param("ENVIRONMENT_FILE", "../environment.yml", id="a file outside"),
        pytest.param("ENVIRONMENT_FILE", "a.yml, b.txt", id="two files"),
        pytest.param("ENVIRONMENT_FILE", ["a.yml"], id="a list of files"),
        pytest.param("MODEL_TYPE", "supervised", id="a type in lower case"),
        pytest.param("MODEL_TYPE", True, id="a truth value for a type"),
        pytest.param("ARTIFACTORY_REPOSITORY_MODEL", "a/../b", id="a key that climbs"),
        pytest.param("IMAGE", "", id="an empty image"),
        pytest.param("IMAGE", "a image", id="an image with a blank"),
        pytest.param("DATABRICKS_RUNTIME", "the newest", id="no runtime"),
        pytest.param("DATABRICKS_RUNTIME", 17.3, id="a number for a runtime"),
        pytest.param("FINANCIAL_ID", True, id="a truth value for an identifier"),
        pytest.param("FINANCIAL_ID", 1.5, id="a fraction for an identifier"),
        pytest.param("owners", [], id="no owner"),
        pytest.param("owners", "ada@bank.example", id="an owner outside a list"),
        pytest.param("owners", ["ada"], id="an owner without an address"),
        pytest.param("owners", ["a@b.c, d@e.f"], id="two owners in one"),
        pytest.param("owners", [f"{'a' * 251}@b.c"], id="an address too long"),
        pytest.param("thresholds", [], id="no threshold"),
        pytest.param("thresholds", {"auc": 0.8}, id="thresholds by name"),
        pytest.param("thresholds", ["auc > 0.8"], id="a threshold in words"),
        pytest.param("thresholds", [AUC] * 101, id="too many thresholds"),
        pytest.param("parameters", [1], id="parameters without names"),
        pytest.param("parameters", {"a;b": 1}, id="a parameter MLflow would not take"),
    ],
)
def test_a_value_that_does_not_fit_is_shown_beside_its_rule(name, value):
    (remark,) = faults(**{name: value})

    assert remark.startswith(f"{name} is {repr(value)[:20]}" if value is not True else name)
    assert ", where " in remark and remark.endswith(" is asked")


@pytest.mark.parametrize(
    ("changes", "remark"),
    [
        pytest.param({"metric": None}, "metric is missing", id="no metric"),
        pytest.param({"metric": "a\nb"}, r"metric is 'a\nb'", id="a metric on two lines"),
        pytest.param({"greater_is_better": None}, "greater_is_better is missing", id="undirected"),
        pytest.param({"greater_is_better": "yes"}, "greater_is_better is 'yes'", id="a word"),
        pytest.param({"threshold": "0.8"}, "threshold is '0.8'", id="text for a number"),
        pytest.param({"threshold": True}, "threshold is true", id="a truth value for a number"),
        pytest.param({"threshold": float("nan")}, "threshold is nan", id="no number at all"),
        pytest.param({"environment": "prd"}, "environment is 'prd'", id="an unknown environment"),
        pytest.param({"treshold": 1}, "treshold is unknown", id="a misspelt name"),
    ],
)
def test_a_threshold_that_would_hold_nobody_to_anything_is_found(changes, remark):
    found = faults(thresholds=[AUC, AUC | {"metric": "f1"} | changes])

    assert found[0].startswith(f"thresholds.1.{remark}")


@pytest.mark.parametrize(
    ("second", "remark"),
    [
        pytest.param(AUC, "auc has two thresholds for every environment", id="the same twice"),
        pytest.param(
            AUC | {"greater_is_better": False, "environment": "prod"},
            "auc is said to be better when greater, and when smaller",
            id="two directions",
        ),
    ],
)
def test_thresholds_that_contradict_each_other_are_found(second, remark):
    assert faults(thresholds=[AUC, second]) == [remark]


def test_one_absolute_threshold_is_asked_for():
    relative = {**AUC, "threshold": None, "min_absolute_change": 0.01}
    (fault,) = reading(thresholds=[relative])

    assert "a first version would pass with any figures" in fault.remark
    assert fault.line == 30


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [
        pytest.param(
            2, None, "MIN_WORKER_NODE is given without CLUSTER_MAX_WORKER_NODE", id="no most"
        ),
        pytest.param(
            None, 2, "MAX_WORKER_NODE is given without CLUSTER_MIN_WORKER_NODE", id="no least"
        ),
        pytest.param(
            3,
            2,
            "MIN_WORKER_NODE is 3, more than CLUSTER_MAX_WORKER_NODE, which is 2",
            id="crossed",
        ),
    ],
)
def test_the_bounds_of_workers_go_together(least, most, expected):
    found = faults(CLUSTER_MIN_WORKER_NODE=least, CLUSTER_MAX_WORKER_NODE=most)

    assert found == [f"CLUSTER_{expected}"]


@pytest.mark.parametrize("value", ["2", 2.0, True, -1, 1001])
def test_workers_are_counted_in_whole_numbers(value):
    found = faults(CLUSTER_MIN_WORKER_NODE=value, CLUSTER_MAX_WORKER_NODE=2000)

    assert all("a whole number from 0 to 1000 is asked" in remark for remark in found[:2])


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        pytest.param("MODEL_NAM", "Did you mean MODEL_NAME?", id="misspelt"),
        pytest.param("owner", "Did you mean owners?", id="in the singular"),
        pytest.param("Parameters", "Did you mean parameters?", id="in another case"),
        pytest.param("zzz", "Remove it, or put it in `parameters`.", id="like nothing"),
    ],
)
def test_an_unknown_variable_is_named_with_the_nearest_known_one(name, remedy):
    (fault,) = reading(**{name: 1})

    assert fault.remark == f"{name} is unknown"
    assert fault.remedy == remedy


@pytest.mark.parametrize("name", sorted(PLATFORM_VARIABLES) + ["CMR_Prefix"])
def test_a_variable_of_the_platform_is_not_the_team_s_to_set(name):
    (fault,) = reading(**{name: "x"})

    assert fault.remark == f"{name} is set by the platform"
    assert fault.source == "R-048"


def test_a_crowd_of_unknown_variables_is_counted_and_their_values_are_never_shown():
    found = reading(**{f"SECRET_{number}": "hunter2" for number in range(1_000)})

    assert len(found) == 21
    assert found[-1].remark == "980 more names are unknown"
    assert "hunter2" not in repr(found)


def test_an_unprintable_name_is_shown_without_what_it_would_do():
    (fault,) = reading(**{"a\x1b[2Jb": 1})

    assert fault.remark == r"'a\x1b[2Jb' is unknown"


def test_a_long_value_is_shown_in_part():
    (fault,) = reading(TEAM_NAME="t" * 5_000)

    assert len(fault.remark) < 150


def test_the_example_of_every_variable_fits_its_rule():
    for variable in MODEL_VARIABLES:
        example = read_yaml(f"value: {variable.example}").values["value"]

        assert variable.kind.fits(example), variable.name


def test_every_variable_of_the_draft_is_known_by_its_number():
    sources = {variable.source for variable in MODEL_VARIABLES}

    assert {f"R-0{number}" for number in range(30, 43)} <= sources
    assert len(PLATFORM_VARIABLES) == 18


@pytest.mark.parametrize(
    ("model_file", "kind"),
    [
        pytest.param(Document(values={}), ModelType.SUPERVISED, id="by default"),
        pytest.param(
            Document(values={"MODEL_TYPE": "rulebased"}), ModelType.RULE_BASED, id="as it says"
        ),
        pytest.param(Document(values={"MODEL_TYPE": "other"}), None, id="as nobody knows"),
        pytest.param(UnreadableDocumentError("-", remedy="-"), None, id="as nobody can read"),
    ],
)
def test_the_type_of_a_model_is_known_or_it_is_not(model_file, kind):
    assert model_type(model_file) is kind


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("credit_scoring", "credit_scoring", id="fit already"),
        pytest.param("a__b_", "a__b_", id="fit already, though odd"),
        pytest.param("Credit Scoring (v2)", "credit_scoring_v2", id="words"),
        pytest.param("models/churn-eu", "models_churn_eu", id="a path"),
        pytest.param("../../etc", "etc", id="a path that climbs"),
        pytest.param("7 days", "model_7_days", id="a number first"),
        pytest.param("Größe", "gr_e", id="letters from elsewhere"),
        pytest.param("", "model", id="nothing"),
        pytest.param("c" * 70, "c" * 60, id="too long"),
        pytest.param("C" * 59 + " x", "c" * 59, id="too long, cut at a blank"),
    ],
)
def test_any_name_has_one_that_is_fit_for_paths(name, expected):
    assert slug(name) == expected
    assert isinstance(reading(MODEL_NAME=expected), ModelSpec)
