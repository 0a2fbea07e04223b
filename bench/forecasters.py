"""The forecasters' page: from a slider to the figure, beside other readers, and what the server holds in the end."""

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator

from bench.app import ROOT, SETTLED, WAIT, held_by
from bench.core import Row, median_ms
from rnnviz.chapters.forecasters.presets import PRESETS
from rnnviz.chapters.forecasters.view import View, prepared_of
from rnnviz.training.runs import train
from tests.support.serving import chromium, serve

FIGURE = "[class*=st-key-forecasters_{}_figure] .rnnviz-plot[data-drawn]"

LARGE = 5
"""How many runs are more than the server keeps at once, where each is as large as a run may be."""


def rows() -> Iterator[Row]:
    """Every row about the page."""
    yield neighbour()
    with serve() as (process, address), chromium() as browser:
        page = browser.new_page()
        page.set_default_timeout(120_000)
        yield slider_to_figure(page, address)
        train_everything(page, address)
        what, reached, must, _ = held_by(process.pid, "web process after training everything, in Keras too", "≤ 350 MB")
        train_large(page, address)
        _, more, *_ = held_by(process.pid, "", "")
        yield what, reached, must, f"after {LARGE} networks of 64 LSTM units, 100 epochs each, more: {more}"


def neighbour() -> Row:
    """A reader of the gates while another trains; see ``neighbour.py``."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.neighbour"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    alone, loops, blas, process = map(float, done.stdout.split())
    return (
        "warm rerun of the gates while another session trains the largest network",
        f"{max(loops, blas) / alone:.2f} ×",
        "≤ 2 ×",
        f"alone {alone:.0f} ms; beside batch 1 {loops:.0f} ms, batch 32 {blas:.0f} ms, a busy process {process:.0f} ms",
    )


def slider_to_figure(page, address: str) -> Row:
    """A key press on “Units”, about the document's 3 and never the same twice, until the forecast is drawn again."""
    durations = []
    for seed in (11, 12, 13):
        page.goto(f"{address}/forecasters?preset=sunspots&units=1&seed={seed}")
        durations += [key_to_forecast(page) for _ in range(8)]
    view = View.of("sunspots")
    training = median_ms(lambda: train(prepared_of(view), view.model, view.fit))
    return (
        "arrow key on “Units” → retrained and the forecast redrawn, in the browser",
        f"{statistics.median(durations):.0f} ms",
        "≤ 200 ms",
        f"from {min(durations):.0f} to {max(durations):.0f} ms; the training alone, SimpleRNN(3): {training:.0f} ms",
    )


def key_to_forecast(page) -> float:
    """Milliseconds from a key press to the forecast; returns when the rest of the page has followed and rests."""
    page.locator(FIGURE.format("forecast")).wait_for()
    slider = page.get_by_role("slider", name="Units")
    slider.focus()
    page.evaluate(WAIT, [FIGURE.format("forecast"), "data-drawn", "keydown"])
    slider.press("ArrowRight")
    took = page.evaluate("window.took")
    page.wait_for_selector(SETTLED)
    page.evaluate("() => new Promise(requestIdleCallback)")
    return took


def scroll_to(page, section: str) -> None:
    """Bring a section of the page to the screen, where it is drawn."""
    page.locator(f".st-key-forecasters_{section}_section").scroll_into_view_if_needed()
    page.wait_for_selector(SETTLED)


def train_everything(page, address: str) -> None:
    """Every preset with twenty seeds, a branch, the film and the race; then the same in Keras."""
    for preset in PRESETS:
        page.goto(f"{address}/forecasters?preset={preset}&seeds=20&branch=1&branch_rate=0.03")
        begin = page.get_by_role("button", name="Train 20 seeds")
        race = page.get_by_role("button", name="Run the race")
        for section in ("time_machine", "race", "seeds"):
            scroll_to(page, section)
        if begin.count():
            begin.click()
            begin.wait_for(state="detached")
        page.locator(FIGURE.format("seeds")).wait_for()
        scroll_to(page, "race")
        race.click()
        page.locator(FIGURE.format("race")).wait_for()
        page.wait_for_selector(SETTLED)
    page.goto(f"{address}/forecasters")
    scroll_to(page, "by_keras")
    page.get_by_role("button", name="Train the same in Keras").click()
    page.locator(FIGURE.format("same_in_keras")).wait_for()
    page.wait_for_selector(SETTLED)


def train_large(page, address: str) -> None:
    """Runs that are as large as is kept, so that what is kept of runs is full."""
    for seed in range(LARGE):
        setting = "preset=sine&length=200&cell=lstm&units=64&batch=32&epochs=100&seeds=1"
        page.goto(f"{address}/forecasters?{setting}&seed={seed}")
        page.locator("button", has_text="Train (about").click()
        scroll_to(page, "losses")
        page.locator(FIGURE.format("losses")).wait_for()
        page.wait_for_selector(SETTLED)
