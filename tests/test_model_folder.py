"""A model goes by one name, whatever form its model.yml is written in."""

import pytest

from shared.model_folder import name_in
from shared.ports import Snapshot

FORMS = {
    "plain": "MODEL_NAME: churn\n",
    "a mapping of variables": "variables:\n  MODEL_NAME: churn\n",
    "a list of variables": "variables:\n  - group: gbi\n  - name: model_name\n    value: churn\n",
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_discovery_calls_a_model_what_the_checks_call_it(text):
    snapshot = Snapshot(files={"models/a/model.yml": text.encode()}, authors=(), passed_over=())

    assert name_in(snapshot, "models/a", "fallback") == "churn"


@pytest.mark.parametrize("text", ["[", "variables:\n  - template: x.yml\n", "variables: 1\n"])
def test_a_model_whose_name_nobody_can_tell_goes_by_its_place(text):
    snapshot = Snapshot(files={"model.yml": text.encode()}, authors=(), passed_over=())

    assert name_in(snapshot, ".", "retail/churn") == "retail_churn"
