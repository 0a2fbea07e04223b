"""Files to take away: the words with their tags, the network, and a program that says the same with Keras."""

import io

import numpy as np

from rnnviz.chapters.tagging.scene import answer, truth
from rnnviz.chapters.tagging.view import View
from rnnviz.export.stack import stack_code
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
