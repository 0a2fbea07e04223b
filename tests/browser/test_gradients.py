"""What only a browser can tell of the gradients chapter."""

import re
from itertools import cycle

from playwright.sync_api import expect

SHOWN = ".rnnviz-plot .figure, .st-key-gradients_training_step > *, .st-key-gradients_panel > *"
TAG = f"() => document.querySelectorAll('{SHOWN}').forEach((node) => {{ node.tagged = true }})"
KEPT = f"() => [...document.querySelectorAll('{SHOWN}')].map((node) => Boolean(node.tagged))"


PATH = "gradients?units=3&timesteps=12"


TABS = {
    "How states depend on each other": ("sensitivity", "opened_number"),
    "Why": ("why", "eigenvalues"),
    "Seeds and trained cells": ("seeds",),
    "One step of training": ("training", "learned", "contributions"),
    "Clipping": ("clipping",),
}
"""The sections below the first figure by the tab that they are in; they are drawn when they come near the screen."""


def go_to(opened, name: str):
    """Open the tab of a section, scroll to it, and wait until it is drawn."""
    tab = next(title for title, names in TABS.items() if name in names)
    opened.page.get_by_role("tab", name=tab, exact=True).click()
    section = opened.page.locator(f".st-key-gradients_{name}_section")
    section.scroll_into_view_if_needed()
    expect(section.locator(".rnnviz-plot[data-drawn], .passes").first).to_be_visible()
    opened.settle()
    return section


def opened_page(visit, *sections: str, **context):
    """The chapter once its first figure is drawn, scrolled to some sections in turn."""
    opened = visit(**context)
    opened.drawn()
    for name in sections:
        go_to(opened, name)
    return opened


def cell(opened, name: str, step: int):
    """A number of the training step; steps count from 1."""
    return opened.page.locator(f".passes button[data-id='{name}.{step - 1}']")


def test_what_is_far_below_is_drawn_when_it_comes_near_and_back_returns_to_what_was_before(visit):
    opened = opened_page(visit)
    assert opened.page.locator(".panel").count() == 0 and opened.page.locator(".passes").count() == 0
    go_to(opened, "training")
    opened.open_panel("∂L/∂h_12[0]")
    opened.page.get_by_role("slider", name="Timesteps").press("ArrowRight")
    opened.page.wait_for_url("**timesteps=13**")
    go_to(opened, "training")
    expect(cell(opened, "d_h", 13)).to_be_attached()
    opened.open_panel("∂L/∂h_13[0]")
    opened.page.get_by_role("slider", name="Units").press("ArrowRight")
    opened.page.wait_for_url("**units=4**")
    opened.settle()
    opened.page.go_back()
    expect(opened.page.get_by_role("slider", name="Units")).to_have_value("3")
    assert opened.errors == []


def test_changing_controls_remounts_nothing_in_any_tab(visit):
    opened = opened_page(visit)
    drawn = opened.page.locator(".rnnviz-plot").first
    for names, key in zip(TABS.values(), cycle(("ArrowRight", "ArrowLeft")), strict=False):
        for name in names:
            go_to(opened, name)
        opened.page.evaluate(TAG)
        for control in ("Units", "Timesteps", "Spectral radius of U"):
            before = int(drawn.get_attribute("data-drawn"))
            opened.page.get_by_role("slider", name=control).press(key)
            opened.drawn(before + 1)
            opened.settle()
        opened.page.locator(f".st-key-gradients_{names[-1]}_section").scroll_into_view_if_needed()
        opened.settle()
        kept = opened.page.evaluate(KEPT)
        assert kept and all(kept), (names, kept)
    assert opened.errors == []


