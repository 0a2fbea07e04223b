"""One reader: from a control to diagram and sum redrawn, on every chapter, with Plotly and without it."""

import statistics
from collections.abc import Iterator
from typing import NamedTuple

from bench.core import Row
from tests.support.browsing import Visit
from tests.support.serving import chromium, serve


class Answer(NamedTuple):
    """What is moved, and which sections answer.

    Args:
        path: of the page, with its link.
        label: of the control: a slider, which arrow keys move, or a field, into which something is typed.
        sections: that must all be redrawn; what is Plotly's in them is passed over.
        typed: what is typed, by turns; nothing where it is a slider.
    """

    path: str
    label: str
    sections: tuple[str, ...]
    typed: tuple[str, ...] = ()


ANSWERS = (
    Answer("hidden_state?preset=sunspots", "Timesteps", ("unrolled", "arithmetic")),
    Answer("shapes", "units of simple_rnn", ("builder", "detail"), ("3", "4", "5", "6", "7")),
    Answer("gates?weights=fresh&units=1", "Units of the LSTM", ("diagram", "arithmetic")),
    Answer("gradients", "Units", ("flow",)),
    Answer("forecasters?epochs=5", "Units", ("errors",)),
    Answer("generation?colour=h", "Unit", ("text",)),
    Answer("generation", "It goes on from", ("text",), ("The value", "An object", "If a class", "See also")),
    Answer("sentiment", "A sentence", ("strip", "arithmetic"), ("The film was bad.", "The film was not bad.")),
    Answer(
        "tagging?preset=step_both",
        "The sentence",
        ("sentence", "arithmetic"),
        ("She saw her leave.", "They said that was awful.", "The plot moved me.", "We loved it, but she did not."),
    ),
    Answer("clinic?scene=units", "Units", ("arithmetic",)),
)

WAIT = """([page, sections]) => {
    const roots = (node) => [node, ...[...node.querySelectorAll("*")].map((each) => each.shadowRoot).filter(Boolean)];
    window.took = new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error("nothing was redrawn")), 20000);
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
            const options = { childList: true, subtree: true, characterData: true };
            // Outside of our components an attribute says no more than that Streamlit has begun.
            for (const root of roots(place)) observer.observe(root, { ...options, attributes: root !== place });
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
                visit.page.context.close()
            page = answer.path.partition("?")[0]
            moved = "Enter in a field" if answer.typed else "key on a control"
            yield (
                f"“{page}”: {moved} → {' and '.join(answer.sections)} redrawn, in the browser",
                f"{statistics.median(times[False]):.0f} ms",
                "≤ 200 ms" if answer.typed else "≤ 150 ms",
                f"with Plotly blocked: {statistics.median(times[True]):.0f} ms",
            )


def answered(visit: Visit, answer: Answer, turn: int) -> float:
    """Milliseconds from a key press to the answer; returns when the page rests again."""
    page, name = visit.page, answer.path.partition("?")[0]
    field = page.get_by_label(answer.label, exact=True)
    control = field if answer.typed else page.get_by_role("slider", name=answer.label)
    if not control.count():
        page.get_by_role("button", name="More choices").click()
    if answer.typed:
        control.fill(answer.typed[turn % len(answer.typed)])
    control.focus()
    page.evaluate(WAIT, [name, list(answer.sections)])
    control.press("Enter" if answer.typed else "ArrowRight" if turn % 2 == 0 else "ArrowLeft")
    took = page.evaluate("window.took")
    visit.settle()
    return took
