"""Runs on disk: what is saved comes back to the last bit, and whatever else arrives is refused with a sentence."""

import io
import json
import pickle
import tracemalloc
import zipfile
from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.core.layers import KERAS_NAMES
from rnnviz.store import LIMITS, load_run, save_run
from rnnviz.training.preparation import Preparation
from rnnviz.training.runs import Branch, train
from rnnviz.training.scaling import SCALINGS
from rnnviz.training.series import Covariate, Series, bundled, synthetic
from rnnviz.training.settings import Fit, Model
from rnnviz.training.windows import prepare

OWN = Series("own", "Umsätze <b>\n", "€", synthetic("walk", 60).values, ("2024-01-31T08:30",) * 60, 7, "Mine.")
BESIDE = replace(
    OWN,
    covariates=(
        Covariate("Aktion <b>", np.arange(70.0) % 3, known_ahead=True),
        Covariate("Wetter", synthetic("noise", 60).values),
    ),
)
PREPARED = prepare(OWN.values, Preparation(window=5, validation=0.2))
RUN = train(PREPARED, Model("gru", 2), Fit(epochs=4, batch=8), Branch(2, 0.01, "value", 0.5))
SAVED = save_run(OWN, RUN)


def stopped_run():
    stop = np.zeros(1, np.uint8)
    return train(PREPARED, Model(), Fit(), progress=lambda epoch, *_: stop.fill(epoch == 3), stop=stop)


RUNS = {
    **{
        f"{kind}, {layers}, {scaling}": lambda kind=kind, layers=layers, scaling=scaling: train(
            prepare(OWN.values, Preparation(scaling, True, 4, False, 2, 0.7)), Model(kind, 3, layers), Fit(epochs=3)
        )
        for kind, layers, scaling in zip(KERAS_NAMES, (1, 2, 2), SCALINGS, strict=True)
    },
    "a branch": lambda: RUN,
    "one epoch kept": lambda: train(PREPARED, Model(), Fit(epochs=9), keep=1),
    "three parts": lambda: train(
        prepare(OWN.values, Preparation(window=4, validation=0.2, reach_back=True, transform="difference", lag=3)),
        Model(),
        Fit(epochs=3),
    ),
    "several outputs": lambda: train(
        prepare(OWN.values, Preparation(window=4, outputs=3, calendar=7)),
        Model("gru", 2, outputs=3, features=3),
        Fit(epochs=3),
    ),
    "further columns": lambda: train(
        prepare(BESIDE.values, Preparation(window=4, covariates=2), (), BESIDE.covariates),
        Model("gru", 2, features=3),
        Fit(epochs=3),
    ),
    "stopped": stopped_run,
    "early": lambda: train(PREPARED, Model("lstm"), Fit(learning_rate=0.1, epochs=200, patience=2)),
    "diverged": lambda: train(PREPARED, Model(activation="linear"), Fit(optimizer="sgd", learning_rate=0.7, batch=8)),
    "diverged to NaN": lambda: train(PREPARED, Model(activation="linear"), Fit(optimizer="sgd", learning_rate=9.0)),
}


@pytest.mark.parametrize("name", RUNS)
def test_a_run_comes_back_to_the_last_bit(name):
    run, own = RUNS[name](), BESIDE if name == "further columns" else OWN
    series, back = load_run(save_run(own, run))
    for field in vars(own).keys() - {"values", "covariates"}:
        assert getattr(series, field) == getattr(own, field)
    for ours, theirs in zip(series.covariates, own.covariates, strict=True):
        assert (ours.name, ours.known_ahead) == (theirs.name, theirs.known_ahead)
        np.testing.assert_array_equal(ours.values, theirs.values)
    for field in ("model", "fit", "branch", "kept", "ending", "diverged_at", "seconds"):
        assert getattr(back, field) == getattr(run, field)
    assert back.prepared.preparation == run.prepared.preparation
    assert run.ending == (name.split()[0] if name.split()[0] in ("stopped", "early", "diverged") else "done")
    for field in ("losses", "test_losses", "validation_losses", "norms", "weights", "predictions"):
        np.testing.assert_array_equal(getattr(back, field), getattr(run, field), strict=True)
    for field in ("values", "scaled", "inputs", "targets", "positions"):
        np.testing.assert_array_equal(getattr(back.prepared, field), getattr(run.prepared, field))
    assert save_run(series, back) == save_run(own, run)


