"""Views of the chapter, at random."""

from dataclasses import replace

from hypothesis import strategies as st

from rnnviz.chapters.stateful.presets import PRESETS
from rnnviz.chapters.stateful.view import MAX_BATCH, MAX_SAMPLES, MAX_TICKETS, MAX_WINDOW, View, fitted
from rnnviz.core.stateful import ARRANGEMENTS, BETWEEN, RESETS


@st.composite
def views(draw):
    """Any board that a reader can make."""
    batch = draw(st.integers(1, MAX_BATCH))
    view = replace(
        View.of(draw(st.sampled_from(sorted(PRESETS)))),
        batch=batch,
        samples=draw(st.integers(batch, MAX_SAMPLES)),
        window=draw(st.integers(1, MAX_WINDOW)),
        step=draw(st.integers(1, MAX_WINDOW)),
        arrangement=draw(st.sampled_from(ARRANGEMENTS)),
        shuffle=draw(st.booleans()),
        seed=draw(st.integers(0, 9)),
        stateful=draw(st.sampled_from([True, True, False])),
        sequences=draw(st.booleans()),
        resets=draw(st.sampled_from(RESETS)),
        between=draw(st.sampled_from(BETWEEN)),
        epochs=draw(st.integers(1, 3)),
        cell=draw(st.sampled_from(["simple_rnn", "lstm", "gru"])),
        units=draw(st.integers(1, 4)),
        ticket=draw(st.integers(0, MAX_TICKETS)),
        timestep=draw(st.integers(0, MAX_WINDOW - 1)),
        unit=draw(st.integers(0, 3)),
        predict=draw(st.booleans()),
    )
    return fitted(view)[0]
