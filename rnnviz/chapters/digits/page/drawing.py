"""Draw your own: the field, what the network reads of it, and an image file in its place."""

import streamlit as st

from rnnviz.chapters.digits import scene, words
from rnnviz.chapters.digits import view as parameters
from rnnviz.chapters.digits.page.predicting import CHOOSING
from rnnviz.chapters.digits.page.state import PAGE, reading
from rnnviz.chapters.digits.view import View, show_ink
from rnnviz.images import ink
from rnnviz.images.files import KINDS, MAX_BYTES, MAX_SIDE, MIN_SIDE, read_image
from rnnviz.images.networks import LEVELS
from rnnviz.ui.attempts import attempts, count_attempt
from rnnviz.ui.components.pad import Said
from rnnviz.ui.components.pad import pad as draw_pad
from rnnviz.ui.controls import control
from rnnviz.ui.link import verbatim

DRAFT = "draft_of_ink"
"""What is drawn while the pen moves: (number, ink); the view changes when it is lifted."""

EMPTY = ink.strokes()
"""The field with nothing on it."""


@PAGE.section(lambda: (reading(), CHOOSING.is_asked), first=True)
def pad() -> None:
    """Draw the field, and beside it what the network reads of what is on it, or of the picture of the view."""
    view = PAGE.view
    number, drawn = st.session_state.get(PAGE.key(DRAFT), (0, None))
    fault = "" if drawn is None else fault_in(drawn)
    is_draft = drawn is not None and not fault
    shown = show_ink(view, drawn) if is_draft else view
    draw_pad(
        view.ink,
        said_of(shown, scene.answer_to_draft(shown) if is_draft else scene.answer(shown), fault),
        answered=number,
        key=PAGE.key("pad"),
        label="How likely each digit is: the network, beside logistic regression on the pixels",
        on_draft=drafted,
        on_drawn=finished,
    )
    st.caption(
        "Blue: the network, after the last step; line: logistic regression on the same pixels. Both are spread over "
        "ten digits: there is no “none of these”."
    )


def fault_in(drawn: str) -> str:
    """Return why what came from the field is no digit, in a sentence; "" where it may be one."""
    try:
        return ink.fault_of(ink.parse(drawn) if drawn else EMPTY)
    except ValueError as error:
        return f"The drawing was not taken: {error}."


def said_of(view: View, found: scene.Answer, fault: str) -> Said:
    """Return what stands beside the drawing."""
    answers, beside = ([], []) if CHOOSING.is_asked else (found.network, found.regression)
    label = "" if found.picture.label is None else f", a {found.picture.label}"
    alt = f"The picture that the network reads, {view.size}×{view.size} pixels{label}"
    levels = found.picture.levels / LEVELS[view.size]
    return Said(levels, words.reads(view), alt, answers, beside, fault or words.foreign(view))


def drafted() -> None:
    """Take what is drawn while the pen moves; a callback, after which this section alone is drawn."""
    match st.session_state[PAGE.key("pad")].draft:
        case [int(number), str(drawn)] if len(drawn) <= 1000:
            st.session_state[PAGE.key(DRAFT)] = number, drawn


def finished() -> None:
    """Take what was drawn; a callback."""
    match st.session_state[PAGE.key("pad")].drawn:
        case [int(number), str(drawn)] if len(drawn) <= 1000:
            st.session_state[PAGE.key(DRAFT)] = number, None
            if not drawn:
                return PAGE.refuse(f"{ink.fault_of(EMPTY)} The last picture stays.", pad)
            PAGE.drawn.pop(pad.name, None)  # the field waits for an answer, also where the drawing is that of the view
            PAGE.change(lambda view: show_ink(view, drawn), pad)


@PAGE.section(lambda: (bool(PAGE.view.ink), PAGE.view.scaled, PAGE.view.centred, attempts(PAGE)), late=True, height=60)
def preparation() -> None:
    """Draw how the drawing is prepared, and where an image file is given."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        control(PAGE, parameters.SCALED)
        control(PAGE, parameters.CENTRED)
        with st.popover("Image file"):
            key = PAGE.key(f"image_{attempts(PAGE)}")
            st.file_uploader(
                f"{', '.join(KINDS)}, up to {MAX_BYTES // 1_000_000} MB, {MIN_SIDE} to {MAX_SIDE} pixels a side",
                key=key,
                max_upload_size=MAX_BYTES // 1_000_000,
                on_change=took_image,
                args=(key,),
            )
            st.caption(
                "One digit, dark on light or light on dark. It becomes a drawing of 64×64 pixels, and stays here."
            )


def took_image(key: str) -> None:
    """Take an image file in the place of the drawing; a callback."""
    file = st.session_state[key]
    if file is None:
        return
    count_attempt(PAGE)
    try:
        drawn = ink.written(read_image(file.getvalue()))
    except ValueError as error:
        return PAGE.refuse(f"The image was not taken. {verbatim(str(error))}", preparation)
    PAGE.change(lambda view: show_ink(view, drawn), preparation)
