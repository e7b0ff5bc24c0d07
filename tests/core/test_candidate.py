"""The same push is the same run; anything else is another."""

from dataclasses import replace

import pytest

from shared.core.candidate import Candidate
from tests.builders import CHURN


def test_the_same_facts_give_the_same_run():
    again = Candidate(repository=CHURN.repository, commit=CHURN.commit, model=CHURN.model)

    assert again.run_id == CHURN.run_id


@pytest.mark.parametrize(
    "change",
    [
        {"repository": "retail/other"},
        {"commit": "f" * 40},
        {"model": "other"},
        {"folder": "models/churn"},
        {"brand": "red"},
        {"attempt": 2},
    ],
    ids=lambda change: next(iter(change)),
)
def test_any_other_fact_gives_another_run(change):
    assert replace(CHURN, **change).run_id != CHURN.run_id


def test_a_run_is_called_after_its_model_and_its_name_never_changes():
    assert CHURN.run_id == "churn-495c2b081ecc203f"


def test_facts_that_run_together_are_still_told_apart():
    one = replace(CHURN, repository="a", folder="b/c")
    other = replace(CHURN, repository="a/b", folder="c")

    assert one.run_id != other.run_id
