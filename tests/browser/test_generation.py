"""The chapter that writes, in a browser."""

import pytest
from playwright.sync_api import expect

from tests.support.browsing import PATIENCE

PATH = "generation"

TEXT = """() => [...document.querySelector("[class*=st-key-generation_text]").querySelectorAll("*")]
    .find((each) => each.shadowRoot?.querySelector(".writing")).shadowRoot"""


def text_of(page) -> str:
    """The letters that are shown."""
    return page.evaluate(f"[...({TEXT})().querySelectorAll('.read')].map((each) => each.textContent).join('')")


def test_the_slider_rewrites_without_asking_and_the_link_follows_where_it_rests(visit):
    opened = visit()
    page, first = opened.page, text_of(opened.page)
    slider = page.get_by_role("slider", name="temperature")
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    assert text_of(page) != first, "before the server knows"
    expect(page.locator("output").first).to_have_text("0, greedy")
    page.wait_for_url("**/generation?temperature=0")
    opened.settle()
    assert text_of(page).startswith("The␣")
    expect(slider).to_be_focused()


def test_a_letter_and_one_that_was_likely_open_their_probability(visit):
    opened = visit()
    page = opened.page
    page.get_by_role("button", name="letter 3: e", exact=True).click()
    page.wait_for_url("**/generation?at=2")
    opened.settle()
    likely = page.locator(".cell").nth(2).locator(".guess").nth(1)
    label = likely.get_attribute("aria-label")
    likely.click()
    page.wait_for_url("**letter=*")
    opened.settle()
    share = int(label.split(", ")[1].split()[0].strip("<>"))
    shown = page.locator(".panel .result-value").inner_text()
    assert abs(100 * float(shown) - share) <= 1


def test_another_beginning_is_written_on_from(visit):
    opened = visit()
    field = opened.page.get_by_label("It goes on from")
    field.fill("import ")
    field.press("Enter")
    expect(opened.page.get_by_role("button", name="letter 1: i", exact=True)).to_be_visible()
    opened.settle()
    assert text_of(opened.page).startswith("import␣") and opened.page.url.endswith("?begin=import+")


@pytest.mark.parametrize("part", ["units", "mattered"])
def test_what_is_asked_of_the_network_is_answered_and_accessible(visit, part):
    opened = visit(f"{PATH}?part={part}")
    opened.see_all()
    opened.page.get_by_role(
        "button", name={"units": "Look for units", "mattered": "Leave each letter out"}[part]
    ).click()
    words = {"units": "separates “inside quotes” best", "mattered": "in place of"}[part]
    expect(opened.page.get_by_text(words).first).to_be_visible()
    opened.settle()
    opened.assert_accessible()


def test_a_network_is_trained_on_a_text_and_writes(visit):
    opened = visit(f"{PATH}?part=train&iterations=1&units=16")
    page = opened.page
    opened.see_all()
    page.get_by_role("button", name="Your own text").click()
    text = ("Es war einmal ein König, der hatte drei Töchter.\n" * 40).encode()
    page.locator("input[type=file]").set_input_files({"name": "text.txt", "mimeType": "text/plain", "buffer": text})
    expect(page.get_by_text("text.txt. 1,960 letters")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Train it with Keras").click()
    page.get_by_role("button", name="Let it write above").click(timeout=3 * PATIENCE)
    page.wait_for_url("**/generation?preset=own*")
    opened.settle()
    assert text_of(page).startswith("Es␣war␣ein")
