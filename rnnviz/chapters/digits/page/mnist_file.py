"""MNIST, which is not ours to ship: fetched when a reader asks for it, or given as a file."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from rnnviz.chapters.digits import training
from rnnviz.chapters.digits.page.state import PAGE
from rnnviz.store.mnist import MNIST, Mnist, read_mnist
from rnnviz.store.remote import fetch
from rnnviz.ui import jobs
from rnnviz.ui.attempts import attempts
from rnnviz.ui.page_state import Section

FILE = "mnist"
JOB = "training"
"""The name of the page's job."""


def mnist() -> Mnist | None:
    """Return the file that is there; None where there is none."""
    return st.session_state.get(PAGE.key(FILE))


def bring(name: str, section: Section) -> None:
    """Draw where the file is fetched or given; what is refused leaves the one that was there.

    Args:
        name: tells this place from others on the page.
        section: in which it is.
    """
    file = mnist()
    if file is not None:
        known = "MNIST" if file.is_known else "Your file"
        st.caption(f"{known}: {file.sizes['train']:,} digits to learn from, {file.sizes['test']:,} held out.")
    key = PAGE.key(f"{name}_file_{attempts(PAGE)}")

    def take(given: Callable[[], bytes]) -> None:
        try:
            found = read_mnist(given())
        except ValueError as error:
            return PAGE.refuse(f"The file was not taken. {error}", section)
        st.session_state[PAGE.key(FILE)] = found
        jobs.about_other(PAGE, (JOB,), section, training.told_of(found))

    def took() -> None:
        if (given := st.session_state[key]) is not None:
            take(given.getvalue)

    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if file is None or not file.is_known:
            st.button(
                f"Fetch MNIST ({MNIST.size / 1e6:.0f} MB)",
                key=PAGE.key(f"{name}_fetch"),
                on_click=take,
                args=(partial(fetch, MNIST),),
                help=f"From where Keras downloads it; used only with the right checksum. {MNIST.source}.",
            )
        with st.popover("Give mnist.npz"):
            st.file_uploader(
                "The file that keras.datasets.mnist downloads, up to 12 MB",
                type=["npz"],
                max_upload_size=12,
                key=key,
                on_change=took,
            )
            st.caption("It stays in this session's memory and in Keras's process. Nothing in it is unpickled.")
