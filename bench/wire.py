"""What a browser that has never been here, and one that has, waits for: bytes over the wire, and the first figure."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, Page

from bench.core import Row
from bench.paint import ALIVE
from rnnviz.ui.routes import CHAPTERS
from tests.support.serving import chromium, counting, serve

CHART = ".js-plotly-plot .main-svg"
BEFORE = {"hidden_state": 5.07, "shapes": 6.62, "gates": 5.53, "gradients": 5.44, "forecasters": 5.19}
"""Megabytes to the first figure before the server kept compressed files and compressed its messages."""


def rows() -> Iterator[Row]:
    """Every row about first and second visits."""
    with serve() as (_, app), serve("bench/plain_chart.py") as (_, plain), chromium() as browser:
        pages = {chapter.path: f"{app}/{chapter.path}" for chapter in CHAPTERS}
        pages[plain] = plain
        for name, address in pages.items():  # the server's imports and caches are not the browser's
            with cold(browser) as context:
                seconds_to(context, address, ALIVE.get(name, CHART))
        with counting(app) as (address, received):
            for chapter in CHAPTERS:
                yield transferred(browser, f"{address}/{chapter.path}", received, chapter)
        times = {name: [] for name in pages}
        for _ in range(5):
            for name, found in times.items():
                with cold(browser) as context:
                    found.append(seconds_to(context, pages[name], ALIVE.get(name, CHART)))
        alone = statistics.median(times[plain])
        for chapter in CHAPTERS:
            found = statistics.median(times[chapter.path])
            yield (
                f"“{chapter.title}”, cold browser, deep link → first figure",
                f"{1000 * found:.0f} ms, {found / alone:.2f} ×",
                "≤ 1.5 ×",
                f"a page with one st.plotly_chart: {1000 * alone:.0f} ms",
            )


@contextmanager
def cold(browser) -> Iterator[BrowserContext]:
    """A browser that has kept nothing."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    yield context
    context.close()


def seconds_to(context: BrowserContext, address: str, selector: str) -> float:
    """Open a page and close it again; return the seconds until it holds what the selector names."""
    page: Page = context.new_page()
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(selector, state="attached", timeout=120_000)
    took = time.perf_counter() - began
    page.wait_for_load_state("networkidle")
    page.close()
    return took


def transferred(browser, address: str, received: list[int], chapter) -> Row:
    """Megabytes that a first and a second visit to a chapter receive, all messages counted."""
    sizes = []
    with cold(browser) as context:
        for _ in range(2):
            received.clear()
            seconds_to(context, address, ALIVE[chapter.path])
            sizes.append(sum(received) / 1e6)
    before = BEFORE.get(chapter.path)
    return (
        f"“{chapter.title}”, bytes over the wire to the first figures",
        f"{sizes[0]:.2f} MB; the second visit {1000 * sizes[1]:.0f} kB",
        "≤ 0.25 ×; ≤ 200 kB",
        f"before the server compressed: {before} MB, {sizes[0] / before:.2f} ×" if before else "",
    )
