"""The badge "Check with Keras": the very tensors on the screen beside Keras's, and what came of it."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from rnnviz import jobs
from rnnviz.core.gradients import NetworkGradients, backpropagate_loss
from rnnviz.core.losses import squared_error
from rnnviz.core.network import NetworkTrace
from rnnviz.core.numbers import written
from rnnviz.jobs.kinds.check import request
from rnnviz.jobs.parity import AGREES, Difference, claims, compare
from rnnviz.ui.components.table import table
from rnnviz.ui.jobs import begin, last_event, show_job, stop
from rnnviz.ui.page_state import PageState

Runs = dict[str, NetworkGradients]
"""What is on the screen: titles, and runs with their gradients."""

HOW = (
    "In float64. Keras's layers are called as any program calls them: outputs, and the gradients of weights and "
    "inputs. Its cells are then called step by step with a listener at their activations, which hears every gate and "
    "the sum before it (pre). Keras keeps an LSTM's gates in the order i, f, c, o, where its c is our candidate g; a "
    "GRU's in the order z, r, h, where its h is our candidate n. With reset_after a GRU has two biases: the first is "
    "added to x W, the second to h U, before r multiplies. A relative difference is a tensor's largest difference "
    "beside its largest number, where that is above 1."
)


@dataclass(frozen=True)
class Found:
    """What a check found, kept for what it is about: a row for each tensor, by the title of its run."""

    subject: Hashable
    rows: tuple[tuple[str, Difference], ...]


def with_gradients(trace: NetworkTrace) -> NetworkGradients:
    """Return a run's gradients of the mean of its squared outputs at every step: a loss where the page has none."""
    return backpropagate_loss(trace, squared_error(trace, np.zeros_like(trace.outputs), range(trace.outputs.shape[1])))


def badge(page: PageState, subject: Hashable, runs: Callable[[], Runs], loss: str) -> None:
    """Draw the button, the progress and the verdict.

    Args:
        page: of the page.
        subject: decides what is on the screen; a verdict is shown for the subject it was made for alone.
        runs: makes what is to be checked, when it is asked for.
        loss: what the gradients are of, in words.
    """
    asked, found = (st.session_state.get(page.key(name)) for name in ("parity", "parity_found"))
    if asked is not None and asked.subject != subject:
        stop(page, "parity")
    busy = asked is not None and asked.subject == subject and last_event(asked).kind not in jobs.ENDED

    def check():
        begin(page, "parity", "check", request(list(runs().values())), subject)

    st.button("Check with Keras", key=page.key("parity_check"), on_click=check, disabled=busy)
    if asked is not None and asked.subject != subject:
        st.caption("What is shown is not what Keras was asked about: check again.")
        return
    if found is None or asked is None or found.subject != (asked.job, subject):
        result = show_job(page, "parity")
        if result is None:
            return
        found = Found((asked.job, subject), compared(runs(), result["runs"]))
        st.session_state[page.key("parity_found")] = found
    verdict(found.rows, loss, page.key("tensors"))


def compared(runs: Runs, theirs: list[dict]) -> tuple[tuple[str, Difference], ...]:
    """Compare every tensor of every run with Keras's."""
    pairs = zip(runs.items(), theirs, strict=True)
    return tuple((title, each) for (title, run), found in pairs for each in compare(claims(run), found))


def verdict(rows: tuple[tuple[str, Difference], ...], loss: str, key: str) -> None:
    """Say what was found, in a sentence, and tensor by tensor."""
    numbers = f"{sum(each.numbers for _, each in rows):,} numbers, forward and gradients"
    title, worst = max(rows, key=lambda row: row[1].relative)
    apart = sum(not each.agrees for _, each in rows)
    if not apart:
        relative = f"**{written(worst.relative, 3)}**"
        st.success(f"Keras agrees. The largest relative difference is {relative} over {numbers}.")
    else:
        by = f"by {written(worst.largest, 3)} where its largest number is {written(worst.scale, 3)}"
        st.warning(
            f"{apart} of {len(rows)} tensors differ by more than {written(AGREES)}, relatively: most of all "
            f"{titled(worst.name)} of {title}, {by}. Both compute the same sums in another order and round "
            "otherwise, by about 10⁻¹⁶; a chaotic network, or one that explodes, multiplies that at every step."
        )
    with st.expander("Tensor by tensor"):
        st.markdown(f"{HOW} Gradients are of {loss}.")
        sizes = ("largest", "scale", "relative")
        lines = [
            (title, titled(each.name), f"{each.numbers:,}", *(written(getattr(each, name), 3) for name in sizes))
            for title, each in rows
        ]
        columns = ["run", "tensor", "numbers", "largest difference", "largest number", "relative"]
        table(columns, lines, key=key, name="Keras's tensors beside ours", texts=2)


def titled(name: str) -> str:
    """Return what a tensor of ``parity.claims`` is called on the page.

    >>> titled("1 d_pre_f"), titled("2 outputs"), titled("d_inputs")
    ('layer 1: ∂L/∂pre_f', 'layer 2: outputs', '∂L/∂inputs')
    """
    position, _, rest = name.rpartition(" ")
    rest = f"∂L/∂{rest[2:]}" if rest.startswith("d_") else rest
    return f"layer {position}: {rest}" if position else rest
