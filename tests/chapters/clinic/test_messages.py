"""The messages of the pinned Keras and NumPy, raised here, find their scenes; so do older wordings and symptoms."""

from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

from rnnviz.chapters.clinic.programs import keras_text
from rnnviz.chapters.clinic.scene import live
from rnnviz.chapters.clinic.scenes import QUESTIONS
from rnnviz.chapters.clinic.search import MAX_READ, find
from rnnviz.chapters.clinic.view import View
from rnnviz.chapters.clinic.words import found_sentence

X = np.zeros((2, 5, 3), "float32")


def stateful():
    return keras.Sequential([keras.Input(batch_shape=(2, 5, 3)), layers.LSTM(3, stateful=True)])


def unpack_two():
    a, b = layers.LSTM(3, return_state=True)(X)


def unpack_three():
    a, b, c = layers.GRU(3, return_state=True)(X)


def other_gru():
    old, new = layers.GRU(3, reset_after=False), layers.GRU(3)
    old(X), new(X)
    old.set_weights(new.get_weights())


def other_gru_from_file(folder):
    def load():
        models = [keras.Sequential([keras.Input((5, 3)), layers.GRU(3, reset_after=each)]) for each in (True, False)]
        models[0].save_weights(folder / "gru.weights.h5")
        models[1].load_weights(folder / "gru.weights.h5")

    return load


def shape_that_was_not_given():
    model = keras.Sequential([keras.Input((5, 3)), layers.LSTM(3)])
    model.predict(np.zeros((4, 5)), verbose=0)


def ragged():
    import tensorflow as tf

    layers.LSTM(3)(tf.ragged.constant([[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0]]], ragged_rank=1))


def right_padded():
    from keras.src.backend.tensorflow.rnn import _assert_valid_mask

    _assert_valid_mask(np.array([[False, True, True]]))


def lambda_from_file(folder):
    def load():
        keras.Sequential([keras.Input((5, 3)), layers.Lambda(lambda x: x)]).save(folder / "model.keras")
        keras.models.load_model(folder / "model.keras")

    return load


RAISED = {
    "stacked without sequences": (
        "ndim",
        lambda: keras.Sequential([keras.Input((5, 2)), layers.LSTM(3), layers.LSTM(3)]),
    ),
    "reshape": ("windows", lambda: np.zeros(100).reshape(10, 5, 1)),
    "TimeDistributed on a vector": ("dense", lambda: layers.TimeDistributed(layers.Dense(2))(X[:, 0])),
    "two names for three tensors": ("state", unpack_two),
    "three names for two tensors": ("state", unpack_three),
    "a list into Dense": (
        "state",
        lambda: keras.Sequential([keras.Input((5, 3)), layers.LSTM(3, return_state=True), layers.Dense(1)]),
    ),
    "stateful without a batch size": (
        "lanes",
        lambda: keras.Sequential([keras.Input((5, 3)), layers.LSTM(3, stateful=True)]),
    ),
    "another batch size": ("lanes", lambda: stateful()(np.zeros((3, 5, 3)))),
    "evaluated in other batches": ("lanes", lambda: stateful_evaluated()),
    "batch_input_shape": ("lanes", lambda: layers.LSTM(3, batch_input_shape=(2, 5, 3), stateful=True)),
    "model.reset_states": ("reset", lambda: stateful().reset_states()),
    "reset with states": ("reset", lambda: stateful().layers[0].reset_state(states=[1])),
    "reset_states with states": ("reset", lambda: stateful().layers[0].reset_states(states=[1])),
    "one state for an LSTM": ("initial", lambda: layers.LSTM(3)(X, initial_state=X[:, 0])),
    "three states for an LSTM": ("initial", lambda: layers.LSTM(3)(X, initial_state=[X[:, 0]] * 3)),
    "weights of the other GRU": ("reset_after", other_gru),
    "rows of different lengths": ("lengths", lambda: np.array([[1, 2], [1, 2, 3]])),
    "a list of different lengths": ("lengths", lambda: keras.Sequential([layers.LSTM(3)]).predict([[1], [1, 2]])),
    "a shape that was not given": ("lengths", shape_that_was_not_given),
    "ragged": ("lengths", ragged),
    "padding before, for cuDNN": ("lengths", right_padded),
    "cuDNN where there is none": ("dropout", lambda: layers.LSTM(3, use_cudnn=True)(X)),
}


