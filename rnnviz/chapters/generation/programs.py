"""Files to take away: the letters with their probabilities, the network, and a program that writes the same text."""

import io

import numpy as np

from rnnviz.chapters.generation.scene import written
from rnnviz.chapters.generation.view import View
from rnnviz.export.stack import stack_code
from rnnviz.figures.table import Table
from rnnviz.keras_bridge import weights_to_keras
from rnnviz.text.drawing import decoded


def letters_csv(view: View) -> bytes:
    """Return the text, a row a letter: how likely the network and what was drawn from had it, and the draw."""
    shown = written(view)
    characters = view.model.vocabulary.characters
    read, came = shown.tokens[:-1], shown.tokens[1:]
    rows = np.arange(len(came))
    first = shown.given - 1
    table = Table.of(
        {
            "letter": rows + 2,
            "character": [characters[k] for k in came],
            "after": [characters[k] for k in read],
            "given": [int(k < first) for k in rows],
            "network": shown.probabilities[rows, came],
            "drawn from": decoded(shown.sums, view.way)[rows, came],
            "draw": ["" if k < first else float(shown.draws[k - first]) for k in rows],
        }
    )
    return table.csv()


def network_npz(view: View) -> bytes:
    """Return the weights, the characters, the text with its draws, and every probability, as a file of NumPy's."""
    shown, model, file = written(view), view.model, io.BytesIO()
    weights = [array for each in model.network.weights if each is not None for array in weights_to_keras(each)]
    np.savez_compressed(
        file,
        characters=np.array(model.vocabulary.characters),
        tokens=shown.tokens,
        given=shown.given,
        draws=shown.draws,
        probabilities=shown.probabilities,
        **{f"weight_{number}": array for number, array in enumerate(weights)},
    )
    return file.getvalue()


SCRIPT = '''"""Write the text of the page with Keras: the same network, the same draws, the same letters.

Needs letters.npz, the network from the same page, beside it.
"""

import keras
import numpy as np
from keras import layers

keras.config.set_floatx("float64")
data = np.load("letters.npz")
tokens, given, draws = data["tokens"], int(data["given"]), data["draws"]

{model}
model.set_weights([data[f"weight_{{k}}"] for k in range(len(model.weights))])


def says(read):
    """How likely each next letter is after the letters that were read."""
    {says}


def drawn_from(p):
    """What a letter is drawn from: the distribution after temperature and cut."""
    {way}


def drawn(p, draw):
    """The letter at which the running sum of probabilities passes the draw."""
    sums = np.cumsum(p)
    return int(np.searchsorted(sums, draw * sums[-1], side="right"))


text = list(tokens[:given])
for draw in draws:
    text.append(drawn(drawn_from(says(text)), draw))
assert text == tokens.tolist(), "the text is another"

for k in range({first}, len(tokens), 7):
    np.testing.assert_allclose(says(tokens[: k + 1]), data["probabilities"][k], rtol=1e-8, atol=1e-12)
print("".join(data["characters"][text]))
'''


def keras_script(view: View) -> bytes:
    """Return a program that reads the file of ``network_npz``, writes the text with Keras and asserts it."""
    window = view.model.settings.rereads
    letters = len(view.model.vocabulary)
    model = stack_code(view.model.network.layers[1:], (None, None, letters), {})
    read, one = ("read", "[0, -1]") if window is None else (f"read[-{window}:]", "[0]")
    says = f"return np.asarray(model(np.eye({letters})[None, {read}])){one}"
    return SCRIPT.format(model=model, says=says, way=way_code(view), first=(window or 1) - 1).encode()


def way_code(view: View) -> str:
    """Return how letters are drawn, as the lines of a function of p."""
    if view.temperature == 0.0:
        return "return np.eye(len(p))[p.argmax()]"
    lines = [f"p = p ** (1 / {view.temperature!r})", "p = p / p.sum()"]
    if view.keep != "all":
        lines.append('order = np.argsort(-p, kind="stable")')
        share = f"np.cumsum(p[order]) - p[order] < {view.p!r}"
        lines.append(f"kept = order[: {view.k}]" if view.keep == "top_k" else f"kept = order[{share}]")
        lines.append("p = np.where(np.isin(np.arange(len(p)), kept), p, 0.0)")
    return "\n    ".join([*lines, "return p"])
