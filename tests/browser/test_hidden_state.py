"""What only a browser can tell: a fresh server for each module, headless Chromium, real clicks and keys."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browsing import TWO_FRAMES, Visit
from tests.support.serving import serve

PATH = "hidden_state"


def test_landing_page_transfers_no_plotly(visit):
    opened = visit("")
    expect(opened.page.locator(".node").first).to_be_visible()
    assert [url for url in opened.requests if "plotly" in url.lower()] == []


def test_the_landing_cell_reads_by_itself_and_rests_for_those_who_ask(visit):
    playing = visit("", reduced_motion="no-preference")
    expect(playing.page.locator(".readout")).to_have_text(re.compile("step [234] of 4"))
    resting = visit("")
    expect(resting.page.locator(".play")).to_have_text(re.compile("play"))


def test_a_number_of_the_landing_page_opens_in_its_chapter(visit):
    opened = visit("")
    opened.node("h", 2, 1).click()
    opened.page.wait_for_url("**/hidden_state?*")
    opened.open_panel("h_2[1]")


def test_an_input_keeps_the_open_number_and_a_number_opens_its_operands_down_to_the_input(visit):
    opened = visit()
    opened.node("x", 1).click()
    expect(opened.page.locator(".readout")).to_have_text("step 1 of 3")
    opened.open_panel("h_1[0]")
    expect(opened.page.locator(".node[aria-pressed=true]")).to_have_attribute("data-id", "h.1.0")
    opened.node("h", 2, 1).click()
    opened.open_panel("h_2[1]")
    panel = opened.page.locator(".panel")
    expect(panel.locator(".result-value")).to_have_text("−3.64187915")
    panel.get_by_role("button", name=re.compile("open h at step 1, unit 0")).click()
    opened.open_panel("h_1[0]")
    expect(panel.locator(".result-value")).to_have_text("0.18662322")
    assert panel.locator("button.open").count() == 0, "h_1 comes from the input, the start and the weights alone"
    panel.get_by_role("button", name="back to h_2[1]").click()
    opened.open_panel("h_2[1]")
    opened.node("y", 3).click()
    opened.open_panel("y_3[0]")
    expect(panel.locator(".result-value")).to_have_text("−3.86981229")


def test_step_with_the_keyboard_and_leave_with_tab(visit):
    opened = visit("hidden_state?step=1&select=h,1,0")
    opened.node("h", 1).focus()
    opened.page.keyboard.press("ArrowRight")
    opened.open_panel("h_2[0]")
    expect(opened.page.locator(".readout")).to_have_text("step 2 of 3")
    expect(opened.node("h", 3)).to_be_visible()
    assert opened.page.locator(".column.ahead").count() == 1
    opened.page.keyboard.press("ArrowDown")
    opened.page.keyboard.press("Enter")
    opened.open_panel("h_2[1]")
    opened.page.keyboard.press("Tab")
    inside = "() => document.activeElement.shadowRoot?.activeElement?.classList.contains('node') ?? false"
    assert not opened.page.evaluate(inside)
    assert "select=h,2,1" in opened.page.url.replace("%2C", ",")


def test_changing_controls_remounts_no_component(visit):
    opened = visit()
    opened.see_all()
    tag = "() => { for (const s of ['.st-key-hidden_state_diagram > *', '.st-key-hidden_state_panel > *', '.st-key-hidden_state_tables > *']) document.querySelector(s).tagged = true }"  # noqa: E501
    kept = tag.replace("for (const s of", "return").replace(
        ") document.querySelector(s).tagged = true", ".map((s) => Boolean(document.querySelector(s)?.tagged))"
    )  # noqa: E501
    opened.page.evaluate(tag)
    opened.page.get_by_role("slider", name="Units").press("ArrowRight")
    opened.settle()
    expect(opened.node("h", 3, 2)).to_be_visible()
    opened.page.get_by_text("LSTM", exact=True).click()
    expect(opened.node("c", 3, 2)).to_be_visible()
    opened.settle()
    assert opened.page.evaluate(kept) == [True] * 3
    assert opened.errors == []


def test_a_weight_lights_its_copies_is_edited_and_a_bad_one_does_not_outlive_its_table(visit):
    opened = visit()
    opened.see_all()
    assert opened.page.locator(".edge.shared").count() == 0
    opened.page.get_by_role("button", name="light every copy of w_h").hover()
    expect(opened.page.locator(".edge.shared")).to_have_count(3 * 4)
    opened.page.get_by_label("wh, 0, 1").hover()
    expect(opened.page.locator(".edge.shared")).to_have_count(3)
    cell = opened.page.get_by_label("wx, 0, 0")
    cell.fill("0.5")
    cell.press("Enter")
    expect(opened.node("h", 1).locator(".number")).to_have_text("0.500")
    cell.fill("abc")
    cell.press("Enter")
    expect(opened.page.get_by_role("alert").filter(has_text="“abc” is not a number")).to_be_visible()
    expect(opened.node("h", 1).locator(".number")).to_have_text("0.500")
    expect(opened.page.get_by_label("wx, 0, 0")).to_have_value("abc")
    cell = opened.page.get_by_label("wh, 1, 1")
    cell.fill("bad")
    cell.press("Enter")
    expect(opened.page.get_by_role("alert").filter(has_text="“bad” is not a number")).to_be_visible()
    opened.page.get_by_role("slider", name="Units").press("ArrowLeft")
    expect(opened.page.get_by_label("wh, 1, 1")).to_have_count(0)
    only = opened.page.get_by_label("wh, 0, 0")
    only.fill("0.5")
    only.press("Enter")
    opened.page.wait_for_url("**wh=0.5**")
    assert opened.page.locator("[data-testid=stException]").count() == 0


def test_a_small_weight_can_be_typed_on_from_what_its_field_shows(visit):
    opened = visit("hidden_state?step=1&select=h,1,0&wx=0.00005,1")
    field = opened.page.locator(".panel").get_by_role("spinbutton", name="the input weight from 0 to 0")
    expect(field).to_have_value("0.00005")
    field.press("End")
    field.press("5")
    field.press("Enter")
    opened.page.wait_for_url(lambda url: "5.5e-05" in url or "0.000055" in url)
    expect(opened.page.locator(".panel .refused")).to_have_text("")


def test_a_weight_is_changed_in_its_sum_by_typing_dragging_and_keys(visit):
    opened = visit("hidden_state?step=2&select=h,2,0")
    page, answer = opened.page, opened.node("h", 2).locator(".number")
    field = page.locator(".panel").get_by_role("spinbutton", name="the recurrent weight from 1 to 0")
    entries = page.evaluate("history.length")
    box = field.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    for pixels in range(10, 110, 10):
        page.mouse.move(box["x"] + 5 + pixels, box["y"] + 5)
        page.evaluate(TWO_FRAMES)
    page.mouse.up()
    expect(field).to_have_value("0.99")
    expect(answer).to_have_text("−0.689")
    opened.settle()
    assert page.evaluate("history.length") == entries + 1, "a drag is one entry"
    field.click()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(answer).to_have_text("−0.714")
    expect(field).to_be_focused()
    field.fill("nan")
    field.press("Enter")
    expect(page.locator(".panel").get_by_role("alert")).to_contain_text("wh, row 2, column 1: “nan” is not finite")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(answer).to_have_text("−0.714")
    field.fill("0.25")
    field.press("Enter")
    expect(answer).to_have_text("0.226")
    expect(page.locator(".panel .refused")).to_have_text("")
    opened.see_all()
    expect(page.get_by_label("wh, 1, 0", exact=True)).to_have_value("0.25")
    assert "0.25" in page.url and opened.errors == []


def test_a_weight_is_changed_on_its_edge_and_what_was_opened_stays_open(visit):
    opened = visit("hidden_state?step=3&select=h,3,0")
    page = opened.page
    page.locator(".panel").get_by_role("button", name=re.compile("open h at step 2, unit 1")).click()
    opened.open_panel("h_2[1]")
    grip = page.locator(".grip[data-weight='w_h.1.1'][data-column='2']")
    place = """each => { const at = each.getPointAtLength(each.getTotalLength() * 0.15), m = each.getScreenCTM();
        return [at.x * m.a + m.e, at.y * m.d + m.f] }"""
    page.mouse.click(*grip.evaluate(place))
    field = page.locator(".editor").get_by_role("spinbutton")
    expect(field).to_be_focused()
    expect(field).to_have_value("0.8698122")
    field.fill("2")
    field.press("Enter")
    expect(opened.node("h", 2, 1).locator(".number")).to_have_text("−5.040")
    opened.open_panel("h_2[1]")
    page.keyboard.press("Escape")
    expect(page.locator(".editor")).to_be_hidden()


def test_predict_wrong_then_right(visit):
    opened = visit("hidden_state?step=2&select=h,2,0&predict=1")
    expect(opened.node("h", 2).locator(".number")).to_have_text("?")
    answer = opened.page.get_by_label(re.compile("="))
    answer.first.fill("0.37324644")  # the input's term alone: the memory left out
    opened.page.get_by_role("button", name="Check").click()
    expect(opened.page.get_by_text("is not it")).to_be_visible()
    answer.first.fill("-0.0747")
    opened.page.get_by_role("button", name="Check").click()
    expect(opened.page.get_by_text("Right: you said")).to_be_visible()
    expect(opened.node("h", 2).locator(".number")).to_have_text("−0.075")
    expect(opened.node("h", 3).locator(".number")).to_have_text("?")


def test_the_copied_link_opens_the_same_view(visit):
    opened = visit()
    opened.see_all()
    opened.page.get_by_text("GRU", exact=True).click()
    expect(opened.page.get_by_label("link to this view")).to_have_value(re.compile("cell=gru"))
    link = opened.page.get_by_label("link to this view").input_value()
    again = visit(link.split("/")[-1])
    expect(again.node("h", 3).locator(".number")).to_have_text(opened.node("h", 3).locator(".number").text_content())


def test_figures_of_one_group_share_their_cursor(context):
    with serve("tests/support/apps/two_figures.py") as (_, address):
        opened = Visit(context, address)
        opened.drawn()
        cursors = opened.page.locator(".cursor")
        expect(cursors).to_have_count(2)
        opened.page.locator(".figure .nsewdrag").first.hover()
        for k in range(2):
            expect(cursors.nth(k)).to_be_visible()
        left = [float(cursors.nth(k).evaluate("each => parseFloat(each.style.left)")) for k in range(2)]
        assert left[0] == pytest.approx(left[1], abs=1)
        opened.page.get_by_role("button", name="Again").hover()
        expect(cursors.nth(1)).to_be_hidden()
        opened.page.close()


def test_the_theme_paints_the_same_number_differently(visit):
    opened = visit(color_scheme="light")
    fill = opened.node("h", 3).locator("rect").evaluate("each => each.style.fill")
    opened.turn("dark")
    expect(opened.node("h", 3).locator(f"rect:not([style*='{fill}'])")).to_have_count(1)


def test_the_heat_map_has_the_columns_and_the_cursor_of_the_diagram_and_opens_its_numbers(visit):
    opened = visit("hidden_state?preset=jazz&units=8&timesteps=64")
    page = opened.page
    left = """each => { const box = each.getBoundingClientRect(); return box.left + box.width / 2 }"""

    def cell(column: int, unit: int = 0):
        return page.locator(f".map [data-id='h.{column}.{unit}']")

    for _ in range(3):
        for column in (0, 3, 40):
            assert cell(column).evaluate(left) == pytest.approx(opened.node("h", column).evaluate(left), abs=0.6)
        cursor = page.locator(".map .now .cursor")
        assert cursor.evaluate(left) == pytest.approx(opened.node("h", 3).evaluate(left), abs=0.6)
        if page.get_by_role("button", name="narrower columns").is_enabled():
            page.get_by_role("button", name="narrower columns").click()
    scroller = page.locator(".scroller")
    assert scroller.evaluate("each => each.scrollWidth <= each.clientWidth"), "all 64 steps are in sight"
    letters = page.locator(".column .caption:not(.between)").all_text_contents()
    assert letters == list("JAZZ" * 16)
    assert page.locator(".diagram").evaluate("each => each.getBoundingClientRect().bottom") < 760
    cell(40, 5).click()
    opened.open_panel("h_40[5]")
    expect(page.locator(".node[aria-pressed=true]")).to_have_attribute("data-id", "h.40.5")
    expect(page.locator(".map .chosen")).to_have_attribute("data-of", "h.40.5")
    page.get_by_role("button", name="wider columns").click()
    expect(opened.node("h", 40, 5).locator(".number")).to_be_in_viewport()


def test_choosing_another_number_asks_for_that_one(visit):
    opened = visit("hidden_state?step=2&select=h,2,0&predict=1")
    opened.node("h", 1, 1).click()
    question = opened.page.locator(".st-key-hidden_state_arithmetic_section")
    expect(question.locator("annotation").first).to_have_text("h_{1}[1]")
    expect(opened.node("h", 1, 1).locator(".number")).to_have_text("?")
    opened.page.get_by_role("button", name="Reveal", exact=True).click()
    opened.open_panel("h_1[1]")


def test_a_held_arrow_key_does_not_end_the_session(visit):
    opened = visit("hidden_state?preset=sunspots&cell=lstm")
    expect(opened.node("h", 3)).to_be_visible()
    slider = opened.page.get_by_role("slider", name="Timesteps")
    slider.focus()
    for _ in range(15):
        for key in ("ArrowRight", "ArrowLeft", "ArrowRight"):
            slider.press(key, delay=30)
    opened.settle()
    expect(opened.page.get_by_role("dialog")).to_have_count(0)
    opened.page.get_by_text("GRU", exact=True).click()
    opened.page.wait_for_url("**cell=gru**")
    assert opened.errors == []


def test_products_travel_add_up_and_end_as_the_still_picture(visit):
    path = "hidden_state?preset=jazz&step=1&select=h,1,1"
    watch = """() => {
        const [frame, began] = [requestAnimationFrame, performance.now()];
        let frames = 0;  // each a 60th of a second after the one before, however long the machine takes for it
        window.requestAnimationFrame = (draw) => frame(() => draw(began + (frames++ * 1000) / 60));
        const seen = (window.seen = new Set());
        const roots = [...document.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
        const root = roots.find((each) => each.querySelector(".motion"));
        const look = () => {
            for (const each of root.querySelectorAll(".motion text")) seen.add(each.textContent);
            seen.add(root.querySelector("[data-id='h.2.1'] .number").textContent);
            requestAnimationFrame(look);
        };
        look();
    }"""
    for media in ({"reduced_motion": "no-preference"}, {}):
        opened = visit(path, **media)
        if media:
            expect(opened.page.get_by_role("button", name="unroll")).to_have_count(0)
        opened.page.evaluate(watch)
        opened.page.get_by_role("button", name="next step").click()
        opened.open_panel("h_2[1]")
        number = opened.node("h", 2, 1).locator(".number")
        expect(opened.page.locator(".motion text")).to_have_count(0)
        expect(number).to_have_text("0.976")
        seen = set(opened.page.evaluate("() => [...window.seen]"))
        moved = {"2.018", "0.378", "0.130", "0.909", "−1.585", "…", "Σ 2.202"}
        assert seen == {"0.976"} | (moved if media else set())
        opened.page.close()


def test_the_cell_is_folded_at_the_step_that_is_shown_unrolls_and_two_quick_changes_both_hold(visit):
    opened = visit("hidden_state?preset=jazz")
    page = opened.page
    visible = """() => [...document.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? [])
        .flatMap((root) => [...root.querySelectorAll(".column")])
        .filter((each) => getComputedStyle(each).opacity > 0).map((each) => each.dataset.column)"""
    assert page.evaluate(visible) == ["0", "1", "2", "3", "4"]
    page.get_by_role("button", name="fold").click()
    assert page.evaluate(visible) == ["3"]
    page.get_by_role("button", name="previous step").click()
    expect(page.locator(".readout")).to_have_text("step 2 of 4")
    assert page.evaluate(visible) == ["2"]
    expect(opened.node("h", 2)).to_be_in_viewport()
    page.get_by_role("button", name="unroll").click()
    assert page.evaluate(visible) == ["0", "1", "2", "3", "4"]
    expect(opened.node("h", 3)).to_be_visible()
    page.evaluate("""() => {
        const press = (text) => [...document.querySelectorAll('button')].find((b) => b.textContent === text).click();
        press('LSTM');
        setTimeout(() => document.querySelector('.st-key-hidden_state_predict input').click(), 30);
    }""")
    expect(page.get_by_role("button", name="Reveal", exact=True)).to_be_visible()
    opened.settle()
    expect(opened.node("c", 3)).to_have_count(1)
    expect(opened.node("c", 3).locator(".number")).to_have_text("?")
    page.wait_for_url(re.compile("cell=lstm.*predict=1"))
