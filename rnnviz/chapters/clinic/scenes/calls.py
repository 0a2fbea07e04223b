"""Questions about several calls of one stateful layer: how its state is reset, and what an initial state does."""

import numpy as np

from rnnviz.chapters.clinic.question import Choice, Deeper, Grid, Live, Picture, Question, Row, Settings
from rnnviz.chapters.clinic.scenes.common import CELL, cell_of, drawn, head, layer_name, numbers, rows_of, weighted
from rnnviz.core.layers import Recurrent
from rnnviz.core.network import NetworkTrace, run_network
from rnnviz.ui.link import Flag, Whole


def calls(settings: Settings, begins: list[np.ndarray | None]) -> list[NetworkTrace]:
    """Run one stateful layer once for each of ``begins``: a state to begin with, None for what the call before left."""
    layer = Recurrent(cell_of(settings), return_sequences=True)
    network, inputs = weighted((layer,), settings.features), drawn(settings, batch=len(begins))
    runs: list[NetworkTrace] = []
    for position, begin in enumerate(begins):
        shape = (1, settings.units)
        if begin is None:
            states = list(runs[-1].layers[0].states.values()) if runs else [np.zeros(shape) for _ in layer.cell.states]
        else:
            states = [np.broadcast_to(begin, shape).astype(float) for _ in layer.cell.states]
        initial = {0: states if len(states) > 1 else states[0]}
        runs.append(run_network(network, inputs[position : position + 1], initial))
    return runs


def over_calls(settings: Settings, runs: list[NetworkTrace], names: list[str], title: str) -> Picture:
    """Return what was received and h over the steps of all calls, one after the other."""
    rows, columns = [], []
    for name in names:
        columns += [f"{name} h₀", *(f"{name} {t}" for t in range(1, settings.timesteps + 1))]
    for k in range(settings.features):
        values = [each for run in runs for each in (np.nan, *run.inputs[0, :, k])]
        rows.append(Row(f"x[{k}]", np.array(values)))
    for unit in range(settings.units):
        values, opens = [], []
        for number, run in enumerate(runs):
            (row,) = [each for each in rows_of(run, "h", run=number) if each.label == f"h[{unit}]"]
            values += [run.layers[0].parts[""].initial_state["h"][0, unit], *row.values]
            opens += [None, *row.opens]
        rows.append(Row(f"h[{unit}]", np.array(values), tuple(opens)))
    return Picture(title, tuple(rows), tuple(columns), along="call and step")


def reset(settings: Settings) -> Live:
    """Call a stateful layer twice, with a prediction or a reset in between, and show what the second begins with."""
    begins = [None, *([None] if settings.other else []), np.zeros(1) if settings.switch else None]
    names = ["a", *(["val"] if settings.other else []), "b"]
    runs = calls(settings, begins)
    picture = over_calls(settings, runs, names, "Two calls of one stateful layer, a and b")
    began = runs[-1].layers[0].parts[""].initial_state["h"][0]
    from_where = "zeros" if settings.switch else "what the validation left" if settings.other else "what call a left"
    notice = f"Call b begins with {from_where}: h₀ = {numbers(began)}."
    ways = Grid(
        "Ways that are told, tried on Keras 3.15.1",
        ("what", "what happens"),
        (
            ("layer.reset_state()", "every state is zeros"),
            ("layer.reset_states()", "the same: an alias of the old name"),
            ("layer.reset_state(states=…)", "TypeError: unexpected keyword"),
            ("model.reset_states()", "AttributeError: there is none"),
            ("a new epoch, evaluate(), predict()", "nothing is reset: it moves on"),
        ),
        texts=(0, 1),
        after=True,
    )
    untouched = calls(settings, [None, None])[-1].layers[0].parts[""].initial_state["h"][0]
    moved = float(np.abs(began - untouched).max())
    answer = (
        'Ask each recurrent layer: `for layer in model.layers: if hasattr(layer, "reset_state"): layer.reset_state()`.'
        " Nothing else resets it: epochs, validation and predictions read on where the last batch ended."
        + (f" Here call b begins {moved:.3f} away from what call a left." if moved else "")
        + " To begin with given numbers, assign to "
        "`layer.states`, or pass `initial_state`."
    )
    return Live((picture, ways), notice, answer, tuple(runs))


