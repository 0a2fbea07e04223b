"""What only a browser can tell of the forecasters chapter."""

import re

from playwright.sync_api import expect

from rnnviz.core.numbers import LOWERED

PATH = "forecasters"
FIGURES = 2
"""Of the first screen and the luck; each tab has its own."""

INSIDE = f"{PATH}?part=inside"
NODES = """() => [...document.querySelectorAll('.rnnviz-plot .figure'),
    document.querySelector('.st-key-forecasters_film [data-testid=stBidiComponentIsolated]').shadowRoot.firstChild]"""
TAG = f"() => {{ for (const node of ({NODES})()) node.tagged = true }}"
KEPT = f"() => ({NODES})().map((node) => Boolean(node?.tagged))"
CSV = "day,degrees\n" + "\n".join(f"2024-{1 + k // 28:02}-{1 + k % 28:02},{10 + k % 7}" for k in range(200))


def opened_page(visit, path=None, figures=FIGURES, **context):
    """The chapter, once all of it is drawn."""
    opened = visit(path, **context)
    opened.see_all()
    opened.page.wait_for_function("n => document.querySelectorAll('.rnnviz-plot[data-drawn]').length >= n", arg=figures)
    return opened


def draws(opened) -> int:
    """How often the first figure has been drawn."""
    return int(opened.page.locator(".rnnviz-plot").first.get_attribute("data-drawn"))


def test_what_is_far_below_comes_when_it_is_scrolled_to(visit):
    opened = visit(INSIDE)
    page = opened.page
    expect(page.locator(".rnnviz-plot[data-drawn]").first).to_be_attached()
    assert page.locator(".film").count() == 0
    page.locator(".st-key-forecasters_time_machine_section").scroll_into_view_if_needed()
    page.locator(".film[data-drawn]").wait_for(state="attached")
    assert opened.errors == []


def test_moving_a_slider_retrains_and_remounts_nothing(visit):
    opened = opened_page(visit, INSIDE)
    page = opened.page
    page.locator(".film[data-drawn]").wait_for(state="attached")
    page.evaluate(TAG)
    for control, key in (("Units", "ArrowRight"), ("Epochs", "ArrowRight"), ("Learning rate", "ArrowRight")):
        before, shown = draws(opened), page.get_by_test_id("stMetricValue").all_text_contents()
        page.get_by_role("slider", name=control).press(key)
        page.wait_for_function("n => Number(document.querySelector('.rnnviz-plot').dataset.drawn) > n", arg=before)
        expect(page.get_by_test_id("stMetricValue").first).not_to_have_text(shown[0])
        opened.settle()
    page.get_by_text("GRU", exact=True).first.click()
    page.wait_for_url("**cell=gru**")
    opened.settle()
    kept = page.evaluate(KEPT)
    assert len(kept) > FIGURES and all(kept)


def test_a_slider_that_is_pressed_fast_ends_where_it_stands(visit):
    opened = opened_page(visit)
    slider = opened.page.get_by_role("slider", name="Units")
    for _ in range(8):
        slider.press("ArrowRight")
    opened.page.wait_for_url("**units=11**")
    opened.settle()
    expect(slider).to_have_value("11")
    assert opened.errors == []


def test_the_film_moves_the_figures_and_a_branch_leaves_from_its_epoch(visit):
    opened = opened_page(visit, INSIDE)
    page = opened.page
    page.get_by_role("slider", name="epoch", exact=True).focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    page.wait_for_url("**epoch=16**")
    expect(page.get_by_text("After epoch 16", exact=False).first).to_be_visible()
    page.get_by_role("button", name="Branch from epoch 16").click()
    page.wait_for_url("**branch=16**")
    expect(page.get_by_role("button", name="Close the branch")).to_be_visible()
    opened.settle()
    assert opened.errors == []


def test_a_prediction_opens_in_the_hidden_state_chapter_with_these_weights_and_back_is_the_forecast(visit):
    opened = opened_page(visit, f"{PATH}?units=5&seed=7")
    page = opened.page
    said = page.get_by_text("the network says", exact=False).first.text_content()
    page.get_by_role("button", name="See how: this window in the hidden state").click()
    page.wait_for_url("**/hidden_state?**wh=**")
    opened.settle()
    assert re.search(r"says [\d.]+", said) and opened.errors == []
    assert "timesteps=12" in page.url
    expect(page.locator(".node[data-id^='y.']").first).to_be_attached()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Forecasters")
    opened.settle()
    assert page.url.endswith(f"{PATH}?units=5&seed=7")
    expect(page.get_by_role("slider", name="Units")).to_have_value("5")


def test_an_uploaded_file_is_the_series(visit):
    opened = opened_page(visit, "forecasters?preset=own")
    page = opened.page
    page.locator("input[type=file]").first.set_input_files(
        {"name": "days.csv", "mimeType": "text/csv", "buffer": CSV.encode()}
    )
    expect(page.get_by_label("Their dates")).to_be_visible()
    expect(page.get_by_text("2024-", exact=False).first).to_be_visible()
    opened.settle()
    card = page.locator("[class*='st-key-forecasters_data_card'] summary")
    card.click()
    expect(page.get_by_label("Their dates")).to_be_hidden()
    page.get_by_role("radio", name="LSTM").click()
    expect(page.get_by_text("LSTM(8), test RMSE")).to_be_visible()
    opened.settle()
    expect(page.get_by_label("Their dates")).to_be_hidden()  # a change of the network does not open the card
    card.click()
    expect(page.get_by_label("Their dates")).to_be_visible()
    assert opened.errors == []


def test_a_long_training_is_begun_followed_and_stopped(visit):
    opened = opened_page(visit, "forecasters?overlap=1&units=16&epochs=1000", figures=1)
    page = opened.page
    page.get_by_role("button", name=re.compile("^Train [(]about")).click()
    bar = page.get_by_role("progressbar")
    expect(bar.first).to_be_visible()
    expect(page.get_by_text(re.compile(r"\d+% done")).first).to_be_visible()
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("You stopped the training", exact=False)).to_be_visible()
    opened.settle()
    assert opened.errors == []


def test_the_same_in_keras(visit):
    opened = opened_page(visit, "forecasters?epochs=2&part=race")
    page = opened.page
    page.get_by_role("button", name="Train the same in Keras").click()
    expect(page.get_by_text("Largest relative difference", exact=False)).to_be_visible(timeout=300_000)
    found = page.get_by_text("Largest relative difference", exact=False).text_content()
    number = re.search(r"losses: ([\d.e-]+)\. ", found.translate(LOWERED).replace("×10", "e"))
    assert float(number[1]) < 1e-12, found
    opened.settle()
    assert opened.errors == []


def test_every_file_can_be_taken_away(visit):
    opened = opened_page(visit, "forecasters?epochs=2&part=take")
    page = opened.page
    for label in ("Predictions (CSV)", "NumPy script", "Keras script", "Notebook", "The run (.npz)"):
        with page.expect_download() as begun:
            page.get_by_role("button", name=label).click()
        assert begun.value.path().stat().st_size > 1000
    assert opened.errors == []
