"""How a scene is found: by a question, a symptom or a message, or in its group."""

from functools import partial

import streamlit as st

from rnnviz.chapters.clinic.page.state import PAGE
from rnnviz.chapters.clinic.question import GROUPS
from rnnviz.chapters.clinic.scenes import of_group
from rnnviz.chapters.clinic.search import Found, find
from rnnviz.chapters.clinic.view import open_group, open_scene
from rnnviz.chapters.clinic.words import found_sentence
from rnnviz.ui.controls import choose_preset, preset_buttons, row
from rnnviz.ui.link import verbatim
from rnnviz.ui.opening import opening


@PAGE.section(lambda: PAGE.view.scene, late=True, height=140)
def header() -> None:
    """Draw the title, the search box beside the groups, and the questions of the group."""
    opening(PAGE)
    with row(PAGE.key("finding_row"), gap="small"):
        st.text_input(
            "Search",
            key=PAGE.key("search"),
            on_change=search,
            placeholder="Paste an error message, or type a symptom: loss is nan",
            label_visibility="collapsed",
            width=400,
        )
        choose_preset(PAGE, GROUPS, open_group, field="group")
    group = PAGE.view.group
    titles = {key: each.title for key, each in of_group(group).items()}
    if len(titles) > 1:
        preset_buttons(PAGE, "Question", f"scene_{group}", titles, open_scene, "scene")


def search() -> None:
    """Take what was typed or pasted: open the scene that it belongs to, or say which are nearest; a callback."""
    text = st.session_state[PAGE.key("search")]
    found = find(text) if text.strip() else None
    st.session_state[PAGE.key("found")] = found
    if found and found.is_known:
        return PAGE.change(lambda view: open_scene(view, found.nearest[0].key), results)
    return PAGE.redraw(results)


def found_now() -> Found | None:
    """Return what the last search found."""
    return st.session_state.get(PAGE.key("found"))


@PAGE.section(lambda: (repr(found_now() and found_now().nearest), PAGE.view.scene), first=True, height=0)
def results() -> None:
    """Say what the search found, with what is near it, where something was searched for."""
    found = found_now()
    if found is None:
        return
    is_here = found.is_known and found.nearest[0].key == PAGE.view.scene
    if found.is_known and not is_here:
        return
    (st.success if found.is_known else st.warning)(verbatim(found_sentence(found)))
    with row(PAGE.key("nearest_row"), gap="small"):
        for each in found.nearest[1 if found.is_known else 0 :]:
            go = partial(PAGE.change, partial(open_scene, scene=each.key))
            st.button(verbatim(each.question), key=PAGE.key(f"near_{each.key}"), on_click=go, type="tertiary")