RESET = Question(
    "reset",
    "states",
    "Reset states",
    "How do I reset the states in Keras 3? model.reset_states() is gone.",
    (
        "AttributeError: 'Sequential' object has no attribute 'reset_states'",
        "'Functional' object has no attribute 'reset_states'",
        "AttributeError: 'Model' object has no attribute 'reset_state'",
        "RNN.reset_state() got an unexpected keyword argument 'states'",
        "RNN.reset_states() got an unexpected keyword argument 'states'",
        "model.reset_states() keras 3",
        "when is the state of a stateful LSTM reset, each epoch, validation",
    ),
    "for epoch in range(5):\n    model.fit(x, y, epochs=1, shuffle=False)\n    model.reset_states()   # AttributeError",
    Settings(timesteps=3, units=2, features=1),
    (
        CELL,
        Whole("units", "Units", low=1, high=3),
        Whole("timesteps", "Timesteps", low=1, high=4),
        Flag("switch", "reset_state() before b"),
        Flag("other", "validation in between"),
    ),
    reset,
    "A stateful layer was trained for an epoch; `model.fit` begins the next. What is its state?",
    (
        Choice(
            "Zeros: fit resets it at the beginning of an epoch",
            "Much else begins anew with an epoch, such as metrics and the order of the samples. States do not.",
        ),
        Choice(
            "Zeros, if validation data was given",
            "Validation is thought to have a state of its own. It has not: it reads on, and moves the state.",
        ),
        Choice("What the last batch, of training or validation, left"),
    ),
    lambda s: (
        head(s, "units", "timesteps", "features")
        + f"""
x = np.random.rand(1, timesteps, features).astype("float32")
layer = layers.{layer_name(s)}(units, stateful=True)
model = keras.Sequential([keras.Input(batch_shape=(1, timesteps, features)), layer])
model.compile("sgd", "mse")
state = lambda: keras.ops.convert_to_numpy(layer.states[0])

assert not state().any()
model.predict(x, batch_size=1, verbose=0)
left = state()
assert left.any(), "a prediction moves the state"
model.evaluate(x, np.zeros((1, units)), batch_size=1, verbose=0)
assert not np.allclose(state(), left), "so does an evaluation"
before = state()
model.fit(x, np.zeros((1, units)), epochs=2, batch_size=1, verbose=0)
assert not np.allclose(state(), before) and state().any(), "epochs reset nothing"

layer.reset_state()
assert not state().any()
layer.reset_states()  # an alias
layer.states[0].assign(np.full((1, units), 0.5))  # to begin with given numbers
assert (state() == 0.5).all()
assert not hasattr(model, "reset_states") and not hasattr(model, "reset_state")
try:
    layer.reset_state(states=[np.ones((1, units))])
except TypeError as error:
    assert "unexpected keyword argument 'states'" in str(error), error
else:
    raise AssertionError("It took states.")
assert "reset_state()` with the keyword argument `states`" in layers.RNN.__doc__, "which its documentation promises"
"""
    ),
    Deeper("What h₀ does to every later state", "hidden_state", {}),
    "Keras 2 had `model.reset_states()` and `layer.reset_states(states=…)`; most answers on the web are of that time. "
    "The documentation of Keras 3 still promises `states=`, and it is refused.",
)


