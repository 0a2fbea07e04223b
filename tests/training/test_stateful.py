"""Windows in whole batches, trained with and without carried states: held against Keras's own fit and evaluate."""

import io
import struct
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.training.kernels import ready
from rnnviz.training.series import bundled
from rnnviz.training.stateful import MAX_VALUES, Setup, best_stateless, cut_rows, pulses, rmse, train
from rnnviz.training.stateful_series import read_file, read_npy
from rnnviz.training.stateful_studies import PULSES, Study, pulse_rows, seeds_for, study

NEVER = np.zeros(1, dtype=np.uint8)


@pytest.fixture(scope="module", autouse=True)
def compiled():
    """The training loops are compiled."""
    assert ready.wait(300)


@given(
    n=st.integers(60, 200), window=st.integers(1, 8), batch=st.integers(1, 12), late=st.booleans(), zeros=st.booleans()
)
def test_rows_are_the_series_and_nothing_is_cut_in_silence(n, window, batch, late, zeros):
    values = np.random.default_rng(n).normal(size=n)
    setup = Setup(window=window, batch=batch, season=10, late=late, zeros=zeros)
    rows = cut_rows(values, setup)
    scaled = (values - values.min()) / np.ptp(values)
    count = n if zeros else n - window - late
    kept = (rows.n_train, len(rows.inputs) - rows.n_train)
    assert all(each % batch == 0 for each in kept) and max(rows.cut) < batch
    assert (kept[0] + rows.cut[0], sum(kept) + sum(rows.cut)) == (int(0.7 * count), count)
    filled = n - window - 1 if zeros else count
    for row, first in enumerate(rows.first):
        is_filled = first < filled
        read = scaled[first : first + window] if is_filled else np.zeros(window)
        assert np.array_equal(rows.inputs[row, :, 0], read)
        assert rows.targets[row, 0] == (scaled[first + window + late] if is_filled else 0.0)
    assert sum(rows.empty) == count - filled
    tests = rows.first[rows.tests]
    assert np.array_equal(rows.yesterday, scaled[tests + window + late - 10])
    every_value = cut_rows(values, replace(setup, season=1))  # what is known of rows that were never filled is the last
    assert np.array_equal(every_value.yesterday, scaled[np.minimum(tests + window + late - 1, n - 1)])
    assert np.isclose(rows.rules["last"], rmse(rows.inputs[rows.tests, -1, 0] - rows.targets[rows.tests, 0]))


def test_the_tutorials_sizes_and_its_zeros():
    values = np.random.default_rng(0).normal(size=140_256)
    rows = cut_rows(values, Setup(batch=96, season=96, late=True, zeros=True))
    assert (rows.n_train + rows.cut[0], len(rows.inputs) - rows.n_train + rows.cut[1]) == (98_179, 42_077)
    assert rows.empty == (0, 21), "to fill whole batches all zeros of the test part are cut"
    assert rows.setup.gap == 76


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (np.ones(500), "values that differ"),
        (np.arange(50.0), "no whole batch"),
        (np.array([]), "values that differ"),
        (np.array([1.0, np.nan] * 200), "finite"),
        (np.arange(MAX_VALUES + 1.0), "may have 200,000"),
        (np.ones((300, 2)), "one column"),
        (np.array([-1.7e308, 1.7e308] * 200), "hold"),
    ],
)
def test_what_cannot_be_cut_is_named(values, says):
    with pytest.raises(ValueError, match=says):
        cut_rows(values, Setup())


@pytest.mark.parametrize("stateful", [False, True])
def test_the_loops_are_keras_fit_and_evaluate(stateful):
    import keras

    setup = Setup(window=5, batch=12, epochs=3, units=4, season=24)
    rows = cut_rows(bundled("electricity").values[:300], setup)
    ours = train(rows, 1, stateful)
    keras.config.set_floatx("float64")
    try:
        model = keras.Sequential(
            [
                keras.Input(batch_shape=(12, 5, 1), dtype="float64"),
                keras.layers.LSTM(4, stateful=stateful, dtype="float64"),
                keras.layers.Dense(1, dtype="float64"),
            ]
        )
        network = setup.model.network(setup.model.init(1))
        model.set_weights([array for each in network.weights for array in each.arrays()])
        model.compile(keras.optimizers.Adam(setup.learning_rate), "mse")
        n, losses = rows.n_train, []
        x, y = rows.inputs, rows.targets
        for _ in range(setup.epochs):
            history = model.fit(x[:n], y[:n], batch_size=12, shuffle=False, verbose=0).history
            if stateful:
                model.layers[0].reset_state()
            losses.append((history["loss"][0], model.evaluate(x[n:], y[n:], batch_size=12, verbose=0)))
            if stateful:
                model.layers[0].reset_state()
        said = model.predict(x[n:], batch_size=12, verbose=0)[:, 0]
    finally:
        keras.config.set_floatx("float32")
    assert np.allclose(ours.losses, losses, rtol=1e-10, atol=0)
    theirs = np.concatenate([np.ravel(each) for each in model.get_weights()])
    assert np.allclose(ours.theta, theirs, rtol=0, atol=1e-10) and np.allclose(ours.predictions, said, atol=1e-10)
    assert np.isclose(ours.rmse, rmse(ours.predictions - y[n:, 0]))


