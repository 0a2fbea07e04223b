"""The clinic in a browser: a pasted message, a prediction, a number that is opened, a file of the reader's own."""

import json

from playwright.sync_api import expect

from rnnviz.training.series import DATA

PATH = "clinic"


def test_a_pasted_message_opens_its_scene_and_back_returns(visit):
    opened = visit()
    page = opened.page
    field = page.get_by_label("Search", exact=True)
    field.fill('Traceback (most recent call last):\n  File "a.py"\nValueError: loss is nan')
    field.press("Enter")
    page.wait_for_url("**scene=nan*")
    expect(page.get_by_role("heading", name="My loss is nan")).to_be_visible()
    opened.settle()
    page.go_back()
    expect(page.get_by_role("heading", name="expected ndim=3")).to_be_visible()


def test_a_prediction_is_graded_and_a_click_opens_a_number(visit):
    opened = visit(f"{PATH}?scene=state")
    page = opened.page
    page.get_by_text("a is the last h, and so is b").click()
    page.wait_for_url("**guess=a*")
    expect(page.get_by_text("Right: a is the last h")).to_be_visible()
    opened.settle()
    before = page.locator(".panel .result-value").inner_text()
    page.locator(".rnnviz-plot[data-drawn] .nsewdrag").first.click(position={"x": 40, "y": 10})
    page.wait_for_url("**select=*")
    opened.settle()
    expect(page.locator(".panel .result-value")).not_to_have_text(before)


def test_a_model_is_read_and_a_damaged_one_leaves_it(visit):
    opened = visit(f"{PATH}?scene=passport")
    page = opened.page
    model = (DATA / "clinic.keras").read_bytes()
    page.locator("input[type=file]").set_input_files(
        {"name": "mine.keras", "mimeType": "application/zip", "buffer": model}
    )
    expect(page.get_by_role("button", name="Back to the model that is brought along")).to_be_visible()
    opened.settle()
    page.locator("input[type=file]").set_input_files(
        {"name": "cut.keras", "mimeType": "application/zip", "buffer": model[:-9]}
    )
    expect(page.get_by_text("cut.keras was not taken")).to_be_visible()
    expect(page.get_by_role("button", name="Back to the model that is brought along")).to_be_visible()
    page.get_by_role("link", name="In the hidden state").click()
    page.wait_for_url("**/hidden_state?*")
    opened.settle()
    assert json.dumps(opened.errors) == "[]"
