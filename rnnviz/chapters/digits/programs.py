"""Files to take away: the picture with what the network would say after each step, and a program that says the same."""

import io

import numpy as np

from rnnviz.chapters.digits.scene import beliefs, mind, picture, pixels_of, places_of
from rnnviz.chapters.digits.view import View
from rnnviz.export.stack import stack_code
from rnnviz.figures.table import Table
from rnnviz.images.networks import LEVELS
from rnnviz.keras_bridge import weights_to_keras


def steps_csv(view: View) -> bytes:
    """Return a row a step: the pixels that are read, from 0 to 1, the ten probabilities, and the likeliest digit."""
    said, pixels = beliefs(view), pixels_of(view)
    columns = {"step": np.arange(1, len(said) + 1)}
    columns |= {f"pixel {k + 1}": pixels[:, k] for k in range(pixels.shape[1])}
    columns |= {f"probability of {digit}": said[:, digit] for digit in range(10)}
    return Table.of(columns | {"likeliest": mind(view).best}).csv()


def network_npz(view: View) -> bytes:
    """Return the weights, the picture, the order in which it is read, and every probability, as a file of NumPy's."""
    file = io.BytesIO()
    weights = [array for each in view.model.network.weights if each is not None for array in weights_to_keras(each)]
    np.savez_compressed(
        file,
        image=picture(view).levels,
        order=places_of(view),
        probabilities=beliefs(view),
        changed=np.array(mind(view).step),
        **{f"weight_{number}": array for number, array in enumerate(weights)},
    )
    return file.getvalue()


SCRIPT = '''"""Read the digit of the page with Keras: the same network, the same probabilities after every step.

Needs digit.npz, from the same page, beside it.
"""

import keras
import numpy as np
from keras import layers

keras.config.set_floatx("float64")
data = np.load("digit.npz")
probabilities = data["probabilities"]

# The picture as a sequence: which pixels each step reads, counted row by row.
sequence = data["image"].ravel()[data["order"]][None] / {brightest}

{model}
model.set_weights([data[f"weight_{{k}}"] for k in range(len(model.weights))])

answer = np.asarray(model(sequence))[0]
np.testing.assert_allclose(answer, probabilities[-1], rtol=1e-8, atol=1e-12)

# After every step: the network reads so much of the picture, though it was trained on the whole alone.
after = np.concatenate([np.asarray(model(sequence[:, : step + 1])) for step in range(len(probabilities))])
np.testing.assert_allclose(after, probabilities, rtol=1e-8, atol=1e-12)

likeliest = after.argmax(axis=1)
changes = np.flatnonzero(likeliest[1:] != likeliest[:-1]) + 1
changed = changes[-1] if len(changes) else 0
assert changed == data["changed"]

for step, (each, digit) in enumerate(zip(after, likeliest), start=1):
    print(f"step {{step:>3}}: {{digit}} with {{each[digit]:.4f}}")
print(f"{{likeliest[-1]}}, for good since step {{changed + 1}}")
'''


def keras_script(view: View) -> bytes:
    """Return a program that reads the file of ``network_npz`` and asserts its probabilities with Keras."""
    shape = (None, None, view.model.setting.input_shape[2])
    model = stack_code(view.model.network.layers, shape, {})
    return SCRIPT.format(model=model, brightest=float(LEVELS[view.size])).encode()
