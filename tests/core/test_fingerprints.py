"""Code is told by what it does, not by its names, its layout or its remarks."""

import json
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.fingerprints import RUN, WINDOW, marked, prints_of, winnowed
from shared.core.lexing import PYTHON, SQL, tokens
from shared.core.sources import LONGEST
from shared.core.template_code import TEMPLATE_CODE
from tests.code_samples import SNIFF, WRAP, renamed

TEMPLATE = Path(__file__).parents[2] / "template" / "kinds"
SHORT = """
def total(rows, limit):
    found = [row["amount"] for row in rows if row["amount"] > limit]
    return sum(found) / len(found) if found else 0
"""
QUERY = """
select customer, sum(amount) as total from payments
where day >= '2026-01-01' and kind in (1, 2) group by customer having sum(amount) > 10
"""


def marks(source, path="score.py"):
    return prints_of(path, source).hashes


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(renamed(SHORT), id="every name changed"),
        pytest.param(SHORT.replace("amount", "price"), id="another text"),
        pytest.param(SHORT.replace("else 0", "else 17.5"), id="another number"),
        pytest.param(SHORT.replace("def", "# sums up\ndef"), id="a comment"),
        pytest.param(SHORT.replace("limit):", 'limit):\n    """Sum."""'), id="a docstring"),
        pytest.param(SHORT.replace("limit):", "limit):\n    '''A\nlong one.'''"), id="a long one"),
        pytest.param(f"import os\nfrom a.b import (c,  # )\n    d)\n{SHORT}", id="imports"),
        pytest.param(f"import a, \\\n    b\n{SHORT}", id="an import over two lines"),
        pytest.param(SHORT.replace("limit)", "limit,\n)"), id="other lines and commas"),
        pytest.param(SHORT.replace('"', "'"), id="other quotes"),
        pytest.param(SHORT.replace('"amount"', '"""\n"""'), id="a text of two lines"),
        pytest.param(SHORT.replace("\n", "\r\n"), id="lines that end as on Windows"),
        pytest.param(SHORT.replace("    ", "\t"), id="tabs"),
        pytest.param(SHORT.replace(" in ", " \v in "), id="a blank of another kind"),
    ],
)
def test_what_does_not_matter_changes_no_fingerprint(other):
    assert marks(other) == marks(SHORT) != ()


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(SHORT.replace("> limit", "< limit"), id="another sign"),
        pytest.param(SHORT.replace("/ len(found)", "/ len(rows)"), id="two names where one was"),
        pytest.param(SHORT.replace("sum(found)", '"found"'), id="a text where a name was"),
    ],
)
def test_what_matters_changes_fingerprints(other):
    assert marks(other) != marks(SHORT)


def test_a_file_that_does_not_parse_has_fingerprints_all_the_same():
    assert set(marks(SHORT)) <= set(marks(f"{SHORT}\n)) def ( 'unfinished\n"))


def test_each_fingerprint_knows_its_lines():
    prints = prints_of("score.py", f'"""Two\nlines."""\n{SHORT}')

    assert (prints.line(0), prints.end(0)) == (4, 5)
    assert all(4 <= prints.line(at) <= prints.end(at) <= 6 for at in range(len(prints.hashes)))


def test_what_a_file_repeats_again_and_again_is_its_manner_and_no_fingerprint():
    assert set(marks(SHORT * 4)) >= set(marks(SHORT))
    assert not set(marks(SHORT * 9)) & set(marks(SHORT))


@pytest.mark.parametrize(
    "table",
    [
        pytest.param("x = [\n" + "(1, 2, 3),\n" * 30 + "]", id="numbers"),
        pytest.param("x = {" + ",".join(f"'{n}': {n}" for n in range(40)) + "}", id="a dictionary"),
        pytest.param("", id="nothing"),
        pytest.param("x = 1", id="too little"),
    ],
)
def test_tables_have_next_to_none(table):
    assert len(marks(table)) <= 2


def test_the_code_of_the_golden_path_has_none():
    sources = [path.read_text() for path in sorted(TEMPLATE.glob("*/*.py.jinja"))]

    made = {mark for source in sources for mark, _ in marked(tokens(source, PYTHON))}

    rows = [f"{mark:016x}" for mark in sorted(made)]
    table = "\n".join(" ".join(rows[at : at + 5]) for at in range(0, len(rows), 5))
    assert made == TEMPLATE_CODE, f"shared/core/template_code.py has to say\n{table}"
    assert [mark for source in sources for mark in marks(source)] == []


