"""What the checks know of the golden path is what the template says."""

from pathlib import Path

import yaml

from shared.core.checks.golden_path import FILES, SECTIONS, digest
from shared.core.checks.markdown import sections_in, words_in

TEMPLATE = Path(__file__).parents[2] / "template"
TOLD_IN = {
    "training": "train.py",
    "rules": "score.py",
    "data": "data.py",
    "quality": "score.py",
    "limits": "data.py",
}


def sections():
    """The digest of each section that the template writes, and the file that it tells of."""
    questions = yaml.safe_load((TEMPLATE / "copier.yml").read_text())
    yield digest(words_in(questions["purpose"]["default"])), "data.py"
    for readme in TEMPLATE.glob("kinds/*/readme.md"):
        for section in sections_in(readme.read_text()):
            for word in section.heading & TOLD_IN.keys():
                yield digest(section.words), TOLD_IN[word]


def files():
    """The digest of each of the template's modules."""
    for name in ("data", "train", "score"):
        for path in TEMPLATE.glob(f"kinds/*/{name}.py.jinja"):
            yield digest(path.read_text().split())


def test_the_sections_are_those_of_the_template():
    assert dict(sections()) == SECTIONS


def test_the_files_are_those_of_the_template():
    assert set(files()) == FILES