def initial(settings: Settings) -> Live:
    """Call a stateful layer three times, the second with an initial state."""
    given = np.full(1, 0.5) if settings.switch else None
    runs = calls(settings, [None, given, None])
    picture = over_calls(settings, runs, ["a", "b", "c"], "Three calls of one stateful layer: a, b and c")
    began = [run.layers[0].parts[""].initial_state["h"][0] for run in runs]
    ended = [run.layers[0].parts[""]["h"][0, -1] for run in runs]
    notice = f"Call b begins with h₀ = {numbers(began[1])}; call a had left {numbers(ended[0])}."
    came = "the given state, not what a left" if settings.switch else "what a left: no initial_state was given"
    table = Grid(
        "What each call begins with",
        ("call", "h₀", "from"),
        (("a", numbers(began[0]), "zeros"), ("b", numbers(began[1]), came), ("c", numbers(began[2]), "what b left")),
        texts=(0, 1, 2),
        after=True,
    )
    apart = float(np.abs(began[1] - ended[0]).max())
    answer = (
        "A given `initial_state` comes first, at every call that gives one"
        + (f": here b begins {apart:.3f} away from what a left" if settings.switch else "")
        + ". What b ended with is stored all the same, so c goes on from it. In a functional "
        "model that is wired with an `initial_state`, the stored state is therefore never read."
    )
    return Live((picture, table), notice, answer, tuple(runs))


INITIAL = Question(
    "initial",
    "states",
    "initial_state",
    "A stateful layer is given an initial_state: which of the two does it begin with?",
    (
        "initial_state and stateful=True together",
        "initial_state ignored",
        "Exception encountered when calling LSTM.call(). list index out of range Arguments received by LSTM.call(): "
        "sequences initial_state",
        "Too few leaves for PyTreeSpec; expected: 3, got: 2.",
        "An `initial_state` was passed that is not compatible with `cell.state_size`",
        "Layer has 2 states but was passed 1 initial states",
        "decoder initial state encoder states",
    ),
    "layer = layers.LSTM(3, stateful=True)\nlayer(x_a)\nlayer(x_b, initial_state=[h, c])   # which is used?\n"
    "layer(x_b, initial_state=h)        # IndexError: an LSTM needs both",
    Settings(timesteps=2, units=2, features=1, switch=True),
    (
        CELL,
        Whole("units", "Units", low=1, high=3),
        Whole("timesteps", "Timesteps", low=1, high=3),
        Flag("switch", "b is given h = 0.5"),
    ),
    initial,
    "Call b is given an initial_state, call c none. What do they begin with?",
    (
        Choice(
            "b with what a left: stateful ignores initial_state",
            "A layer with a memory of its own seems to need no other. The argument always comes first.",
        ),
        Choice(
            "b with the given state, and c with the same again",
            "The given state seems to replace the stored one for good. It is used for that call; what b ended with is "
            "stored.",
        ),
        Choice("b with the given state, c with what b left"),
    ),
    lambda s: (
        head(s, "units", "timesteps", "features")
        + f"""
x = np.random.rand(1, timesteps, features).astype("float32")
stateful = layers.{layer_name(s)}(units, stateful=True)
stateful(x)
plain = layers.{layer_name(s)}(units, return_state=True)
plain(x)
plain.set_weights(stateful.get_weights())
given = [np.full((1, units), 0.5, "float32") for _ in stateful.states]

stateful.reset_state()
stateful(x)  # call a
b, *left = plain(x, initial_state=given)
np.testing.assert_allclose(stateful(x, initial_state=given), b, rtol=1e-5, atol=1e-6)
np.testing.assert_allclose(stateful(x), plain(x, initial_state=left)[0], rtol=1e-5, atol=1e-6)  # call c

try:
    layers.LSTM(units)(x, initial_state=given[0])
except IndexError as error:
    assert "list index out of range" in str(error), error
else:
    raise AssertionError("An LSTM began with h alone.")
"""
    ),
    Deeper("An encoder whose states begin a decoder", "shapes", {"preset": "encoder_decoder"}),
)

QUESTIONS = (RESET, INITIAL)
