"""One reader: from a control to diagram and sum redrawn, on every chapter, with Plotly and without it."""

import statistics
from collections.abc import Iterator
from typing import NamedTuple

from playwright.sync_api import Page

from bench.core import Row
from tests.support.browsing import Visit
from tests.support.serving import chromium, serve


class Answer(NamedTuple):
    """What is moved, and which sections answer.

    Args:
        path: of the page, with its link.
        role, label: of the control, which arrow keys move.
        sections: that must all be redrawn; what is Plotly's in them is passed over.
    """

    path: str
    role: str
    label: str
    sections: tuple[str, ...]


ANSWERS = (
    Answer("hidden_state?preset=sunspots", "slider", "Timesteps", ("unrolled", "arithmetic")),
    Answer("shapes", "spinbutton", "units", ("builder", "detail")),
    Answer("gates?weights=fresh", "slider", "Timesteps", ("diagram", "arithmetic")),
    Answer("gradients", "slider", "Units", ("flow",)),
    Answer("forecasters?epochs=5", "slider", "Units", ("forecast",)),
)

WAIT = """([page, sections]) => {
    const roots = (node) => [node, ...[...node.querySelectorAll("*")].map((each) => each.shadowRoot).filter(Boolean)];
    window.took = new Promise((resolve) => {
        let began;
        document.addEventListener("keydown", () => { began ??= performance.now(); }, { once: true, capture: true });
        const waiting = new Set(sections);
        for (const section of sections) {
            const observer = new MutationObserver((changes) => {
                const passed = (change) => change.target.closest?.(".rnnviz-plot, input, label");
                if (began === undefined || changes.every(passed)) return;
                observer.disconnect();
                waiting.delete(section);
                if (!waiting.size) requestAnimationFrame(() => resolve(performance.now() - began));
            });
            const place = document.querySelector(`.st-key-${page}_${section}_section`);
            const options = { childList: true, subtree: true, attributes: true, characterData: true };
            for (const root of roots(place)) observer.observe(root, options);
        }
    });
}"""
"""Sets window.took: milliseconds from a key press to the frame in which every one of the sections has changed."""


def rows() -> Iterator[Row]:
    """A row for each chapter."""
    with serve() as (_, address), chromium() as browser:
        for answer in ANSWERS:
            times = {}
            for blocked in (False, True):
                visit = Visit(browser, address)
                if blocked:
                    visit.page.route("**/plotly*", lambda route: route.abort())
                visit.page.goto(f"{address}/{answer.path}")
                visit.settle()
                times[blocked] = [answered(visit, answer, turn) for turn in range(16)][4:]
                visit.context.close()
            page = answer.path.partition("?")[0]
            yield (
                f"“{page}”: key on a control → {' and '.join(answer.sections)} redrawn, in the browser",
                f"{statistics.median(times[False]):.0f} ms",
                "≤ 150 ms",
                f"with Plotly blocked: {statistics.median(times[True]):.0f} ms",
            )


def answered(visit: Visit, answer: Answer, turn: int) -> float:
    """Milliseconds from a key press to the answer; returns when the page rests again."""
    page: Page = visit.page
    control = page.get_by_role(answer.role, name=answer.label).first
    if not control.count():
        page.get_by_role("button", name="More choices").click()
    control.focus()
    name = answer.path.partition("?")[0]
    page.evaluate(WAIT, [name, list(answer.sections)])
    control.press(("ArrowUp" if answer.role == "spinbutton" else "ArrowRight") if turn < 8 else "ArrowLeft")
    if answer.role == "spinbutton":
        control.press("Enter")
    took = page.evaluate("window.took")
    visit.settle()
    return took
