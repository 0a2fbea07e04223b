"""The app: its reruns on the server, its answers in a browser, its memory."""

import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
from streamlit.testing.v1 import AppTest

from bench.core import Row, median_ms
from rnnviz.chapters.gradients import words as gradients_words
from rnnviz.chapters.gradients.figures.gradients import flow
from rnnviz.chapters.gradients.scene import scene as gradients_scene
from rnnviz.chapters.gradients.scene import sensitivity, update
from rnnviz.chapters.gradients.view.choices import View as GradientsView
from rnnviz.chapters.hidden_state.view import TIMESTEPS, View, change_timesteps
from rnnviz.ui.routes import CHAPTERS
from tests.support.serving import chromium, serve

ROOT = Path(__file__).resolve().parents[1]
SETTLED = "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"

WAIT = """([selector, attribute, event]) => {
    const roots = (root) => [...root.querySelectorAll('*')].flatMap((each) => each.shadowRoot ?? []);
    const find = (root) => root.querySelector(selector) ?? roots(root).map(find).find(Boolean);
    window.took = new Promise((resolve) => {
        let began;
        document.addEventListener(event, () => { began ??= performance.now(); }, { once: true, capture: true });
        const observer = new MutationObserver(() => {
            observer.disconnect();
            requestAnimationFrame(() => resolve(performance.now() - began));
        });
        observer.observe(find(document), { attributes: true, attributeFilter: [attribute] });
    });
}"""
"""Sets window.took: milliseconds from an event to the frame in which an attribute of an element has changed."""


def rows() -> Iterator[Row]:
    """Every row about the app."""
    yield from reruns()
    yield from in_a_browser()


def reruns() -> Iterator[Row]:
    """One run of the chapter's script, measured whole by Streamlit's own test harness."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
    app.switch_page("pages/hidden_state.py").run()
    warm = median_ms(app.run)
    sizes = iter(range(4, 64))

    def unseen():
        app.session_state["hidden_state_view"] = change_timesteps(View(), TIMESTEPS, next(sizes))
        app.run()

    new = median_ms(unseen, times=20)
    app.switch_page("pages/home.py").run()
    home = median_ms(app.run)
    yield (
        "warm rerun of the hidden-state chapter, on the server",
        f"{warm:.1f} ms",
        "≤ 25 ms",
        f"a view never seen: {new:.1f} ms; the landing page: {home:.1f} ms",
    )
    for chapter in CHAPTERS[1:]:
        app.switch_page(chapter.page).run()
        yield f"warm rerun of “{chapter.title}”, on the server", f"{median_ms(app.run):.1f} ms", "≤ 30 ms", ""
    yield gradients_cold(app)


def gradients_cold(app: AppTest) -> Row:
    """The gradients chapter at its largest: three cells, 32 units, 200 steps, seeds never seen before."""
    seeds = iter(range(100, 1000))

    def first():
        view = replace(GradientsView.of("long"), seed=next(seeds))
        flow(view).sent, gradients_words.verdicts(view), gradients_words.notices(view)

    def computed():
        view = replace(GradientsView.of("long"), seed=next(seeds))
        for kind in view.kinds:
            gradients_scene(view, kind).flow("h"), sensitivity(view, kind, "h"), update(view, kind)

    def whole():
        app.session_state["gradients_view"] = replace(GradientsView.of("long"), seed=next(seeds))
        app.session_state["gradients_near"] = {"*"}
        app.run()

    app.switch_page("pages/gradients.py").run()
    answer, numbers, page = (median_ms(each, times=15) for each in (first, computed, whole))
    name = "gradients: three cells, 32 units, 200 steps, T×T, cold: the numbers"
    beside = f"figure and verdict of the first answer: {answer:.0f} ms; the whole page, ten figures: {page:.0f} ms"
    return name, f"{numbers:.0f} ms", "≤ 150 ms", beside


def in_a_browser() -> Iterator[Row]:
    """What a reader waits for, and what the server holds after."""
    with serve() as (process, address), serve("bench/bare.py") as (_, bare), chromium() as browser:
        landing = browser.new_page()
        fetched = []
        landing.on("request", lambda request: fetched.append(request.url) if "plotly" in request.url.lower() else None)
        landing.goto(address)
        landing.wait_for_selector(SETTLED)
        landing.wait_for_selector(".node")
        yield "landing page: requests for Plotly", str(len(fetched)), "0", ""
        pages = {"chapter": browser.new_page(), "bare": browser.new_page()}
        pages["chapter"].goto(f"{address}/hidden_state?preset=sunspots")
        pages["bare"].goto(bare)
        times = {name: [] for name in pages}
        for turn in range(24):
            for name, page in pages.items():
                page.bring_to_front()
                figure = ".diagram" if name == "chapter" else ".rnnviz-plot"
                times[name].append(key_to_figure(page, "ArrowRight" if turn < 12 else "ArrowLeft", figure))
        chapter, alone = (statistics.median(times[name][4:]) for name in ("chapter", "bare"))
        beside = f"a page with that slider and a figure alone: {alone:.0f} ms"
        yield (
            "arrow key on a slider → picture redrawn, in the browser",
            f"{chapter:.0f} ms, {chapter / alone:.2f} ×",
            "≤ 1.2 ×",
            beside,
        )
        yield (
            "click on a number → its arithmetic, in the browser",
            f"{click_to_panel(pages['chapter']):.0f} ms",
            "< 150 ms",
            "",
        )
        for chapter in CHAPTERS[1:]:
            pages["chapter"].goto(f"{address}/{chapter.path}")
            pages["chapter"].wait_for_selector(SETTLED)
            pages["chapter"].wait_for_selector(".rnnviz-plot[data-drawn]")
        yield held_by(process.pid, "web process after every page", "≤ 300 MB")


def key_to_figure(page, key: str, figure: str) -> float:
    """Milliseconds from a key press on the slider to the figure redrawn, which counts its drawings."""
    page.wait_for_selector(SETTLED)
    page.wait_for_selector(f"{figure}[data-drawn]")
    page.wait_for_load_state("networkidle")
    slider = page.get_by_role("slider", name="Timesteps")
    slider.focus()
    page.evaluate(WAIT, [figure, "data-drawn", "keydown"])
    slider.press(key)
    return page.evaluate("window.took")


def click_to_panel(page) -> float:
    """Median milliseconds from a click on a number of the diagram to its arithmetic."""
    durations = []
    for turn in range(12):
        page.wait_for_selector(SETTLED)
        page.wait_for_load_state("networkidle")
        page.evaluate(WAIT, [".panel", "data-symbol", "click"])
        page.locator(f".node[data-id='h.{1 + turn % 2}.{turn % 3}']").click()
        durations.append(page.evaluate("window.took"))
    return statistics.median(durations[2:])


def held_by(pid: int, what: str, must: str) -> Row:
    """What the web process holds, and what it must never have loaded."""
    process = psutil.Process(pid)
    time.sleep(1)  # let the last run's garbage go
    resident = process.memory_info().rss / 2**20
    maps = process.memory_maps() if hasattr(process, "memory_maps") else []  # macOS does not tell
    loaded = {name for name in ("tensorflow", "sklearn") for each in maps if f"/{name}/" in each.path}
    return what, f"{resident:.0f} MB, {', '.join(sorted(loaded)) or 'no TensorFlow, no scikit-learn'}", must, ""
