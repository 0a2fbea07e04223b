"""What only a browser can tell of the gates chapter."""

import re

import pytest
from playwright.sync_api import expect

FIGURES = 5
"""The task, three cells over time, and the half-lives."""

TAG = """() => document.querySelectorAll(".rnnviz-plot").forEach((node, k) => {
    node.tagged = k;
    node.querySelector(".figure").tagged = k;
})"""
TAGGED = """() => [...document.querySelectorAll(".rnnviz-plot")].filter((node) =>
    node.tagged !== undefined && node.querySelector(".figure").tagged === node.tagged).length"""


QUIET = """() => new Promise((resolve) => {
    const app = document.querySelector("[data-testid=stApp]");
    let timer;
    const again = () => { clearTimeout(timer); timer = setTimeout(() => { observer.disconnect(); resolve(); }, 600); };
    const observer = new MutationObserver(again);
    const attributeFilter = ["data-drawn", "data-test-script-state"];
    observer.observe(app, { attributes: true, subtree: true, attributeFilter });
    again();
})"""
"""Resolves when nothing has been run or drawn for a while: a control redraws the figures first, then the rest."""


PATH = "gates"


def opened_page(visit, path=None, figures=FIGURES, **context):
    """The chapter in a window so high that all of it is near the screen, once all its figures are drawn."""
    opened = visit(path, **context)
    opened.see_all()
    opened.page.wait_for_function(
        "n => document.querySelectorAll('.rnnviz-plot[data-drawn]').length === n", arg=figures
    )
    return opened


def draws(opened) -> int:
    """How often the figures have been drawn, all together."""
    return opened.page.evaluate(
        "() => [...document.querySelectorAll('.rnnviz-plot')].reduce((sum, p) => sum + Number(p.dataset.drawn), 0)"
    )


def test_changing_any_control_remounts_nothing(visit):
    opened = opened_page(visit)
    page = opened.page
    page.evaluate(TAG)
    figures = FIGURES
    page.locator(".cell svg").evaluate("node => { node.tagged = true; }")

    def choose(label: str, option: str):
        box = page.locator("[data-testid=stSelectbox]", has_text=label).get_by_role("combobox")
        box.scroll_into_view_if_needed()
        page.evaluate(QUIET)  # an open list closes when the page scrolls
        box.click()
        page.get_by_role("option", name=option, exact=True).click()

    def switch(name: str):
        page.get_by_text(name, exact=True).click()

    def slide(name: str):
        slider = page.get_by_role("slider", name=name).first
        slider.focus()
        slider.press("ArrowLeft")

    def slide_in_drawer(name: str):
        if not page.get_by_role("slider", name=name).is_visible():
            page.get_by_role("button", name="More choices").click()
            page.get_by_role("slider", name=name).wait_for()
        page.evaluate(QUIET)
        slide(name)

    def turn_to(name: str):
        page.get_by_role("tab", name=name).click()
        opened.settle()

    actions = {
        "input": lambda: switch("Sine"),
        "weights": lambda: choose("Weights", "Fresh weights"),
        "form": lambda: switch("Lines"),
        "cells": lambda: page.get_by_role("button", name="coupled").first.click(),
        "nudged": lambda: slide("Nudge x at timestep"),
        "delta": lambda: choose("by δ", "1"),
        "held": lambda: choose("Hold a gate", "f, forget"),
        "value": lambda: slide("at, in hundredths"),
        "cut": lambda: switch("Cut the recurrence"),
        "timesteps": lambda: slide_in_drawer("Timesteps"),
        "units": lambda: slide_in_drawer("Units of the LSTM"),
    }
    for control, act in actions.items():
        if control == "held":
            turn_to("Surgery")
            page.evaluate(TAG)
            figures = page.evaluate(TAGGED)  # that of the closed tab among them
        before = draws(opened)
        act()
        page.wait_for_function(
            "n => [...document.querySelectorAll('.rnnviz-plot')].reduce((s, p) => s + Number(p.dataset.drawn), 0) > n",
            arg=before,
        )
        opened.settle()
        assert page.evaluate(TAGGED) == figures, control
        assert page.locator(".cell svg").evaluate("node => node.tagged"), control
    assert opened.errors == []