@pytest.mark.parametrize(
    ("covariates", "said"),
    [
        ("all", "covariates must be a list of at most 3"),
        ([{"name": "x"}], "covariates must have name, known_ahead, count, and nothing else"),
        ([{"name": "x", "known_ahead": 1, "count": 3}], "a name, yes or no, and a count are needed"),
        ([{"name": "x", "known_ahead": True, "count": 3}], "the file has not 3 values of 'x'"),
        ([], "2 further columns are read"),
    ],
)
def test_further_columns_that_cannot_be_are_named(covariates, said):
    def change(header):
        header["series"]["covariates"] = covariates
        header["preparation"]["covariates"] = 2
        header["model"]["features"] = 3

    with pytest.raises(ValueError, match=said):
        load_run(with_header(change))


def test_a_measured_series_comes_back_as_it_is_here():
    sunspots = bundled("sunspots")
    prepared = prepare(sunspots.values, Preparation(overlap=False))
    series, _ = load_run(save_run(sunspots, train(prepared, Model(), Fit(epochs=2))))
    assert series is sunspots


def test_numpy_reads_the_file_without_pickle():
    with np.load(io.BytesIO(SAVED), allow_pickle=False) as file:
        assert set(file) == set(LIMITS)
        assert json.loads(file["header"].tobytes())["model"] == asdict(RUN.model)
        np.testing.assert_array_equal(file["weights"], RUN.weights)


def test_a_run_of_another_series_is_not_saved():
    with pytest.raises(ValueError, match="another series than 'Monthly airline"):
        save_run(bundled("airline"), RUN)


def test_what_could_not_be_read_again_is_not_saved():
    with pytest.raises(ValueError, match="header has .* bytes, and at most 2,000,000 can be saved"):
        save_run(replace(OWN, title="x" * 3_000_000), RUN)


def members() -> dict[str, np.ndarray]:
    """The arrays of the file."""
    with np.load(io.BytesIO(SAVED)) as file:
        return dict(file)


def packed(arrays: dict) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def with_header(change) -> bytes:
    """The file with its header changed in place."""
    arrays = members()
    header = json.loads(arrays["header"].tobytes())
    header = change(header) or header
    return packed(arrays | {"header": np.frombuffer(json.dumps(header).encode(), np.uint8)})


