"""What only a browser can tell of our components, wherever they stand."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browsing import Visit
from tests.support.serving import serve

PATH = "hidden_state"

HEARD = re.compile(r"^heard \[(.*)\]$")


def scroll_to(page, section: int) -> None:
    """Scroll the page to a section of the app of sections."""
    page.locator(f".st-key-section_{section}").evaluate("node => node.scrollIntoView({ block: 'start' })")


def test_a_section_tells_when_it_comes_near_and_when_it_goes(browser):
    with serve("tests/support/apps/near.py") as (_, address):
        opened = Visit(browser, address)
        page = opened.page
        drawn, heard = page.locator(".drawn"), page.get_by_text(HEARD)
        expect(drawn).to_have_count(2)  # one fills the screen, and the next begins within the margin
        said = heard.text_content()
        assert "(0, True" in said and "(1, True" in said and said.count("(") == 2
        scroll_to(page, 6)
        expect(page.locator(".st-key-section_6 .drawn")).to_be_visible()
        expect(page.locator(".st-key-section_0 .reserved")).to_have_count(1)
        opened.settle()
        said = heard.text_content()
        assert re.search(r"\(0, False, 9\d\d\)", said), said
        assert "(3," not in said, "who is scrolled past is not near"
        page.get_by_role("button", name="Again").click()
        scroll_to(page, 7)
        expect(heard).to_contain_text("(8, True")
        assert heard.text_content().startswith(said[:-1]), "a rerun alone tells nothing"
        assert page.locator(".st-key-section_0").evaluate("node => node.offsetHeight") == pytest.approx(900, abs=99)
        assert opened.errors == []
        opened.context.close()
