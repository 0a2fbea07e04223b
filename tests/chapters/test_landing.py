"""The landing page: whatever is chosen on it opens a chapter, and nothing else does."""

import pytest

from rnnviz import landing
from rnnviz.figures.wirings import WIRINGS
from rnnviz.ui.link import Link
from rnnviz.ui.routes import CHAPTERS
from tests.support.pages import given, opened


@pytest.mark.parametrize(
    "component, event, query",
    [
        ("cards", "gates", {}),
        ("wirings", "encoder and decoder", {"preset": "encoder_decoder"}),
        ("wirings", "one to one", {"preset": "one_to_one"}),
    ],
)
def test_a_choice_opens_its_chapter(monkeypatch, component, event, query):
    class Sent:
        open = event

    found = {f"home_{component}": Sent}
    monkeypatch.setattr(landing.st, "session_state", found)
    {"cards": landing.open_card, "wirings": landing.open_wiring}[component]()
    assert found["home_open"] == ("gates" if component == "cards" else "shapes", query)


@pytest.mark.parametrize("event", ["../etc", None, 7, ["gates"], {"path": "gates"}, ""])
def test_what_is_no_chapter_and_no_wiring_opens_nothing(monkeypatch, event):
    class Sent:
        open = event

    found = {"home_cards": Sent, "home_wirings": Sent}
    monkeypatch.setattr(landing.st, "session_state", found)
    landing.open_card()
    landing.open_wiring()
    assert "home_open" not in found


def test_every_card_has_a_picture_of_its_chapters_own_numbers():
    (shown,) = given(opened(None), "cards")
    assert [each["path"] for each in shown["cards"]] == [each.path for each in CHAPTERS]
    for each in shown["cards"]:
        rows = each.get("map", []) + each.get("lines", [])
        assert all(value is None or -1 <= value <= 1 for row in rows for value in row)
        assert rows or each["words"]


def test_every_wiring_has_a_stack():
    assert {each.name for each in WIRINGS} <= {each.wiring for each in landing.STACKS.values()}


@pytest.mark.parametrize("label, path, query", landing.FIRST_PATH)
def test_the_first_path_leads_to_views_that_their_links_have(label, path, query):
    link: Link = __import__(f"rnnviz.chapters.{path}.view", fromlist=["LINK"]).LINK
    view, ignored = link.read(query)
    assert not ignored and link.write(view) == query, label
