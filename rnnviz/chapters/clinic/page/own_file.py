"""A reader's own model: where it is given, where its layers are opened, and its weights in other libraries' orders."""

from collections.abc import Iterator
from functools import partial

import streamlit as st

from rnnviz.chapters.clinic.page.state import PAGE, settings
from rnnviz.chapters.clinic.programs import converted_npz
from rnnviz.chapters.clinic.scenes.arrays import ORDER_NAMES, ORDERS
from rnnviz.chapters.clinic.scenes.weights import looked_at, small_network
from rnnviz.chapters.clinic.view import own_of
from rnnviz.store.model_file import MAX_FILE
from rnnviz.store.passport import read_passport
from rnnviz.training.series import DATA
from rnnviz.ui.attempts import attempts, count_attempt
from rnnviz.ui.link import OWN, verbatim
from rnnviz.ui.open_network import gradients_link, hidden_state_link

MEGABYTES = MAX_FILE // 1_000_000


def open_view() -> None:
    """Open the view of the link, with the model that this session was given where its scene shows one."""
    view = PAGE.open()
    own = st.session_state.get(PAGE.key(OWN))
    if view.scene == "passport" and view.own is None and own is not None:
        PAGE.open_instead(PAGE.link.fitted(own_of(view, own))[0])


@PAGE.section(lambda: (PAGE.view.own is None, attempts(PAGE)), first=True)
def own_file() -> None:
    """Draw where a reader gives a model, and how to be back at the one that is brought along."""
    key = PAGE.key(f"file_{attempts(PAGE)}")
    st.file_uploader(
        f"Your .keras, .weights.h5 or .npz, up to {MEGABYTES} MB: read as data, nothing in it is executed",
        max_upload_size=MEGABYTES,
        key=key,
        on_change=partial(take_file, key),
    )
    if PAGE.view.own is None:
        st.caption(
            "Below is a model that is brought along: an LSTM, a Bidirectional GRU and a Dense, trained on a sine."
        )
        data = (DATA / "clinic.keras").read_bytes
        st.download_button(
            "Download it", data, "clinic.keras", key=PAGE.key("example"), on_click="ignore", type="tertiary"
        )
    else:
        st.button("Back to the model that is brought along", key=PAGE.key("back"), on_click=show_model, args=(None,))


def take_file(key: str) -> None:
    """Take a file, or say why not, and leave what is shown as it is; a callback."""
    file = st.session_state.get(key)
    if file is None:
        return
    count_attempt(PAGE)
    try:
        passport = read_passport(file.getvalue())
    except ValueError as error:
        return PAGE.refuse(f"{file.name[:60]} was not taken. {error}", own_file)
    show_model(passport)


def show_model(passport) -> None:
    """Show a model, or the one that is brought along; a callback."""
    st.session_state[PAGE.key(OWN)] = passport
    PAGE.change(lambda view: own_of(view, passport), own_file)


@PAGE.section(settings, height=200)
def elsewhere() -> None:
    """Draw where the layer is opened in other chapters, and its weights in the order of other libraries."""
    entry, _, cell = looked_at(PAGE.view)
    st.markdown(f"**{verbatim(f'Open {entry.name}, or take it along')}**")
    for label, chapter, query in doors():
        if query is None:
            st.caption(verbatim(label))
        else:
            st.page_link(f"pages/{chapter}.py", label=f"{label} →", query_params=query)
    if cell is None:
        return
    with st.container(horizontal=True):
        for order, name in list(zip(ORDERS, ORDER_NAMES, strict=True))[1:]:
            try:
                data = converted_npz(PAGE.view, order)
            except ValueError as error:
                st.caption(verbatim(str(error)))
                continue
            file = f"layer_{order}.npz"
            key = PAGE.key(file)
            st.download_button(f"In {name}'s order (.npz)", data, file, key=key, on_click="ignore")


def doors() -> Iterator[tuple[str, str, dict | None]]:
    """Yield the chapters that show the layer: label, chapter and query; or why one does not, and no query."""
    try:
        network, inputs, told = small_network(PAGE.view)
    except ValueError as error:
        yield str(error), "", None
        return
    for title, chapter, link in (
        ("In the hidden state", "hidden_state", hidden_state_link),
        ("In gradients through time", "gradients", gradients_link),
    ):
        try:
            yield f"{title}: {told}", chapter, link(network, inputs)
        except ValueError as error:
            yield str(error), "", None
