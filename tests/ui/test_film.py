"""The film of a training run: what travels to the browser, what is refused, and the browser's own arithmetic."""

import base64
import json
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from rnnviz.figures.drawing import to_json
from rnnviz.figures.film import BITS, PREDICTED_BITS, Film, FilmedRun, Frames, packed

SPECIAL = np.array([[0.0, -0.0, np.inf, -np.inf], [np.nan, 1e300, 1e-320, -1.5]])


@pytest.fixture
def rng():
    """Random numbers, the same ones each time."""
    return np.random.default_rng(7)


def unpacked(sent: dict) -> np.ndarray:
    """What ``packed`` packed."""
    planes = np.frombuffer(zlib.decompress(base64.b64decode(sent["data"])), np.uint8).reshape(4, -1)
    epochs, *rest = sent["shape"]
    code = np.ascontiguousarray(planes.T).view("<u4").reshape(-1, epochs)
    return np.bitwise_xor.accumulate(code, axis=1).T.copy().view(np.float32).reshape(epochs, *rest)


def filmed(rng, *, kept=5, length=8, samples=7, timesteps=3, units=2, **more) -> FilmedRun:
    """A run of random numbers."""
    values = {
        "name": "LSTM(2)",
        "epochs": np.arange(kept) * 2,
        "losses": rng.random(length),
        "test_losses": rng.random(length),
        "gradient_norms": rng.random(length),
        "predictions": rng.normal(size=(kept, samples)),
        "weights": (
            Frames("U", rng.normal(size=(kept, units, 4 * units)), ("i", "f", "g", "o"), "earlier unit", "unit"),
        ),
        "states": (Frames("h", rng.normal(size=(kept, timesteps, units))),),
        "gradients": (Frames("∂L/∂h", rng.random((kept, timesteps))),),
        "sensitivities": rng.random((kept, timesteps, timesteps)),
    }
    return FilmedRun(**{**values, **more})


def film_of(run: FilmedRun, **more) -> Film:
    """A film of one run, of a series that counts."""
    samples = run.predictions.shape[1]
    values = {"actual": np.arange(samples), "labels": tuple(map(str, range(samples))), "boundary": 5, "run": run}
    return Film(**{**values, **more})


@given(
    arrays(np.float64, array_shapes(min_dims=2, max_dims=3, max_side=6), elements=st.floats(width=32)),
    st.sampled_from([BITS, PREDICTED_BITS]),
)
def test_packed_numbers_are_read_back_within_their_rounding(values, bits):
    found = unpacked(packed(values, bits))
    finite = np.isfinite(values) & (np.abs(values) < 3e38)
    tiny = np.finfo(np.float32).tiny * 2.0 ** (1 - bits)
    error = np.abs(found[finite].astype(np.float64) - values[finite])
    assert (error <= np.abs(values[finite]) * 2.0**-bits + tiny).all()
    assert (np.isnan(found) == np.isnan(values)).all()
    assert (found[np.isinf(values)] == values[np.isinf(values)]).all()
    assert (found[values == 0] == 0).all()


def test_what_is_no_finite_single_is_packed_as_zero_infinity_or_nan():
    assert to_json(unpacked(packed(SPECIAL))) == [[0.0, -0.0, "∞", "−∞"], ["NaN", "∞", 0.0, -1.5]]


def test_a_film_is_sent_with_its_curves_in_full(rng):
    run = filmed(rng, losses=np.array([0.1, np.nan, np.inf, *rng.random(5)]))
    sent = film_of(run, unit="MW").sent
    assert sent["unit"] == "MW" and sent["boundary"] == 5 and len(sent["runs"]) == 1
    (first,) = sent["runs"]
    assert first["losses"][:3] == [0.1, "NaN", "∞"] and first["gradient_norms"] == run.gradient_norms.tolist()
    np.testing.assert_allclose(unpacked(first["predictions"]), run.predictions, rtol=2.0**-PREDICTED_BITS)
    np.testing.assert_allclose(unpacked(first["weights"][0]["values"]), run.weights[0].values, rtol=2.0**-BITS)
    np.testing.assert_allclose(unpacked(first["sensitivities"]), run.sensitivities, rtol=2.0**-BITS)
    json.dumps(sent, allow_nan=False)


