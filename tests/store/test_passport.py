"""Models that the pinned Keras saves: every array is the gate that it is said to be, and all compute the same."""

import io
import json
import pickle
import zipfile
from itertools import pairwise

import keras
import numpy as np
import pytest
from keras import layers

from rnnviz.core.network import run_network
from rnnviz.store import model_file, passport
from rnnviz.store.hdf5 import Unreadable
from rnnviz.store.passport import read_passport

RNG = np.random.default_rng(3)


def functional(make):
    """A functional model of one input."""
    given = keras.Input((None, 2))
    return keras.Model(given, make(given))


def two_branches(x):
    return layers.Concatenate()([layers.LSTM(3)(x), layers.GRU(2)(x)])


def from_state(x):
    _, h, _ = layers.LSTM(3, return_state=True)(x)
    return layers.Dense(1)(h)


MODELS = {
    "SimpleRNN": lambda: keras.Sequential([keras.Input((None, 2)), layers.SimpleRNN(3, activation="relu")]),
    "LSTM": lambda: keras.Sequential([keras.Input((None, 2)), layers.LSTM(3)]),
    "stacked": lambda: keras.Sequential(
        [
            keras.Input((None, 2)),
            layers.LSTM(3, return_sequences=True, recurrent_activation="hard_sigmoid"),
            layers.Dropout(0.3),
            layers.LSTM(4, recurrent_dropout=0.2),
            layers.Dense(2, activation="softmax"),
        ]
    ),
    "GRU": lambda: keras.Sequential(
        [keras.Input((None, 2)), layers.GRU(3, return_sequences=True), layers.GRU(5, reset_after=False)]
    ),
    "without bias": lambda: keras.Sequential(
        [
            keras.Input((None, 2)),
            layers.GRU(3, use_bias=False, return_sequences=True),
            layers.LSTM(2, use_bias=False),
            layers.Dense(3, use_bias=False),
        ]
    ),
    "backwards": lambda: keras.Sequential(
        [keras.Input((None, 2)), layers.LSTM(3, go_backwards=True, return_sequences=True), layers.GRU(2)]
    ),
    "directions": lambda: keras.Sequential(
        [
            keras.Input((None, 2)),
            layers.Bidirectional(layers.LSTM(4, return_sequences=True)),
            layers.Bidirectional(layers.GRU(3, return_sequences=True), merge_mode="sum"),
            layers.TimeDistributed(layers.Dense(2, activation="sigmoid")),
        ]
    ),
    "cells": lambda: keras.Sequential(
        [
            keras.Input((None, 2)),
            layers.RNN(layers.GRUCell(3), return_sequences=True),
            layers.RNN([layers.LSTMCell(2), layers.SimpleRNNCell(4), layers.LSTMCell(3)]),
            layers.Dense(1),
        ]
    ),
    "words": lambda: keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            layers.Embedding(9, 3, mask_zero=True),
            layers.SpatialDropout1D(0.2),
            layers.Bidirectional(layers.LSTM(2)),
            layers.Dense(1, activation="sigmoid"),
        ]
    ),
    "repeated": lambda: keras.Sequential(
        [keras.Input((None, 2)), layers.Masking(), layers.LSTM(3), layers.RepeatVector(4), layers.LSTM(2)]
    ),
    "functional": lambda: functional(
        lambda x: layers.Dense(1)(layers.GRU(3)(layers.SimpleRNN(2, return_sequences=True)(x)))
    ),
}


