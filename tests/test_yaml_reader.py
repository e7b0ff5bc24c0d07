"""YAML as plain values with their lines; what can hurt or mean two things is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.core.document import Document, UnreadableDocumentError
from shared.yaml_reader import read

MODEL_FILE = """\
# a comment
MODEL_NAME: churn
FINANCIAL_ID: 0123
owners:
  - ada@bank.example
thresholds:
  - metric: auc
    greater_is_better: true
    threshold: 0.8
parameters: {since: 2020-01-01, "depth": "4", country: no}
"""


def test_a_file_becomes_plain_values():
    assert read(MODEL_FILE).values == {
        "MODEL_NAME": "churn",
        "FINANCIAL_ID": "0123",
        "owners": ["ada@bank.example"],
        "thresholds": [{"metric": "auc", "greater_is_better": True, "threshold": 0.8}],
        "parameters": {"since": "2020-01-01", "depth": "4", "country": "no"},
    }


def test_every_place_has_its_line():
    document = read(MODEL_FILE)

    assert document.line("MODEL_NAME") == 2
    assert document.line("thresholds.0.threshold") == 9
    assert document.line("parameters.depth") == 10


@pytest.mark.parametrize(
    ("text", "line", "remark"),
    [
        pytest.param("", None, "empty", id="nothing"),
        pytest.param("# nothing\n", None, "empty", id="a comment alone"),
        pytest.param("- a\n", 1, "not a mapping", id="a list"),
        pytest.param("churn", 1, "not a mapping", id="a word"),
        pytest.param("a: 1\nb: 2\na: 3\n", 3, "'a' is given twice", id="a key twice"),
        pytest.param("p:\n  a: 1\n  a: 2\n", 3, "'a' is given twice", id="a key twice below"),
        pytest.param("a: &x 1\n", 1, "an anchor", id="an anchor"),
        pytest.param("a: 1\nb: *x\n", 2, "an anchor or alias", id="an alias"),
        pytest.param("a: 1\n<<: *x\n", 2, "an anchor or alias", id="a merge"),
        pytest.param("a: &x {b: 1}\n", 1, "an anchor", id="an anchored mapping"),
        pytest.param("a: !!python/object/apply:os.system [x]", 1, "a tag (tag:yaml", id="python"),
        pytest.param("a: !!str 1\n", 1, "a tag", id="a harmless tag"),
        pytest.param("!x\na: 1\n", 1, "a tag", id="a tagged document"),
        pytest.param("!!str a: 1\n", 1, "a tag", id="a tagged key"),
        pytest.param("a: ! x\n", 1, "a tag (!)", id="a tag without a name"),
        pytest.param("a: 1\n---\nb: 2\n", 2, "more than one document", id="two documents"),
        pytest.param("? [a]\n: 1\n", 1, "a list or a mapping used as a key", id="a list as a key"),
        pytest.param("a:\n\t- b\n", 2, "not YAML: found character '\\t'", id="a tab"),
        pytest.param("a: [1\n", 2, "not YAML: ", id="an open bracket"),
        pytest.param("a: @b\n", 1, "not YAML: ", id="a reserved character"),
        pytest.param('a: "\\0"\n', 1, "a control character", id="an escaped NUL"),
        pytest.param('"\\ud800": 1\n', 1, "a control character", id="half a character"),
        pytest.param("a: \0\n", None, "not YAML: unacceptable character", id="a NUL"),
        pytest.param("a: \ud800\n", None, "not YAML: unacceptable character", id="a lone half"),
        pytest.param('a: "\\U00110000"', None, "not YAML: chr()", id="beyond Unicode"),
        pytest.param('a: "\\UFFFFFFFF"', None, "not YAML: Python int", id="far beyond Unicode"),
        pytest.param(f"%YAML {'1' * 5000}.1\n--- a", None, "not YAML: Exceeds", id="a version"),
        pytest.param(f"a: {'x' * 65_536}", None, "larger than 64 KiB", id="too large"),
        pytest.param(f"a: {'ü' * 32_768}", None, "larger than 64 KiB", id="too large in UTF-8"),
        pytest.param(f"a: {'[' * 60_000}", 1, "more than 10 levels deep", id="a pile of brackets"),
        pytest.param(f"a: {'{b: ' * 50}", 1, "more than 10 levels deep", id="a pile of braces"),
        pytest.param(f"a: {'- ' * 5}", 1, "not YAML: ", id="dashes"),
    ],
)
def test_what_can_hurt_or_mean_two_things_is_refused_by_line(text, line, remark):
    with pytest.raises(UnreadableDocumentError) as refused:
        read(text)

    assert refused.value.remark.startswith(remark)
    assert refused.value.line == line
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("'true'", "true", id="a quoted truth value"),
        pytest.param('"1"', "1", id="a quoted number"),
        pytest.param("|-\n  1", "1", id="a block"),
        pytest.param("one\n  two", "one two", id="text on two lines"),
        pytest.param("[[], {}, ~]", [[], {}, None], id="empty things"),
        pytest.param("[[[[[[[[[1]]]]]]]]]", [[[[[[[[[1]]]]]]]]], id="as deep as it may be"),
    ],
)
def test_a_value_is_what_it_says(text, value):
    assert read(f"a: {text}\n").values == {"a": value}


def test_a_key_is_always_text():
    assert list(read("1: a\ntrue: b\n~: c\n'': d\n").values) == ["1", "true", "~", ""]


def test_a_mark_of_byte_order_is_passed_over():
    assert read("\ufeffa: 1\n").values == {"a": 1}


@given(some.text(alphabet="ab:-?[]{},&*!|>'\"%@` \n\t#\\0x1.~<=", max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        assert isinstance(read(text), Document)
    except UnreadableDocumentError as error:
        assert error.remedy
