"""The loss, what leads from it to the gradients, and what becomes of the weights."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz import Cell, Dense, Recurrent, explain, run_network
from rnnviz.core.gradients import backpropagate_loss
from rnnviz.core.losses import SquaredError, squared_error
from rnnviz.core.optimizers import CLIPPINGS, clip, descend, norm

SHAPE = (2, 5, 3)


def loss_at(steps, seed=1, shape=SHAPE) -> SquaredError:
    """A loss of random outputs and targets."""
    rng = np.random.default_rng(seed)
    return SquaredError(rng.normal(size=shape), rng.normal(size=shape), steps)


def test_the_loss_is_keras_mse_over_the_chosen_steps():
    import keras

    loss = loss_at((1, 4))
    theirs = keras.losses.MeanSquaredError(dtype="float64")(loss.targets[:, [1, 4]], loss.outputs[:, [1, 4]])
    assert loss.value == pytest.approx(float(theirs), rel=1e-12)


@pytest.mark.parametrize("steps", [(4,), (0, 2), range(5)])
def test_its_slope_is_its_slope(steps):
    loss, rng = loss_at(steps), np.random.default_rng(2)
    direction = rng.normal(size=SHAPE)
    ahead, behind = (SquaredError(loss.outputs + e * direction, loss.targets, steps).value for e in (1e-6, -1e-6))
    assert (ahead - behind) / 2e-6 == pytest.approx(np.vdot(loss.d_outputs, direction), rel=1e-7)


@pytest.mark.parametrize("steps", [(4,), (1, 3)])
def test_the_loss_and_what_comes_from_it_open_their_arithmetic(steps, random_network):
    rng = np.random.default_rng(4)
    network = random_network([Recurrent(Cell("lstm", 2), return_sequences=True), Dense(1)], (None, 5, 1), rng)
    trace = run_network(network, rng.normal(size=(1, 5, 1)))
    loss = squared_error(trace, rng.normal(size=(1, 5, 1)), steps)
    gradients = backpropagate_loss(trace, loss)
    whole = explain(gradients, "loss", None, 0)
    assert whole.computed == pytest.approx(loss.value, rel=1e-12) == whole.value
    assert len(whole.terms) == len(steps)
    for t in range(5):
        error, slope = explain(gradients, "error", t, 0, layer=1), explain(gradients, "d_y", t, 0, layer=1)
        assert error.computed == pytest.approx(loss.error[0, t, 0], rel=1e-12)
        assert slope.computed == pytest.approx(loss.d_outputs[0, t, 0], rel=1e-12, abs=0)
        assert bool(slope.terms) == (t in steps)
    opened = [factor.reference for term in whole.terms for factor in term.factors if factor.reference]
    assert {reference.name for reference in opened} == {"error"}
    with pytest.raises(ValueError, match="There is no 'loss'"):
        explain(trace, "loss", None, 0)


@pytest.mark.parametrize("steps", [(), (5,), (-1,)])
def test_steps_that_are_not_there(steps):
    with pytest.raises(ValueError, match="timesteps must be from 0 to 4"):
        loss_at(steps)


def test_targets_of_another_shape():
    with pytest.raises(ValueError, match=r"outputs, \(1, 2, 1\); received \(1, 3, 1\)"):
        SquaredError(np.zeros((1, 2, 1)), np.zeros((1, 3, 1)), (0,))


@pytest.mark.parametrize("threshold", [0.1, 1.0, 100.0])
@pytest.mark.parametrize("how", CLIPPINGS)
def test_an_update_is_keras_sgd(how, threshold):
    import keras

    rng = np.random.default_rng(5)
    weights, gradients = ([rng.normal(scale=3, size=shape) for shape in ((2, 3), (4,))] for _ in range(2))
    argument = {"none": {}, "value": {"clipvalue": threshold}, "norm": {"clipnorm": threshold}}.get(
        how, {"global_clipnorm": threshold}
    )
    variables = [keras.Variable(each, dtype="float64") for each in weights]
    optimizer = keras.optimizers.SGD(0.5, **argument)
    optimizer.apply([keras.ops.convert_to_tensor(each, "float64") for each in gradients], variables)
    ours = descend(weights, clip(gradients, how, threshold), 0.5)
    for mine, theirs in zip(ours, variables, strict=True):
        np.testing.assert_allclose(mine, theirs.numpy(), rtol=1e-6)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5))
def test_a_norm_does_not_overflow_before_it_must(values):
    array = np.array(values)
    size = norm(array)
    assert np.isfinite(size) or np.abs(array).max() > 1e307
    assert size >= np.abs(array).max() * (1 - 1e-15)


def test_what_is_not_finite_stays_so():
    assert norm(np.array([np.inf, 1.0])) == np.inf and np.isnan(norm(np.array([np.nan, 1.0])))
    for how in CLIPPINGS[1:]:
        assert np.isnan(clip([np.array([np.nan])], how, 1.0)[0]).all()


@pytest.mark.parametrize(("how", "threshold"), [("hard", 1.0), ("norm", 0.0), ("norm", float("nan"))])
def test_clipping_that_does_not_exist(how, threshold):
    with pytest.raises(ValueError, match="how must be one of|threshold must be positive"):
        clip([np.ones(2)], how, threshold)
