"""Files to take away: the letters with their probabilities, the network, and a program that writes the same text."""

import io

import numpy as np

from rnnviz.chapters.generation.scene import written
from rnnviz.chapters.generation.view import View, recurrent_of
from rnnviz.export.sequence import step_code
from rnnviz.export.stack import stack_code
from rnnviz.export.text import Applied, functions_of
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


SCRIPT = '''"""Write the text of the page with {library}: the same network, the same draws, the same letters.

Needs letters.npz, the network from the same page, beside it.
"""

{imports}

data = np.load("letters.npz")
tokens, given, draws = data["tokens"], int(data["given"]), data["draws"]
{model}

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

IN_KERAS = """
keras.config.set_floatx("float64")
{model}
model.set_weights([data[f"weight_{{k}}"] for k in range(len(model.weights))])
"""

IN_NUMPY = """
# The weights as Keras's get_weights() returns them, in float64{blocks}.
w_x, w_h, b, w_y, b_y = (data[f"weight_{{k}}"].astype(float) for k in range(5))

{functions}"""


def keras_script(view: View) -> bytes:
    """Return a program that reads the file of ``network_npz``, writes the text with Keras and asserts it."""
    window = view.model.settings.rereads
    letters = len(view.model.vocabulary)
    model = IN_KERAS.format(model=stack_code(view.model.network.layers[1:], (None, None, letters), {}))
    read, one = ("read", "[0, -1]") if window is None else (f"read[-{window}:]", "[0]")
    says = f"return np.asarray(model(np.eye({letters})[None, {read}])){one}"
    return script(view, "Keras", "import keras\nimport numpy as np\nfrom keras import layers", model, [says])


def numpy_script(view: View) -> bytes:
    """Return a program as ``keras_script`` does that needs NumPy alone and has an equation a line."""
    window, cell = view.model.settings.rereads, recurrent_of(view).cell
    letters = len(view.model.vocabulary)
    blocks = f"; their columns are in blocks: {', '.join(cell.gates)}" if len(cell.gates) > 1 else ""
    functions = functions_of(
        {cell.activation, "softmax"} | ({cell.recurrent_activation} if len(cell.gates) > 1 else set())
    )
    model = IN_NUMPY.format(blocks=blocks, functions=functions)
    step = step_code(cell, shape=f"({cell.units},)").splitlines()
    says = [
        *(["b_x, b_h = b  # of the input and of the recurrent product"] if cell.two_biases else []),
        *(f"{name} = np.zeros({cell.units})" for name in cell.states),
        f"for token in read{'' if window is None else f'[-{window}:]'}:",
        f"    x = np.eye({letters})[token]  # one-hot",
        *(f"    {line}" for line in step),
        f"return {Applied('softmax'):h @ w_y + b_y}",
    ]
    return script(view, "NumPy", "import numpy as np", model, says)


def script(view: View, library: str, imports: str, model: str, says: list[str]) -> bytes:
    """Return the program of a model and of the lines that say what comes after the letters that were read."""
    body = "\n".join(f"    {line}" for line in says)
    first = (view.model.settings.rereads or 1) - 1
    filled = SCRIPT.format(library=library, imports=imports, model=model, says=body, way=way_code(view), first=first)
    return filled.encode()


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