def stateful_evaluated():
    model = keras.Sequential([keras.Input(batch_shape=(1, 5, 3)), layers.LSTM(3, stateful=True)])
    model.compile("sgd", "mse")
    model.predict(X[:1], verbose=0)
    model.evaluate(X[:1], np.zeros((1, 3)), verbose=0)


def message_of(act) -> str:
    """What is said when it is done."""
    with pytest.raises(Exception) as raised:  # noqa: B017  of many kinds, TensorFlow's own among them
        act()
    return f"{type(raised.value).__name__}: {raised.value}"


@pytest.mark.parametrize("name", RAISED)
def test_a_message_of_the_pinned_keras_finds_its_scene(name):
    key, act = RAISED[name]
    found = find(message_of(act))
    assert found.is_known and found.nearest[0].key == key, [each.key for each in found.nearest]


def test_messages_about_files_find_their_scenes(tmp_path):
    for key, make in {"reset_after": other_gru_from_file, "passport": lambda_from_file}.items():
        found = find(message_of(make(tmp_path)))
        assert found.is_known and found.nearest[0].key == key


@pytest.mark.parametrize("key", QUESTIONS)
def test_every_scene_is_found_by_each_of_its_messages_also_within_a_traceback(key):
    for text in QUESTIONS[key].found_by:
        assert find(text).is_known and find(text).nearest[0].key == key, text
    longest = max(QUESTIONS[key].found_by, key=len)
    frames = "\n".join(f'  File "/home/me/train.py", line {n}, in <module>\n    model.fit(x, y)' for n in range(9))
    found = find(f"Traceback (most recent call last):\n{frames}\nValueError: {longest}")
    assert found.nearest[0].key == key


def test_the_symptoms_that_people_name():
    symptoms = {
        "expected ndim=3, found ndim=2": "ndim",
        "expected ndim=3, found ndim=2. Full shape received: (None, 128)": "ndim",
        "loss is nan": "nan",
        "my loss becomes NaN after 3 epochs": "nan",
        "predicts the last value": "lag",
        "my predictions lag behind": "lag",
        "cannot reshape": "windows",
        "ValueError: cannot reshape array of size 729 into shape (729,60,1)": "windows",
    }
    assert {text: find(text).nearest[0].key for text in symptoms} == symptoms
    assert all(find(text).is_known for text in symptoms)


def test_the_warning_that_is_said_to_be_gone_is_gone():
    source = Path(keras.__file__).parent / "src" / "layers" / "rnn"
    assert not any("will not use cuDNN" in file.read_text("utf-8") for file in source.rglob("*.py"))


@pytest.mark.parametrize("text", ["hello world", "how do I cook rice?", "LSTM", "CUDA out of memory", "🍚", "=3", "a"])
def test_what_is_not_known_is_answered_with_the_nearest_three(text):
    found = find(text)
    assert not found.is_known and len({each.key for each in found.nearest}) == 3
    assert "not known" in found_sentence(found)


def test_a_message_of_100_kb_is_bounded_and_still_found_where_it_begins_or_ends():
    for text in ("x9 " * 34_000 + "ValueError: loss is nan", "loss is nan " + "ж" * 100_000):
        found = find(text)
        assert found.nearest[0].key == "nan" and found.cut and found.read == MAX_READ
        assert f"{len(text):,} characters" in found_sentence(found)


def test_the_version_that_is_named_is_the_pinned_one():
    assert f"Keras {keras.__version__}." in keras_text(View())
    assert f"Keras {keras.__version__}" in live(View.of("reset")).pictures[1].title
