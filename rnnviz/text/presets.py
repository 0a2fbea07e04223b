"""The networks that write: what each is made of and how it is trained."""

from dataclasses import dataclass

from rnnviz.core.layers import CategoryEncoding, Dense, Layer, Recurrent
from rnnviz.core.weights import Cell
from rnnviz.text.corpus import Corpus
from rnnviz.text.reading import folded


@dataclass(frozen=True)
class Preset:
    """A network of one recurrent layer that reads characters one-hot and gives the next one's probabilities.

    Args:
        kind: of the cell.
        every_step: whether it answers after every character, on windows that do not overlap, and learns from every
            answer; else after the last of each window, and there is a window for every character.
        length: characters a window.
        folds: whether it reads the text as ``reading.folded`` gives it.
        optimizer: a name of Keras's, as ``learning_rate`` its argument.
        learning_rate: of the optimizer.
        batch: windows a batch.
        iterations: epochs.
        beginning: what it continues after every iteration, by ``characters`` more.
        units: of the recurrent layer.
    """

    kind: str
    every_step: bool
    length: int
    folds: bool
    optimizer: str
    learning_rate: float
    batch: int
    iterations: int = 25
    beginning: str = "The value "
    characters: int = 100
    units: int = 128

    def layers(self, characters: int) -> tuple[Layer, ...]:
        """Return the layers, for so many different characters."""
        recurrent = Recurrent(Cell(self.kind, self.units), return_sequences=self.every_step)
        return CategoryEncoding(characters), recurrent, Dense(characters, "softmax")

    def read(self, corpus: Corpus) -> Corpus:
        """Return a corpus as it is read, each part by itself."""
        if not self.folds:
            return corpus
        return corpus._replace(training=folded(corpus.training), held_out=folded(corpus.held_out))

    @property
    def stride(self) -> int:
        """How far apart windows begin."""
        return self.length if self.every_step else 1

    @property
    def rereads(self) -> int | None:
        """How many characters it reads anew for each that it writes; None where it goes on from its state."""
        return None if self.every_step else self.length


KINDS = ("simple_rnn", "lstm", "gru")


def every(kind: str) -> Preset:
    """Return the network that answers at every step."""
    return Preset(kind, True, 64, False, "adam", 0.003, 64)


def document(kind: str) -> Preset:
    """Return the network of the tutorial: ten characters → the next, RMSprop, batches of 128."""
    return Preset(kind, False, 10, True, "rmsprop", 0.001, 128, beginning="the value ")


PRESETS = {f"every_{kind}": every(kind) for kind in KINDS} | {f"document_{kind}": document(kind) for kind in KINDS}
"""By name: "document_simple_rnn" is the tutorial's own."""
