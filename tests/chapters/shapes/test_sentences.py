"""Every sentence of the chapter over 200 random views, recomputed here: none is false.

Nothing of the page's code is shared: shapes, counts and numbers come from formulas and a forward pass of this file, and
from Keras, which builds every stack that is small enough.
"""

import re
from dataclasses import replace
from functools import cache
from random import Random

import keras
import numpy as np
import pytest

from rnnviz import Bidirectional, Cell, Dense, Recurrent, RepeatVector
from rnnviz.chapters.shapes.figures.stack import stack_table
from rnnviz.chapters.shapes.proposals import proposal
from rnnviz.chapters.shapes.scene import is_shown, scene, tensor
from rnnviz.chapters.shapes.scene.alignment import alignment
from rnnviz.chapters.shapes.view.stack import Look, View, fitted
from rnnviz.chapters.shapes.words import (
    alignment_sentence,
    counted_sentence,
    grade_count,
    grade_shape,
    loop_sentence,
    mask_of,
    mask_sentence,
    start_sentence,
    tensor_alt,
    tensor_sentence,
    weights_sentence,
)
from rnnviz.core.layers import Dropout, Embedding, Masking, SpatialDropout1D, TimeDistributed
from tests.support.stacks import built

VIEWS = 200

GATES = {"simple_rnn": 1, "lstm": 4, "gru": 3}

ACTIVATIONS = {
    "linear": lambda x: x,
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0.0),
    "sigmoid": lambda x: 1.0 / (1.0 + np.exp(-x)),
    "hard_sigmoid": lambda x: np.clip(x / 6.0 + 0.5, 0.0, 1.0),
    "softmax": lambda x: (
        np.exp(x - x.max(-1, keepdims=True)) / np.exp(x - x.max(-1, keepdims=True)).sum(-1, keepdims=True)
    ),
}

# ---- random views -------------------------------------------------------------------------------------------


def size(rng: Random) -> int:
    """Mostly small, sometimes to the bound of what is run, sometimes beyond it."""
    return rng.choice([rng.randint(1, 6)] * 7 + [rng.randint(1, 64), rng.randint(60, 70), rng.randint(65, 4096)])


def cell(rng: Random, **more) -> Cell:
    """Any cell."""
    kind = rng.choice(list(GATES))
    activation = rng.choice(["tanh", "tanh", "linear", "relu", "sigmoid", "hard_sigmoid"])
    return Cell(kind, size(rng), activation, reset_after=kind != "gru" or rng.random() < 0.5, **more)


def layer(rng: Random):
    """Any layer."""
    flags = rng.random() < 0.7, rng.random() < 0.3
    return rng.choice(
        [
            lambda: Recurrent(cell(rng, go_backwards=rng.random() < 0.3), *flags),
            lambda: Recurrent(cell(rng), *flags),
            lambda: Bidirectional(cell(rng), rng.choice(["concat", "sum", "ave", "mul"]), *flags),
            lambda: Dense(size(rng), rng.choice(["linear", "tanh", "sigmoid", "softmax"])),
            lambda: TimeDistributed(size(rng), rng.choice(["linear", "softmax"])),
            lambda: RepeatVector(rng.randint(1, 64)),
            lambda: Dropout(rng.choice([0.0, 0.1, 0.5])),
            lambda: SpatialDropout1D(rng.choice([0.25, 1.0])),
            lambda: Masking(rng.choice([0.0, -1.0, 0.3])),
        ]
    )()


def view(number: int) -> View:
    """A view that is drawn at random over every field."""
    rng = Random(number)
    batch, features = rng.choice([None, None, rng.randint(1, 1024)]), rng.randint(1, 32)
    if number % 8 == 0:
        layers = [Recurrent(cell(rng), return_state=True) for _ in range(rng.randint(1, 2))]
        layers.append(Dense(features, rng.choice(["linear", "tanh", "softmax"])))
        drawn = View("fed_back", (batch, features), tuple(layers), loop=rng.randint(2, 64), seed=rng.randint(0, 9999))
    else:
        shape = (batch, rng.choice([None, rng.randint(1, 64)]), features) if rng.random() < 0.8 else (batch, features)
        layers = [layer(rng) for _ in range(rng.randint(1, 4))]
        if rng.random() < 0.25:
            words = rng.choice([rng.randint(1, 9), rng.randint(60, 3000)])
            layers.insert(0, Embedding(words, size(rng), rng.random() < 0.6))
            shape = (batch, rng.choice([None, rng.randint(1, 32)]))
        if rng.random() < 0.3 and not isinstance(layers[0], Embedding):
            twin = Recurrent(cell(rng), True, True)
            layers[:0] = [twin, twin]
        starts = ((1, 0),) if len(layers) > 1 and layers[0] == layers[1] else ()
        drawn = View("deep", shape, tuple(layers), starts, seed=rng.randint(0, 9999))
    while len(shapes(drawn)) <= len(drawn.layers) and isinstance(drawn.layers[len(shapes(drawn)) - 1], Masking):
        masked = len(shapes(drawn)) - 1  # of a vector: refused, as Keras would mask whole samples
        drawn = replace(drawn, layers=(*drawn.layers[:masked], Dropout(0.5), *drawn.layers[masked + 1 :]))
    return fitted(drawn)[0]


