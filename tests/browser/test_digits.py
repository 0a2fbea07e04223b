"""The chapter of digits, in a browser: only there can one draw."""

from playwright.sync_api import Page, expect

PATH = "digits"

THREE = ((20, 15), (32, 10), (43, 16), (40, 27), (30, 31), (44, 38), (44, 50), (32, 56), (19, 50))
"""A digit, in pixels of the field."""

ANSWERED = "() => { const pad = [...document.querySelectorAll('*')].map((each) => each.shadowRoot?.querySelector('.pad')).find(Boolean); return pad.dataset.asked === pad.dataset.answered; }"  # noqa: E501


def draw(page: Page, points) -> None:
    """Draw a stroke with the mouse."""
    box = page.locator(".field canvas").bounding_box()
    at = [(box["x"] + box["width"] * x / 64, box["y"] + box["height"] * y / 64) for x, y in points]
    page.mouse.move(*at[0])
    page.mouse.down()
    for point in at[1:]:
        page.mouse.move(*point, steps=4)
    page.mouse.up()


def test_a_drawing_is_answered_while_the_pen_moves_is_in_the_link_and_is_taken_back(visit):
    opened = visit("digits?preset=tutorial&digit=3")
    page = opened.page
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("Nothing is drawn: draw a digit. The last picture stays.")).to_be_visible()
    opened.settle()
    draw(page, THREE)
    page.wait_for_url("**ink=*")
    page.wait_for_function(ANSWERED)
    opened.settle()
    expect(page.locator(".answers li.best b")).to_have_text("3")
    drawn = page.url
    page.get_by_role("button", name="Clear").click()
    opened.settle()
    assert page.url == drawn, "a blank field changes nothing"
    page.get_by_role("button", name="Undo").click()
    page.wait_for_function(ANSWERED)
    expect(page.locator(".answers li.best b")).to_have_text("3")


def test_pixels_are_turned_with_the_keyboard_and_probabilities_are_walked_through(visit):
    opened = visit()
    page = opened.page
    field = page.get_by_role("application", name="A field to draw a digit on")
    field.focus()
    for _ in range(5):
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
    page.wait_for_url("**ink=*")
    opened.settle()
    expect(page.locator(".answers li.best")).to_be_visible()
    page.get_by_role("group", name="The picture row by row").focus()
    page.keyboard.press("Home")
    page.wait_for_url("**at=0*")
    opened.settle()
    expect(page.get_by_text("after row 1?")).to_be_visible()


def test_a_finger_draws_and_does_not_scroll(visit):
    opened = visit("digits", viewport={"width": 390, "height": 844})
    page = opened.page
    assert page.locator(".field canvas").evaluate("node => getComputedStyle(node).touchAction") == "none"
    draw(page, THREE)
    page.wait_for_url("**ink=*")
    opened.settle()
    wider = "main => main.scrollWidth - main.clientWidth"
    assert page.locator("[data-testid=stMain]").evaluate(wider) <= 0
    assert page.locator(".scan .grid").evaluate("node => node.scrollWidth - node.clientWidth") <= 1


def test_a_row_is_predicted(visit):
    opened = visit("digits?predict=1")
    page = opened.page
    expect(page.get_by_text("At which step does it change its mind for good?")).to_be_visible()
    page.locator(".scan .step").first.click()
    expect(page.get_by_text("pictures right so far").or_(page.get_by_text("picture right so far"))).to_be_visible()
    expect(page.locator(".said.turn")).to_have_count(1)
