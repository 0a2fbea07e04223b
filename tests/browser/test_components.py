"""What only a browser can tell of our components, wherever they stand."""

import re

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
        page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 900)")
        expect(heard).to_have_text("heard [['part0', 'part1'], ['part0', 'part1', 'part2']]")  # not on the screen yet
        page.locator(".st-key-app_part6_section").evaluate("node => node.scrollIntoView({ block: 'start' })")
        expect(heard).to_contain_text("], ['part5', 'part6', 'part7']]")
        page.get_by_role("button", name="Again").click()
        page.locator(".st-key-app_part8_section").evaluate("node => node.scrollIntoView({ block: 'start' })")
        expect(heard).to_contain_text("], ['part7', 'part8', 'part9']]")
        assert heard.text_content().count("], [") == 3, "a rerun alone says nothing"
        assert opened.errors == []
        opened.context.close()


def test_a_figure_is_read_with_the_keyboard(browser):
    with serve("tests/support/apps/two_figures.py") as (_, address):
        opened = Visit(browser, address)
        opened.drawn()
        stage = opened.page.locator(".stage").first
        said = opened.page.locator(".rnnviz-plot .spoken").first
        stage.focus()
        opened.page.keyboard.press("ArrowRight")
        expect(said).to_have_text(re.compile(r"^h\[0\] after step 1"))
        opened.page.keyboard.press("ArrowRight")
        expect(said).to_have_text(re.compile(r"^h\[0\] after step 2"))
        opened.page.keyboard.press("ArrowDown")
        expect(opened.page.locator(".cursor").nth(1)).to_be_visible()  # the figures' common cursor follows
        opened.page.keyboard.press("Enter")
        expect(opened.page.get_by_text("clicked")).to_have_text("clicked [[1, 1]]")
        opened.assert_clean(address)
        opened.context.close()
