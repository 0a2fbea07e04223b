"""What only a browser can tell of our components, wherever they stand."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browsing import TWO_FRAMES, Visit
from tests.support.serving import serve

PATH = "hidden_state"


def test_sections_are_asked_for_before_they_are_on_the_screen_and_not_when_they_are_scrolled_past(context):
    with serve("tests/support/apps/watch.py") as (_, address):
        opened = Visit(context, address)
        page = opened.page
        heard = page.get_by_text("heard")
        expect(heard).to_have_text("heard [['part0', 'part1']]")  # the second begins 200 pixels below the screen
        for top in (600, 850):  # the second comes on the screen; then the third comes near, and nothing else changes
            page.get_by_test_id("stMain").evaluate("(main, top) => main.scrollTo(0, top)", top)
            page.evaluate(TWO_FRAMES)
        expect(heard).to_have_text("heard [['part0', 'part1'], ['part0', 'part1', 'part2']]")  # not on the screen yet
        page.locator(".st-key-app_part6_section").evaluate("node => node.scrollIntoView({ block: 'start' })")
        expect(heard).to_contain_text("], ['part5', 'part6', 'part7']]")
        page.get_by_role("button", name="Again").click()
        page.locator(".st-key-app_part8_section").evaluate("node => node.scrollIntoView({ block: 'start' })")
        expect(heard).to_contain_text("], ['part7', 'part8', 'part9']]")
        assert heard.text_content().count("], [") == 3, "a rerun alone says nothing"
        assert opened.errors == []
        opened.page.close()


def test_a_figure_is_read_with_the_keyboard(context):
    with serve("tests/support/apps/two_figures.py") as (_, address):
        opened = Visit(context, address)
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
        opened.page.close()


def open_numbers(visit, path: str = "hidden_state", **context):
    """A view of the hidden state with all its sections on the screen."""
    opened = visit(path, **context)
    opened.see_all()
    return opened


def paste(field, text: str) -> None:
    """Paste text into a field, as the browser does."""
    field.focus()
    script = """(field, text) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text", text);
        field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }"""
    field.evaluate(script, text)


def test_a_double_click_opens_a_factor_once(visit):
    opened = visit("hidden_state?step=3&select=h,3,0")
    factor = opened.page.get_by_role("button", name=re.compile("open h at step 2, unit 0"))
    factor.dblclick()
    opened.open_panel("h_2[0]")
    opened.settle()
    expect(opened.page.locator(".trail .symbol")).to_have_count(2)


def test_arrow_keys_on_the_inputs_move_the_step_and_keep_the_number(visit):
    opened = visit("hidden_state?step=1&select=h,1,0")
    opened.node("x", 1).focus()
    opened.page.keyboard.press("ArrowRight")
    opened.open_panel("h_2[0]")
    expect(opened.page.locator(".node[aria-pressed=true]")).to_have_attribute("data-id", "h.2.0")
    assert opened.page.evaluate("() => document.activeElement.shadowRoot.activeElement.dataset.id") == "x.2.0"
    assert opened.page.get_by_test_id("stAlert").count() == 0


def test_terms_below_the_end_of_the_list_are_counted(visit):
    opened = visit("hidden_state?preset=sunspots&units=8")
    more, terms = opened.page.locator(".more"), opened.page.locator(".terms")
    expect(more).to_have_text(re.compile(r"^\d+ more terms? below$"))
    hidden = int(more.text_content().split()[0])
    seen = terms.evaluate(
        "list => [...list.children].filter((row) => row.getBoundingClientRect().bottom <= list.getBoundingClientRect().bottom + 4).length"  # noqa: E501
    )
    assert seen + hidden == terms.locator(".term").count()
    terms.evaluate("list => list.scrollTo(0, list.scrollHeight)")
    expect(more).to_be_hidden()


def test_pasted_text_is_understood_or_refused_as_a_whole(visit):
    opened = open_numbers(visit)
    first, second = opened.page.get_by_label("wx, 0, 0"), opened.page.get_by_label("wx, 0, 1")
    before = [first.input_value(), second.input_value()]
    paste(first, "1,5")
    expect(opened.page.get_by_role("alert").filter(has_text="“1,5” may be one number or several")).to_be_visible()
    paste(second, "1\t2")
    expect(opened.page.get_by_role("alert").filter(has_text="there is room for 1 row of 1 column")).to_be_visible()
    assert [first.input_value(), second.input_value()] == before
    paste(first, "0.25\t-0.5")
    expect(second).to_have_value("−0.5")
    expect(first).to_have_value("0.25")
    expect(opened.page.get_by_role("status").filter(has_text="Pasted 1 row of 2 columns")).to_be_visible()


def test_an_edited_cell_keeps_its_focus_where_labels_are_alike(visit):
    opened = open_numbers(visit, "hidden_state?preset=jazz")
    opened.page.locator(".tables details[data-name=x] summary").click()
    cell = opened.page.locator("input[data-id='x.3.0']")
    label = cell.get_attribute("aria-label")
    assert opened.page.get_by_label(label, exact=True).count() > 1
    cell.fill("0.5")
    cell.press("Enter")
    expect(opened.page.get_by_role("button", name="undo the edit")).to_be_visible()
    assert opened.page.evaluate("() => document.activeElement.shadowRoot.activeElement.dataset.id") == "x.3.0"


def test_on_a_phone_the_arithmetic_comes_to_who_taps_a_number(visit):
    opened = visit(viewport={"width": 390, "height": 844}, has_touch=True)
    terms, here = opened.page.locator(".panel .terms"), opened.page.locator(".panel .here")
    expect(here).to_be_in_viewport()
    expect(terms).to_be_hidden()
    opened.node("h", 1, 1).tap()
    opened.open_panel("h_1[1]")
    expect(terms).to_be_in_viewport()
    expect(opened.node("h", 1, 1)).to_be_in_viewport()
    opened.page.get_by_role("button", name="close").tap()
    expect(terms).to_be_hidden()


def test_for_a_lecture_picture_step_and_sum_are_alone_and_keys_reach_them(visit):
    opened = visit()
    page, node = opened.page, opened.node("h", 1)
    page.keyboard.press("p")
    expect(page.get_by_role("heading", level=1)).to_be_hidden()
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    for key, step in (("ArrowRight", 2), ("ArrowRight", 3), ("ArrowLeft", 2)):
        page.keyboard.press(key)
        expect(page.locator(".readout")).to_have_text(f"step {step} of 3")
    opened.open_panel("h_2[0]")
    name, number = (
        node.locator(each).evaluate("each => parseFloat(getComputedStyle(each).fontSize)")
        for each in (".name", ".number")
    )
    assert name >= 14 and number >= 18
    page.keyboard.press(" ")
    expect(page.locator(".readout")).to_have_text("step 3 of 3")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_for_a_lecture_no_tabs_are_in_the_way(visit):
    opened = visit("gates")
    expect(opened.page.get_by_role("tab", name="Surgery")).to_be_attached()
    opened.page.keyboard.press("p")
    expect(opened.page.get_by_role("tab", name="Surgery")).to_be_hidden()
    expect(opened.page.locator(".cell")).to_be_visible()
    expect(opened.page.locator(".panel .result-value")).to_be_visible()


def test_on_a_phone_the_menu_closes_when_a_page_is_chosen(visit):
    opened = visit("", viewport={"width": 390, "height": 844}, has_touch=True)
    menu = opened.page.get_by_test_id("stSidebar")
    for link, heading in (("The hidden state", "The hidden state"), ("rnnviz", "See what a"), ("rnnviz", "See what a")):
        opened.page.get_by_test_id("stExpandSidebarButton").tap()
        menu.get_by_text(link).tap()
        expect(opened.page.get_by_role("heading", level=1)).to_contain_text(heading)
        expect(menu).to_have_attribute("data-collapsed", "true")


def test_a_choice_is_an_entry_of_the_browsers_history_and_a_step_is_none(visit):
    opened = visit("hidden_state")
    entries = lambda: opened.page.evaluate("history.length")  # noqa: E731
    before = entries()
    opened.page.get_by_role("radio", name="LSTM").click()
    opened.page.wait_for_url("**/hidden_state?*cell=lstm*")
    opened.settle()
    assert entries() == before + 1
    opened.page.get_by_role("button", name="previous step").click()
    opened.page.wait_for_url("**/hidden_state?*step=*")
    opened.settle()
    assert entries() == before + 1
    opened.page.go_back()
    opened.page.wait_for_url("**/hidden_state")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_names_of_rows_can_be_read(visit, scheme):
    opened = visit("hidden_state?cell=lstm", color_scheme=scheme)
    contrasts = opened.page.locator(".label b").evaluate_all(
        """(names) => names.map((name) => {
            const channels = (colour) => (/^rgb/.test(colour) ? colour.match(/[\\d.]+/g).map((c) => c / 255) : colour.match(/[\\d.]+/g).map(Number)).slice(0, 3);
            const light = (colour) => {
                const [r, g, b] = channels(colour).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
                return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
            };
            const pair = [getComputedStyle(name).color, getComputedStyle(name.closest(".labels")).backgroundColor].map(light);
            return Math.max(...pair) / Math.min(...pair);
        })"""  # noqa: E501
    )
    assert len(contrasts) > 2 and min(contrasts) >= 4.5, contrasts
