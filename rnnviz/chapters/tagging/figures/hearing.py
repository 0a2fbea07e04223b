"""Which words each tag goes by, and how much of each word is left in the vector that a sentence goes through."""

from rnnviz.chapters.tagging.view import View, network_of
from rnnviz.chapters.tagging.words import hearing as words
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.layout import figure, titled
from rnnviz.figures.marks import bars, heat
from rnnviz.figures.palette import VALUE_COLOURS
from rnnviz.figures.table import Table
from rnnviz.text.hearing import Hearing


def names_of(view: View, found: Hearing) -> list[str]:
    """Return the words that are changed, each with its number, so that no two are called alike."""
    return [f"{view.words[found.start + k]} {found.start + k + 1}" for k in range(len(found.moved))]


def moved(view: View, found: Hearing) -> Drawing:
    """Draw how far the answer of each word moves when each word is changed, as a map."""
    view, names = network_of(view), names_of(view, found)
    hover = "“%{y}” changed, the answer at “%{x}” moves by %{z:.3f}"
    ticks = {
        "type": "category",
        "fixedrange": True,
        "tickvals": names,
        "ticktext": [each.rsplit(" ", 1)[0] for each in names],
    }
    layout = {
        "xaxis": {"title": titled("the answer of"), "tickangle": -45, **ticks},
        "yaxis": {"title": titled("the word that is changed"), "autorange": "reversed", **ticks},
        "coloraxis": {"cmin": 0, "cmax": 1, "colorbar": {"thickness": 10, "title": {"text": "moves"}}},
        "meta": {"scale": "sequential"},
    }
    table = Table.of({"changed": names} | {f"answer of {each}": found.moved[:, k] for k, each in enumerate(names)})
    height = 150 + max(10, len(names)) * 22
    traces = [heat(found.moved, hover=hover, gap=1, x=names, y=names)]
    return Drawing(figure(traces, height=height, margin=(110, 10, 10, 100), **layout), table, words.moved(view, found))


def vector(view: View, found: Hearing) -> Drawing:
    """Draw how far the vector moves when each word is changed, as bars."""
    names = names_of(view, found)
    plain = [each.rsplit(" ", 1)[0] for each in names]
    traces = [
        bars(names, found.vector, texts=plain, hover="“%{text}” changed: the vector moves by %{y:.1%} of its length")
        | {"marker": {"color": VALUE_COLOURS["h"]}}
    ]
    ticks = {"type": "category", "tickvals": names, "ticktext": plain, "tickangle": -45, "fixedrange": True}
    layout = {
        "xaxis": {"title": titled("the word that is changed"), **ticks},
        "yaxis": {
            "title": titled("the vector moves by"),
            "tickformat": ".0%",
            "rangemode": "tozero",
            "fixedrange": True,
        },
    }
    table = Table.of({"changed": names, "the vector moves by (share of its length)": found.vector})
    return Drawing(figure(traces, height=300, margin=(60, 10, 10, 90), **layout), table, words.vector(view, found))
