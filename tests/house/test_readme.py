"""What the README shows is what there is."""

from pathlib import Path

from local.picture import picture
from shared.core.policy import Policy

README = Path(__file__).parents[2] / "README.md"


def test_the_picture_of_the_road_is_made_from_the_road():
    assert "\n".join(picture(Policy())) in README.read_text()


def test_every_command_the_readme_names_is_one_the_command_line_has():
    import re

    from typer.main import get_command

    from local.cli import app

    named = set(re.findall(r"`gatehouse ([a-z]+)", README.read_text()))

    assert named <= set(get_command(app).commands)