# ---- what is so ---------------------------------------------------------------------------------------------


def width(one) -> int:
    """How many numbers a layer hands on, at a timestep; 0 for as many as it reads."""
    if isinstance(one, Bidirectional):
        return one.cell.units * (2 if one.merge_mode == "concat" else 1)
    return one.cell.units if isinstance(one, Recurrent) else getattr(one, "units", 0)


def handed_on(one, shape: tuple) -> tuple | None:
    """The shape that a layer makes of one; None where it cannot read it."""
    if isinstance(one, RepeatVector):
        return (shape[0], one.n, shape[1]) if len(shape) == 2 else None
    if isinstance(one, Embedding):
        return (*shape, one.output_dim)
    if isinstance(one, Dropout):
        return shape if type(one) is Dropout or len(shape) == 3 else None
    if isinstance(one, Masking):
        return shape if len(shape) == 3 else None
    if isinstance(one, Recurrent | Bidirectional):
        if len(shape) != 3:
            return None
        return (*shape[:2], width(one)) if one.return_sequences else (shape[0], width(one))
    return None if isinstance(one, TimeDistributed) and len(shape) != 3 else (*shape[:-1], one.units)


def shapes(of: View) -> list[tuple]:
    """The shapes on the edges, as far as the stack can be built."""
    found = [of.input_shape]
    for position, one in enumerate(of.layers):
        if of.loop:
            last = position == len(of.layers) - 1
            found.append((of.input_shape[0], *[of.loop] * last, width(one)))
            continue
        after = handed_on(one, found[-1])
        if after is None:
            break
        found.append(after)
    return found


def total(one, read: int, **forgotten) -> int:
    """How many parameters a layer has, or would have if something were forgotten."""
    if isinstance(one, RepeatVector | Dropout | Masking):
        return 0
    if isinstance(one, Embedding):
        return one.input_dim * one.output_dim
    if not hasattr(one, "cell"):
        return one.units * (read + forgotten.get("biases", 1))
    two = one.cell.kind == "gru" and one.cell.reset_after
    ways = forgotten.get("ways", 2 if isinstance(one, Bidirectional) else 1)
    rows = forgotten.get("features", read) + forgotten.get("units", one.cell.units)
    return (
        ways
        * forgotten.get("blocks", GATES[one.cell.kind])
        * one.cell.units
        * (rows + forgotten.get("biases", 1 + two))
    )


def axes(of: View, position: int, shape: tuple) -> str:
    """What the axes of a shape on an edge are called."""
    k = position
    if k == 0 and isinstance(of.layers[0], Embedding):
        return "batch, timesteps"
    while k and isinstance(of.layers[k - 1], RepeatVector | Dropout | Masking):
        k -= 1
    last = "features" if k == 0 else "output_dim" if isinstance(of.layers[k - 1], Embedding) else "units"
    if k and isinstance(of.layers[k - 1], Bidirectional) and of.layers[k - 1].merge_mode == "concat":
        last = "2 × units"
    return ", ".join(["batch", *["turns" if of.loop else "timesteps"] * (len(shape) == 3), last])


