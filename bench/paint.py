"""First paint: a fresh server and a browser that has seen nothing, from the link to a picture that is alive."""

import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from bench.core import Row
from rnnviz.training.kernels.compiled import FOLDER
from rnnviz.ui.routes import CHAPTERS
from tests.support.serving import chromium, serve

TURNS = 5

ALIVE = {
    "hidden_state": ".diagram .node",
    "shapes": ".stack .card",
    "gates": ".cell .picture svg g",
    "gradients": ".rnnviz-plot[data-drawn]",
    "forecasters": ".rnnviz-plot[data-drawn]",
    "generation": ".writing .cell",
    "sentiment": ".sentence .word",
    "tagging": ".sentence .word",
    "stateful": ".lanes .ticket",
    "clinic": ".rnnviz-plot[data-drawn]",
    "digits": ".scan .chance",
}
"""What is there, of each chapter, when its picture is."""


SEEN = """
const look = (root) => root.querySelector(%r) && requestAnimationFrame(() => { window.seen ??= performance.now(); });
const watch = (root) => new MutationObserver(() => look(root)).observe(root, { childList: true, subtree: true });
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) {
  const root = attach.call(this, options);
  watch(root);
  return root;
};
watch(document);
"""
"""Notes in the page when what is alive is painted: to ask from outside waits until the page has nothing else to do."""


def rows() -> Iterator[Row]:
    """A row a chapter, and one of the forecasters before the loops are compiled."""
    for chapter in CHAPTERS:
        yield first_paint(chapter.path, nullcontext)
    yield first_paint("forecasters", without_kernels)


def first_paint(path: str, prepared) -> Row:
    """A chapter's first paint beside that of a page with one sentence, by turns."""
    times = {"chapter": [], "empty": []}
    for _ in range(TURNS):
        with prepared():
            times["chapter"].append(painted("app.py", f"/{path}", ALIVE[path]))
        times["empty"].append(painted("bench/empty.py", "", "[data-testid=stMarkdown]"))
    chapter, empty = (statistics.median(each) for each in times.values())
    how = ", no compiled kernels" if prepared is without_kernels else ""
    return (
        f"“{path}”: first paint on a fresh server{how}",
        f"{chapter / empty:.2f} ×",
        "≤ 1.3 ×",
        f"{chapter:.2f} s; a page with one sentence {empty:.2f} s",
    )


def painted(script: str, path: str, alive: str) -> float:
    """Seconds from the link to what is alive, of a server that nobody has asked before."""
    with serve(script) as (_, address), chromium() as browser:
        page = browser.new_page()
        page.add_init_script(SEEN % alive)
        page.goto(f"{address}{path}", wait_until="commit")
        page.wait_for_function("window.seen")
        return page.evaluate("window.seen") / 1000


@contextmanager
def without_kernels():
    """Put the compiled kernels aside; those that are compiled meanwhile are thrown away."""
    aside = FOLDER.with_name("aside")
    FOLDER.rename(aside)
    try:
        yield
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)
        aside.rename(FOLDER)
