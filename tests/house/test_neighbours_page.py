"""The page of the neighbours names settings, doors and pages that there are."""

import re
from pathlib import Path

import pytest

from shared.settings.names import PREFIX, reader_of

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "neighbours.md").read_text()
ROUTE = re.compile(r'blueprint\.route\("([^"]+)"')
LINK = re.compile(r"\]\(([^)#]*)(#[^)]+)?\)")
ROUTES = {
    f"/api/{route}"
    for source in (ROOT / "functions").rglob("*.py")
    for route in ROUTE.findall(source.read_text())
}
PAGES = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]


def slug(heading):
    """What a heading is linked to by."""
    return "#" + re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def test_every_setting_on_the_page_is_one():
    named = set(re.findall(rf"\b{PREFIX}([A-Z_]*[A-Z])\b(?!…|_)", PAGE))

    assert {name for name in named if reader_of(name) is None} == set()


def test_every_door_on_the_page_is_open():
    named = set(re.findall(r"`(/api/[a-z/-]+)", PAGE)) - {"/api/webhooks"}

    assert named <= ROUTES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    links = [link for link in LINK.findall(page.read_text()) if "://" not in link[0]]
    targets = [((page.parent / place) if place else page, part) for place, part in links]

    lost = [place.name for place, _ in targets if not place.is_file()]
    headings = {
        place: {
            slug(line.strip("# ")) for line in place.read_text().splitlines() if line[:1] == "#"
        }
        for place, _ in targets
    }

    assert lost == []
    assert [part for place, part in targets if part and part not in headings[place]] == []
