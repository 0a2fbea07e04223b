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
    forecasts, verdicts = zip(*durations, strict=True)
    return (
        "arrow key on “Units” → retrained, the forecast and the verdict over five seeds redrawn, in the browser",
        f"{statistics.median(verdicts):.0f} ms",
        "≤ 200 ms",
        f"the forecast alone {statistics.median(forecasts):.0f} ms, from {min(forecasts):.0f} to {max(forecasts):.0f} "
        f"ms; both to {max(verdicts):.0f} ms; the training alone, SimpleRNN(3): {training:.0f} ms",
    )


SAYS_ANOTHER = """(selector) => {
    const said = () => document.querySelector(selector)?.innerText;
    window.said = new Promise((resolve) => {
        let began, before;
        const begin = () => { [began, before] = [performance.now(), said()]; };
        document.addEventListener("keydown", begin, { once: true, capture: true });
        const observer = new MutationObserver(() => {
            if (!began || !said() || said() === before) return;
            observer.disconnect();
            requestAnimationFrame(() => resolve(performance.now() - began));
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    });
}"""
"""Sets window.said: milliseconds from a key press to the frame in which an element says something else."""


def key_to_forecast(page) -> tuple[float, float]:
    """Milliseconds from a key press to the forecast, and to the verdict; returns when the rest of the page rests."""
    page.locator(FIGURE.format("forecast")).wait_for()
    slider = page.get_by_role("slider", name="Units")
    slider.focus()
    page.evaluate(WAIT, [FIGURE.format("forecast"), "data-drawn", "keydown"])
    page.evaluate(SAYS_ANOTHER, ".st-key-forecasters_verdict_section")
    slider.press("ArrowRight")
    took = page.evaluate("window.took"), page.evaluate("window.said")
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
        setting = f"{address}/forecasters?preset={preset}&seeds=20&branch=1&branch_rate=0.03"
        page.goto(f"{setting}&part=inside")
        begin = page.get_by_role("button", name="Train 20 seeds")
        for section in ("time_machine", "seeds"):
            scroll_to(page, section)
        if begin.count():
            begin.click()
            begin.wait_for(state="detached")
        page.locator(FIGURE.format("seeds")).wait_for()
        page.goto(f"{setting}&part=race")
        scroll_to(page, "race")
        page.get_by_role("button", name="Run the race").click()
        page.locator(FIGURE.format("race")).wait_for()
        page.wait_for_selector(SETTLED)
    page.goto(f"{address}/forecasters?part=race")
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
        scroll_to(page, "seeds")
        page.locator(FIGURE.format("forecast")).wait_for()
        page.wait_for_selector(SETTLED)
