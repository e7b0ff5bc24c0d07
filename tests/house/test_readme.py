"""What the README shows is what there is."""

from pathlib import Path

from local.checks_table import table
from local.picture import picture
from shared.core.checks import CHECKS
from shared.core.policy import Policy
from shared.policy_file import policy_in

README = Path(__file__).parents[2] / "README.md"


def test_the_picture_of_the_road_is_made_from_the_road():
    assert "\n".join(picture(Policy())) in README.read_text()


def test_the_table_of_checks_is_made_from_the_checks():
    page = (README.parent / "docs" / "checks.md").read_text()

    assert "\n".join(table(CHECKS, Policy())) in page


def test_every_command_the_readme_names_is_one_the_command_line_has():
    import re

    from typer.main import get_command

    from local.cli import app

    named = set(re.findall(r"`gatehouse ([a-z]+)", README.read_text()))

    assert named <= set(get_command(app).commands)


def test_the_example_of_a_policy_is_one(tmp_path):
    page = (README.parent / "docs" / "policy.md").read_text()
    example = tmp_path / "policy.yml"
    example.write_text(page.partition("```yaml\n")[2].partition("```")[0])

    assert policy_in(str(example)).names == ("tst", "qa", "prod")
