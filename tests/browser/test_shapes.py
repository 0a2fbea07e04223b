"""What only a browser can tell of "Shapes and wiring": real clicks and keys, in light and dark, wide and narrow."""

import re

import pytest
from playwright.sync_api import expect

MESSAGE = "expected ndim=3, found ndim=2. Full shape received: (None, 8)"


def shape(opened, position: int):
    """The chip of an edge."""
    return opened.page.locator(f".stack [data-id='edge.{position}.0']")


def flag(opened, position: int, name: str):
    """The button of an option of a layer."""
    return opened.page.locator(f".stack [data-id='set.{position}.{name}']")


VIEWS = ("shapes?preset=mistake", "shapes?preset=backwards", "shapes?preset=encoder_decoder&look=layer,1")


@pytest.mark.parametrize("path", [*VIEWS, "shapes?predict=1&answered=1"])
def test_no_wider_than_a_phone_clean_console_own_host_and_accessible(visit, server, path):
    opened = visit(path, viewport={"width": 390, "height": 844})
    opened.see_all()
    opened.all_drawn()
    wider = "main => main.scrollWidth - main.clientWidth"
    assert opened.page.locator("[data-testid=stMain]").evaluate(wider) <= 0
    opened.page.set_viewport_size({"width": 1280, "height": 720})
    opened.see_all()
    opened.all_drawn()
    opened.assert_clean(server)


def test_make_the_mistake_read_the_message_and_repair_it(visit):
    opened = visit("shapes")
    expect(shape(opened, 2)).to_have_text("(None, 6, 8)")
    flag(opened, 1, "return_sequences").click()
    expect(shape(opened, 2)).to_have_text("(None, 8)")
    expect(opened.page.locator(".mistake code")).to_contain_text(MESSAGE)
    expect(opened.page.locator(".spoken[role=status]")).to_contain_text(MESSAGE)
    expect(shape(opened, 3)).to_have_text("not built")
    opened.page.get_by_role("button", name="Set return_sequences=True on simple_rnn_1").click()
    expect(opened.page.locator(".mistake")).to_have_count(0)
    expect(opened.page.locator(".spoken[role=status]")).to_have_text("")
    expect(shape(opened, 3)).to_have_text("(None, 1)")
    assert opened.errors == []


def test_click_an_edge_then_a_number_then_what_it_is_made_of(visit):
    opened = visit("shapes?preset=backwards")
    opened.drawn()
    opened.open_panel("h_1[0]")
    opened.page.locator(".output[data-id='0']").focus()
    opened.page.keyboard.press("Enter")
    opened.open_panel("h_5[0]")
    opened.page.locator(".cell[data-id='0,2']").click()
    opened.open_panel("h_3[0]")
    area = opened.page.locator(".figure .nsewdrag")
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    opened.page.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 5 / 6)
    opened.open_panel("h_1[2]")
    opened.page.locator(".panel button.open").first.click()
    opened.open_panel("z_1[2]")
    shape(opened, 0).click()
    expect(opened.page.get_by_role("heading", name="The input")).to_be_visible()


def test_a_layer_shows_its_weights(visit):
    opened = visit("shapes?preset=encoder_decoder")
    opened.page.get_by_role("button", name="lstm", exact=True).click()
    expect(opened.page.get_by_role("heading", name="The weights of lstm")).to_be_visible()
    expect(opened.page.locator(".figure .annotation-text").filter(has_text="kernel (3, 16)").first).to_be_visible()
    opened.page.get_by_role("button", name="last c of lstm").click()
    expect(opened.page.get_by_role("heading", name="The last c of lstm")).to_be_visible()


def test_a_size_that_is_refused_is_told_in_its_place(visit):
    opened = visit("shapes")
    units = opened.page.get_by_label("units of simple_rnn", exact=True)
    units.fill("10000")
    units.press("Enter")
    expect(opened.page.get_by_role("alert").filter(has_text="whole number from 1 to 4096")).to_be_visible()
    expect(units).to_have_value("10000")
    expect(shape(opened, 1)).to_have_text("(None, 6, 8)")
    units.fill("5")
    units.press("Enter")
    expect(shape(opened, 1)).to_have_text("(None, 6, 5)")
    expect(opened.page.locator(".stack .refused")).to_have_count(0)
    timesteps = opened.page.get_by_label("timesteps of the input")
    timesteps.fill("none")
    timesteps.press("Enter")
    expect(shape(opened, 1)).to_have_text("(None, None, 5)")
    assert opened.page.locator("[data-testid=stException]").count() == 0