def names(of: View) -> list[str]:
    """The names that Keras gives, counted as it counts."""
    made: dict[str, int] = {}

    def named(name: str) -> str:
        made[name] = made.get(name, -1) + 1
        return f"{name}_{made[name]}" if made[name] else name

    found = []
    for one in of.layers:
        if isinstance(one, Recurrent):
            found.append(named(one.cell.kind))
        elif isinstance(one, Bidirectional):
            named(one.cell.kind)
            found.append(named("bidirectional"))
        elif isinstance(one, TimeDistributed):
            named("dense")
            found.append(named("time_distributed"))
        elif isinstance(one, Embedding):
            found.append(named("embedding"))
        elif isinstance(one, Dropout):
            found.append(named("dropout" if type(one) is Dropout else "spatial_dropout1d"))
        elif isinstance(one, Masking):
            found.append(named("masking"))
        else:
            found.append(named("dense" if isinstance(one, Dense) else "repeat_vector"))
    return found


def steps(kind: Cell, weights, inputs: np.ndarray, start: list, read=None) -> tuple[np.ndarray, list]:
    """Run a cell forwards over (timesteps, features): h of every step, and the states that it ends with.

    Where ``read`` is false nothing happens.
    """
    act, w, u, b = ACTIVATIONS[kind.activation], weights.kernel, weights.recurrent_kernel, weights.bias
    sigma, units = ACTIVATIONS["sigmoid"], kind.units
    h, c = start[0], start[-1]
    found = []
    for t, x in enumerate(inputs):
        if read is not None and not read[t]:
            pass
        elif kind.kind == "simple_rnn":
            h = act(x @ w + h @ u + b)
        elif kind.kind == "lstm":
            i, f, g, o = np.split(x @ w + h @ u + b, 4)
            c = sigma(f) * c + sigma(i) * act(g)
            h = sigma(o) * act(c)
        else:
            bx, bh = b if kind.reset_after else (b, np.zeros(3 * units))
            xz, xr, xn = np.split(x @ w + bx, 3)
            uz, ur, un = np.split(u, 3, axis=1)
            hz, hr, hn = np.split(bh, 3)
            z, r = sigma(xz + h @ uz + hz), sigma(xr + h @ ur + hr)
            n = act(xn + (r * (h @ un + hn) if kind.reset_after else (r * h) @ un))
            h = z * h + (1.0 - z) * n
        found.append(h)
    return np.array(found), [h, c] if kind.kind == "lstm" else [h]


def run(of: View, network, inputs: np.ndarray) -> list[tuple[np.ndarray, list]]:
    """What each layer hands on of one sample, (positions, units) or (units,), and the states that it ends with."""
    found: list[tuple[np.ndarray, list]] = []
    if of.loop:
        x, states, turns = inputs[0], {}, []
        for _ in range(of.loop):
            row = []
            for k, (one, weights) in enumerate(zip(of.layers, network.weights, strict=True)):
                if isinstance(one, Recurrent):
                    start = states.get(k, [np.zeros(one.cell.units)] * 2)
                    h, states[k] = steps(one.cell, weights, x[None], start)
                    x = h[0]
                else:
                    x = ACTIVATIONS[one.activation](x @ weights.kernel + weights.bias)
                row.append(x)
            turns.append(row)
        return [(np.array([row[k] for row in turns]), states.get(k, [])) for k in range(len(of.layers))]
    x, read = inputs[0], None
    for k, (one, weights) in enumerate(zip(network.layers, network.weights, strict=True)):
        ended: list = []
        if isinstance(one, Embedding):
            read = x != 0 if one.mask_zero else None
            x = np.array([weights.embeddings[token] for token in x])
        elif isinstance(one, RepeatVector):
            x = np.array([x] * one.n)
        elif isinstance(one, Masking):
            read = (x != one.mask_value).any(axis=-1)
            x = np.where(read[:, None], x, 0.0)
        elif isinstance(one, Dropout):
            pass
        elif isinstance(one, Bidirectional):
            zeros = [np.zeros(one.cell.units)] * 2
            there, ended = steps(one.cell, weights[0], x, zeros, read)
            back, other = steps(one.cell, weights[1], x[::-1], zeros, None if read is None else read[::-1])
            ended = ended + other
            pair = (there, back[::-1]) if one.return_sequences else (there[-1], back[-1])
            if read is not None and one.return_sequences:
                pair = [each * read[:, None] for each in pair]
            merges = {"concat": lambda a, b: np.concatenate([a, b], -1), "sum": np.add, "mul": np.multiply}
            x = merges.get(one.merge_mode, lambda a, b: (a + b) / 2)(*pair)
        elif isinstance(one, Recurrent):
            start = found[dict(of.starts)[k]][1] if k in dict(of.starts) else [np.zeros(one.cell.units)] * 2
            way = -1 if one.cell.go_backwards else 1
            masked = None if read is None or k in dict(of.starts) else read[::way]
            h, ended = steps(one.cell, weights, x[::way], start, masked)
            x = h if one.return_sequences else h[-1]
        else:
            x = ACTIVATIONS[one.activation](x @ weights.kernel + weights.bias)
        found.append((x, ended))
        read = read if np.ndim(x) == 2 and not isinstance(one, RepeatVector) else None
    return found