def test_clicks_in_a_heat_map_and_in_the_half_lives_open_their_numbers_in_the_diagram_and_the_sum(visit):
    opened = opened_page(visit)
    page = opened.page
    plot = page.locator(".st-key-gates_over_time_gru .figure")
    place = plot.evaluate(
        """node => { const { xaxis, _plots } = node._fullLayout; const y = node._fullLayout.yaxis3;
            return { x: xaxis._offset + xaxis.d2p(7), y: y._offset + y.d2p(2) }; }"""
    )
    plot.click(position=place)
    expect(page.locator(".panel[data-symbol='z_7[2]']")).to_be_attached()
    expect(page.locator(".cell[data-kind='gru'][data-timestep='6']")).to_be_attached()
    value = page.locator(".panel .result-value").inner_text()
    chip = page.locator(".chip[data-name='z'] text").text_content()
    assert value.startswith(chip[:-1])
    page.locator(".chip[data-name='kept']").click()
    expect(page.locator(".panel[data-symbol='h_7[2]']")).to_be_attached()
    assert "select=gru%2Ch%2C7%2C2" in page.url or "select=gru,h,7,2" in page.url
    plot = page.locator(".st-key-gates_perturbation .figure")
    place = plot.evaluate(
        """node => { const { xaxis, yaxis } = node._fullLayout; const { x, y } = node._fullData[3];
            return { x: xaxis._offset + xaxis.d2p(x[4]), y: yaxis._offset + yaxis.d2p(y[4]) }; }"""
    )
    plot.click(position=place)
    expect(page.get_by_role("heading", name="GRU, with the nudge")).to_be_visible()
    expect(page.locator(".cell[data-kind='gru'][data-timestep='6']")).to_be_attached()
    page.wait_for_url(re.compile("nudged"))


def test_the_cursor_stands_at_the_cells_timestep_and_follows_when_it_is_stepped_with_the_keyboard(visit):
    opened = opened_page(visit)
    page = opened.page
    expect(page.locator(".st-key-gates_over_time_gru .cursor")).to_be_visible()
    chip = page.locator(".chip[tabindex='0']")
    chip.focus()
    chip.press("ArrowRight")
    chip.press("ArrowRight")
    expect(page.locator(".cell[data-timestep='4']")).to_be_attached()
    cursor = page.locator(".st-key-gates_over_time_lstm .cursor")
    expect(cursor).to_be_visible()
    expected = page.locator(".st-key-gates_over_time_lstm .figure").evaluate(
        "node => node._fullLayout.xaxis._offset + node._fullLayout.xaxis.d2p(5)"
    )
    assert float(cursor.evaluate("node => parseFloat(node.style.left)")) == pytest.approx(expected, abs=0.5)
    opened.page.wait_for_url(re.compile("select=lstm(,|%2C)c(,|%2C)5"))
    chip = page.locator(".chip:focus")
    chip.press("ArrowDown")
    expect(page.locator(".chip:focus")).to_have_count(1)
    page.locator(".chip:focus").press("Enter")
    opened.settle()
    assert opened.errors == []


def test_playing_moves_the_numbers_through_the_cell(visit):
    opened = opened_page(visit, reduced_motion="no-preference")
    page = opened.page
    belt = page.locator(".cell .ticks").first
    expect(belt).to_have_css("animation-name", "none")
    page.locator(".cell .play").click()
    expect(belt).to_have_css("animation-name", "belt")
    page.locator(".chip.ahead").first.wait_for(state="attached")
    expect(page.locator(".cell")).to_have_attribute("data-timestep", re.compile(r"^([4-9]|\d\d)$"))
    page.locator(".cell .play").click()
    expect(page.locator(".chip.ahead")).to_have_count(0)
    expect(belt).to_have_css("animation-name", "none")
    resting = opened_page(visit)
    resting.page.locator(".cell .play").click()
    expect(resting.page.locator(".cell")).to_have_attribute("data-timestep", re.compile(r"^([3-9]|\d\d)$"))
    expect(resting.page.locator(".chip.ahead")).to_have_count(0)


