"""Files to take away: the words with their tags, the network, and a program that says the same with Keras."""

import io
from textwrap import indent

import numpy as np

from rnnviz.chapters.tagging.scene import answer, truth
from rnnviz.chapters.tagging.view import View
from rnnviz.core.layers import Bidirectional, Recurrent
from rnnviz.export.sequence import step_code
from rnnviz.export.stack import stack_code
from rnnviz.export.text import Applied, functions_of
from rnnviz.figures.table import Table
from rnnviz.keras_bridge import weights_to_keras


def tags_csv(view: View) -> bytes:
    """Return the sentence, a row a word: its likeliest tag, the right one where it is known, and all probabilities."""
    found, tags, known = answer(view), view.tagger.tags, truth(view)
    read = len(found.best)
    columns = {
        "position": range(1, read + 1),
        "word": view.words[:read],
        "known to the network": (~found.unknown[:read]).astype(int).tolist(),
        "tag": [tags[unit] for unit in found.best],
    }
    columns |= {} if known is None else {"right tag": known[:read]}
    return Table.of(columns | {f"P({tag})": found.probabilities[:, k] for k, tag in enumerate(tags)}).csv()


def network_npz(view: View) -> bytes:
    """Return the weights, the words and tags, the sentence as it is read and its probabilities, as a NumPy file."""
    tagger, file = view.tagger, io.BytesIO()
    weights = [array for each in tagger.network.weights if each is not None for array in weights_to_keras(each)]
    np.savez_compressed(
        file,
        words=np.array(["PAD", "UNK", *tagger.words.known]),
        tags=np.array(tagger.tags),
        sentence=np.array(view.words[: len(answer(view).best)]),
        tokens=tagger.tokens(view.words),
        first=tagger.timestep(0, len(view.words)),
        probabilities=answer(view).probabilities,
        **{f"weight_{number}": array for number, array in enumerate(weights)},
    )
    return file.getvalue()


SCRIPT = '''"""Tag the sentence of the page with Keras: the same network, the same probabilities.

Needs tagging.npz, the network from the same page, beside it.
"""

import keras
import numpy as np
from keras import layers

keras.config.set_floatx("float64")
data = np.load("tagging.npz")
words, tags, sentence = data["words"].tolist(), data["tags"], data["sentence"].tolist()

{model}
model.set_weights([data[f"weight_{{k}}"] for k in range(len(model.weights))])

known = {{word: token for token, word in enumerate(words)}}
tokens = [known.get(word.lower(), 1) for word in sentence]  # 1 is UNK, 0 is PAD
{padding}
assert np.array_equal([tokens], data["tokens"]), "the sentence is read otherwise"

first = int(data["first"])
probabilities = np.asarray(model(np.array([tokens])))[0, first : first + len(sentence)]
np.testing.assert_allclose(probabilities, data["probabilities"], rtol=1e-8, atol=1e-12)
for word, says in zip(sentence, probabilities):
    print(f"{{word:15}} {{tags[says.argmax()]:5}} {{says.max():.4f}}")
'''


NUMPY_SCRIPT = '''"""Tag the sentence of the page with NumPy alone: an equation a line.

Needs tagging.npz, the network from the same page, beside it.
"""

import numpy as np

data = np.load("tagging.npz")
tokens, tags, first = data["tokens"][0], data["tags"], int(data["first"])

# The weights as Keras's get_weights() returns them, in float64{blocks}.
weights = [data[f"weight_{{k}}"].astype(float) for k in range({count})]
{unpacked}

{functions}

def steps(inputs, w_x, w_h, b):
    """Return h after every step, (steps, units)."""
{steps}
    return np.array(found)

{read}

{answer}
probabilities = {probabilities}[first : first + len(data["sentence"])]
np.testing.assert_allclose(probabilities, data["probabilities"], rtol=1e-8, atol=1e-12)
for word, says in zip(data["sentence"], probabilities):
    print(f"{{word:15}} {{tags[says.argmax()]:5}} {{says.max():.4f}}")
'''

BOTH_WAYS = '''
def read(inputs, w):
    """Return h forward beside h backward, each (steps, units), in the order in which each was read."""
    return steps(inputs, *w[:3]), steps(inputs[::-1], *w[3:])


def every(inputs, w):
    """Return h of both directions at every word: backward is turned round."""
    forward, backward = read(inputs, w)
    return np.concatenate([forward, backward[::-1]], axis=-1)


def last(inputs, w):
    """Return h of both directions after their last step."""
    return np.concatenate([each[-1] for each in read(inputs, w)])
'''

ONE_WAY = '''
def every(inputs, w):
    """Return h at every word."""
    return steps(inputs, *w)


def last(inputs, w):
    """Return h after the last word."""
    return steps(inputs, *w)[-1]
'''

IN_STEP = "h = every(table[tokens], layer)"

IN_ONE_VECTOR = """vector = last(table[tokens], encoder)  # all that is known of the sentence
h = every(np.tile(vector, (len(tokens), 1)), decoder)"""


def numpy_script(view: View) -> bytes:
    """Return a program as ``keras_script`` does that needs NumPy alone."""
    wiring, network = view.tagger.wiring, view.tagger.network
    cell = next(each for each in network.layers if isinstance(each, Bidirectional | Recurrent)).cell
    arrays = 6 if wiring.both_ways else 3
    layers = ("layer",) if wiring.in_step else ("encoder", "decoder")
    of_layers = [f"weights[{1 + k * arrays} : {1 + (k + 1) * arrays}]" for k in range(len(layers))]
    steps = [
        *(["b_x, b_h = b  # of the input and of the recurrent product"] if cell.two_biases else []),
        *(f"{name} = np.zeros({cell.units})" for name in cell.states),
        "found = []",
        "for x in inputs:",
        *(f"    {line}" for line in step_code(cell, shape=f"({cell.units},)").splitlines()),
        "    found.append(h)",
    ]
    used = {cell.activation, "softmax"} | ({cell.recurrent_activation} if len(cell.gates) > 1 else set())
    filled = NUMPY_SCRIPT.format(
        blocks=f"; their columns are in blocks: {', '.join(cell.gates)}" if len(cell.gates) > 1 else "",
        count=3 + arrays * len(layers),
        unpacked=f"table, {', '.join(layers)}, w_y, b_y = weights[0], {', '.join(of_layers)}, *weights[-2:]",
        functions=functions_of(used),
        steps=indent("\n".join(steps), "    "),
        read=BOTH_WAYS if wiring.both_ways else ONE_WAY,
        answer=IN_STEP if wiring.in_step else IN_ONE_VECTOR,
        probabilities=f"{Applied('softmax'):h @ w_y + b_y}",
    )
    return filled.encode()


def keras_script(view: View) -> bytes:
    """Return a program that reads the file of ``network_npz``, tags the sentence with Keras and asserts it."""
    wiring = view.tagger.wiring
    model = stack_code(view.tagger.network.layers, (None, None if wiring.in_step else wiring.length), {})
    padding = (
        "# In step, a sentence is as long as it is: nothing is filled up."
        if wiring.in_step
        else f"tokens = [0] * ({wiring.length} - len(tokens)) + tokens  # filled up in front, as pad_sequences does"
    )
    return SCRIPT.format(model=model, padding=padding).encode()