def test_a_stop_and_what_diverges_are_told():
    rows = cut_rows(bundled("electricity").values[:400], Setup(batch=20, season=48))
    assert train(rows, 1, True, np.ones(1, dtype=np.uint8)).ending == "stopped"
    assert study(rows, None, np.ones(1, dtype=np.uint8)) is None
    wild = cut_rows(bundled("electricity").values[:400], Setup(batch=20, season=48, learning_rate=1e200))
    found = train(wild, 1, True)
    assert found.ending == "diverged" and np.isnan(found.rmse)


def test_a_study_comes_back_from_a_file():
    rows = cut_rows(bundled("electricity").values[:400], Setup(batch=20, season=48, epochs=1, units=2))
    told = []
    found = study(rows, told.append, NEVER)
    assert told == [k / 10 for k in range(1, 11)] and len(found.stateful) == 5
    back = Study.of(found.plain())
    assert back.setup == found.setup and np.array_equal(back.theta, found.theta) and back.rules == found.rules
    assert found.is_certain == back.is_certain and seeds_for(100_000) == (1, 2, 3)


@given(period=st.integers(2, 16))
def test_nothing_without_a_memory_beats_the_best_answer_to_each_window(period):
    rows = cut_rows(pulses(300, period), replace(PULSES, season=period))
    inputs, targets = rows.inputs[rows.tests], rows.targets[rows.tests]
    best = best_stateless(inputs, targets)
    if period <= PULSES.window + 1:
        assert best == 0.0
    rng = np.random.default_rng(period)
    said = np.tanh(inputs[..., 0] @ rng.normal(size=PULSES.window) + rng.normal())
    assert rmse(targets[:, 0] - said) >= best


def test_pulses_are_counted_by_who_carries_its_state():
    rows = pulse_rows(9)
    best = best_stateless(rows.inputs[rows.tests], rows.targets[rows.tests])
    assert rows.setup.gap == 0 and train(rows, 1, True).rmse < best / 3 < train(rows, 1, False).rmse


def npy(array: np.ndarray, **options) -> bytes:
    """The bytes of a .npy file."""
    file = io.BytesIO()
    np.save(file, array, **options)
    return file.getvalue()


def header(text: str) -> bytes:
    """A .npy file that is only a header of this text."""
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode("latin1")


@pytest.mark.parametrize("dtype", ["f8", ">f4", "i2", "u1"])
@pytest.mark.parametrize("shape", [(40,), (40, 1), (1, 40)])
def test_a_column_of_any_numbers_is_read(dtype, shape):
    values = np.arange(40).astype(dtype).reshape(shape)
    assert np.array_equal(read_npy(npy(values)), np.arange(40.0))


HOSTILE = {
    "objects": (npy(np.array([{}, 1], dtype=object), allow_pickle=True), "Python objects"),
    "records": (npy(np.zeros(3, dtype=[("a", "f8")])), "real numbers"),
    "complex": (npy(np.zeros(3, dtype=complex)), "real numbers"),
    "text": (npy(np.array(["a", "b"])), "real numbers"),
    "bool": (npy(np.zeros(3, dtype=bool)), "real numbers"),
    "two columns": (npy(np.zeros((4, 2))), "one column"),
    "a number": (npy(np.array(1.0)), "one column"),
    "truncated": (npy(np.zeros(50))[:-9], "cut off"),
    "more behind": (npy(np.zeros(50)) + b"x", "cut off"),
    "a huge shape": (
        header("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999,), }\n"),
        "may have 200",
    ),
    "a negative shape": (header("{'descr': '<f8', 'fortran_order': False, 'shape': (-4,), }\n"), "one column"),
    "a program": (header("__import__('os').system('true')\n"), "damaged"),
    "no header": (b"\x93NUMPY\x01\x00", "damaged"),
    "a long header": (header("{" + " " * 5000 + "}"), "damaged"),
    "a future version": (b"\x93NUMPY\x09\x00" + b" " * 100, "damaged|version"),
    "nothing": (b"", "damaged"),
    "a pickle": (b"\x80\x04N.", "damaged"),
    "not finite": (npy(np.array([1.0, np.inf, 2.0])), "Value 2 is no finite"),
    "nested brackets": (header("(" * 500), "damaged"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(name):
    data, says = HOSTILE[name]
    with pytest.raises(ValueError, match=says) as refused:
        read_file(data, "series.npy")
    assert str(refused.value).endswith(".") and len(str(refused.value)) < 300


def test_a_table_is_read_as_elsewhere():
    text = "time,load\n" + "".join(f"2020-01-01T{k // 60:02d}:{k % 60:02d},{k}\n" for k in range(300))
    values, _ = read_file(text.encode(), "load.csv")
    assert np.array_equal(values, np.arange(300.0))
    with pytest.raises(ValueError):
        read_file(b"no numbers here", "load.csv")