def setter(*path_and_value):
    *path, last, value = path_and_value

    def change(header):
        for key in path:
            header = header[key]
        header[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (setter("format", "film"), "not a run that was saved here"),
        (lambda header: [header], "not a run that was saved here"),
        (setter("version", 0), "is of version 0 of the format; only version 1 is read"),
        (setter("more", 1), "header must have format, .*, and nothing else"),
        (setter("model", "units", 65), "units must be a whole number from 1 to 64; received 65"),
        (setter("model", "units", 2.0), "model: units must be of type int; received 2.0"),
        (setter("model", "units", True), "units must be of type int; received True"),
        (setter("model", "kind", "transformer"), "kind must be one of simple_rnn, lstm, gru; received 'transformer'"),
        (setter("model", "kind", "x" * 9999), "kind is too large"),
        (setter("model", "layers", None), "layers must be of type int; received None"),
        (setter("fit", "learning_rate", float("nan")), "learning_rate must be positive and finite"),
        (setter("fit", "epochs", 10**6), "epochs must be a whole number"),
        (setter("fit", "epochs", 10**4000), "epochs is too large"),
        (setter("fit", "epochs", 5), "A run of 5 epochs cannot have 4 losses"),
        (setter("fit", "batch", 500), "a batch of 500 is larger than the training part"),
        (setter("fit", {}), "fit must have loss, "),
        (setter("branch", "clipping", "scissors"), "clipping must be one of"),
        (setter("branch", "epoch", -1), "epoch must be a whole number from 0"),
        (setter("preparation", "window", 50), "The training part has 36 of the 60 values"),
        (setter("preparation", None), "preparation must have scaling"),
        (setter("ending", "early"), "without patience"),
        (setter("ending", "happily"), "ending must be one of done"),
        (setter("ending", "diverged"), "diverged_at None does not fit"),
        (setter("diverged_at", [4, 1]), "does not fit a run"),
        (setter("diverged_at", [1.0, 1]), "diverged_at must be an epoch and a batch"),
        (setter("seconds", -1.0), "seconds must be"),
        (setter("series", "dates", ["=1+1"] * 60), "ISO dates"),
        (setter("series", "dates", ["2024-01-31"]), "one for each of the 60 values"),
        (setter("series", "name", "airline"), "its values are others"),
        (setter("series", "name", "stocks"), "series must be one of sunspots"),
        (setter("series", "title", ["own"]), "title must be text"),
        (setter("series", "title", "\ud800"), "title must be text"),
        (setter("series", "season", 0), "season must be a whole number"),
    ],
)
def test_a_header_that_does_not_hold_is_refused(change, sentence):
    with pytest.raises(ValueError, match=sentence):
        load_run(with_header(change))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"weights": RUN.weights + 1e-4}, "not what its weights give"),
        ({"predictions": RUN.predictions[..., 0] * 1.001}, "not what its weights give"),
        ({"weights": RUN.weights * np.nan}, "weights must be finite"),
        ({"weights": RUN.weights[:, 1:]}, r"weights must be float64 of shape \(5, 33\); received .*\(5, 32\)"),
        ({"weights": RUN.weights.astype(np.int64)}, "weights must be float64"),
        ({"weights": RUN.weights.astype(np.float32)}, "weights.npy is not an array of float64"),
        ({"weights": np.asfortranarray(RUN.weights)}, "weights.npy is not an array of float64"),
        ({"losses": RUN.losses[:-1]}, "cannot have 3 losses"),
        ({"losses": np.full(4, np.inf)}, "losses must be finite"),
        ({"test_losses": RUN.losses[:-1]}, "test_losses must be float64 of shape"),
        ({"kept": np.array([0, 1, 2, 4, 3])}, "kept must be epochs that grow"),
        ({"kept": np.array([0, 1, 2, 3])}, "kept must be epochs that grow|weights must be"),
        ({"kept": np.array([], np.int64)}, "must be"),
        ({"values": np.full(60, np.nan)}, "values must be 1-D, finite"),
        ({"values": np.zeros((60, 1))}, "values must be 1-D"),
        ({"values": np.zeros(60)}, "All 36 values that the scaling"),
        ({"values": np.zeros(30_000)}, "values.npy has 240,128 bytes; at most 160,128 are allowed"),
        ({"header": np.frombuffer(b"[" * 100_000, np.uint8)}, "not JSON"),
        ({"header": np.frombuffer(b"\xff\xfe{}", np.uint8)}, "not JSON"),
        ({"header": np.frombuffer(b"1" * 5000, np.uint8)}, "not JSON"),
        ({"header": np.array([{"a": 1}], dtype=object)}, "header.npy is not an array"),
        ({"more": np.zeros(3)}, "must hold header, .*, and nothing else"),
    ],
)
def test_arrays_that_do_not_hold_are_refused(changes, sentence):
    with pytest.raises(ValueError, match=sentence):
        load_run(packed(members() | changes))


def test_a_run_that_would_take_too_long_is_refused():
    long = prepare(synthetic("sine", 9000).values, Preparation(window=200))
    model = Model("lstm", 64, 2)
    arrays = {"weights": model.init(0)[None], "predictions": np.zeros((1, len(long)))}
    run = replace(RUN, prepared=long, model=model, fit=Fit(epochs=4), branch=None, kept=(4,), **arrays)
    with pytest.raises(ValueError, match="would take about"):
        load_run(save_run(synthetic("sine", 9000), run))


