"""Views of the gradients chapter as readers may have made them."""

from hypothesis import strategies as st

from rnnviz.chapters.gradients.presets import PRESETS
from rnnviz.chapters.gradients.view.choices import INITIALISERS, PHASES, RADII, Pair, Selected, View, fitted
from rnnviz.chapters.gradients.view.link import FORGET, INPUT, LOSS, RATE, RUN_RATE, THRESHOLD
from rnnviz.core.layers import NAMES
from rnnviz.core.optimizers import CLIPPINGS

NUMBERS = st.sampled_from(["h", "c", "y", "error", "d_h", "d_c", "d_y"])


@st.composite
def views(draw):
    """A view as a reader may have made it, small enough to compute."""
    timesteps = draw(st.integers(1, 12))
    step = st.integers(0, 11)
    own = tuple(draw(st.lists(st.floats(-10, 10), min_size=1, max_size=12)))
    weight = st.builds(Selected, st.just("d_recurrent_kernel"), st.none() | step, st.tuples(step, step))
    number = st.builds(Selected, NUMBERS, step, st.integers(0, 3))
    view = View(
        preset=draw(st.sampled_from(list(PRESETS))),
        cell=draw(st.sampled_from(list(NAMES))),
        units=draw(st.integers(1, 4)),
        timesteps=timesteps,
        activation=draw(st.sampled_from(["linear", "tanh", "relu", "sigmoid"])),
        initial=draw(st.sampled_from(INITIALISERS)),
        radius=draw(st.sampled_from(RADII)),
        forget=draw(st.sampled_from(FORGET.options)),
        inputs=draw(st.sampled_from(INPUT.options)),
        own=own,
        seed=draw(st.integers(0, 9)),
        weights=draw(st.sampled_from(["drawn", "drawn", "drawn", "trained"])),
        loss=draw(st.sampled_from(LOSS.options)),
        chosen=tuple(draw(st.lists(step, max_size=3))),
        variants=draw(st.booleans()),
        share=draw(st.booleans()),
        state=draw(st.sampled_from("hc")),
        pair=draw(st.builds(Pair, step, step)),
        step=draw(st.integers(1, 12)),
        clipping=draw(st.sampled_from(CLIPPINGS)),
        threshold=draw(st.sampled_from(THRESHOLD.options)),
        learning_rate=draw(st.sampled_from(RATE.options)),
        run_rate=draw(st.sampled_from(RUN_RATE.options)),
        updates=draw(st.integers(0, 2)),
        phase=draw(st.sampled_from(PHASES)),
        selected=draw(number | weight | st.just(Selected("loss", None, 0))),
    )
    return fitted(view)[0]
