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
    Answer("digits", "Seed", ("pad", "steps")),
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
    yield pen()


def pen() -> Row:
    """A stroke drawn on the field of the digits, from the lifted pen to the ten probabilities of what is there."""
    with serve() as (_, address), chromium() as browser:
        visit = Visit(browser, address, "digits?preset=tutorial")
        page = visit.page
        box = page.locator(".field canvas").bounding_box()
        at = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in STROKE]
        times = []
        for _ in range(12):
            page.evaluate(LIFTED)
            page.mouse.move(*at[0])
            page.mouse.down()
            for point in at[1:]:
                page.mouse.move(*point, steps=8)
            page.mouse.up()
            times.append(page.evaluate("window.took"))
            visit.settle()
            page.get_by_role("button", name="Undo").click()
            visit.settle()
        moving = [page.evaluate("window.moving")]
        page.context.close()
    return (
        "“digits”: pen lifted → ten probabilities, in the browser",
        f"{statistics.median(times[2:]):.0f} ms",
        "≤ 100 ms",
        f"answers of one moving stroke, on average every {moving[0]:.0f} ms",
    )


STROKE = ((0.3, 0.2), (0.6, 0.15), (0.7, 0.35), (0.5, 0.5), (0.7, 0.7), (0.5, 0.9), (0.3, 0.8))

LIFTED = """() => {
    const pad = [...document.querySelectorAll("*")].map((each) => each.shadowRoot?.querySelector(".pad")).find(Boolean);
    const arrived = [];
    window.took = new Promise((resolve) => {
        let lifted;
        let last;
        const note = () => [lifted, last] = [performance.now(), Number(pad.dataset.asked)];
        pad.addEventListener("pointerup", note, { once: true });
        const observer = new MutationObserver(() => {
            arrived.push(performance.now());
            if (lifted === undefined || Number(pad.dataset.answered) < last) return;
            observer.disconnect();
            window.moving = (arrived.at(-1) - arrived[0]) / Math.max(1, arrived.length - 1);
            requestAnimationFrame(() => resolve(performance.now() - lifted));
        });
        observer.observe(pad, { attributes: true, attributeFilter: ["data-answered"] });
    });
}"""
"""Sets window.took: milliseconds from the lifted pen to the frame in which the field has the answers."""


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
