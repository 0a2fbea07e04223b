"""Controls: a parameter of the view as a Streamlit widget, drawn from the view and changing it."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from functools import partial
from typing import Any

import streamlit as st

from rnnviz.core.numbers import parse_numbers
from rnnviz.ui.link import Choice, Flag, Number, Parameter, Pick, Several, Whole
from rnnviz.ui.page_state import PageState
from rnnviz.ui.proposal import Proposal

Apply = Callable[[Any, Parameter, Any], Any]
"""(view, parameter, value) → the view that a control makes."""


SLIDER = 220
"""Pixels of a slider with a short name, in a row of controls."""


def control(
    page: PageState, parameter: Parameter, apply: Apply | None = None, place: Any = None, in_row: int = 0
) -> None:
    """Draw the control of a parameter in a place; without ``apply`` it puts its value into its field.

    ``in_row`` writes a slider's name before it, in so many pixels, as a row of controls has it.
    """
    value, section = parameter.value(page.view), page.drawing
    if isinstance(parameter, Number) and value is not None:
        value = float(value)  # what is typed comes as one
    if isinstance(parameter, Several):
        value = list(value)
    shown = page.widget(parameter.field, value)

    def changed(chosen: Any) -> None:
        make = apply or (lambda view, parameter, value: parameter.apply(view, value))
        page.change(lambda view: make(view, parameter, parameter.check(chosen)), section)

    if in_row:
        place = st.container(
            horizontal=True, wrap=False, vertical_alignment="center", width=in_row, key=f"{shown.key}_in_row"
        )
    with place or nullcontext():
        if in_row:
            st.markdown(parameter.label, width="content")
        options = {"label_visibility": "collapsed"} if in_row else {"help": parameter.help}
        widget(parameter, key=shown.key, on_change=shown.then(changed), **options)


def widget(parameter: Parameter, **options: Any) -> None:
    """Draw the Streamlit widget of a kind of parameter."""
    label = parameter.label
    match parameter:
        case Choice(options=words):
            names = dict(zip(words, parameter.names or words, strict=True))
            if parameter.unlabelled:
                options |= {"label_visibility": "collapsed"}
            options |= {"format_func": names.get}
            if parameter.side_by_side:
                width = "content" if parameter.unlabelled else "stretch"
                st.segmented_control(label, words, required=True, width=width, wrap=True, **options)
            else:
                st.selectbox(label, words, **options)
        case Several(options=words):
            names = dict(zip(words, parameter.names or words, strict=True))
            options |= {"format_func": names.get, "label_visibility": "collapsed"}
            st.pills(label, words, selection_mode="multi", width="content", wrap=True, **options)
        case Number():
            # Without bounds of its own: what is outside them comes here, and is told of.
            options |= {"placeholder": parameter.empty, "width": parameter.width}
            st.number_input(label, value=None, step=1.0, format="%.15g", **options)
        case Whole(low=low, high=high):
            st.slider(label, low, high, **options)
        case Flag():
            st.toggle(label, **options)
        case Pick(options=numbers):
            names = {each: f"{each:g}" for each in numbers} | dict(parameter.names)
            st.select_slider(label, numbers, format_func=names.get, **options)


def choose_preset(
    page: PageState,
    titles: Mapping[str, str],
    opened: Callable[[Any, str], Any],
    field: str = "preset",
    headings: Mapping[str, str] | None = None,
) -> None:
    """Draw the row of examples that a page can open with, which the view names in ``field``.

    ``opened(view, key)`` is the view of one of them. ``headings`` are words before groups, by the first of each.
    """
    if not headings:
        return preset_buttons(page, "Example", field, titles, opened, field)
    groups: dict[str, dict[str, str]] = {}
    for key, title in titles.items():
        if key in headings:
            group = groups[key] = {}
        group[key] = title
    with row(page.key(f"{field}_row"), gap="small"):
        for first, group in groups.items():
            st.markdown(f":small[{headings[first]}]", width="content")
            preset_buttons(page, headings[first], f"{field}_{first}", group, opened, field)


def preset_buttons(
    page: PageState, label: str, name: str, titles: Mapping[str, str], opened: Callable[[Any, str], Any], field: str
) -> None:
    """Draw a group of examples, whose widget is called ``name``; none is pressed where the view has one of another."""
    preset, section = getattr(page.view, field), page.drawing
    shown = page.widget(name, preset if preset in titles else None)

    def chosen(preset: str) -> None:
        if preset in titles:
            page.change(lambda view: opened(view, preset), section)

    options = {
        "format_func": titles.get,
        "required": True,
        "label_visibility": "collapsed",
        "width": "content",
        "wrap": True,
    }
    st.pills(label, titles, key=shown.key, on_change=shown.then(chosen), **options)


def type_numbers(
    page: PageState, numbers: Iterable[float], most: int, limit: float, take: Callable[[Any, tuple[float, ...]], Any]
) -> None:
    """Draw the text field of the reader's own series; ``take(view, numbers)`` is the view with what was typed.

    What is no series is told of and stays in the field; the field is written anew when the series is another.
    """
    key, shown = page.key("numbers"), ", ".join(repr(float(each)).removesuffix(".0") for each in numbers)
    if key not in st.session_state or st.session_state.get(page.key("numbers_of")) != shown:
        st.session_state[key] = st.session_state[page.key("numbers_of")] = shown

    def typed():
        try:
            found = tuple(parse_numbers(st.session_state[key], most, limit))
        except ValueError as error:
            return page.refuse(f"Your numbers were not taken. {error}")
        page.change(lambda view: take(view, found))

    label = f"Your numbers: 1 to {most}, separated by commas, spaces or new lines"
    st.text_area(label, key=key, on_change=typed, height=80, max_chars=4000)


def propose(page: PageState, proposal: Proposal | None) -> None:
    """Draw the button of one thing to try next, where there is one."""
    if proposal:
        st.button(proposal.label, key=page.key("next"), on_click=partial(page.change, proposal.make))


def row(key: str, gap: str = "medium") -> Any:
    """Return a place for controls beside each other; it wraps where the screen is narrow."""
    return st.container(horizontal=True, vertical_alignment="center", gap=gap, key=key)


def drawer(page: PageState, draw: Callable[[], None], width: str = "stretch") -> None:
    """Draw the choices that matter less, in a drawer that is drawn when it opens.

    Widgets that were in it before would come up with their own defaults in the browser, not with the view.
    """
    with st.popover("More choices", key=page.key("more"), on_change="rerun", width=width) as opened:
        if opened.open:
            draw()
