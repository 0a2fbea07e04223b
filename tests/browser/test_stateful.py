"""The chapter of stateful layers, in a browser."""

from playwright.sync_api import expect

PATH = "stateful"


def test_tickets_are_read_with_the_keyboard_and_the_sum_leads_over_the_border(visit):
    opened = visit()
    page = opened.page
    page.locator(".lanes .ticket.chosen").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/stateful?ticket=8&at=3")
    opened.settle()
    page.keyboard.press("Shift+ArrowLeft")
    page.wait_for_url("**ticket=8&at=2")
    opened.settle()
    for symbol in ("h^b3_2[0]", "h^b3_1[0]", "h^b2_4[0]"):
        page.locator(".panel .factor.open").first.click()
        opened.open_panel(symbol)
    expect(page.locator(".lanes .ticket.chosen")).to_have_attribute("data-id", "5")


def test_one_click_breaks_every_lane(visit):
    opened = visit()
    page = opened.page
    expect(page.locator(".lanes .whole")).to_have_count(9)
    page.get_by_role("button", name="The usual mistake: fill").click()
    page.wait_for_url("**preset=usual*")
    opened.settle()
    expect(page.locator(".lanes .broken")).to_have_count(9)
    expect(page.locator(".lanes .whole")).to_have_count(0)


def test_whose_state_it_is_is_predicted_by_a_click_on_the_board(visit):
    opened = visit("stateful?predict=1")
    page = opened.page
    expect(page.locator(".lanes .value")).to_have_count(0)
    page.locator(".lanes .ticket").nth(3).click()
    expect(page.get_by_text("side by side")).to_be_visible()
    page.locator(".lanes .ticket").nth(1).click()
    expect(page.get_by_text("Right: the state stays in its row")).to_be_visible()
    expect(page.locator(".lanes .whole")).to_have_count(9)


def test_a_long_board_is_scrolled_to_what_is_looked_at_on_a_phone(visit):
    opened = visit("stateful?preset=unreset&ticket=15", viewport={"width": 390, "height": 844})
    page = opened.page
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    chosen = page.locator(".lanes .ticket.chosen")
    box = chosen.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
