"""The forecaster chapter's pictures: what is inside them is what was given, and what they say of it is true."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.chapters.forecasters.figures.errors import same_in_keras
from rnnviz.chapters.forecasters.figures.forecasts import forecast, sample_at
from rnnviz.chapters.forecasters.figures.free_running import free_run, horizon_error
from rnnviz.chapters.forecasters.figures.seed_variance import race, seeds
from rnnviz.chapters.forecasters.figures.windows import windows
from rnnviz.figures.axes import ErrorAxis, TimeAxis, round_numbers
from rnnviz.figures.labels import END
from rnnviz.training.baselines import Repeat
from rnnviz.training.intervals import Interval
from rnnviz.training.preparation import Preparation
from rnnviz.training.series import Series, bundled, synthetic
from rnnviz.training.windows import prepare
from tests.support.figures import figure_of

SUNSPOTS = bundled("sunspots")
DOCUMENT = prepare(SUNSPOTS.values, Preparation(leak=True, overlap=False))
AIRLINE = bundled("airline")
PASSENGERS = prepare(AIRLINE.values, Preparation(window=12, split=0.67))
THREE = prepare(AIRLINE.values, Preparation(window=6, split=0.7, validation=0.2, reach_back=True))


def said(prepared, seed=0):
    """Predictions that are some way off."""
    rng = np.random.default_rng(seed)
    return prepared.actual + prepared.values.std() * rng.standard_normal(len(prepared)) / 4


def named(figure, name):
    """The traces of that name."""
    return [trace for trace in figure.data if trace.name == name]


def joined(traces, axis="y"):
    return np.concatenate([np.array(trace[axis], dtype=float) for trace in traces])


def days(x):
    """Milliseconds → dates."""
    return np.array(x, dtype=float).astype("datetime64[ms]").astype("datetime64[D]").astype(str)


def test_a_forecast_holds_the_series_and_the_predictions_at_their_dates():
    predictions = said(DOCUMENT)
    figure = figure_of(forecast(SUNSPOTS, DOCUMENT, predictions))
    training, test, actual = figure.data[:3]
    assert len(training.y) == DOCUMENT.n_train and len(test.y) == len(DOCUMENT) - DOCUMENT.n_train
    np.testing.assert_array_equal(joined([training, test]), predictions)
    np.testing.assert_array_equal(joined([training, test], "customdata"), DOCUMENT.actual)
    np.testing.assert_array_equal(actual.y, SUNSPOTS.values)
    assert days(actual.x)[[0, -1]].tolist() == ["1749-01-01", "1983-12-01"]
    dates = [SUNSPOTS.dates[position] + "-01" for position in DOCUMENT.positions]
    assert days(joined([training, test], "x")).tolist() == dates


def test_the_red_line_stands_between_the_last_training_value_and_the_first_test_value():
    figure = figure_of(forecast(SUNSPOTS, DOCUMENT, said(DOCUMENT)))
    red = figure.layout.shapes[0]
    assert SUNSPOTS.dates[DOCUMENT.boundary] == "1937-01" and red.x0 == red.x1
    assert "1936-12-01" < days([red.x0])[0] < "1937-01-01"
    words = [note for note in figure.layout.annotations if note.name != END]
    assert [note.text for note in words] == ["<b>training</b>", "<b>test</b>"]
    assert [note.xanchor for note in words] == ["right", "left"]
    assert {note.text for note in figure.layout.annotations if note.name == END} == {"actual", "predicted"}


def test_a_long_series_begins_in_view_of_the_red_line_and_a_short_one_whole():
    figure = figure_of(forecast(SUNSPOTS, DOCUMENT, said(DOCUMENT)))
    low, high = figure.layout.xaxis.range
    assert low < figure.layout.shapes[0].x0 < high and figure.layout.xaxis.rangeslider.range[0] < low
    figure = figure_of(forecast(AIRLINE, PASSENGERS, said(PASSENGERS)))
    low, high = figure.layout.xaxis.range
    assert low < figure.data[2].x[0] and high > figure.data[2].x[-1]
    assert figure.layout.xaxis.rangeslider.range is None


@pytest.mark.parametrize("prepared", [DOCUMENT, PASSENGERS])
def test_a_click_on_a_prediction_or_on_its_target_tells_the_sample(prepared):
    train = prepared.n_train
    for sample in (0, train - 1, train, len(prepared) - 1):
        curve, column = (0, sample) if sample < train else (1, sample - train)
        assert sample_at(prepared, {"curve": curve, "column": column}) == sample
        assert sample_at(prepared, {"curve": 2, "column": int(prepared.positions[sample])}) == sample
    for missed in ({"curve": 2, "column": 0}, {"curve": 0, "column": train}, {"curve": 9, "column": 1}, {}):
        assert sample_at(prepared, missed) is None
    assert sample_at(prepared, {"curve": 1, "column": len(prepared)}) is None
    assert sample_at(prepared, {"curve": 0, "column": -1}) is None


def test_of_three_parts_each_has_its_predictions_its_line_and_its_clicks():
    predictions = said(THREE)
    drawing = forecast(AIRLINE, THREE, predictions)
    figure = figure_of(drawing)
    for curve, (name, part) in enumerate(THREE.parts.items()):
        np.testing.assert_array_equal(figure.data[curve].y, predictions[part])
        assert sample_at(THREE, {"curve": curve, "column": 1}) == part.start + 1
        assert drawing.table.rows[part.start][1] == name
    assert sample_at(THREE, {"curve": 3, "column": int(THREE.positions[-1])}) == len(THREE) - 1
    assert sample_at(THREE, {"curve": 0, "column": THREE.n_train}) is None
    np.testing.assert_array_equal(figure.data[3].y, AIRLINE.values)
    test, validation = figure.layout.shapes[:2]
    at = figure.data[3].x
    assert at[THREE.boundary - 1] < test.x0 < at[THREE.boundary]
    assert at[THREE.trained - 1] < validation.x0 < at[THREE.trained] and validation.line.dash == "dot"
    words = {note.text for note in figure.layout.annotations if note.name != END}
    assert words == {"<b>training</b>", "<b>validation</b>", "<b>test</b>"}


def test_an_interval_is_a_band_around_the_test_predictions_and_is_told():
    predictions, test = said(THREE), THREE.parts["test"]
    low, high = predictions[test] - 20.0, predictions[test] + 30.0
    held = (THREE.actual[test] >= low) & (THREE.actual[test] <= high)
    drawing = forecast(AIRLINE, THREE, predictions, interval=Interval("adaptive", 0.8, low, high, held))
    outline = joined(named(figure_of(drawing), "80% interval"))
    np.testing.assert_array_equal(outline, np.concatenate([high, low[::-1]]))
    assert f"holds {held.sum()} of {len(held)} test values" in drawing.alt
    assert drawing.table.columns[-2:] == ("80% from", "to")


def test_everything_that_can_stand_beside_a_prediction_is_there_with_its_numbers():
    predictions, other, last = said(PASSENGERS), said(PASSENGERS, 1), PASSENGERS.values[PASSENGERS.ends]
    band = (predictions - 9.0, predictions + 1.0, predictions + 9.0)
    drawing = forecast(
        AIRLINE, PASSENGERS, predictions, band=band, ghost=("the branch", other), baseline=("last", last), chosen=100
    )
    for name, values in (("the branch", other), ("last", last)):
        np.testing.assert_array_equal(joined(named(figure_of(drawing), name)), values)
    outline = joined(named(figure_of(drawing), "all seeds"))
    assert set(outline) == set(band[0]) | set(band[2])
    ring, window = named(figure_of(drawing), "chosen")[0], figure_of(drawing).layout.shapes[1]
    assert ring.y[0] == predictions[100]
    first, end = PASSENGERS.ends[100] - 11, PASSENGERS.ends[100]
    inside = [
        date for date, at in zip(AIRLINE.dates, figure_of(drawing).data[2].x, strict=True) if window.x0 < at < window.x1
    ]
    assert inside == list(AIRLINE.dates[first : end + 1])
    assert list(drawing.table.columns) == [
        "of", "part", "actual", "predicted", "the branch", "last", "least of the seeds", "median", "greatest"
    ]  # fmt: skip
    assert drawing.table["predicted"] == predictions.tolist()
    assert drawing.table["part"].count("test") == len(PASSENGERS) - PASSENGERS.n_train


def test_the_sentence_of_a_forecast_has_the_error_of_the_test_part():
    predictions = said(PASSENGERS)
    alt = forecast(AIRLINE, PASSENGERS, predictions, chosen=len(PASSENGERS) - 1).alt
    error = np.sqrt(np.mean(np.square((predictions - PASSENGERS.actual)[PASSENGERS.n_train :])))
    assert float(re.search(r"test predictions is ([\d.]+) thousand", alt)[1]) == pytest.approx(error, rel=5e-3)
    assert "144 values from 1949-01 to 1960-12; the test part begins at 1957-01" in alt
    assert "Chosen: 1960-12, predicted" in alt and "actual 432" in alt and "outside" not in alt


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf, 1e200])
def test_a_diverged_forecast_leaves_gaps_and_says_so(wrong):
    drawing = forecast(SUNSPOTS, DOCUMENT, np.full(len(DOCUMENT), wrong), chosen=3)
    assert np.isnan(joined(figure_of(drawing).data[:2])).all()
    low, high = figure_of(drawing).layout.yaxis.range
    assert low < 0 and 253.8 < high < 400
    assert "every prediction lies outside" in " ".join(note.text for note in figure_of(drawing).layout.annotations)
    assert "no finite number: training diverged. 233 predictions lie outside the picture." in drawing.alt
    assert drawing.sent["figure"]


def test_a_band_over_seeds_skips_those_that_diverged():
    predictions = said(PASSENGERS)
    high = np.where(np.arange(len(predictions)) == 5, np.inf, predictions + 1.0)
    drawing = forecast(AIRLINE, PASSENGERS, predictions, band=(predictions - 1.0, predictions, high))
    outline = joined(named(figure_of(drawing), "all seeds"))
    assert np.isfinite(outline).all() and len(outline) == 2 * (len(predictions) - 1)


def test_one_prediction_in_each_part_and_values_that_are_only_counted():
    series = synthetic("sine", 24)
    prepared = prepare(series.values, Preparation(window=11, split=0.5))
    assert len(prepared) == 2
    drawing = forecast(series, prepared, prepared.actual)
    assert figure_of(drawing).layout.xaxis.type == "linear" and figure_of(drawing).data[0].x.tolist() == [12.0]
    assert "The RMSE of the 1 test prediction is 0." in drawing.alt
    assert "part becomes 1 window × 11 timesteps × 1 feature, the test part 1 window" in windows(series, prepared).alt


def test_a_constant_series_has_an_axis():
    series = Series("own", "Nothing moves", "", np.full(30, 7.0), None, 1, "")
    prepared = prepare(series.values, Preparation("none", window=3))
    low, high = figure_of(forecast(series, prepared, prepared.actual)).layout.yaxis.range
    assert low < 7.0 < high


@given(st.lists(st.one_of(st.floats(1e-300, 1e300), st.sampled_from([0.0, np.inf, np.nan])), min_size=1, max_size=9))
def test_an_axis_of_errors_has_room_and_two_labels_for_any_losses(values):
    axis = ErrorAxis(np.array(values))
    low, high = axis.layout("")["range"]
    places = axis.positions(np.array(values))
    assert (low <= places).all() and (places <= high).all()
    assert len(axis.layout("")["tickvals"]) >= 2


@given(st.floats(-30, 30), st.floats(0.02, 40))
def test_round_numbers_lie_within_and_are_few(low, width):
    found = np.array(round_numbers(low, low + width))
    assert 2 <= len(found) <= 8 and (np.diff(found) > 0).all()
    assert (np.log10(found) >= low - 1e-9).all() and (np.log10(found) <= low + width + 1e-9).all()


def test_windows_are_drawn_where_they_are():
    for overlap, horizon in ((True, 1), (False, 1), (True, 3)):
        prepared = prepare(AIRLINE.values, Preparation(window=5, overlap=overlap, horizon=horizon))
        drawing = windows(AIRLINE, prepared)
        time = TimeAxis(AIRLINE.dates, len(AIRLINE))
        bars, dots = (
            named(figure_of(drawing), "read: 5 values"),
            [trace for trace in figure_of(drawing).data if str(trace.name).startswith("target")],
        )
        assert len(bars) == len(dots) == 4
        for lane, (bar, dot) in enumerate(zip(bars, dots, strict=True)):
            target = prepared.positions[lane]
            first = lane * (1 if overlap else 5)
            assert list(bar.x) == time.all[first : first + 5].tolist() and list(bar.y) == [lane] * 5
            assert dot.x[0] == time.all[target] and target == first + 4 + horizon
            assert dot.customdata[0] == prepared.actual[lane]
        assert f"{horizon} step" in dots[0].name
        shape = f"{prepared.n_train} windows × 5 timesteps × 1 feature"
        assert figure_of(drawing).layout.annotations[-1].text == f"<b>training: {shape}</b>" and shape in drawing.alt
        assert ("share 4 values" in drawing.alt) == overlap
        assert len(drawing.table) == len(prepared)


def test_a_free_run_holds_what_was_said_and_shades_what_lies_beyond_the_data():
    steps, start = 20, len(AIRLINE) - 8
    repeated = Repeat(12).continue_from(AIRLINE.values[:start], steps)
    teacher, free = AIRLINE.values[start:] + 3.0, np.append(AIRLINE.values[start:] - 4.0, np.full(12, 400.0))
    drawing = free_run(AIRLINE, PASSENGERS, start, teacher, free, {"last season": repeated})
    for name, values in (
        ("given its own outputs", free),
        ("given the actual values", teacher),
        ("last season", repeated),
    ):
        np.testing.assert_array_equal(named(figure_of(drawing), name)[0].y, values)
    assert days(named(figure_of(drawing), "given its own outputs")[0].x)[0] == AIRLINE.dates[start] + "-01"
    shade = next(shape for shape in figure_of(drawing).layout.shapes if shape.type == "rect")
    measured = np.array(named(figure_of(drawing), "actual")[0].x)
    assert measured[-1] < shade.x0 < named(figure_of(drawing), "given its own outputs")[0].x[8]
    assert "RMSE 4.00 thousand passengers over the 8 known values" in drawing.alt
    assert "instead, 3.00 thousand passengers. The last 12 steps lie beyond the data." in drawing.alt
    assert drawing.table["of"][-1] == "12 beyond the data" and drawing.table["actual"].count("") == 12


def test_months_beyond_the_data_are_those_of_the_calendar():
    drawing = free_run(AIRLINE, PASSENGERS, len(AIRLINE), np.zeros(0), np.full(26, 400.0), {})
    dates = days(named(figure_of(drawing), "given its own outputs")[0].x)
    assert dates[[0, 1, 2, 25]].tolist() == ["1961-01-01", "1961-02-01", "1961-03-01", "1963-02-01"]
    half_hours = TimeAxis(("2000-06-05T00:00", "2000-06-05T00:30", "2000-06-05T01:00"), 3)
    assert half_hours.at(np.array([4])) == half_hours.all[2] + 2 * 30 * 60_000
    assert TimeAxis(None, 3).at(np.array([0, 2, 4])).tolist() == [1.0, 3.0, 5.0]


def test_a_free_run_from_the_end_of_the_data_claims_nothing():
    none = np.zeros(0)
    drawing = free_run(AIRLINE, PASSENGERS, len(AIRLINE), none, np.full(3, 400.0), {})
    assert "all of it lies beyond the data" in drawing.alt and "RMSE" not in drawing.alt
    away = free_run(AIRLINE, PASSENGERS, 120, AIRLINE.values[120:122], np.array([400.0, np.inf]), {})
    assert "RMSE no finite number over the 2 known values" in away.alt and away.sent["figure"]


def test_horizon_errors_are_drawn_and_the_least_is_named():
    errors = {"the network": np.array([1.0, 2.0, 6.0]), "repeat": np.array([2.0, 3.0, 4.0])}
    drawing = horizon_error(errors, "MW", 2)
    for name, values in errors.items():
        np.testing.assert_array_equal(named(figure_of(drawing), name)[0].y, values)
    assert [shape.x0 for shape in figure_of(drawing).layout.shapes] == [2]
    assert drawing.alt == (
        "The RMSE in MW from step 1 to step 3: from 1.00 to 6.00 (the network), from 2.00 to 4.00 (repeat). At the end "
        "the least is that of repeat."
    )
    away = horizon_error(errors | {"AR(1)": np.array([1.0, 1e9, np.inf])}, "", 1)
    assert "no finite number from step 3 on (AR(1))" in away.alt
    assert figure_of(away).layout.yaxis.range[1] < 20
    alone = horizon_error({"the network": np.array([1.5])}, "", 12)
    assert alone.alt == "The RMSE one step ahead: 1.50 (the network)."


def test_the_race_has_a_dot_for_every_seed_and_the_medians():
    entries = [
        ("lstm", 64, np.array([0.01, 0.02, 0.03]), np.array([20.0, np.nan, 24.0])),
        ("gru", 58, np.array([0.02, 0.02, 0.04]), np.array([21.0, 19.0, 18.0])),
    ]
    drawing = race(entries, unit="sunspots", baseline=("repeat", 20.2))
    dots, medians = named(figure_of(drawing), "LSTM")[:2]
    assert dots.x.tolist() == [10.0, 30.0] and dots.y.tolist() == [20.0, 24.0]
    assert (medians.x[0], medians.y[0]) == (20.0, 22.0)
    across = named(figure_of(drawing), "GRU")[3]
    assert (across.x[0], across.y[0]) == (58, 19.0)
    assert figure_of(drawing).layout.shapes[0].y0 == 20.2 and figure_of(drawing).layout.shapes[0].name == "repeat"
    assert "LSTM: 64 parameters, 20.0 ms, test RMSE 22.0 sunspots (20.0 to 24.0); 1 of 3 seeds diverged." in drawing.alt
    assert drawing.alt.endswith("Repeat: 20.2 sunspots.") and len(drawing.table) == 6
    lost = race([("gru", 58, np.array([2.0]), np.array([np.inf]))])
    assert lost.alt == "GRU: 58 parameters, 2.00 s, no finite RMSE; 1 of 1 seed diverged." and lost.sent["figure"]


def test_the_seeds_are_told_apart_and_counted_against_the_baseline():
    drawing = seeds(np.array([20.0, np.nan, 24.0, 22.0]), 3, ("repeat", 21.0), unit="MW")
    dots = figure_of(drawing).data[0]
    np.testing.assert_array_equal(dots.x, [20.0, np.nan, 24.0, 22.0])
    assert np.argmax(dots.marker.size) == 3
    assert {shape.name: shape.x0 for shape in figure_of(drawing).layout.shapes} == {"repeat": 21.0, "median": 22.0}
    assert drawing.alt == (
        "The test RMSE of 3 seeds: from 20.0 to 24.0 MW, median 22.0. The strong dot, the seed that is shown, "
        "has 22.0 MW at its last epoch. Repeat: 21.0 MW; 1 of "
        "the seeds has less. 1 more seed diverged."
    )
    assert "Not one of 2 seeds has a finite test RMSE" in seeds(np.array([np.nan, np.inf])).alt


def test_the_losses_beside_keras_and_their_largest_difference():
    ours = {"training": np.array([0.5, 0.25]), "test": np.array([0.4, 0.2])}
    keras = {"training": np.array([0.5, 0.25 * (1 + 1e-9)]), "test": ours["test"]}
    drawing = same_in_keras(ours, keras)
    np.testing.assert_allclose(10 ** np.array(named(figure_of(drawing), "training, here")[0].y), ours["training"])
    rings = named(figure_of(drawing), "training, Keras")[0]
    np.testing.assert_allclose(10 ** np.array(rings.y), keras["training"], rtol=1e-12)
    assert rings.mode == "markers"
    assert "Training loss: over 2 epochs the largest difference is 1×10⁻⁹ of Keras's number." in drawing.alt
    assert "Test loss: equal to the last bit over 2 epochs." in drawing.alt
    bad = {"training": np.array([np.nan, 1.0])}
    assert "cannot be compared" in same_in_keras(bad, bad).alt
