"""Every network that is brought along: Keras says the same after every step, and it reaches what is told of it."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.chapters.digits.presets import DRAWINGS
from rnnviz.core.layers import Dropout
from rnnviz.core.network import in_steps
from rnnviz.images import logistic, networks
from rnnviz.images.digits import eight, held_out, learned_from
from rnnviz.images.dropout import dropped_answers, run_dropped
from rnnviz.images.networks import CELLS, PRESETS, SEEDS, ImageNetwork, load, save, shipped, small_deep, tutorial
from rnnviz.images.preparing import prepare
from rnnviz.images.readings import READINGS
from rnnviz.keras_bridge import to_keras, weights_to_keras

DRAWN = np.stack([prepare(each.astype(float), 28) for each in DRAWINGS.values()])


def pictures(model: ImageNetwork) -> np.ndarray:
    """Pictures of the size that it reads."""
    return held_out().images[:7] if model.setting.size == 8 else DRAWN


def every_one() -> list[ImageNetwork]:
    """All that are brought along."""
    of_seeds = [each for kind in CELLS for reading in READINGS for each in shipped(kind, reading)]
    return [*of_seeds, small_deep(), tutorial()]


@pytest.mark.parametrize("dtype, closely", [("float64", 1e-10), ("float32", 1e-5)])
def test_keras_says_the_same_after_every_step(dtype, closely):
    import keras

    models = {}
    for model in every_one():
        ours = model.run(pictures(model))
        layers = in_steps(model.network.layers)
        key = layers, ours.inputs.shape[1:]
        if key not in models:
            first = keras.Input(ours.inputs.shape[1:], dtype=dtype)
            models[key] = keras.Sequential([first, *(to_keras(each, dtype) for each in layers)])
        weights = [array for each in model.network.weights if each is not None for array in weights_to_keras(each)]
        models[key].set_weights(weights)
        said = np.asarray(models[key](ours.inputs.astype(dtype), training=False))
        assert np.abs(said - ours.outputs).max() <= closely, (model.setting, model.seed)
    assert len(models) == 8


@pytest.mark.parametrize("kind", CELLS)
def test_they_reach_what_is_told_of_them(kind):
    for reading in READINGS:
        for seed, model in zip(SEEDS, shipped(kind, reading), strict=True):
            said = model.beliefs(held_out().images)[:, -1].argmax(axis=1)
            assert np.isclose((said == held_out().labels).mean(), model.accuracy, atol=1e-6)
            assert model.seed == seed and model.setting == replace(PRESETS["eight"], kind=kind, reading=reading)
            assert model.about["images"] == {"training": len(learned_from()), "held_out": len(held_out())}


def test_the_held_out_digits_are_the_last_fifth():
    assert (len(eight()), len(learned_from()), len(held_out())) == (1797, 1438, 359)
    assert eight().images.dtype == np.uint8 and eight().images.max() == 16
    assert np.array_equal(held_out().images, eight().images[1438:])


def test_the_tutorials_network_says_its_seed_and_what_it_reaches():
    model = tutorial()
    assert model.setting == PRESETS["tutorial"] and model.about["images"] == {"training": 60_000, "held_out": 10_000}
    assert np.isclose(model.about["seeds"][str(model.seed)], model.accuracy, atol=1e-6)
    assert model.accuracy == pytest.approx(max(model.about["seeds"].values()), abs=1e-6) and model.accuracy >= 0.97
    assert model.beliefs(DRAWN)[:, -1].argmax(axis=1).tolist() == [3, 7, 2]


def test_logistic_regression_is_what_scikit_learn_fits():
    from sklearn.linear_model import LogisticRegression

    few = learned_from()[:300]
    ours = logistic.fit(*few).answers(held_out().images)
    theirs = LogisticRegression(tol=1e-8, max_iter=5000).fit(few.images.reshape(300, -1) / 16, few.labels)
    assert np.abs(ours - theirs.predict_proba(held_out().images.reshape(359, -1) / 16)).max() < 1e-3
    plain = logistic.shipped(8)
    said = plain.answers(held_out().images).argmax(axis=1)
    assert plain.accuracy == (said == held_out().labels).mean() and plain.frequent in range(10)


def test_a_file_comes_back(tmp_path):
    made = [small_deep(), replace(small_deep(), seed=7)]
    save(tmp_path / "two.npz", made)
    for ours, theirs in zip(made, load(tmp_path / "two.npz"), strict=True):
        assert theirs.setting == ours.setting and theirs.seed == ours.seed and theirs.about == ours.about
        assert np.array_equal(theirs.beliefs(pictures(theirs)), ours.beliefs(pictures(ours)))


def test_what_cannot_be_read_is_refused():
    model = shipped("lstm")[0]
    with pytest.raises(ValueError, match="reads 8×8 pixels"):
        model.run(DRAWN)
    with pytest.raises(ValueError, match="8 pixels at a step"):
        model.run(held_out().images[:1], "random_pixels")
    with pytest.raises(ValueError, match="There is no network"):
        networks.shipped("lstm", "diagonal")


def test_dropout_is_at_work_in_training_and_hands_on_in_a_trace():
    model = small_deep()
    inputs = model.run(held_out().images[:1]).inputs
    trace, dropped = model.run(held_out().images[:1]), run_dropped(model.network, inputs, seed=0)
    first = next(k for k, each in enumerate(model.network.layers) if isinstance(each, Dropout))
    came, rate = trace.layers[first - 1].outputs, model.network.layers[first].rate
    assert np.array_equal(trace.layers[first].outputs, came), "in a trace it hands on what it receives"
    handed_on = dropped.layers[first].outputs
    kept = handed_on != 0
    assert np.allclose(handed_on[kept], (came / (1 - rate))[kept])
    assert 0.5 * rate < 1 - kept[came != 0].mean() < 1.7 * rate
    answers = dropped_answers(model.network, inputs, draws=300)
    assert answers.std(axis=0).max() > 0.01 and np.allclose(answers.sum(axis=1), 1.0)
    off = replace(
        model.network, layers=tuple(Dropout(0.0) if isinstance(e, Dropout) else e for e in model.network.layers)
    )
    assert np.allclose(dropped_answers(off, inputs, 2), trace.outputs[:, -1])
