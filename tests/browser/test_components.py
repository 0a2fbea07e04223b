"""What only a browser can tell of our components, wherever they stand."""

from playwright.sync_api import expect

from tests.support.browsing import Visit
from tests.support.serving import serve

PATH = "hidden_state"


def test_sections_are_asked_for_before_they_are_on_the_screen_and_not_when_they_are_scrolled_past(browser):
    with serve("tests/support/apps/watch.py") as (_, address):
        opened = Visit(browser, address)
        page = opened.page
        heard = page.get_by_text("heard")
        expect(heard).to_have_text("heard [['part0', 'part1']]")  # the second begins 200 pixels below the screen
        page.locator(".st-key-app_part6_section").evaluate("node => node.scrollIntoView({ block: 'start' })")
        expect(heard).to_have_text("heard [['part0', 'part1'], ['part5', 'part6', 'part7']]")
        page.get_by_role("button", name="Again").click()
        page.locator(".st-key-app_part8_section").evaluate("node => node.scrollIntoView({ block: 'start' })")
        expect(heard).to_contain_text("], ['part7', 'part8', 'part9']]")
        assert heard.text_content().count("], [") == 2, "a rerun alone says nothing"
        assert opened.errors == []
        opened.context.close()
