"""The landing page: whatever is chosen on it opens a chapter, and nothing else does."""

import pytest

from rnnviz.chapters.shapes.view.presets import presets
from rnnviz.figures.wirings import WIRINGS
from rnnviz.landing import page as landing
from rnnviz.ui.first_path import FIRST_PATH
from rnnviz.ui.link import Link
from rnnviz.ui.routes import CHAPTERS
from tests.support.pages import given, opened


class Session(dict):
    """A session in which every component of the landing page has sent one event."""

    def __init__(self, event):
        sent = type("Sent", (), {"open": event, "select": event})
        super().__init__(home_cards=sent, home_wirings=sent, home_diagram=sent)


@pytest.fixture
def opens(monkeypatch):
    """(callback, event) → the pages that it opens, each with its query."""

    def opens(callback, event):
        found = []
        monkeypatch.setattr(landing.st, "session_state", Session(event))
        monkeypatch.setattr(
            landing.st, "switch_page", lambda page, query_params=None: found.append((page, query_params))
        )
        callback()
        return found

    return opens


def test_a_choice_opens_its_chapter(opens):
    assert opens(landing.open_card, "gates") == [("pages/gates.py", None)]
    assert opens(landing.open_wiring, "encoder and decoder") == [("pages/shapes.py", {"preset": "encoder_decoder"})]
    number = {"name": "h", "timestep": 1, "unit": 1, "step": 2, "clicked": True}
    ((page, query),) = opens(landing.open_number, number)
    assert page == "pages/hidden_state.py" and query["select"] == "h,2,1"


@pytest.mark.parametrize("event", ["../etc", None, 7, ["gates"], {"path": "gates"}, "", {"clicked": False}])
def test_what_is_no_chapter_and_no_wiring_opens_nothing(opens, event):
    for callback in (landing.open_card, landing.open_wiring, landing.open_number):
        assert opens(callback, event) == []


def test_every_card_has_a_picture_of_its_chapters_own_numbers():
    (shown,) = given(opened(None), "cards")
    assert [each["path"] for each in shown["cards"]] == [each.path for each in CHAPTERS]
    for each in shown["cards"]:
        rows = each.get("map", []) + each.get("lines", [])
        assert all(value is None or -1 <= value <= 1 for row in rows for value in row)
        assert rows or each["words"]


def test_every_wiring_has_a_stack():
    assert {each.name for each in WIRINGS} <= {each.wiring for each in presets().values()}


@pytest.mark.parametrize("label, path, query", FIRST_PATH)
def test_the_first_path_leads_to_views_that_their_links_have(label, path, query):
    link: Link = __import__(f"rnnviz.chapters.{path}.view", fromlist=["LINK"]).LINK
    view, ignored = link.read(query)
    assert not ignored and link.write(view).items() <= query.items(), label


@pytest.mark.parametrize("number, step", list(enumerate(FIRST_PATH, 1)), ids=[each.label for each in FIRST_PATH])
def test_each_step_leads_to_the_next(number, step):
    links = [each.proto.label for each in opened(step.path, **step.query).get("page_link")]
    following = FIRST_PATH[number].label if number < len(FIRST_PATH) else "all chapters"
    assert any(following in each for each in links)
    assert not any("Next, " in each.proto.label for each in opened(step.path).get("page_link"))