@cache
def numbers(number: int) -> list:
    """What flows on every edge that is run, the input first, and the states beside it."""
    of = view(number)
    shown = scene(of)
    first = shown.inputs[0][:, None] if isinstance(of.layers[0], Embedding) else shown.inputs[0]
    with np.errstate(all="ignore"):
        layers = run(of, shown.network, shown.inputs) if shown.runs_to else []
    return [(first, []), *layers]


# ---- sentences ----------------------------------------------------------------------------------------------


def plural(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def number_in(text: str) -> float:
    """The number that is written: −1,024.5 or 3.1×10⁻⁴."""
    plain = text.replace("−", "-").replace(",", "").rstrip(".").replace("×10", "e")
    return float(plain.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")))


@pytest.mark.parametrize("number", range(VIEWS))
def test_what_is_said_of_tensors_is_so(number):
    of = view(number)
    shown, expected, called, flows = scene(of), shapes(of), names(of), numbers(number)
    large = [
        k
        for k, one in enumerate(of.layers)
        if getattr(getattr(one, "cell", one), "units", 0) > 64
        or max(getattr(one, "input_dim", 0), getattr(one, "output_dim", 0)) > 64
    ]
    run_to = min([len(expected) - 1, *([0] if large and of.loop else large)])
    assert shown.names == called and len(flows) == run_to + 1
    for k, (values, ended) in enumerate(flows):
        looks = [Look("edge", k)] + [
            Look("state", k, i)
            for i in range(len(ended) * bool(getattr(of.layers[k - 1], "return_state", 0)) if k else 0)
        ]
        for look in looks:
            flowing, state = tensor(shown, look), look.what == "state"
            now = np.atleast_2d(ended[look.part] if state else values)
            np.testing.assert_allclose(flowing.values, now, rtol=1e-7, atol=1e-9)
            shape = (of.input_shape[0], now.shape[1]) if state else expected[k]
            sequence = not state and (values.ndim == 2)
            count, each = plural(now.shape[1], "number"), plural(len(now), "turn" if of.loop else "timestep")
            kinds = "batch, units" if state else axes(of, k, shape)
            if k == 0 and isinstance(of.layers[0], Embedding):
                count = f"a token, a whole number from 0 to {of.layers[0].input_dim - 1},"
            said = tensor_sentence(shown, flowing)
            assert said.startswith(f"{shape} is ({kinds})") and count in said
            if of.loop and sequence:
                assert f"{count} for each of {each}" in said and ("at every turn" in said)
                assert ("stacked" in said) == (k == len(of.layers)) and called[-1] in said or k < len(of.layers)
            else:
                assert (f"{count} for each of {each}" in said) == sequence
                assert ("one vector and no timesteps" in said) == (not sequence)
            opened = [shape[1]] if sequence and not of.loop else []
            is_open = None in opened or None in of.input_shape[1:]
            assert ("open (None)" in said) == is_open
            if is_open:
                length = len(now) if None in opened else len(flows[0][0])
                assert f"the run shown has {length} timesteps" in said
            alt = tensor_alt(flowing)
            assert plural(now.shape[1], "unit") in alt or k == 0
            assert (plural(len(now), "position") in alt) == sequence
            if (extent := re.search(r"from (\S+) to (\S+)$", alt)) and np.isfinite(now).all():
                assert number_in(extent[1]) == pytest.approx(now.min(), rel=1e-3, abs=6e-4)
                assert number_in(extent[2]) == pytest.approx(now.max(), rel=1e-3, abs=6e-4)
    for k, _ in enumerate(flows[1:]):
        begins = start_sentence(shown, k)
        assert bool(begins) == (k in dict(of.starts))
        if begins:
            source = dict(of.starts)[k]
            states = "h₀ and c₀" if of.layers[source].cell.kind == "lstm" else "h₀"
            assert begins == f"{called[k]} begins with the last states of {called[source]}: they are its {states}."
    loop = loop_sentence(shown)
    assert bool(loop) == bool(of.loop)
    if loop:
        assert f"{called[0]} reads the input" in loop and f"what {called[-1]} handed on" in loop


@pytest.mark.parametrize("number", range(VIEWS))
def test_what_is_said_of_layers_is_so(number):
    of = view(number)
    shown, expected, called, flows = scene(of), shapes(of), names(of), numbers(number)
    table = stack_table(of)
    for k, (before, after) in enumerate(zip(expected, expected[1:], strict=False)):
        one, features, count = of.layers[k], before[-1], shown.counts[k]
        true = total(one, features)
        assert count.total == true and table["layers"][k]["formula"]["total"] == f"{true:,}"
        if count.numbers:
            assert eval(count.numbers.replace("×", "*"), {"__builtins__": {}}) == true
        kind = getattr(getattr(one, "cell", None), "kind", "")
        assert ("Two directions" in count.note) == isinstance(one, Bidirectional)
        assert ("Four blocks" in count.note) == (kind == "lstm") and ("Three blocks" in count.note) == (kind == "gru")
        assert ("two biases" in count.note) == (kind == "gru" and one.cell.reset_after)
        check_counts(shown, k, one, features, true)
        check_shapes(shown, k, one, before, after)
        if k >= len(flows) - 1:
            assert not is_shown_at(of, Look("edge", k + 1))
            said = counted_sentence(shown, Look("edge", k + 1))
            assert f"{called[k]} has {true:,} parameters and hands on {after}, ({axes(of, k + 1, after)})." in said
            if sized := re.search(r"to 64 rows and columns, and embedding has ([\d,]+) by ([\d,]+)\.$", said):
                sizes = of.layers[0].input_dim, of.layers[0].output_dim
                assert tuple(map(number_in, sized.groups())) == sizes and max(sizes) > 64
                continue
            blamed = re.search(r"to 64 units, and (\w+) has ([\d,]+)\.$", said)
            culprit = of.layers[called.index(blamed[1])]
            assert number_in(blamed[2]) == getattr(culprit, "cell", culprit).units > 64
            continue
        assert is_shown_at(of, Look("edge", k + 1))
        weights = shown.network.weights[k]
        if weights is not None:
            said, first = (
                weights_sentence(one, called[k], of.seed),
                weights[0] if isinstance(weights, tuple) else weights,
            )
            assert f"with seed {of.seed}:" in said
            if isinstance(one, Embedding):
                assert weights.embeddings.shape == (one.input_dim, one.output_dim) and "A row for each token" in said
                continue
            if blocks := re.search(r"in (\d) blocks of (\d+): ([\w, ]+) \(", said):
                assert int(blocks[1]) == GATES[kind] == len(blocks[3].split(", ")) and int(blocks[2]) == one.cell.units
                assert first.kernel.shape == (features, int(blocks[1]) * int(blocks[2]))
            else:
                assert first.kernel.shape == (features, getattr(one, "cell", one).units)
            assert ("two rows" in said) == (np.ndim(first.bias) == 2)
        if isinstance(one, Recurrent | Bidirectional) and not of.loop:
            length = len(flows[k][0])
            mask = mask_of(shown, k)
            said, drawn = alignment_sentence(one, called[k], length, mask), alignment(of, k)
            backwards = getattr(one.cell, "go_backwards", False)
            assert drawn["steps"] == length and called[k] in said
            check_mask(shown, k, one)
            if mask is not None and not mask.any():
                assert said == f"Every input of {called[k]} is masked: it reads none."
                continue
            read = np.flatnonzero(mask if mask is not None else np.ones(length)) + 1
            assert ("not masked" in said) <= (len(read) < length)
            assert ("Nobody flips" in said) == (one.return_sequences and backwards)
            assert ("last input it reads" in said) == (not one.return_sequences and not isinstance(one, Bidirectional))
            if not one.return_sequences and isinstance(one, Recurrent):
                assert said.endswith(f"input {read[0] if backwards else read[-1]}.")
            out = np.atleast_2d(flows[k + 1][0])[:, 0]
            np.testing.assert_allclose([each["value"] for each in drawn["outputs"]], out, rtol=1e-7, atol=1e-9)
    for k, edge in enumerate(table["edges"][: len(expected)]):
        opens = {"batch": " (any number of samples)", "timesteps": " (any length)"}
        pairs = zip(axes(of, k, expected[k]).split(", "), expected[k], strict=True)
        assert edge["meaning"] == ", ".join(f"{a} {n}{opens[a] if n is None else ''}" for a, n in pairs) + "."


def check_mask(shown, k: int, one) -> None:
    """Compare what is said of masked inputs with the numbers: where h does not move."""
    said, traces = mask_sentence(shown, k), list(shown.run(k + 1).layers[-1].parts.values())
    if not said:
        return
    steps = [int(each) for each in re.search(r"Inputs? (\d+)(?: to (\d+))?", said).groups() if each]
    masked = slice(steps[0] - 1, steps[-1])
    for trace in traces:
        np.testing.assert_array_equal(trace["h"][:, masked], trace.before("h")[:, masked])
    out = shown.run(k + 1).outputs
    assert ("zeros are handed on" in said) == (isinstance(one, Bidirectional) and one.return_sequences)
    assert ("it is handed on" in said) == (isinstance(one, Recurrent) and one.return_sequences)
    assert "zeros are" not in said or not out[:, masked].any()


def is_shown_at(of: View, look: Look) -> bool:
    return is_shown(fitted(View(of.preset, of.input_shape, of.layers, of.starts, of.loop, of.seed, look))[0])


def check_counts(shown, k: int, one, features: int, true: int) -> None:
    """Grade wrong counts: what each is said to forget makes it."""
    if isinstance(one, RepeatVector | Dropout | Masking):
        return
    if isinstance(one, Embedding):
        assert grade_count(shown, k, true).right
        forgot = grade_count(shown, k, one.output_dim)
        assert forgot.right == (one.input_dim == 1) or "a row for each token" in forgot.sentence
        return
    forgotten = {
        "the biases": {"biases": 0},
        "the recurrent weights": {"units": 0},
        "the weights of the inputs": {"features": 0},
        "the second bias": {"biases": 1},
        "blocks": {"blocks": 1},
        "the other direction": {"ways": 1},
    }
    wrong = {total(one, features, **each) for each in forgotten.values()} - {true} | {true + 1}
    assert grade_count(shown, k, true).right
    for said in wrong:
        grade = grade_count(shown, k, said)
        assert not grade.right
        for words, each in forgotten.items():
            if words in grade.sentence and " forgets " in grade.sentence:
                assert total(one, features, **each) == said, grade.sentence


def check_shapes(shown, k: int, one, before: tuple, after: tuple) -> None:
    """Grade shapes: what a wrong one is said to be is what it is."""
    recurrent = isinstance(one, Recurrent | Bidirectional)
    told = Random(str(after))
    answers = {
        after[1:],
        (*after[:-1], before[-1]),
        (*after[:-1], told.randint(1, 9)),
        (6, *after[1:]),
        (told.randint(1, 9),),
    }
    answers |= {(after[0], size, *after[2:]) for size in (6, 9) if len(after) == 3}
    if recurrent:
        other = (before[0], width(one)) if one.return_sequences else (*before[:-1], width(one))
        answers |= {other, (*after[:-1], one.cell.units), (*after[:-1], 2 * one.cell.units)}
    assert grade_shape(shown, k, after).right and not grade_shape(shown, k, None).right
    for answer in answers - {after}:
        grade = grade_shape(shown, k, answer)
        assert not grade.right
        said = grade.sentence.partition(" is not it. ")[2]
        assert said.endswith(".")
        if shown.view.loop:
            assert ("batch of turns" in said) == (len(after) == 3) or "batch is missing" in said
        if toggled := re.search(r"with return_sequences=(\w+)\.", said):
            assert answer == other and str(not one.return_sequences) == toggled[1]
        assert ("changes no shape" in said) == (isinstance(one, Dropout | Masking) and not shown.view.loop)
        if "batch is missing" in said:
            assert answer == after[1:]
        if "The batch is left open" in said:
            assert after[0] is None and answer[1:] == after[1:]
        if "The length is left open" in said:
            assert after[1] is None and (answer[0], *answer[2:]) == (after[0], *after[2:])
            assert ("6 is the length of the run" in said) == (answer[1] == 6)
        if "units of both" in said:
            assert answer[-1] == one.cell.units and after[-1] == 2 * one.cell.units
        if "not doubled" in said:
            assert answer[-1] == 2 * after[-1] and one.merge_mode in said
        if "what the layer receives there" in said:
            assert answer[-1] == before[-1]
            assert after[-1] == (2 if "twice" in said else 1) * getattr(getattr(one, "cell", one), "units", after[-1])
        if "The last axis is units;" in said:
            assert recurrent and after[-1] == one.cell.units
        if "The last axis is 2 × units;" in said:
            assert after[-1] == 2 * one.cell.units
        assert ("output_dim" in said) <= isinstance(one, Embedding)
        if "it puts an axis" in said:
            assert len(answer) != len(after)
        assert ("Dense changes" not in said) or isinstance(one, Dense)
        assert ("RepeatVector puts" not in said) or isinstance(one, RepeatVector)


@pytest.mark.parametrize("number", range(VIEWS))
def test_what_is_said_of_keras_is_so(number):
    of = view(number)
    shown, expected, called = scene(of), shapes(of), names(of)
    broken = len(expected) <= len(of.layers)
    assert (shown.mistake is not None) == broken
    proposed = proposal(of)
    if broken:
        check_mistake(of, shown.mistake, expected, called)
        assert proposed.make(of).layers == shown.mistake.repairs[0].view.layers
    after = fitted(proposed.make(of))[0]
    if asked := re.search(r"Does Keras build (\w+) then", proposed.label):
        assert called.index(asked[1]) == len(shapes(after)) - 1, "it does not"
    if any(getattr(getattr(one, "cell", one), "units", 0) > 70 for one in of.layers):
        return  # Keras takes its time to draw large orthogonal matrices
    if number % 5 and not (broken and number % 2):
        return  # and a fifth of a second for each model; test_scene.py and test_mistakes.py build 360 others
    if broken:
        with pytest.raises(ValueError, match=re.escape(shown.mistake.message) + "$"):
            built(of)
        return
    model = built(of)
    made = {each.name: each for each in model.layers if not isinstance(each, keras.layers.InputLayer)}
    assert tuple(model.output_shape) == expected[-1]
    for name, count in zip(called, shown.counts, strict=True):
        assert made[name].count_params() == count.total


def check_mistake(of: View, mistake, expected: list[tuple], called: list[str]) -> None:
    """Compare what is said of a layer that cannot be built with the shapes around it."""
    k, shape = len(expected) - 1, expected[-1]
    one, words = of.layers[k], mistake.words
    assert mistake.position == k and called[k] in words and str(shape) in mistake.message
    if lacking := re.match(r"(\w+) lacks return_sequences=True", words):
        below = called.index(lacking[1])
        assert not of.layers[below].return_sequences
        named = axes(of, below + 1, expected[below + 1])
        assert f"{expected[below + 1]} is ({named}), the timesteps are gone" in words
        between = of.layers[below + 1 : k]
        assert ("it so." in words) == bool(between) and all(type(each) in (Dense, Dropout) for each in between)
        for kept in (Dense, Dropout):
            assert (kept.__name__ in words.partition("gone")[2].partition("it so")[0]) == any(
                type(each) is kept for each in between
            )
    elif isinstance(one, RepeatVector):
        assert f"{shape} is (batch, timesteps, features)" in words and len(shape) == 3
        if having := re.match(r"(\w+) has return_sequences=True", words):
            assert of.layers[called.index(having[1])].return_sequences
    else:
        assert f"one vector a sample: {shape} is (batch, features), without timesteps" in words and len(shape) == 2
    assert (words.startswith("The input")) == (k == 0)
    for repair in mistake.repairs:
        mended = shapes(repair.view)
        assert (
            len(mended) > min(k + 1, len(repair.view.layers))
            or repair.view.layers[len(mended) - 1] != one
            or len(repair.view.layers) < len(of.layers)
        )
        if setting := re.match(r"Set return_sequences=(\w+) on (\w+)$", repair.label):
            assert str(repair.view.layers[called.index(setting[2])].return_sequences) == setting[1]


def test_the_views_are_of_every_kind():
    views = [view(number) for number in range(VIEWS)]
    layers = [type(one).__name__ for of in views for one in of.layers]
    assert set(layers) == {
        "Recurrent",
        "Bidirectional",
        "Dense",
        "TimeDistributed",
        "RepeatVector",
        "Dropout",
        "SpatialDropout1D",
        "Masking",
        "Embedding",
    }
    assert sum(bool(of.loop) for of in views) >= 20 and sum(bool(of.starts) for of in views) >= 10
    assert 20 < sum(len(shapes(of)) <= len(of.layers) for of in views) < VIEWS - 50
    assert sum(scene(of).runs_to < len(scene(of).rows) for of in views) > 20
