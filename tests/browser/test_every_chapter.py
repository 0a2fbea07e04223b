"""What every chapter must do in a browser, over the list of chapters: a new one is tested by its row in that list."""

import pytest
from playwright.sync_api import expect

from rnnviz.ui.routes import CHAPTERS
from tests.support.browsing import Visit
from tests.support.serving import serve

HEADINGS = {"": "See what a recurrent network remembers"} | {chapter.path: chapter.title for chapter in CHAPTERS}
NAMES = [chapter.path for chapter in CHAPTERS]


@pytest.mark.parametrize("path", HEADINGS)
def test_deep_link_on_a_fresh_server_clean_console_own_host_and_accessible(context, path):
    with serve() as (_, address):
        first = Visit(context, address, path)
        expect(first.page.get_by_role("heading", level=1)).to_have_text(HEADINGS[path])
        assert first.page.get_by_text("does not exist").count() == 0
        first.see_all()
        first.all_drawn()
        first.assert_clean(address)
        first.page.close()


@pytest.mark.parametrize("path", HEADINGS)
def test_nothing_is_wider_than_a_phone_and_the_browsers_back_returns_to_the_opening_view(visit, path):
    opened = visit(path, viewport={"width": 390, "height": 844})
    opened.see_all()
    opened.all_drawn()
    wider = "main => main.scrollWidth - main.clientWidth"
    assert opened.page.locator("[data-testid=stMain]").evaluate(wider) <= 0
    if path:
        opened.page.locator(".stButtonGroup").first.get_by_role("radio").nth(1).click()
        opened.page.wait_for_url(f"**/{path}?*")
        opened.settle()
        opened.page.go_back()
        opened.page.wait_for_url(f"**/{path}")
        expect(opened.page.locator(".stButtonGroup").first.get_by_role("radio").first).to_be_checked()


@pytest.mark.parametrize("name", NAMES)
def test_without_plotly_everything_else_is_there(visit, name):
    opened = visit(name, blocked="**/plotly*")
    opened.see_all()
    for tab in opened.page.get_by_role("tab", name="Take it with you").all():
        tab.click()
    expect(opened.page.get_by_role("heading", name="Take it with you")).to_be_visible()
    assert not opened.page.evaluate("() => 'Plotly' in window"), "it was blocked"