def saved(model, folder) -> bytes:
    """A model as a file, its weights drawn: zeros and ones hide what is permuted."""
    rng = np.random.default_rng(model.count_params())
    for each in model.weights:
        if "seed" not in each.path:
            each.assign(rng.uniform(-0.8, 0.8, each.shape))
    model.save(folder / "model.keras")
    return (folder / "model.keras").read_bytes()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Every model, and what Keras saves of it."""
    folder = tmp_path_factory.mktemp("models")
    made = {name: make() for name, make in MODELS.items()}
    return {name: (model, saved(model, folder)) for name, model in made.items()}


@pytest.mark.parametrize("name", MODELS)
def test_the_network_of_a_file_computes_what_keras_does(files, name):
    model, data = files[name]
    found = read_passport(data)
    assert found.why_not == "" and found.version == keras.__version__
    assert found.parameters == model.count_params()
    x = RNG.integers(0, 9, (3, 6)) if name == "words" else RNG.uniform(-1, 1, (3, 6, 2)).astype("float32")
    ours = run_network(found.network, x).outputs
    np.testing.assert_allclose(model.predict(x, verbose=0), ours, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", MODELS)
def test_a_permuted_gate_would_be_seen(files, name):
    model, data = files[name]
    found = read_passport(data)
    rng = np.random.default_rng(7)
    gated = [k for k, each in enumerate(found.entries) if each.cell and len(each.cell.gates) > 1]
    x = rng.integers(1, 9, (8, 6)) if name == "words" else rng.uniform(-3, 3, (8, 6, 2))
    right = run_network(found.network, x).outputs
    for k in gated:
        entry = found.entries[k]
        for first, second in pairwise(entry.cell.gates):
            array = entry.parts[0].weights.kernel
            kept = array.copy()
            one, other = entry.cell.block(first), entry.cell.block(second)
            array[:, one], array[:, other] = kept[:, other], kept[:, one]
            assert np.abs(run_network(found.network, x).outputs - right).max() > 3e-5
            array[:] = kept


@pytest.mark.parametrize("name", MODELS)
def test_weights_alone_have_the_same_arrays_in_the_same_places(files, name, tmp_path):
    model, data = files[name]
    whole = read_passport(data)
    model.save_weights(tmp_path / "model.weights.h5")
    np.savez(tmp_path / "model.npz", *model.get_weights())
    expected = sorted(each.size for part in parts(whole) for each in part.weights.arrays())
    named, ordered = (read_passport((tmp_path / file).read_bytes()) for file in ("model.weights.h5", "model.npz"))
    for found in (named, ordered):
        assert found.network is None and "weights alone" in found.why_not
        assert sorted(each.size for part in parts(found) for each in part.weights.arrays()) == expected
    kinds = sorted(type(part.weights).__name__ for part in parts(named))
    assert kinds == sorted(type(part.weights).__name__ for part in parts(whole))
    paths = {path for part in parts(whole) for path in part.paths}
    assert paths == {path for part in parts(named) for path in part.paths}


def parts(found):
    """All parts of a passport."""
    return [part for each in found.entries for part in each.parts]


def test_an_optimizer_in_the_file_is_no_layer(tmp_path):
    model = MODELS["LSTM"]()
    model.compile("adam", "mse")
    model.fit(np.zeros((2, 4, 2)), np.zeros((2, 3)), verbose=0)
    found = read_passport(saved(model, tmp_path))
    assert found.parameters == model.count_params()


@pytest.mark.parametrize("make", [two_branches, from_state])
def test_a_model_that_is_no_row_is_told_layer_by_layer(make, tmp_path):
    found = read_passport(saved(functional(make), tmp_path))
    assert found.network is None and found.why_not.endswith(".")
    assert [each.cell.kind for each in found.entries if each.cell][0] == "lstm"


def test_layers_that_are_not_run_here_are_named(tmp_path):
    model = keras.Sequential(
        [
            keras.Input((6, 2)),
            layers.Conv1D(3, 2),
            layers.LSTM(3, activation="gelu", return_sequences=True),
            layers.GRU(2),
        ]
    )
    found = read_passport(saved(model, tmp_path))
    assert found.network is None and "Conv1D" in found.why_not
    assert "gelu" in found.entries[1].note and found.entries[1].parts[0].weights.kernel.shape == (3, 12)
    assert found.entries[2].layer is not None


# What is refused


def own(x):
    """An activation of somebody's own."""
    return x


class Custom(layers.Layer):
    """A layer of somebody's own."""

    def call(self, x):  # noqa: D102
        return x


def test_code_in_a_model_is_named_and_not_run(tmp_path):
    ran = []
    model = keras.Sequential([keras.Input((5, 2)), layers.Lambda(lambda x: ran.append(1) or x), layers.LSTM(3)])
    data = saved(model, tmp_path)
    ran.clear()
    with pytest.raises(Unreadable, match="Lambda, which is code. Nothing of a file is executed"):
        read_passport(data)
    with pytest.raises(Unreadable, match="custom class, “.*Custom”"):
        read_passport(saved(keras.Sequential([keras.Input((5, 2)), Custom(), layers.LSTM(3)]), tmp_path))
    activation = keras.saving.register_keras_serializable("own")(own)
    with pytest.raises(Unreadable, match="code|custom"):
        read_passport(saved(keras.Sequential([keras.Input((5, 2)), layers.LSTM(3, activation=activation)]), tmp_path))
    assert ran == []


