"""How MLflow loads a rule-based model: copied into the model, beside the team's `score.py`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The team's `score` with the parameters the rules were released with."""

    parameters: Mapping[str, object]

    def predict(self, data: object, params: object = None) -> object:
        """What the rules say of each row."""
        # It lies beside this file in the saved model, and nowhere else.
        from score import score  # type: ignore[import-not-found]

        return score(self.parameters, data)


def _load_pyfunc(path: str) -> Rules:
    return Rules(parameters=json.loads(Path(path).read_bytes()))
