"""Compiled training: one step equals the core's gradients, a whole run equals Keras's."""

from dataclasses import replace
from functools import reduce
from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest

from rnnviz.core.gradients import backpropagate_network
from rnnviz.core.layers import KERAS_NAMES, DenseWeights
from rnnviz.core.network import run_network
from rnnviz.core.optimizers import clip
from rnnviz.training.preparation import Preparation
from rnnviz.training.runs import MAX_KEPT_EPOCHS, MAX_KEPT_NUMBERS, Branch, epochs_to_keep, orders, train
from rnnviz.training.series import bundled
from rnnviz.training.settings import ACTIVATIONS, LOSSES, OPTIMIZERS, Fit, Model, flat
from rnnviz.training.windows import prepare

SUNSPOTS = prepare(bundled("sunspots").values, Preparation(leak=True, overlap=False))
SHORT = prepare(np.sin(np.arange(60.0)) + 0.1 * np.arange(60.0) % 1.3, Preparation(window=7, split=0.7))


def core_step(prepared, model, theta, samples, loss):
    """∂L/∂ of each weight array and the loss of one batch, by the NumPy core."""
    trace = run_network(model.network(theta), prepared.inputs[samples])
    error = trace.outputs - prepared.targets[samples].reshape(trace.outputs.shape)
    d = (2.0 * error if loss == "mse" else np.sign(error)) / error.size
    arrays = []
    for layer in backpropagate_network(trace, d).layers:
        gradients = layer[""]
        arrays += (
            [g for g in (gradients.kernel, gradients.recurrent_kernel, gradients.bias)]
            if hasattr(gradients, "recurrent_kernel")
            else [gradients.kernel, gradients.bias]
        )
    return arrays, float(np.mean(np.square(error) if loss == "mse" else np.abs(error)))


