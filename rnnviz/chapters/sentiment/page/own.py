"""Where a reader brings labelled sentences; what is refused leaves those that were there."""

from collections.abc import Sequence

import streamlit as st

from rnnviz.chapters.sentiment.page.state import PAGE
from rnnviz.core.numbers import plural
from rnnviz.text.labelled import Labelled, read_labelled
from rnnviz.text.splits import different
from rnnviz.ui import jobs
from rnnviz.ui.attempts import attempts
from rnnviz.ui.link import verbatim
from rnnviz.ui.page_state import Section

LEAK, TRAINING = "leak_job", "training"
"""The names of the page's jobs: both are about the sentences that are there."""

MAX_PASTED = 200_000
"""Characters that may be pasted; a file may be larger."""


def brought() -> Labelled | None:
    """Return the sentences that the reader has brought; None where there are none."""
    return st.session_state.get(PAGE.key("brought"))


def bring(name: str, section: Section, labelled: Labelled) -> None:
    """Say which sentences these are, and draw where others are given.

    Args:
        name: tells this place from others on the page.
        section: in which it is.
        labelled: the sentences that are there.
    """
    count, ones = len(labelled.labels), sum(labelled.labels)
    kinds = PAGE.once(f"{name}_different", labelled, lambda: different(labelled))
    st.markdown(
        verbatim(
            f"The sentences: {labelled.source}. {plural(count, 'line')}, {kinds:,} of them different, "
            f"{ones:,} with the label 1."
        )
    )
    with st.expander("Your own sentences"):
        uploaded, pasted = (PAGE.key(f"{name}_{way}_{attempts(PAGE)}") for way in ("file", "pasted"))

        def take(given: bytes | str, source: str) -> None:
            try:
                taken = read_labelled(given, source)
            except ValueError as error:
                return PAGE.refuse(f"The sentences were not taken. {error}", section)
            keep(taken.labelled, section, taken.notes)

        def took_file() -> None:
            if (file := st.session_state[uploaded]) is not None:
                take(file.getvalue(), file.name)

        def took_pasted() -> None:
            if st.session_state[pasted].strip():
                take(st.session_state[pasted], "those that you pasted")

        st.file_uploader(
            "A file of lines: a label, 0 or 1, a tabulator and a sentence; or CSV with two columns; up to 5 MB",
            type=["txt", "tsv", "csv"],
            max_upload_size=5,
            key=uploaded,
            on_change=took_file,
        )
        st.text_area("Or paste them", key=pasted, on_change=took_pasted, max_chars=MAX_PASTED)
        st.caption("They stay in this session's memory and in Keras's process, and nowhere else.")
        if brought() is not None:
            st.button("Back to the synthetic ones", key=PAGE.key(f"{name}_back"), on_click=keep, args=(None, section))


def keep(labelled: Labelled | None, section: Section, notes: Sequence[str] = ()) -> None:
    """Put sentences in the place of those that were there; a callback."""
    st.session_state[PAGE.key("brought")] = labelled
    jobs.about_other(PAGE, (LEAK, TRAINING), section, notes)
