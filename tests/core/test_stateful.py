"""Whose state a window receives: closed forms, properties, and Keras's stateful layer over random schedules."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz import Cell, explain, run
from rnnviz.core.stateful import ARRANGEMENTS, BETWEEN, RELATIONS, RESETS, Schedule, cut_windows, run_schedule
from rnnviz.keras_bridge import weights_to_keras

BATCHES, WINDOW, FEATURES = (1, 2, 3, 5), 4, 1
"""A layer of Keras is built for each batch size and kind, and used again and again."""


@st.composite
def schedules(draw):
    """Any schedule, with windows of one length."""
    batch = draw(st.sampled_from(BATCHES))
    return Schedule(
        samples=draw(st.integers(batch, 4 * batch + 2)),
        window=WINDOW,
        step=draw(st.integers(1, 9)),
        batch=batch,
        arrangement=draw(st.sampled_from(ARRANGEMENTS)),
        shuffle=draw(st.booleans()),
        seed=draw(st.integers(0, 99)),
        stateful=draw(st.booleans()),
        resets=draw(st.sampled_from(RESETS)),
        between=draw(st.sampled_from(BETWEEN)),
        epochs=draw(st.integers(1, 3)),
    )


def test_sample_j_continues_in_sample_j_plus_b_and_validation_moves_the_state_too():
    schedule = Schedule(4, window=3, step=3, batch=2, resets="never", between="validation", epochs=2)
    assert [each.kind for each in schedule.batches] == ["training", "training", "validation"] * 2
    found = [(each.sample, each.source, each.relation) for each in schedule.tickets]
    assert found[:6] == [
        *[(0, -1, "zeros"), (1, -1, "zeros"), (2, 0, "skips"), (3, 1, "skips")],
        *[(4, 2, "skips"), (5, 3, "skips")],
    ]
    assert found[6:8] == [(0, 4, "back"), (1, 5, "back")]
    emptied = replace(schedule, resets="epoch").tickets
    assert [each.source for each in emptied[6:8]] == [-1, -1], "the state that validation left is emptied"


def test_the_documents_batch_of_a_day_leaves_a_gap_of_76_and_one_of_20_none():
    a_day = Schedule(300, window=20, step=1, batch=96)
    assert {each.gap for each in a_day.tickets if each.source >= 0} == {76}
    assert {each.gap for each in replace(a_day, batch=20).tickets if each.source >= 0} == {0}


@given(schedules())
def test_the_gap_is_counted_in_values(schedule):
    for each in schedule.tickets:
        if each.source < 0:
            assert each.relation == "zeros" and each.gap is None
            continue
        source = schedule.tickets[each.source]
        assert (source.batch, source.row) == (each.batch - 1, each.row)
        ends = schedule.start(source.sample) + schedule.window
        assert each.gap == schedule.start(each.sample) - ends and each.relation in RELATIONS
        assert (each.relation == "continues") == (each.gap == 0)
    used = [sample for batch in schedule.batches if batch.kind == "training" for sample in batch.samples]
    assert sorted(used) == sorted(list(range(schedule.per_epoch * schedule.batch)) * schedule.epochs)


@given(schedule=schedules(), kind=st.sampled_from(["simple_rnn", "lstm", "gru"]))
@settings(max_examples=40)
def test_a_chain_read_in_one_go_ends_in_the_same_state(schedule, kind, random_weights):
    rng = np.random.default_rng(schedule.seed)
    cell = Cell(kind, 2)
    weights = random_weights(cell, FEATURES, rng)
    windows = cut_windows(rng.normal(size=schedule.values), schedule)
    trace = run_schedule(cell, weights, windows, schedule)
    ticket = int(rng.integers(len(schedule.tickets)))
    chain = schedule.chain(ticket)
    together = run(cell, weights, np.concatenate([trace.inputs[each] for each in chain])[None])
    assert np.allclose(together["h"][0, -WINDOW:], trace["h"][ticket], rtol=0, atol=1e-12)


def test_the_arithmetic_goes_across_the_border_of_batches(random_weights):
    rng = np.random.default_rng(3)
    schedule = Schedule(6, WINDOW, WINDOW, 2, arrangement="lanes")
    for kind in ("simple_rnn", "lstm", "gru"):
        cell = Cell(kind, 3)
        windows = cut_windows(rng.normal(size=schedule.values), schedule)
        trace = run_schedule(cell, random_weights(cell, FEATURES, rng), windows, schedule)
        name = "h" if kind == "simple_rnn" else cell.gates[0]
        found = explain(trace, name, 0, 1, sample=4)
        carried = [f for term in found.terms for f in term.factors if f.role == "h0"]
        assert [each.reference.sample for each in carried] == [2, 2, 2]
        for each in carried:
            before = explain(trace, *each.reference)
            assert before.value == each.value and before.symbol.mark == "b2" and each.symbol.mark == "b3"
            assert np.isclose(before.computed, before.value, rtol=0, atol=1e-12)
        first = [f for term in explain(trace, name, 0, 1, sample=0).terms for f in term.factors if f.role == "h0"]
        assert all(each.reference is None for each in first)


@pytest.mark.parametrize(
    ("change", "says"),
    [({"batch": 7}, "no whole batch"), ({"step": 0}, "step must be"), ({"resets": "always"}, "resets must be")],
)
def test_what_cannot_be_is_named(change, says):
    with pytest.raises(ValueError, match=says):
        replace(Schedule(6, 4, 4, 2), **change)


@pytest.fixture(scope="module")
def layers():
    """(kind, batch, stateful) → a layer of Keras that is made once."""
    import keras

    made = {}

    def layer(kind: str, batch: int, stateful: bool):
        key = kind, batch, stateful
        if key not in made:
            kinds = {"simple_rnn": keras.layers.SimpleRNN, "lstm": keras.layers.LSTM, "gru": keras.layers.GRU}
            made[key] = kinds[kind](3, stateful=stateful, return_sequences=True, dtype="float64")
            made[key].build((batch, WINDOW, FEATURES))
        return made[key]

    return layer


@given(schedule=schedules(), kind=st.sampled_from(["simple_rnn", "lstm", "gru"]))
@settings(max_examples=100)
def test_keras_carries_the_same_states_over_a_hundred_schedules(schedule, kind, layers, random_weights):
    rng = np.random.default_rng(schedule.seed + 1)
    cell = Cell(kind, 3)
    weights = random_weights(cell, FEATURES, rng)
    windows = cut_windows(rng.normal(size=schedule.values), schedule)
    trace = run_schedule(cell, weights, windows, schedule)
    layer = layers(kind, schedule.batch, schedule.stateful)
    layer.set_weights(weights_to_keras(weights))
    if schedule.stateful:
        layer.reset_state()
    theirs = []
    for batch in schedule.batches:
        if batch.is_reset and schedule.stateful:
            layer.reset_state()
        theirs.append(np.asarray(layer(windows[list(batch.samples)])))
    assert np.abs(np.concatenate(theirs) - trace["h"]).max() <= 1e-10


@pytest.fixture(scope="module")
def listener():
    """A model of Keras whose state is the last value that each row has read, and what it was after every batch."""
    import keras

    model = keras.Sequential(
        [
            keras.Input(batch_shape=(3, 2, 1), dtype="float64"),
            keras.layers.SimpleRNN(1, activation="linear", stateful=True, dtype="float64", name="read"),
            keras.layers.Dense(1, dtype="float64"),
        ]
    )
    model.layers[0].set_weights([np.ones((1, 1)), np.zeros((1, 1)), np.zeros(1)])
    model.layers[0].trainable = False
    model.compile("sgd", "mse")
    heard = []

    class Listen(keras.callbacks.Callback):
        def note(self, kind):
            heard.append((kind, tuple(np.asarray(model.layers[0].states[0]).ravel().astype(int).tolist())))

        def on_train_batch_end(self, batch, logs=None):
            self.note("training")

        def on_test_batch_end(self, batch, logs=None):
            self.note("validation")

        def on_predict_batch_end(self, batch, logs=None):
            self.note("prediction")

    return model, Listen(), heard


def numbered(numbers) -> np.ndarray:
    """Windows whose values are all the number of the window."""
    return np.repeat(np.asarray(numbers, dtype=np.float64), 2).reshape(-1, 2, 1)


@pytest.mark.parametrize("between", ["validation", "prediction"])
def test_fit_validation_and_predict_move_the_states_as_the_schedule_says(listener, between):
    model, listen, heard = listener
    heard.clear()
    schedule = Schedule(9, 2, 2, 3, resets="epoch", between=between, epochs=2)
    x, following = numbered(range(9)), numbered(range(9, 12))
    for _ in range(2):
        model.layers[0].reset_state()
        validation = (following, np.zeros((3, 1))) if between == "validation" else None
        options = {"batch_size": 3, "shuffle": False, "validation_data": validation, "verbose": 0}
        model.fit(x, np.zeros((9, 1)), callbacks=[listen], **options)
        if between == "prediction":
            model.predict(following, batch_size=3, callbacks=[listen], verbose=0)
    assert heard == [(each.kind, each.samples) for each in schedule.batches]


def test_shuffling_takes_other_rows_in_every_epoch_and_keras_does_not_mind(listener):
    model, listen, heard = listener
    heard.clear()
    model.fit(numbered(range(9)), np.zeros((9, 1)), batch_size=3, epochs=2, callbacks=[listen], verbose=0)
    orders = [[sample for _, rows in heard[3 * k : 3 * k + 3] for sample in rows] for k in range(2)]
    assert all(sorted(each) == list(range(9)) for each in orders) and orders[0] != orders[1]


def test_a_last_batch_that_is_not_whole_is_refused_but_one_of_one_window_is_read_by_every_row(listener):
    import tensorflow as tf

    model, listen, heard = listener
    for number in (7, 8, 10):
        heard.clear()
        x, y = numbered(range(number)), np.zeros((number, 1))
        options = {"batch_size": 3, "callbacks": [listen], "verbose": 0}
        if number % 3 == 2:
            with pytest.raises(tf.errors.InvalidArgumentError):
                model.fit(x, y, shuffle=False, **options)
            with pytest.raises(tf.errors.InvalidArgumentError):
                model.predict(x, **options)
            continue
        model.fit(x, y, shuffle=False, **options)
        assert heard[-1] == ("training", (number - 1,) * 3), "the one window is read by all three rows"
        assert len(model.predict(x, batch_size=3, verbose=0)) == number + 2, "and predict answers three times"


def test_the_states_are_emptied_by_the_layer_alone_and_another_batch_size_needs_a_twin(listener):
    import keras
    import tensorflow as tf

    model = listener[0]
    layer = model.layers[0]
    assert not hasattr(model, "reset_states") and not hasattr(model, "reset_state")
    model.predict(numbered([4, 5, 6]), batch_size=3, verbose=0)
    assert np.asarray(layer.states[0]).any()
    layer.reset_state()
    assert not np.asarray(layer.states[0]).any()
    with pytest.raises(TypeError):
        layer.reset_state(states=[np.ones((3, 1))])
    with pytest.raises(tf.errors.InvalidArgumentError):
        model.predict(numbered([4, 5]), batch_size=2, verbose=0)
    twin = keras.models.clone_model(model, input_tensors=keras.Input(batch_shape=(1, 2, 1), dtype="float64"))
    twin.set_weights(model.get_weights())
    alone = [twin.predict(numbered([k]), batch_size=1, verbose=0)[0, 0] for k in (4, 5, 6)]
    layer.reset_state()
    assert np.allclose(model.predict(numbered([4, 5, 6]), batch_size=3, verbose=0)[:, 0], alone, rtol=0, atol=1e-12)
    with pytest.raises(ValueError, match="batch size must be static"):
        keras.Sequential([keras.Input((2, 1)), keras.layers.LSTM(1, stateful=True)])
    given, other = np.ones((3, 1)), np.full((3, 1), 2.0)
    layer.reset_state()
    layer(numbered([0, 0, 0]), initial_state=given)
    layer.set_weights([np.ones((1, 1)), np.ones((1, 1)), np.zeros(1)])
    assert np.allclose(layer(numbered([0, 0, 0]), initial_state=other), other), "a given state overrides the stored one"
    layer.set_weights([np.ones((1, 1)), np.zeros((1, 1)), np.zeros(1)])