@pytest.mark.parametrize("kind", KERAS_NAMES)
@pytest.mark.parametrize(
    "layers,units,batch,outputs", [(1, 3, 1, 1), (2, 5, 4, 1), (1, 32, 16, 1), (2, 20, 16, 7), (1, 4, 3, 2)]
)
def test_one_step_of_the_kernels_is_the_cores_gradient(kind, layers, units, batch, outputs):
    for activation, (output, loss) in zip(
        ACTIVATIONS, [("tanh", "mse"), ("linear", "mse"), ("linear", "mae"), ("tanh", "mae")], strict=True
    ):
        model = Model(kind, units, layers, activation, output, outputs)
        rng = np.random.default_rng(3)
        theta = model.init(seed=5) + 0.1 * rng.standard_normal(model.parameters)
        trained, length = batch + 6 + outputs, batch + 16 + 2 * outputs
        how = Preparation(window=7, split=(trained + 0.5) / length, outputs=outputs)
        one_batch = prepare(SHORT.values[:length], how)
        assert one_batch.n_train == batch
        fit = Fit(loss, "sgd", learning_rate=1.0, batch=batch, epochs=1, shuffle=False)
        run = train(one_batch, model, fit, initial=theta)
        gradient, mean = core_step(one_batch, model, theta, np.arange(batch), loss)
        expected = np.concatenate([each.ravel() for each in gradient])
        np.testing.assert_allclose(run.weights[0] - run.weights[1], expected, rtol=1e-9, atol=1e-13)
        np.testing.assert_allclose(run.losses, [mean], rtol=1e-12)
        np.testing.assert_allclose(run.norms, [np.linalg.norm(expected)], rtol=1e-10)
        said = run_network(model.network(run.weights[1]), one_batch.inputs).outputs
        np.testing.assert_allclose(run.predictions[1], said, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("how", ["value", "norm", "global norm"])
def test_clipping_is_the_cores(how):
    model, fit = Model("gru", 4), Fit(optimizer="sgd", learning_rate=1.0, batch=SHORT.n_train, epochs=1, shuffle=False)
    theta = model.init(seed=2)
    run = train(SHORT, model, replace(fit, clipping=how, threshold=0.02), initial=theta)
    gradient, _ = core_step(SHORT, model, theta, np.arange(SHORT.n_train), "mse")
    clipped = np.concatenate([each.ravel() for each in clip(gradient, how, 0.02)])
    assert not np.allclose(clipped, np.concatenate([each.ravel() for each in gradient]))
    np.testing.assert_allclose(theta - run.weights[1], clipped, rtol=1e-9, atol=1e-14)


def keras_losses(prepared, model, fit):
    """Keras's loss and val_loss of every epoch, in float64, from the same weights and in the same order."""
    import keras
    import tensorflow

    from rnnviz.keras_bridge import network_to_keras

    keras.utils.clear_session(free_memory=False)
    keras_model = network_to_keras(model.network(model.init(fit.seed)), (None, *prepared.inputs.shape[1:]))
    optimizer = {"sgd": keras.optimizers.SGD, "adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop}
    clipping = {"none": {}, "value": {"clipvalue": fit.threshold}, "norm": {"clipnorm": fit.threshold}}
    clipping |= {"global norm": {"global_clipnorm": fit.threshold}}
    before = keras.config.floatx()
    keras.config.set_floatx("float64")
    try:
        for layer in keras_model.layers:
            if hasattr(layer, "unroll"):
                layer.unroll = True  # the same, in a third of the time
        chosen = optimizer[fit.optimizer](fit.learning_rate, **clipping[fit.clipping])
        batches = -(-prepared.n_train // fit.batch)
        keras_model.compile(chosen, fit.loss, steps_per_execution=batches)
        test = prepared.inputs[prepared.n_train :], prepared.targets[prepared.n_train :]
        slices = tensorflow.data.Dataset.from_tensor_slices
        epochs = [
            slices((prepared.inputs[order], prepared.targets[order])).batch(fit.batch)
            for _, order in zip(range(fit.epochs), orders(prepared.n_train, fit), strict=False)
        ]
        told = keras_model.fit(
            reduce(lambda one, other: one.concatenate(other), epochs),
            epochs=fit.epochs,
            steps_per_epoch=batches,
            shuffle=False,
            validation_data=test,
            validation_batch_size=fit.batch,
            verbose=0,
        ).history
        weights = np.concatenate([array.ravel() for array in keras_model.get_weights()])
        return np.array([told["loss"], told["val_loss"]]), weights
    finally:
        keras.config.set_floatx(before)


WHOLE = {("simple_rnn", "adam"), ("lstm", "rmsprop"), ("gru", "sgd")}
"""Of each cell and each optimizer one run of the document's twenty epochs; the others are its first five."""


@pytest.mark.parametrize("kind,optimizer", list(product(KERAS_NAMES, OPTIMIZERS)))
def test_the_documents_run_has_keras_losses(kind, optimizer):
    whole = (kind, optimizer) in WHOLE
    model, fit = Model(kind, 3, output_activation="tanh"), Fit(optimizer=optimizer, epochs=20 if whole else 5)
    run = train(SUNSPOTS, model, fit)
    (losses, test_losses), weights = keras_losses(SUNSPOTS, model, fit)
    np.testing.assert_allclose(run.losses, losses, rtol=1e-8)
    np.testing.assert_allclose(run.test_losses, test_losses, rtol=1e-8)
    np.testing.assert_allclose(run.weights[-1], weights, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("clipping", ["value", "norm", "global norm"])
def test_a_deep_run_with_mae_partial_batches_and_clipping_has_keras_losses(clipping):
    model = Model("lstm", 6, layers=2, activation="relu")
    fit = Fit("mae", "adam", 0.01, batch=16, epochs=4, clipping=clipping, threshold=0.05)
    (losses, test_losses), _ = keras_losses(SUNSPOTS, model, fit)
    run = train(SUNSPOTS, model, fit)
    np.testing.assert_allclose(run.losses, losses, rtol=1e-8)
    np.testing.assert_allclose(run.test_losses, test_losses, rtol=1e-8)


@pytest.mark.parametrize("kind,loss", [("gru", "mse"), ("lstm", "mae")])
def test_several_outputs_and_inputs_have_keras_losses(kind, loss):
    how = Preparation("standard", window=5, transform="log difference", reach_back=True, outputs=4, calendar=12)
    prepared = prepare(bundled("airline").values, how)
    model, fit = Model(kind, 4, outputs=4, features=3), Fit(loss, learning_rate=0.01, batch=8, epochs=4)
    (losses, test_losses), weights = keras_losses(prepared, model, fit)
    run = train(prepared, model, fit)
    np.testing.assert_allclose(run.losses, losses, rtol=1e-12)
    np.testing.assert_allclose(run.test_losses, test_losses, rtol=1e-12)
    np.testing.assert_allclose(run.weights[-1], weights, rtol=1e-9, atol=1e-12)
    assert run.predictions.shape == (5, len(prepared), 4)


def test_a_network_needs_an_output_for_every_target():
    with pytest.raises(ValueError, match="an output for each of the 3 targets of a window; it has 1"):
        train(prepare(SHORT.values, Preparation(window=7, outputs=3)), Model(), Fit())


def test_the_documents_setting_gives_the_documents_errors():
    """Sunspots 0.058/0.077 in the document; seeds of its script 0.059–0.064 and 0.088–0.096."""
    errors = []
    for seed in range(5):
        run = train(SUNSPOTS, Model("simple_rnn", 3, output_activation="tanh"), Fit(seed=seed), keep=1)
        error = (run.predictions[-1] - SUNSPOTS.targets)[:, 0]
        errors.append([np.sqrt(np.mean(part**2)) for part in np.split(error, [SUNSPOTS.n_train])])
    assert 0.055 < np.median(errors, axis=0)[0] < 0.066 and 0.075 < np.median(errors, axis=0)[1] < 0.1


def test_a_branch_with_nothing_changed_is_the_run_itself():
    model, fit = Model("gru", 4), Fit(epochs=9)
    run = train(SHORT, model, fit)
    same = train(SHORT, model, fit, Branch(4, fit.learning_rate))
    np.testing.assert_array_equal(run.weights, same.weights)
    other = train(SHORT, model, fit, Branch(4, 10 * fit.learning_rate))
    np.testing.assert_array_equal(run.weights[:5], other.weights[:5])
    assert not np.allclose(run.weights[5], other.weights[5])


def test_training_that_diverges_stops_and_keeps_the_last_good_weights():
    fit = Fit(optimizer="sgd", learning_rate=1e3, epochs=30)
    run = train(SHORT, Model("simple_rnn", 4, activation="linear"), fit)
    assert run.ending == "diverged" and run.epochs < 30
    epoch, batch = run.diverged_at
    assert epoch == run.epochs and 1 <= batch <= SHORT.n_train
    assert np.isnan(run.losses[-1]) and np.isfinite(run.weights).all() and run.kept[-1] == epoch
    clipped = train(
        SHORT, Model("simple_rnn", 4, activation="linear"), replace(fit, clipping="norm", learning_rate=1e-2)
    )
    assert clipped.ending == "done" and np.isfinite(clipped.losses).all()


def test_a_run_can_be_stopped_between_batches():
    stop = np.zeros(1, np.uint8)

    def after(epoch, loss, test_loss):
        stop[0] = epoch == 3

    run = train(SHORT, Model(), Fit(epochs=50), progress=after, stop=stop)
    assert run.ending == "stopped" and run.epochs == 3 and run.kept[-1] == 3
    whole = train(SHORT, Model(), Fit(epochs=50))
    np.testing.assert_array_equal(run.losses, whole.losses[:3])
    np.testing.assert_array_equal(run.weights[-1], whole.weights[whole.frame(3)])


def test_early_stopping_waits_as_keras_does():
    model, fit = Model("lstm", 8), Fit(learning_rate=0.02, epochs=200, patience=5)
    run = train(SHORT, model, fit)
    assert run.ending == "early"
    least = np.minimum.accumulate(run.test_losses)
    assert run.epochs == run.best + 5 and run.test_losses[run.best - 1] == least[-1]


def test_early_stopping_is_that_of_keras_callback():
    import keras

    ending = {"early": 0, "done": 0}
    for learning_rate, patience, epochs in product((0.003, 0.02, 0.1), (1, 2, 5), (3, 12, 60)):
        run = train(SHORT, Model("lstm", 4), Fit(learning_rate=learning_rate, epochs=epochs, patience=patience))
        free = train(SHORT, Model("lstm", 4), Fit(learning_rate=learning_rate, epochs=epochs))
        callback = keras.callbacks.EarlyStopping("val_loss", patience=patience)
        callback.set_model(SimpleNamespace(stop_training=False))
        callback.on_train_begin()
        seen = 0
        for epoch, loss in enumerate(free.test_losses):
            seen += 1
            callback.on_epoch_end(epoch, {"val_loss": loss})
            if callback.model.stop_training:
                break
        assert run.epochs == seen
        np.testing.assert_array_equal(run.test_losses, free.test_losses[:seen])
        ending[run.ending] += 1
    assert min(ending.values()) > 2


def test_a_branch_goes_on_from_where_its_run_ended_early():
    model, fit = Model("lstm", 8), Fit(learning_rate=0.02, epochs=200, patience=5)
    run = train(SHORT, model, fit)
    branch = train(SHORT, model, fit, Branch(run.epochs, 0.001))
    np.testing.assert_array_equal(branch.losses[: run.epochs], run.losses)
    assert run.ending == "early" and branch.epochs >= run.epochs + 5


def test_a_batch_that_would_fill_memory_is_refused():
    many = prepare(bundled("electricity").values, Preparation(window=336))
    with pytest.raises(ValueError, match=r"512 windows of 336 would take 1938 MB.*at most 128 MB"):
        train(many, Model("lstm", 64, 2), Fit(batch=512, epochs=1))


def test_long_windows_are_predicted_in_smaller_batches():
    prepared = prepare(np.sin(np.arange(420.0)), Preparation(window=300, split=0.75, reach_back=True))
    model = Model("gru", 64, 2)
    run = train(prepared, model, Fit(batch=8, epochs=1), keep=2)
    expected = run_network(model.network(run.weights[-1]), prepared.inputs).outputs
    np.testing.assert_allclose(run.predictions[-1], expected, rtol=1e-9, atol=1e-13)


def test_nothing_that_is_trained_compiles_the_kernels_again():
    from rnnviz.training.free_running import continue_from
    from rnnviz.training.kernels.epoch import predict, train_epochs

    for window, batch, learning_rate in product((1, 7), (1, 8, 512), (1, 0.01)):
        prepared = prepare(np.sin(np.arange(700.0)), Preparation(window=window))
        theta = np.ones(200)[::2][: Model(units=2).parameters]
        theta.flags.writeable = False
        fit = Fit(learning_rate=learning_rate, batch=batch, epochs=2, threshold=1, clipping="norm")
        run = train(prepared, Model(units=2), fit, Branch(1, 1), initial=theta)
        continue_from(run, prepared.values[None, :window], 3)
    assert len(train_epochs.signatures) == len(predict.signatures) == 1


def test_a_bounded_number_of_epochs_is_kept_the_first_and_last_among_them():
    kept = epochs_to_keep(2000, MAX_KEPT_EPOCHS, 1000)
    assert len(kept) == MAX_KEPT_EPOCHS and {0, 2000} <= kept
    assert len(epochs_to_keep(2000, MAX_KEPT_EPOCHS, MAX_KEPT_NUMBERS // 10)) == 10
    assert epochs_to_keep(7, 1, 1000) == {7}
    run = train(SHORT, Model(), Fit(epochs=7), keep=3)
    assert run.kept == (0, 4, 7) or run.kept == (0, 3, 7)
    assert run.frame(6) == 1 and run.frame(7) == 2 and run.frame(0) == 0


def test_a_batch_larger_than_the_training_part_is_refused():
    with pytest.raises(ValueError, match=rf"A batch of 512 is larger.*1 to {SHORT.n_train} is possible"):
        train(SHORT, Model(), Fit(batch=512))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Model("transformer"),
        lambda: Model(units=0),
        lambda: Model(units=65),
        lambda: Model(layers=3),
        lambda: Fit(epochs=0),
        lambda: Fit(epochs=1_000_000),
        lambda: Fit(learning_rate=float("nan")),
        lambda: Fit(learning_rate=0.0),
        lambda: Fit(loss="hinge"),
        lambda: Fit(batch=True),
        lambda: Branch(-1, 0.1),
        lambda: Branch(0, float("inf")),
    ],
)
def test_what_is_not_allowed_is_named(wrong):
    with pytest.raises(ValueError, match="must be|one of"):
        wrong()


def test_weights_go_there_and_back():
    for kind, layers in product(KERAS_NAMES, (1, 2)):
        model = Model(kind, 5, layers)
        theta = np.random.default_rng(0).standard_normal(model.parameters)
        network = model.network(theta)
        np.testing.assert_array_equal(flat(network), theta)
        assert isinstance(network.weights[-1], DenseWeights) and len(network.weights) == layers + 1


@pytest.mark.parametrize("loss", LOSSES)
def test_training_learns(loss):
    run = train(SHORT, Model("gru", 8), Fit(loss, learning_rate=0.01, epochs=40))
    assert run.losses[-1] < 0.5 * run.losses[0]


def test_with_three_parts_early_stopping_looks_at_the_validation_part_alone():
    """Whatever stands in the test part changes neither the weights nor when it stops."""
    values = bundled("airline").values.copy()
    how, fit = Preparation(window=6, validation=0.2, reach_back=True), Fit(epochs=300, learning_rate=0.05, patience=3)
    first = train(prepare(values, how), Model("gru", 3), fit, keep=1)
    values[first.prepared.boundary :] = 1e3 * np.random.default_rng(0).normal(
        size=len(values) - first.prepared.boundary
    )
    second = train(prepare(values, how), Model("gru", 3), fit, keep=1)
    assert first.ending == second.ending == "early" and first.epochs == second.epochs < 300
    np.testing.assert_array_equal(first.validation_losses, second.validation_losses)
    np.testing.assert_array_equal(first.weights, second.weights)
    assert not np.allclose(first.test_losses, second.test_losses)
    assert first.watched[0] == "validation" and first.best == first.epochs - 3 == 1 + first.validation_losses.argmin()
    part = first.prepared.parts["validation"]
    errors = first.predictions[-1][part] - first.prepared.targets[part]
    assert first.validation_losses[-1] == pytest.approx(np.mean(errors**2), rel=1e-12)


def test_with_two_parts_it_looks_at_the_test_part():
    run = train(prepare(bundled("airline").values, Preparation(window=6)), Model(), Fit(epochs=2))
    assert run.watched[0] == "test" and run.validation_losses.shape == (0,)


def test_where_training_diverged_is_told_by_the_batch_of_its_epoch():
    fit = Fit(optimizer="sgd", learning_rate=0.3, batch=8, epochs=20)
    prepared = prepare(np.random.default_rng(0).normal(size=60).cumsum(), Preparation(window=5))
    whole = train(prepared, Model(activation="linear"), fit)
    by_epoch = train(prepared, Model(activation="linear"), fit, progress=lambda *_: None)
    assert whole.ending == "diverged" and whole.diverged_at == by_epoch.diverged_at and whole.diverged_at[0] > 1
