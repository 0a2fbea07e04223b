"""Files to take away: the words with their scores, the network, and a program that gives the same scores."""

import io

import numpy as np

from rnnviz.chapters.sentiment.scene import gate_means, read
from rnnviz.chapters.sentiment.view import View
from rnnviz.export.stack import stack_code
from rnnviz.figures.table import Table
from rnnviz.keras_bridge import weights_to_keras


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


def keras_script(view: View) -> bytes:
    """Return a program that reads the file of ``network_npz`` and asserts its scores with Keras."""
    model = stack_code(view.model.network.layers, (None, view.setting.length), {})
    return SCRIPT.format(model=model).encode()