def test_sql_is_heard_without_its_capitals_and_remarks():
    loud = QUERY.upper().replace("WHERE", "/* the\nlast year */ WHERE -- all of it\n")

    assert marks(loud, "query.sql") == marks(QUERY, "query.sql") != ()
    assert marks(QUERY.replace("payments", "`bank`"), "query.SQL") == marks(QUERY, "query.sql")


def test_a_notebook_has_those_of_its_code_cells_on_their_lines():
    def cell(kind, source):
        return {"cell_type": kind, "metadata": {}, "source": source.splitlines(keepends=True)}

    cells = [cell("markdown", WRAP), cell("code", SHORT), cell("raw", WRAP)]
    text = json.dumps({"cells": cells}, indent=1, sort_keys=True)

    prints = prints_of("look.ipynb", text)

    assert prints.hashes == marks(SHORT)
    assert "def total" in text.split("\n")[prints.line(0) - 1]


def test_tabs_and_quotes_of_a_notebook_are_read_as_they_were_written():
    source = SHORT.replace("    ", "\t")
    cells = [{"cell_type": "code", "source": source.splitlines(keepends=True)}]

    assert marks(json.dumps({"cells": cells}, indent=1), "look.ipynb") == marks(SHORT)


@pytest.mark.parametrize("path", ["README.md", "model.yml", "py", "data.csv"])
def test_what_is_no_code_has_none(path):
    assert marks(WRAP, path) == ()


def test_what_nobody_wrote_has_none():
    assert marks(WRAP + "#" * LONGEST) == ()


def test_anchors_are_some_of_the_fingerprints():
    prints = prints_of("score.py", SNIFF)

    assert prints.anchors < set(prints.hashes)
    assert len(prints.anchors) * 6 >= len(set(prints.hashes))


WORDS = st.lists(st.sampled_from("abcdef"), max_size=60)


@given(
    run=st.lists(st.sampled_from("abcdef"), min_size=50, max_size=60),
    around=st.tuples(*[WORDS] * 4),
)
def test_fifty_tokens_that_two_texts_share_show_in_both(run, around):
    before, after, other_before, other_after = around

    one, other = (*before, *run, *after), (*other_before, *run, *other_after)

    assert chosen_runs(one) & chosen_runs(other)


def chosen_runs(words):
    """The runs of words that stand for all others."""
    runs = ["".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)]
    return {runs[at] for at in winnowed(runs)}


@given(st.lists(st.integers(0, 9), max_size=80))
def test_of_every_window_the_last_of_the_least_is_chosen(hashes):
    windows = [hashes[at : at + WINDOW] for at in range(max(1, len(hashes) - WINDOW + 1))]
    least = [
        at + max(index for index, value in enumerate(window) if value == min(window))
        for at, window in enumerate(windows)
        if window
    ]

    assert winnowed(hashes) == sorted(set(least))


@given(st.text(), st.sampled_from([PYTHON, SQL]))
def test_any_text_has_words_on_lines_that_it_has(text, language):
    found = tokens(text, language)

    assert len(found.words) == len(found.kinds) == found.ends[-1]
    assert all(1 <= found.line(at) <= text.count("\n") + 1 for at in range(len(found.words)))


@pytest.mark.parametrize("language", [PYTHON, SQL], ids=["python", "sql"])
@pytest.mark.parametrize(
    "text",
    [
        pytest.param('"' + '\\"' * 60_000, id="quotes that are not ended"),
        pytest.param("'''" * 40_000, id="long quotes"),
        pytest.param(" " * 120_000 + "\v", id="blanks"),
        pytest.param("import (" * 15_000, id="imports"),
        pytest.param("\n " * 60_000, id="lines"),
        pytest.param('\nu"' * 40_000, id="docstrings"),
        pytest.param("/*" * 60_000, id="remarks"),
        pytest.param("\\" * 120_001, id="backslashes"),
    ],
)
def test_hostile_text_takes_no_more_time_than_any_other(text, language):
    began = process_time()

    tokens(text, language)

    assert process_time() - began < 2  # where time grew with the square it would be minutes