def test_the_keyboard_builds_and_keeps_its_place(visit):
    opened = visit("shapes")
    flag(opened, 0, "go_backwards").focus()
    opened.page.keyboard.press("Enter")
    expect(flag(opened, 0, "go_backwards")).to_have_attribute("aria-pressed", "true")
    expect(flag(opened, 0, "go_backwards")).to_be_focused()
    opened.page.get_by_label("kind of the new layer").select_option("dense")
    opened.page.get_by_role("button", name="+ Add layer").press("Enter")
    expect(shape(opened, 4)).to_be_visible()
    opened.page.get_by_role("button", name="move up dense").press("Enter")
    expect(opened.page.get_by_label("layer 3, dense")).to_be_visible()
    opened.page.get_by_role("button", name="remove dense").press("Enter")
    expect(shape(opened, 4)).to_have_count(0)


def test_a_symbol_says_what_it_means_where_it_stands(visit):
    opened = visit("shapes")
    meaning = opened.page.locator(".place .meaning")
    expect(meaning).to_be_hidden()
    flag(opened, 0, "return_state").hover()
    expect(meaning).to_contain_text("hands on the state that it ended with")
    opened.page.get_by_label("batch of the input").focus()
    expect(meaning).to_contain_text("how many samples are read at once")
    opened.page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    shape(opened, 1).hover()
    expect(meaning).to_have_text("batch None (any number of samples), timesteps 6, units 8.")


def test_changing_the_stack_remounts_nothing(visit):
    opened = visit("shapes")
    opened.see_all()
    opened.all_drawn()
    places = (
        ".rnnviz-plot .figure",
        ".st-key-shapes_stack > *",
        ".st-key-shapes_alignment > *",
        ".st-key-shapes_panel > *",
    )
    opened.page.evaluate("places => places.forEach((each) => (document.querySelector(each).tagged = true))", places)
    flag(opened, 0, "return_state").click()
    expect(opened.page.locator("[data-id='state.1.0']")).to_be_visible()
    shape(opened, 2).click()
    opened.drawn(2)
    kept = opened.page.evaluate("places => places.map((each) => Boolean(document.querySelector(each)?.tagged))", places)
    assert kept == [True] * 4


def test_the_copied_link_opens_the_same_stack(visit):
    opened = visit("shapes?preset=encoder_decoder")
    opened.page.get_by_label("units of lstm", exact=True).fill("7")
    opened.page.get_by_label("units of lstm", exact=True).press("Enter")
    expect(shape(opened, 1)).to_have_text("(None, 7)")
    expect(opened.page.get_by_text("lstm_1 begins with zeros again")).to_be_visible()
    opened.see_all()
    expect(opened.page.get_by_label("link to this view")).to_have_value(re.compile("lstm,7,state"))
    again = visit(opened.page.get_by_label("link to this view").input_value().split("/")[-1])
    expect(shape(again, 1)).to_have_text("(None, 7)")
    assert again.page.get_by_text("was ignored").count() == 0


def test_a_refusal_is_told_once_and_back_undoes_the_edit(visit):
    opened = visit("shapes?preset=mistake")
    opened.page.evaluate("""() => {
        const inside = document.querySelector(".st-key-shapes_stack");
        const host = [...inside.querySelectorAll("*")].find((each) => each.shadowRoot);
        window.heard = 0;
        new MutationObserver(() => window.heard++).observe(
            host.shadowRoot.querySelector(".spoken"), { childList: true, characterData: true });
    }""")
    shape(opened, 1).click()
    expect(shape(opened, 1)).to_have_attribute("aria-pressed", "true")
    flag(opened, 1, "return_sequences").click()
    expect(opened.page.locator(".mistake")).to_have_count(0)
    assert opened.page.evaluate("window.heard") == 1, "not when an edge was looked at, but when it was mended"
    opened.page.wait_for_url("**layers=**")
    opened.page.go_back()
    expect(opened.page.locator(".mistake code")).to_contain_text(MESSAGE)


def test_predict_in_the_browser(visit):
    opened = visit("shapes")
    opened.page.get_by_text("Predict, then reveal").click()
    expect(shape(opened, 1)).to_have_text("?")
    opened.page.get_by_label("Shape, or").fill("(None, 6, 8)")
    opened.page.get_by_label("Parameters of simple_rnn").fill("80")
    opened.page.get_by_role("button", name="Check").click()
    expect(shape(opened, 1)).to_have_text("(None, 6, 8)")
    expect(shape(opened, 2)).to_have_text("?")
