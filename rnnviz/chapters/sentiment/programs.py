"""Files to take away: the words with their scores, the network, and a program that gives the same scores."""

import io
from textwrap import indent

import numpy as np

from rnnviz.chapters.sentiment.scene import gate_means, read
from rnnviz.chapters.sentiment.view import View
from rnnviz.core.layers import Recurrent
from rnnviz.export.sequence import step_code
from rnnviz.export.stack import stack_code
from rnnviz.export.text import Applied, functions_of
from rnnviz.figures.table import Table
from rnnviz.keras_bridge import weights_to_keras
from rnnviz.text.words import PAD


def words_csv(view: View) -> bytes:
    """Return a row a step: what is read, its token, the score after it, and the mean of each gate."""
    shown = read(view)
    columns = {
        "step": np.arange(1, len(shown.tokens) + 1),
        "read": shown.texts,
        "token": shown.tokens,
        "score": shown.scores,
    }
    return Table.of(columns | {f"mean of {name}": values for name, values in gate_means(view).items()}).csv()


def network_npz(view: View) -> bytes:
    """Return the weights, the words, the sentence as tokens, and every score, as a file of NumPy's."""
    shown, model, file = read(view), view.model, io.BytesIO()
    weights = [array for each in model.network.weights if each is not None for array in weights_to_keras(each)]
    np.savez_compressed(
        file,
        words=np.array(("PAD", "UNK", *model.words.known)),
        tokens=shown.tokens,
        scores=shown.scores,
        **{f"weight_{number}": array for number, array in enumerate(weights)},
    )
    return file.getvalue()


SCRIPT = '''"""Give the sentence of the page its score with Keras: the same network, the same score.

Needs sentence.npz, the network from the same page, beside it.
"""

import keras
import numpy as np
from keras import layers

keras.config.set_floatx("float64")
data = np.load("sentence.npz")
tokens, scores = data["tokens"][None], data["scores"]

{model}
model.set_weights([data[f"weight_{{k}}"] for k in range(len(model.weights))])

score = float(np.asarray(model(tokens))[0, 0])
np.testing.assert_allclose(score, scores[-1], rtol=1e-8, atol=1e-12)

# The score after every word: the last layer applied to h there, which the network was never trained for.
table, lstm, last = (each for each in model.layers if each.weights)
mask = table.compute_mask(tokens)
every = layers.LSTM(lstm.units, return_sequences=True)
every.build((1, *tokens.shape[1:], table.output_dim))
every.set_weights(lstm.get_weights())
after = np.asarray(last(every(table(tokens), mask=mask)))[0, :, 0]
np.testing.assert_allclose(after, scores, rtol=1e-8, atol=1e-12)

for token, each in zip(tokens[0], after):
    print(f"{{data['words'][token]:>16}}  {{each:.4f}}")
print(f"score {{score:.4f}}")
'''


NUMPY_SCRIPT = '''"""Give the sentence of the page its score with NumPy alone: an equation a line.

Needs sentence.npz, the network from the same page, beside it.
"""

import numpy as np

data = np.load("sentence.npz")
tokens, scores = data["tokens"], data["scores"]

# The weights as Keras's get_weights() returns them, in float64; the columns of the LSTM's are in blocks: {gates}.
table, w_x, w_h, b, w_y, b_y = (data[f"weight_{{k}}"].astype(float) for k in range(6))

{functions}

h, c = np.zeros({units}), np.zeros({units})
after = []
for token in tokens:
    x = table[token]
{step}
    after.append({score}[0])

# The last one is the network's score; for those before it the network was never trained.
np.testing.assert_allclose(after, scores, rtol=1e-8, atol=1e-12)
for token, each in zip(tokens, after):
    print(f"{{data['words'][token]:>16}}  {{each:.4f}}")
'''


def numpy_script(view: View) -> bytes:
    """Return a program as ``keras_script`` does that needs NumPy alone."""
    cell = next(each.cell for each in view.model.network.layers if isinstance(each, Recurrent))
    step = step_code(cell, shape=f"({cell.units},)")
    step = (
        f"if token != {PAD}:  # masked: at PAD the state is held\n{indent(step, '    ')}"
        if view.setting.masked
        else step
    )
    filled = NUMPY_SCRIPT.format(
        gates=", ".join(cell.gates),
        functions=functions_of({cell.activation, cell.recurrent_activation, "sigmoid"}),
        units=cell.units,
        step=indent(step, "    "),
        score=f"{Applied('sigmoid'):h @ w_y + b_y}",
    )
    return filled.encode()


def keras_script(view: View) -> bytes:
    """Return a program that reads the file of ``network_npz`` and asserts its scores with Keras."""
    model = stack_code(view.model.network.layers, (None, view.setting.length), {})
    return SCRIPT.format(model=model).encode()