class Trap:
    """Fails the test when it is unpickled."""

    def __reduce__(self):
        return (pytest.fail, ("The file was unpickled.",))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"\x93NUMPY",
        b"PK\x05\x06" + bytes(18),
        pickle.dumps(Trap()),
        SAVED + b"x",
        SAVED[:-1],
        bytes(40_000_000),
    ],
    ids=["empty", "PK", "npy", "no members", "pickle", "longer", "shorter", "large"],
)
def test_a_foreign_file_is_refused(data):
    with pytest.raises(ValueError, match="file"):
        load_run(data)


def test_pickles_are_not_opened():
    with pytest.raises(ValueError, match="weights.npy is not an array"):
        load_run(packed(members() | {"weights": np.array([Trap()], dtype=object)}))


def zipped(content: dict[str, bytes], method=zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return file.getvalue()


def bombs():
    huge = bytes(300_000_000)
    honest = zipped({f"{name}.npy": huge if name == "header" else b"" for name in LIMITS})
    size = len(huge).to_bytes(4, "little")
    yield "an honest bomb", honest
    yield "a bomb that lies about its size", honest.replace(size, (5000).to_bytes(4, "little"))
    yield "many members", zipped({f"{number}.npy": b"" for number in range(60_000)})
    yield "another compression", zipped({f"{name}.npy": huge[:9999] for name in LIMITS}, zipfile.ZIP_LZMA)
    shape = b"{'descr': '<f8', 'fortran_order': False, 'shape': (999999999, 999999999), }"
    beginning = b"\x93NUMPY\x01\x00" + (118).to_bytes(2, "little") + shape.ljust(117) + b"\n"
    yield "an enormous shape", zipped({f"{name}.npy": beginning for name in LIMITS})


def test_bombs_are_refused_before_they_are_unpacked():
    for name, data in bombs():
        tracemalloc.start()
        with pytest.raises(ValueError):
            load_run(data)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 8_000_000, name


def loaded_or_refused(data: bytes) -> None:
    """Only a ValueError with a sentence comes out of a file, and no warning."""
    try:
        load_run(data)
    except ValueError as error:
        assert str(error).endswith(".") and len(str(error)) < 700


@settings(max_examples=400)
@given(st.data())
def test_a_damaged_file_is_read_or_refused(data):
    damaged = bytearray(SAVED[: data.draw(st.integers(0, len(SAVED)))] if data.draw(st.booleans()) else SAVED)
    for _ in range(data.draw(st.integers(0, 4)) if damaged else 0):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    loaded_or_refused(bytes(damaged))


@settings(max_examples=200)
@given(st.data())
def test_a_file_whose_directory_is_damaged_is_read_or_refused(data):
    damaged = bytearray(SAVED)
    begin = SAVED.index(b"PK\x01\x02")
    for _ in range(data.draw(st.integers(1, 3))):
        damaged[data.draw(st.integers(begin, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    loaded_or_refused(bytes(damaged))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["gru", "mae"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)


@settings(max_examples=300)
@given(st.data())
def test_a_header_of_anything_is_read_or_refused(data):
    def change(header):
        key = data.draw(st.sampled_from(sorted(header)))
        inner = header[key] if isinstance(header[key], dict) and data.draw(st.booleans()) else header
        inner[key if inner is header else data.draw(st.sampled_from(sorted(inner)))] = data.draw(anything)

    loaded_or_refused(with_header(change))


odd = st.sampled_from([0.0, -0.0, 1e300, -1e300, np.nan, np.inf, -np.inf, 5e-324, 1e13]) | st.floats()


@settings(max_examples=300)
@given(st.sampled_from(sorted(set(LIMITS) - {"header"})), st.lists(odd, max_size=6), st.booleans(), st.randoms())
def test_arrays_of_anything_are_read_or_refused(name, numbers, whole, random):
    arrays = members()
    array = arrays[name].copy()
    for number in numbers if array.size else ():
        whole_number = array.dtype == np.int64
        array.flat[random.randrange(array.size)] = random.randrange(-9, 9) if whole_number else number
    array = array if whole else array[: random.randint(0, len(array))]
    loaded_or_refused(packed(arrays | {name: array}))