def test_every_part_is_short_and_a_number_stands_beside_what_it_opens(visit):
    opened = visit(path="gradients")
    opened.drawn()
    box = lambda name: opened.page.locator(f".st-key-gradients_{name}").bounding_box()  # noqa: E731
    assert box("flow_figure")["y"] <= 200
    for tab in opened.page.get_by_role("tab").all():
        tab.click()
        opened.see_all()
        opened.all_drawn()
        height = opened.page.evaluate("document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight")
        assert height <= 2200, tab.inner_text()
    opened.page.get_by_role("tab").first.click()
    opened.settle()
    maps, product = box("sensitivity_gru_figure"), box("opened_number_section")
    assert product["y"] + product["height"] - maps["y"] <= 720 - 60


def test_four_buttons_and_a_new_loss(visit):
    opened = opened_page(visit, "training")
    button = lambda name: opened.page.get_by_role("button", name=name)  # noqa: E731
    button("1 forward").click()
    expect(cell(opened, "d_h", 12)).to_have_class(re.compile("ahead"))
    expect(button("3 backward")).to_be_disabled()
    button("2 loss").click()
    expect(cell(opened, "error", 12)).not_to_have_class(re.compile("ahead"))
    button("3 backward").click()
    expect(cell(opened, "d_h", 1)).not_to_have_class(re.compile("ahead"))
    button("4 update").click()
    expect(opened.page.get_by_text(re.compile(r"L = [\d.]+ became L = [\d.]+"))).to_be_visible()
    button("1 forward").click()
    expect(opened.page.get_by_text("After 1 update. Forward")).to_be_visible()
    button("initial weights").click()
    expect(button("initial weights")).to_be_disabled()


def test_the_grid_is_walked_with_arrow_keys_and_a_gradient_opens_and_leads_on(visit):
    opened = opened_page(visit, "training")
    cell(opened, "d_h", 11).focus()
    opened.page.keyboard.press("ArrowLeft")
    expect(cell(opened, "d_h", 10)).to_be_focused()
    opened.page.keyboard.press("ArrowUp")
    expect(cell(opened, "y", 10)).to_be_focused()
    opened.page.keyboard.press("Enter")
    opened.open_panel("y_10[0]")
    cell(opened, "d_h", 9).click()
    opened.open_panel("∂L/∂h_9[0]")
    operand = re.compile("open the gradient of the loss by the sum before h")
    opened.page.locator(".panel").get_by_role("button", name=operand).first.click()
    opened.open_panel("∂L/∂pre_h,10[0]")
    assert "select=d_h,9,0" in opened.page.url.replace("%2C", ",")


def test_a_number_of_the_map_opens_its_product(visit):
    opened = opened_page(visit, "sensitivity")
    figure = opened.page.locator(".st-key-gradients_sensitivity_gru_figure .figure")
    figure.scroll_into_view_if_needed()
    place = """(node) => { const { xaxis, yaxis } = node._fullLayout; const box = node.getBoundingClientRect();
        return [box.left + xaxis._offset + xaxis.d2p(3), box.top + yaxis._offset + yaxis.d2p(8)]; }"""
    x, y = figure.evaluate(place)
    opened.page.mouse.move(x, y)
    opened.page.mouse.click(x, y)
    opened.page.wait_for_url(re.compile("pair=8(,|%2C)3"))
    assert "cell=gru" in opened.page.url
    section = go_to(opened, "opened_number")
    expect(section.locator(".katex").first).to_contain_text("h8")


def test_a_drawer_that_opens_late_shows_the_view_and_changes_nothing_else(visit):
    opened = opened_page(visit, "training")
    cell(opened, "d_h", 9).click()
    opened.open_panel("∂L/∂h_9[0]")
    opened.page.get_by_role("button", name="More choices").click()
    activation = opened.page.locator("[data-testid=stSelectbox]", has_text="Activation").get_by_role("combobox")
    expect(activation).to_have_value("tanh")
    opened.page.get_by_text("Two LSTMs that are not in Keras").click()
    opened.page.wait_for_url("**variants=1**")
    opened.settle()
    kept = set(re.findall(r"[?&](\w+)=", opened.page.url))
    assert kept == {"units", "timesteps", "pair", "step", "select", "variants", "part"}
    assert opened.page.get_by_role("alert").count() == 0