def test_own_numbers_that_are_not_finite_are_refused_and_the_view_stays(visit):
    opened = opened_page(visit, "gates?input=own")
    page = opened.page
    field = page.get_by_role("textbox", name=re.compile("Your numbers"))
    field.fill("1, inf, 2")
    field.press("Control+Enter")
    expect(page.get_by_text("Your numbers were not taken", exact=False)).to_contain_text("not finite")
    expect(page.locator(".readout")).to_contain_text("of 12")
    field.fill("1 0 0 0 0.5")
    field.press("Control+Enter")
    expect(page.locator(".readout")).to_contain_text("of 5")
    assert opened.errors == []


def test_a_control_draws_the_cell_before_the_figures_and_only_what_is_near(visit):
    opened = visit(viewport={"width": 1280, "height": 400})  # so low that the tabs are far below, also while they load
    opened.page.wait_for_function("document.querySelectorAll('.rnnviz-plot[data-drawn]').length === 4")
    expect(opened.page.locator(".st-key-gates_perturbation")).to_have_count(0)
    opened.page.evaluate("""() => {
        window.order = [];
        const heard = (list) => list.forEach(({ target }) => window.order.push(target.className));
        const watch = (node, options) => new MutationObserver(heard).observe(node, options);
        const shadows = [...document.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
        watch(shadows.map((each) => each.querySelector(".cell .sentence")).find(Boolean), { childList: true });
        for (const plot of document.querySelectorAll(".rnnviz-plot"))
            watch(plot, { attributes: true, attributeFilter: ["data-drawn"] });
    }""")
    opened.page.get_by_role("combobox", name="Weights").click()
    opened.page.get_by_role("option", name="Fresh weights").click()
    opened.page.wait_for_function("window.order.filter((name) => name.includes('rnnviz-plot')).length === 4")
    assert opened.page.evaluate("window.order[0]") == "sentence"
    opened.see_all()
    expect(opened.page.locator(".st-key-gates_perturbation .rnnviz-plot[data-drawn]")).to_be_visible()
    assert opened.errors == []


def test_a_prediction_is_answered_and_back_returns_to_the_page_as_it_was(visit):
    opened = visit("gates?select=lstm,c,4,0")
    opened.page.get_by_text("Predict, then reveal", exact=True).click()
    expect(opened.page.get_by_role("heading", name="What to notice")).to_have_count(0)
    expect(opened.page.locator(".chip[data-name='c'] text")).to_have_text("?")
    opened.settle()
    opened.page.get_by_role("button", name="Reveal", exact=True).click()
    opened.page.wait_for_selector(".panel[data-symbol='c_4[0]']", state="attached")
    opened.settle()
    opened.page.go_back()
    opened.page.wait_for_url(lambda url: "predict" not in url)
    opened.see_all()
    expect(opened.page.get_by_role("heading", name="What to notice")).to_be_visible()
    assert opened.errors == []


def test_what_is_opened_along_the_trail_is_shown_in_the_cell_and_framed_in_its_map(visit):
    opened = opened_page(visit, "gates?select=lstm,f,4,1")
    frame = opened.page.locator(".st-key-gates_over_time_lstm .frame")
    expect(frame).to_be_visible()
    before = frame.bounding_box()
    opened.page.locator(".panel .factor.open", has_text="h3[2]").click()
    opened.open_panel("h_3[2]")
    expect(opened.page.locator(".cell[data-timestep='2']")).to_be_attached()
    expect(opened.page.locator(".chip[data-name='h'][aria-pressed='true']")).to_be_attached()
    opened.settle()
    after = frame.bounding_box()
    assert after["y"] > before["y"] and after["x"] < before["x"], "h is below f, and a step earlier"
    shown = opened.page.locator(".chip[data-name='h'] text").text_content()
    assert opened.page.locator(".panel .result-value").inner_text().startswith(shown[:-1])