def remade(data: bytes, **changes) -> bytes:
    """A .keras file with other members; None leaves one out."""
    old = zipfile.ZipFile(io.BytesIO(data))
    members = {each.filename: old.read(each) for each in old.infolist()} | changes
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            if content is not None:
                archive.writestr(name, content)
    return file.getvalue()


def with_config(data: bytes, change) -> bytes:
    """A .keras file whose configuration was changed."""
    config = json.loads(zipfile.ZipFile(io.BytesIO(data)).read("config.json"))
    change(config)
    return remade(data, **{"config.json": json.dumps(config).encode()})


def refusal(data: bytes) -> str:
    """The sentence that a file is refused with."""
    with pytest.raises(Unreadable) as refused:
        read_passport(data)
    sentence = str(refused.value)
    assert sentence.endswith((".", "?")) and len(sentence) < 400
    return sentence


def test_each_kind_of_bad_file_has_a_sentence_of_its_own(files, tmp_path):
    _, data = files["stacked"]
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("arr_0.npy", bytes(50_000_000))
    objects = io.BytesIO()
    np.savez(objects, weights=np.array([{"a": 1}], dtype=object))
    odd = io.BytesIO()
    np.savez(odd, np.zeros((3, 13)), np.zeros((4, 13)))
    nothing = io.BytesIO()
    np.savez(nothing, np.arange(3))
    text = io.BytesIO()
    with zipfile.ZipFile(text, "w") as archive:
        archive.writestr("notes.txt", "hello")
    deep = b"[" * 100_000
    sentences = {
        "empty": (b"", "empty"),
        "a pickle": (pickle.dumps({"a": 1}), "pickle"),
        "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(99), "not a .keras"),
        "too large": (bytes(model_file.MAX_FILE + 1), "at most 12,000,000"),
        "cut off": (data[:-100], "no whole archive"),
        "objects": (objects.getvalue(), "Python objects, which is a pickle"),
        "a bomb": (bomb.getvalue(), "at most 24,000,000"),
        "13 columns": (odd.getvalue(), "13 is not 1, 3 or 4 times 4"),
        "no weights": (nothing.getvalue(), "no arrays of weights"),
        "another zip": (text.getvalue(), "“notes.txt”"),
        "many files": (many_files(), "no whole archive, or one of very many"),
        "no configuration that is JSON": (remade(data, **{"config.json": b"{"}), "config.json is not JSON"),
        "a deep configuration": (remade(data, **{"config.json": deep}), "config.json is not JSON"),
        "a long configuration": (remade(data, **{"config.json": b" " * 3_000_000}), "at most 2,000,000"),
        "no weights in it": (remade(data, **{"model.weights.h5": None}), "no model.weights.h5"),
        "weights of nobody": (remade(data, **{"model.weights.h5": b"PK"}), "no HDF5"),
        "a subclass": (with_config(data, lambda c: c.update(class_name="MyModel")), "MyModel"),
        "other units": (with_config(data, lambda c: units_of(c)), "lstm"),
        "no layers": (with_config(data, lambda c: c["config"].update(layers=[])), "from 1 to 100 layers"),
        "a layer that is a number": (with_config(data, lambda c: c["config"].update(layers=[3])), "lacks a text"),
    }
    for name, (bad, expected) in sentences.items():
        assert expected in refusal(bad), name


def units_of(config):
    """Let the first LSTM say that it has other units than its weights."""
    config["config"]["layers"][1]["config"]["units"] = 7


def many_files() -> bytes:
    """An archive of 5,000 empty files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(5000):
            archive.writestr(f"{number}.npy", b"")
    return file.getvalue()


def test_a_hundred_million_parameters_are_refused_with_the_number(monkeypatch, files):
    h5py = pytest.importorskip("h5py")
    file = io.BytesIO()
    with h5py.File(file, "w") as made:
        made.create_group("layers/dense/vars").create_dataset("0", (10_000, 10_000), "f4")
    assert "100,000,000 numbers" in refusal(file.getvalue())
    monkeypatch.setattr(passport, "MAX_PARAMETERS", 100)
    assert "The model has 210 parameters; at most 100 are read" in refusal(files["stacked"][1])