def test_a_branch_is_sent_beside_its_run_with_the_epoch_where_it_left(rng):
    branch = filmed(rng, start=4, length=6, kept=3, epochs=np.array([4, 6, 10]))
    sent = film_of(filmed(rng), branch=branch).sent
    assert [run["start"] for run in sent["runs"]] == [0, 4]


def test_a_long_film_of_a_large_network_travels_in_two_megabytes(rng):
    """LSTM(32), 200 epochs, 233 samples, weights that move as Adam moves them."""
    steps = np.cumsum(rng.normal(scale=1e-3, size=(201, 32, 128)), axis=0) + rng.normal(scale=0.2, size=(32, 128))
    shape = {"kept": 201, "length": 200, "samples": 233, "timesteps": 12, "units": 32}
    run = filmed(rng, **shape, epochs=np.arange(201), weights=(Frames("U", steps),))
    assert len(json.dumps(film_of(run).sent)) < 2e6


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"epochs": np.array([0, 2, 2, 4, 6])}, "epochs must rise from 0 to 8"),
        ({"epochs": np.array([0, 2, 4, 6, 9])}, r"epochs must rise from 0 to 8 at most.*received \[0, 2, 4, 6, 9\]"),
        ({"start": 1}, "epochs must rise from 1 to 9"),
        ({"test_losses": np.zeros(7)}, "test_losses must have one number for each of 8 epochs.*received 7"),
        ({"gradient_norms": np.zeros(9)}, "gradient_norms must have one number for each of 8"),
        ({"best": 9}, "best must be an epoch from 0 to 8; received 9"),
        ({"predictions": np.zeros((4, 7))}, r"predictions must have 2 axes.*5 kept epochs; received \(4, 7\)"),
        ({"weights": (Frames("U", np.zeros((5, 8))),)}, r"weights U must have 3 axes.*received \(5, 8\)"),
        ({"weights": (Frames("U", np.zeros((5, 2, 7)), ("z", "r", "n")),)}, "weights U must.*3 gates; received 7"),
        ({"gradients": (Frames("g", np.zeros((5, 0))),)}, r"gradients g must have 2 axes.*received \(5, 0\)"),
        (
            {"sensitivities": np.zeros((5, 3, 4))},
            r"sensitivities must be \(k, timesteps, timesteps\); received \(5, 3, 4\)",
        ),
    ],
)
def test_a_run_whose_arrays_do_not_fit_is_refused_with_a_sentence(rng, more, message):
    run = filmed(rng)
    with pytest.raises(ValueError, match=message):
        replace(run, **more)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"labels": ("a",)}, "labels must name each of 7 samples; received 1"),
        ({"boundary": 8}, "boundary must be from 0 to 7; received 8"),
        ({"sample": 7}, "sample must be from 0 to 6; received 7"),
        ({"actual": np.zeros(6), "labels": tuple("abcdef")}, r"predictions of LSTM\(2\) must be .*\(5, 6\)"),
    ],
)
def test_a_film_whose_series_does_not_fit_is_refused_with_a_sentence(rng, more, message):
    run = filmed(rng)
    with pytest.raises(ValueError, match=message):
        film_of(run, **more)


def test_the_browser_unpacks_what_is_packed_here():
    """tests/js/packed.json, which film_numbers.test.mjs unpacks: as it is packed today, and what is in it."""
    kept = json.loads((Path(__file__).parents[1] / "js" / "packed.json").read_text())
    rng = np.random.default_rng(7)
    for each, values in zip(
        kept, (SPECIAL, rng.normal(size=(5, 2, 3)), rng.normal(scale=1e9, size=(1, 4))), strict=True
    ):
        assert to_json(unpacked(each["packed"]).astype(float)) == to_json(unpacked(packed(values)).astype(float))
        assert to_json(unpacked(each["packed"]).astype(float).ravel()) == each["values"]
