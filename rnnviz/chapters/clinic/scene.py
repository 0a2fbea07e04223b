"""A view → what its scene shows, and which of its numbers is opened."""

from dataclasses import replace
from typing import Any

from rnnviz.chapters.clinic.question import Chart, Grid, Live, Opened, Picture
from rnnviz.chapters.clinic.scenes.weights import passport_of, weighted_entries
from rnnviz.chapters.clinic.view import Selected, View, settings_of
from rnnviz.ui.cache import cached
from rnnviz.ui.link import Parameter


@cached(by=settings_of)
def live(view: View) -> Live:
    """Return what the scene shows with these settings."""
    return view.question.live(view)


def controls(view: View) -> list[Parameter]:
    """Return the controls of the scene; of a model with one layer, or one direction, those that choose nothing not."""
    found = list(view.question.controls)
    if view.scene != "passport":
        return found
    entries = weighted_entries(passport_of(view))
    both = any(len(each.parts) > 1 for each in entries)
    found = [replace(each, high=len(entries)) if each.field == "layer" else each for each in found]
    kept = {"order": True, "layer": len(entries) > 1, "switch": both}
    return [each for each in found if kept[each.field]]


def shown(view: View) -> list[tuple[int, Picture | Chart | Grid]]:
    """Return the pictures that are shown, with their numbers: those that prove the answer once it is shown."""
    return [(k, each) for k, each in enumerate(live(view).pictures) if view.is_answered or not each.after]


def selected(view: View) -> Selected | None:
    """Return the number that is opened; by default the last of the first row of states; None where none can be."""
    pictures = dict(shown(view))
    chosen = pictures.get(view.selected.picture)
    if isinstance(chosen, Picture) and chosen.opened(view.selected.row, view.selected.column):
        return view.selected
    for k, picture in pictures.items():
        for number, row in enumerate(picture.rows if isinstance(picture, Picture) else ()):
            found = [column for column, each in enumerate(row.opens) if each and each.reference.name == "h"]
            if found:
                return Selected(k, number, found[-1])
    return None


def opened(view: View) -> Opened | None:
    """Return what is opened there."""
    at = selected(view)
    return at and live(view).pictures[at.picture].opened(at.row, at.column)


def select(view: View, picture: int, event: Any) -> View:
    """Return the view that opens the cell of a picture that was clicked; one that opens nothing changes nothing."""
    chosen = live(view).pictures[picture]
    match event:
        case {"row": int(row), "column": int(column)} if isinstance(chosen, Picture) and chosen.opened(row, column):
            return replace(view, selected=Selected(picture, row, column))
    return view
