"""The stacks that the chapter opens with: the wirings, and what there is to learn from three more."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from rnnviz.chapters.shapes.view.stack import Look, View
from rnnviz.core.layers import (
    Bidirectional,
    Dense,
    Embedding,
    Layer,
    Recurrent,
    RepeatVector,
    Shape,
    SpatialDropout1D,
    TimeDistributed,
)
from rnnviz.core.weights import Cell


class Runs(NamedTuple):
    """A trained network of another chapter: what it is about, the chapter, its link."""

    label: str
    chapter: str
    query: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Preset:
    """A stack with what it is for.

    ``wiring`` is the name of the wiring that it is an example of; ``runs`` where one that is wired so runs, trained.
    """

    key: str
    title: str
    story: str
    input_shape: Shape
    layers: tuple[Layer, ...]
    starts: tuple[tuple[int, int], ...] = ()
    loop: int = 0
    look: Look = Look("edge", 1)
    wiring: str = ""
    runs: tuple[Runs, ...] = ()

    def view(self) -> View:
        """Return the view that it opens with."""
        return View(self.key, self.input_shape, self.layers, self.starts, self.loop, look=self.look)


def simple(units: int, **options) -> Recurrent:
    """Return a SimpleRNN layer."""
    return Recurrent(Cell("simple_rnn", units), **options)


@cache
def presets() -> dict[str, Preset]:
    """Return every stack by its key, in the order of the page."""
    lstm = Cell("lstm", 4)
    made = (
        Preset(
            "deep",
            "Deep RNN",
            "Three recurrent layers, one reading another. The two below hand on their state at every timestep, "
            "because the one above reads a sequence; the last hands on one vector.",
            (None, 6, 1),
            (simple(8, return_sequences=True), simple(8, return_sequences=True), simple(1)),
        ),
        Preset(
            "mistake",
            "The mistake",
            "The same three layers, but the middle one lacks return_sequences. Keras refuses to build it, and its "
            "message speaks of dimensions only.",
            (None, 6, 1),
            (simple(8, return_sequences=True), simple(8), simple(1)),
            look=Look("edge", 2),
        ),
        Preset(
            "one_to_one",
            "One to one",
            "One to one: no sequence. A plain layer from one vector to another, as for a class of one picture.",
            (None, 3),
            (Dense(4, "tanh"), Dense(2, "softmax")),
            wiring="one to one",
        ),
        Preset(
            "one_to_many",
            "One to many",
            "One to many, repeated: one vector in, a sequence out, as in a caption for a picture. RepeatVector hands "
            "on the same vector at every step, and the layer after it reads it each time.",
            (None, 3),
            (RepeatVector(5), simple(4, return_sequences=True), TimeDistributed(2, "softmax")),
            wiring="one to many, repeated",
            look=Look("edge", 2),
        ),
        Preset(
            "fed_back",
            "Fed back",
            "One to many, fed back: the input is read once, at the first turn. From then on each turn reads the output "
            "of the one before, as a network that writes letter by letter does. Keras has no layer for it: it is a "
            "loop around layers.",
            (None, 3),
            (simple(4, return_state=True), Dense(3, "tanh")),
            loop=5,
            wiring="one to many, fed back",
            look=Look("edge", 2),
            runs=(Runs("a text, letter by letter", "generation"),),
        ),
        Preset(
            "many_to_one",
            "Many to one",
            "Many to one: a sequence in, one answer out: tomorrow's value, the sentiment of a sentence.",
            (None, 12, 1),
            (simple(3), Dense(1, "tanh")),
            wiring="many to one",
            runs=(
                Runs("12 months of sunspots", "hidden_state", {"preset": "sunspots"}),
                Runs("the score of a sentence", "sentiment"),
                Runs("a digit, row by row", "digits"),
                Runs("ten letters → the next", "generation", {"preset": "document_simple_rnn"}),
            ),
        ),
        Preset(
            "in_step",
            "Many to many",
            "Many to many, in step: an answer at each step: the next letter, a tag for each word.",
            (None, 4, 4),
            (simple(4, return_sequences=True), TimeDistributed(4, "softmax")),
            wiring="many to many, in step",
            runs=(
                Runs("J-A-Z-Z", "hidden_state", {"preset": "jazz"}),
                Runs("the next letter", "generation", {"preset": "every_simple_rnn"}),
                Runs("a tag for every word", "tagging"),
            ),
        ),
        Preset(
            "encoder_decoder",
            "Encoder–decoder",
            "Many to many as encoder and decoder: read it all, then write, as in translation. The encoder's last "
            "states are the decoder's initial_state, and its output is repeated for every step to be written.",
            (None, None, 3),
            (
                Recurrent(lstm, return_state=True),
                RepeatVector(5),
                Recurrent(lstm, return_sequences=True),
                TimeDistributed(2, "softmax"),
            ),
            starts=((2, 0),),
            wiring="encoder and decoder",
            look=Look("edge", 3),
            runs=(Runs("tags through one vector, without initial_state", "tagging", {"preset": "document_lstm"}),),
        ),
        Preset(
            "bidirectional",
            "Bidirectional",
            "Two layers read the sequence, one from each end. Each output joins what both say of the same timestep, "
            "so it knows what comes before and after: for tagging words. Not for forecasting: the backward layer "
            "reads the future.",
            (None, 5, 2),
            (Bidirectional(Cell("gru", 3), "concat", return_sequences=True), TimeDistributed(2, "softmax")),
            runs=(Runs("a tag for every word", "tagging", {"preset": "step_both"}),),
        ),
        Preset(
            "backwards",
            "go_backwards",
            "go_backwards without Bidirectional: the sequence is read from its end, and the outputs stay in the order "
            "of reading. The first output belongs to the last input.",
            (None, 5, 2),
            (Recurrent(Cell("gru", 3, go_backwards=True), return_sequences=True),),
        ),
        Preset(
            "tokens",
            "Words in",
            "Words come in as tokens, whole numbers: their places in a list of words. Embedding looks up a row of its "
            "table for each. Token 0 is padding, which mask_zero keeps the layers after it from reading. "
            "SpatialDropout1D acts in training alone.",
            (None, 6),
            (Embedding(20, 4, mask_zero=True), SpatialDropout1D(0.5), Recurrent(Cell("lstm", 3)), Dense(1, "sigmoid")),
            runs=(Runs("the score of a sentence", "sentiment", {"network": "pre_masked"}),),
        ),
    )
    return {each.key: each for each in made}


def is_as_made(view: View) -> bool:
    """Whether the stack is the preset's own."""
    made = presets()[view.preset]
    return all(getattr(view, name) == getattr(made, name) for name in ("layers", "input_shape", "starts", "loop"))
